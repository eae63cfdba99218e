"""Tokens for programs over HTTP: one's own, and everybody's for administrators; each is shown once."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from api.http.body import decoded, object_of
from api.http.door import GUARDED, TheAsker, TheBody, TheCaller, TheDesk, as_json
from api.http.swift.laid import Routes
from api.questions.account import tokens, traces
from api.questions.account.tokens import MakeToken
from api.rest.account.questions import ACCOUNT, Ended, signed_in
from api.rest.encoded import encoded
from api.rest.parameters import ThePage

router = Routes()


@router.get("/me/tokens", tags=[ACCOUNT], operation_id="list-tokens", summary="Мои токены · My tokens")
def list_tokens(desk: TheDesk, caller: TheCaller, page: ThePage) -> Response:
    """With scopes, expiry and last use; never the tokens themselves."""
    return encoded(traces.list_tokens(desk, signed_in(caller).viewer, page))


@router.post(
    "/me/tokens", tags=[ACCOUNT], operation_id="make-token", status_code=201, summary="Выпустить токен · Make a token"
)
def make_token(desk: TheDesk, caller: TheCaller, body: TheBody) -> Response:
    """It is shown this once, and never may more than its owner may at that moment."""
    made = tokens.make_token(desk, signed_in(caller).viewer, decoded(object_of(body), MakeToken)).value
    return as_json(made, status=201, headers={"Cache-Control": "no-store"})


@router.delete(
    "/me/tokens/{token}", tags=[ACCOUNT], operation_id="withdraw-token", summary="Отозвать токен · Withdraw a token"
)
def withdraw_token(token: UUID, desk: TheDesk, caller: TheCaller) -> Response:
    """One's own, by its id, at once."""
    return as_json(Ended(tokens.withdraw_token(desk, signed_in(caller).viewer, token).value))


@router.get(
    "/tokens",
    tags=[ACCOUNT],
    operation_id="list-all-tokens",
    summary="Все токены · Everybody's tokens",
)
def list_all_tokens(desk: TheDesk, asker: TheAsker, page: ThePage) -> Response:
    """For administrators and auditors."""
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
    return as_json(Ended(tokens.withdraw_any_token(desk, signed_in(caller).viewer, token).value))
