"""Signing in and out, passwords and sessions over HTTP; every secret is shown once, where it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Request, Response
from msgspec import Meta

from api.http.body import decoded, object_of
from api.http.callers import Caller, refuse_unready
from api.http.door import TheAsker, TheBody, TheCaller, TheDesk, TheViewer, as_json
from api.http.refusals import SignInIsNeeded
from api.http.swift.laid import Routes
from api.questions.account import traces
from api.questions.references import person_ref
from api.rest.encoded import encoded
from api.rest.parameters import Someone, ThePage
from events.values.text import Text

router = Routes()

Secret = Annotated[str, Meta(min_length=1, max_length=1000)]
NOT_SENT = Text(
    ru="Исходящая почта ещё не настроена, письмо не отправлено: передайте пароль сами, он показан один раз.",
    en="Outgoing mail is not set up yet, so nothing was sent: hand the password over yourself, it is shown once.",
)
"""What “generate and send” says until the desk can send mail (row 69)."""


class SignIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Login, or an e-mail address that belongs to the person, and password; ``code`` where a second factor is on."""

    login: Secret
    password: Secret
    code: Annotated[str, Meta(max_length=100)] = ""


class SignedInView(msgspec.Struct, frozen=True, kw_only=True):
    """Send ``secret`` as “Authorization: Bearer …”. With ``must_change`` only a new password can be set by it."""

    secret: str
    session_id: UUID
    person_id: UUID
    expires_at: datetime
    must_change: bool


class ChangePassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The present password and the new one; every other session ends."""

    old_password: Secret
    password: Secret


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No more is to be said than the address says."""


class GeneratePassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make a password for somebody; with ``send`` it is to be mailed to them as well (row 67)."""

    send: bool = False


class GeneratedPassword(msgspec.Struct, frozen=True, kw_only=True):
    """A password to hand over: shown this once, to be changed at the first sign-in."""

    password: str
    sent: bool
    note: Text


class ResetLink(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time code, shown this once: whoever has it sets a new password until ``expires_at``.

    It is no address to open: its holder gives it, with the new password, as ``link`` to ``POST /password-reset``.
    """

    link: Annotated[str, msgspec.Meta(description="The one-time code; it is handed over, not opened.")]
    expires_at: datetime


class ResetPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The one-time code, as ``link``, and the new password."""

    link: Secret
    password: Secret


class Ended(msgspec.Struct, frozen=True):
    """How many sessions or tokens were ended."""

    ended: int


ACCOUNT = "accounts"


def signed_in(caller: Caller, *, may_wait: bool = False) -> Caller:
    """Accounts are managed by people who signed in, not by tokens."""
    if caller.session is None:
        raise SignInIsNeeded
    if not may_wait:
        refuse_unready(caller)
    return caller


def source_of(request: Request) -> str:
    """The network address that asks."""
    return request.client.host if request.client else ""


@router.post("/sign-in", tags=[ACCOUNT], operation_id="sign-in", summary="Войти · Sign in")
def sign_in(request: Request, desk: TheDesk, body: TheBody) -> Response:
    """Whatever is wrong, the answer is the same; guessing slows down the guesser's own address."""
    asked = decoded(object_of(body), SignIn)
    client = request.headers.get("user-agent", "")
    found = desk.coming_in.sign_in(
        asked.login, asked.password, source=source_of(request), client=client, code=asked.code
    )
    view = SignedInView(
        secret=found.secret,
        session_id=found.session.session_id,
        person_id=found.person_id,
        expires_at=found.session.expires_at,
        must_change=found.must_change,
    )
    return as_json(view, headers={"Cache-Control": "no-store"})


@router.post("/sign-out", tags=[ACCOUNT], operation_id="sign-out", summary="Выйти · Sign out")
def sign_out(desk: TheDesk, caller: TheCaller, body: TheBody) -> Response:
    """Ends the session that the request bears."""
    decoded(object_of(body), Nothing)
    session = signed_in(caller, may_wait=True).session
    if session is not None:
        desk.accounts.end_session(caller.viewer, session.session_id)
    return as_json(Ended(1))


@router.post("/me/password", tags=[ACCOUNT], operation_id="change-password", summary="Сменить пароль · Change password")
def change_password(request: Request, desk: TheDesk, caller: TheCaller, body: TheBody) -> Response:
    """One's own; every other session ends."""
    own = signed_in(caller, may_wait=True)
    asked = decoded(object_of(body), ChangePassword)
    session_id = None if own.session is None else own.session.session_id
    desk.accounts.change_password(
        own.viewer, asked.old_password, asked.password, session=session_id, source=source_of(request)
    )
    return as_json(Ended(0))


@router.get("/me/sessions", tags=[ACCOUNT], operation_id="list-sessions", summary="Мои сеансы · My sessions")
def list_sessions(desk: TheDesk, caller: TheCaller, page: ThePage) -> Response:
    """Where one is signed in: what with, from where, since when."""
    return encoded(traces.list_sessions(desk, signed_in(caller).viewer, page))


@router.delete(
    "/me/sessions", tags=[ACCOUNT], operation_id="end-sessions-elsewhere", summary="Выйти везде · Sign out elsewhere"
)
def end_sessions_elsewhere(desk: TheDesk, caller: TheCaller) -> Response:
    """Ends every session but the one that asks."""
    own = signed_in(caller)
    but = None if own.session is None else own.session.session_id
    return as_json(Ended(desk.accounts.end_sessions(own.viewer, own.viewer.actor.id, but=but)))


@router.delete(
    "/me/sessions/{session}", tags=[ACCOUNT], operation_id="end-session", summary="Завершить сеанс · End a session"
)
def end_session(session: UUID, desk: TheDesk, caller: TheCaller) -> Response:
    """One of one's own."""
    desk.accounts.end_session(signed_in(caller).viewer, session)
    return as_json(Ended(1))


@router.post(
    "/persons/{ref}/password",
    tags=[ACCOUNT],
    operation_id="generate-password",
    status_code=201,
    summary="Создать пароль · Generate a password",
)
def generate_password(ref: Someone, desk: TheDesk, viewer: TheViewer, caller: TheCaller, body: TheBody) -> Response:
    """For somebody who has a login: shown this once, to be changed at the first sign-in (rows 67-69)."""
    signed_in(caller)
    asked = decoded(object_of(body), GeneratePassword)
    password = desk.accounts.generate_password(viewer, person_ref(desk, viewer, ref))
    note = NOT_SENT if asked.send else Text(ru="Показан один раз.", en="Shown once.")
    made = GeneratedPassword(password=password, sent=False, note=note)
    return as_json(made, status=201, headers={"Cache-Control": "no-store"})


@router.post(
    "/persons/{ref}/reset-link",
    tags=[ACCOUNT],
    operation_id="offer-reset-link",
    status_code=201,
    summary="Одноразовый код для нового пароля · A one-time code for a new password",
)
def offer_reset_link(ref: Someone, desk: TheDesk, viewer: TheViewer, caller: TheCaller, body: TheBody) -> Response:
    """A one-time code to hand over to somebody who forgot their password; it is no address to open."""
    signed_in(caller)
    decoded(object_of(body), Nothing)
    link, expires_at = desk.accounts.offer_reset(viewer, person_ref(desk, viewer, ref))
    return as_json(ResetLink(link=link, expires_at=expires_at), status=201, headers={"Cache-Control": "no-store"})


@router.post(
    "/password-reset", tags=[ACCOUNT], operation_id="reset-password", summary="Сбросить пароль · Reset a password"
)
def reset_password(desk: TheDesk, body: TheBody) -> Response:
    """With a one-time code, without signing in; every session of the person ends."""
    asked = decoded(object_of(body), ResetPassword)
    desk.accounts.reset(asked.link, asked.password)
    return as_json(Ended(0))


@router.get(
    "/persons/{ref}/sessions",
    tags=[ACCOUNT],
    operation_id="list-sessions-of",
    summary="Сеансы человека · A person's sessions",
)
def list_sessions_of(ref: Someone, desk: TheDesk, asker: TheAsker, page: ThePage) -> Response:
    """For administrators and auditors."""
    return encoded(traces.list_sessions_of(desk, asker, page.of(person_ref(desk, asker.viewer, ref))))


@router.delete(
    "/persons/{ref}/sessions",
    tags=[ACCOUNT],
    operation_id="end-sessions-of",
    summary="Завершить сеансы человека · End a person's sessions",
)
def end_sessions_of(ref: Someone, desk: TheDesk, viewer: TheViewer, caller: TheCaller) -> Response:
    """For administrators: the person is signed out everywhere."""
    signed_in(caller)
    return as_json(Ended(traces.end_sessions_of(desk, viewer, person_ref(desk, viewer, ref)).value))
