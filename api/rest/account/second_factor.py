"""One's own second factor over HTTP, and somebody's taken off by administrators; secrets are shown once."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import Request, Response
from msgspec import Meta

from api.http.body import decoded, object_of
from api.http.callers import Caller
from api.http.door import TheBody, TheCaller, TheDesk, TheViewer, as_json
from api.http.refusals import SignInIsNeeded
from api.http.swift.laid import Routes
from api.questions.account.factor import read_second_factor
from api.questions.references import person_ref
from api.rest.account.questions import ACCOUNT, Ended, Nothing, signed_in, source_of
from api.rest.encoded import encoded
from api.rest.parameters import Someone
from connectors.inbound.sign_in.refusals import PasswordMustChange
from connectors.inbound.sign_in.second_factor import Begun

router = Routes()


class GiveCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code of now, or a recovery code."""

    code: Annotated[str, Meta(min_length=1, max_length=100)]


class ConfirmFactor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first code; with it the password, where one came in by it."""

    code: Annotated[str, Meta(min_length=1, max_length=100)]
    password: Annotated[str, Meta(max_length=1000)] = ""


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """Recovery codes, shown this once: each lets its owner in one time instead of a code."""

    recovery_codes: list[str]


def enrolling(caller: Caller) -> Caller:
    """Whoever signed in with a password of their own, also when all they may do is switch a second factor on."""
    if caller.session is None:
        raise SignInIsNeeded
    if caller.must_change:
        raise PasswordMustChange
    return caller


@router.get(
    "/me/second-factor",
    tags=[ACCOUNT],
    operation_id="read-second-factor",
    summary="Мой второй фактор · My second factor",
)
def second_factor(desk: TheDesk, caller: TheCaller) -> Response:
    """Since when codes are asked for, how many recovery codes are left, and whether somebody took it off."""
    return encoded(read_second_factor(desk, enrolling(caller).viewer, None))


@router.post(
    "/me/second-factor",
    tags=[ACCOUNT],
    operation_id="begin-second-factor",
    status_code=201,
    summary="Завести второй фактор · Begin a second factor",
)
def begin(desk: TheDesk, caller: TheCaller, body: TheBody) -> Response:
    """The key for a program for one-time codes (TOTP); nothing is asked for before its first code was given."""
    own = enrolling(caller)
    decoded(object_of(body), Nothing)
    begun: Begun = desk.second_factor.begin(own.viewer)
    return as_json(begun, status=201, headers={"Cache-Control": "no-store"})


@router.post(
    "/me/second-factor/confirmation",
    tags=[ACCOUNT],
    operation_id="confirm-second-factor",
    summary="Включить второй фактор · Switch the second factor on",
)
def confirm(request: Request, desk: TheDesk, caller: TheCaller, body: TheBody) -> Response:
    """With its first code and the password: from now on one is asked for at sign-in, and all other sessions end."""
    own = enrolling(caller)
    asked = decoded(object_of(body), ConfirmFactor)
    if own.session is None:
        raise SignInIsNeeded
    if own.session.via == "password":
        desk.coming_in.refuse_other_password(own.viewer, asked.password, source=source_of(request))
    made = desk.second_factor.confirm(own.viewer, asked.code, session=own.session.session_id)
    return as_json(RecoveryCodes(recovery_codes=[*made]), headers={"Cache-Control": "no-store"})


@router.post(
    "/me/second-factor/recovery-codes",
    tags=[ACCOUNT],
    operation_id="make-recovery-codes",
    status_code=201,
    summary="Новые коды восстановления · New recovery codes",
)
def recovery_codes(desk: TheDesk, caller: TheCaller, body: TheBody) -> Response:
    """For a code of now; those of before open nothing any more."""
    own = signed_in(caller)
    asked = decoded(object_of(body), GiveCode)
    made = desk.second_factor.new_codes(own.viewer, asked.code)
    return as_json(RecoveryCodes(recovery_codes=[*made]), status=201, headers={"Cache-Control": "no-store"})


@router.post(
    "/me/second-factor/removal",
    tags=[ACCOUNT],
    operation_id="switch-second-factor-off",
    summary="Выключить второй фактор · Switch the second factor off",
)
def switch_off(desk: TheDesk, caller: TheCaller, body: TheBody) -> Response:
    """One's own, for a code of now or a recovery code."""
    own = signed_in(caller)
    desk.second_factor.switch_off(own.viewer, decoded(object_of(body), GiveCode).code)
    return as_json(Ended(0))


@router.delete(
    "/persons/{ref}/second-factor",
    tags=[ACCOUNT],
    operation_id="take-second-factor-off",
    summary="Снять второй фактор человека · Take a person's second factor off",
)
def take_off(ref: Someone, desk: TheDesk, viewer: TheViewer, caller: TheCaller) -> Response:
    """For administrators, of somebody who lost what they made codes with: they read so when they come in next."""
    signed_in(caller)
    desk.second_factor.take_off(viewer, person_ref(desk, viewer, ref))
    return as_json(Ended(1))
