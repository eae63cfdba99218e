"""Tokens for programs over HTTP: one's own, and everybody's for administrators; each is shown once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Response
from msgspec import Meta

from api.http.body import decoded, object_of
from api.http.door import GUARDED, TheAsker, TheBody, TheCaller, TheDesk, as_json
from api.http.swift.laid import Routes
from api.questions.account import traces
from api.rest.account.questions import ACCOUNT, Ended, signed_in
from api.rest.encoded import encoded
from api.rest.parameters import ThePage
from events.values.people import Scope

router = Routes()


class MakeToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token for a program: what it is for, what it may do (``scopes``; none: everything you may), how long."""

    label: Annotated[str, Meta(min_length=1, max_length=200)]
    scopes: frozenset[Scope] = frozenset()
    days: Annotated[int, Meta(ge=1, le=3650)] = 90


class MadeToken(msgspec.Struct, frozen=True, kw_only=True):
    """The token, shown this once."""

    token: str
    expires_at: datetime


@router.get("/me/tokens", tags=[ACCOUNT], operation_id="list-tokens", summary="Мои токены · My tokens")
def list_tokens(desk: TheDesk, caller: TheCaller, page: ThePage) -> Response:
    """With scopes, expiry and last use; never the tokens themselves."""
    return encoded(traces.list_tokens(desk, signed_in(caller).viewer, page))


@router.post(
    "/me/tokens", tags=[ACCOUNT], operation_id="make-token", status_code=201, summary="Выпустить токен · Make a token"
)
def make_token(desk: TheDesk, caller: TheCaller, body: TheBody) -> Response:
    """It is shown this once, and never may more than its owner may at that moment."""
    viewer = signed_in(caller).viewer
    asked = decoded(object_of(body), MakeToken)
    expires_at = desk.clock.now() + timedelta(days=asked.days)
    token = desk.bearer_tokens.make(
        viewer,
        viewer.actor,
        viewer.groups,
        language=viewer.language,
        label=asked.label,
        expires_at=expires_at,
        scopes=asked.scopes,
    )
    return as_json(MadeToken(token=token, expires_at=expires_at), status=201, headers={"Cache-Control": "no-store"})


@router.delete(
    "/me/tokens/{token}", tags=[ACCOUNT], operation_id="withdraw-token", summary="Отозвать токен · Withdraw a token"
)
def withdraw_token(token: UUID, desk: TheDesk, caller: TheCaller) -> Response:
    """One's own, by its id, at once."""
    viewer = signed_in(caller).viewer
    desk.bearer_tokens.withdraw(viewer, token, bearer_id=viewer.actor.id)
    return as_json(Ended(1))


@router.get(
    "/tokens",
    tags=[ACCOUNT],
    operation_id="list-all-tokens",
    summary="Все токены · Everybody's tokens",
)
def list_all_tokens(desk: TheDesk, asker: TheAsker, page: ThePage) -> Response:
    """For administrators."""
    return encoded(traces.list_all_tokens(desk, asker, page))


@router.delete(
    "/tokens/{token}",
    tags=[ACCOUNT],
    operation_id="withdraw-any-token",
    summary="Отозвать любой токен · Withdraw any token",
    dependencies=GUARDED,
)
def withdraw_any_token(token: UUID, desk: TheDesk, caller: TheCaller) -> Response:
    """For administrators, at once."""
    desk.bearer_tokens.withdraw(signed_in(caller).viewer, token)
    return as_json(Ended(1))
