"""Tokens for programs: everybody's for whom administrates, one's own for everybody; a new one is shown once."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from api.console.asked import Asked
from api.console.orders import refused
from api.console.rendering import elsewhere, page
from api.http.refusal_answers import status_of
from api.questions.account import tokens as own_tokens
from api.questions.account import traces
from api.questions.account.tokens import MadeToken, MakeToken
from api.questions.decoding.strict import decoded
from api.questions.paging.whole import PageWanted
from api.questions.refusals import NoSuchThing
from events.values.people import Scope
from events.values.refusal import Refusal
from events.values.text import Text

PAGE = 100
SCOPES: dict[Scope, Text] = {
    "read": Text("смотреть", "look"),
    "tickets": Text("работать с заявками", "work on tickets"),
    "people": Text("вести людей и подразделения", "keep people and units"),
    "setup": Text("настраивать", "set things up"),
}


def tokens(asked: Asked) -> Response:
    """Everybody's, the newest first."""
    wanted = PageWanted(cursor=asked.wish("cursor") or None, limit=PAGE)
    found = traces.list_all_tokens(asked.desk, asked.viewer, wanted).value
    may = asked.may("withdraw-any-token")
    return page(
        asked, "settings/tokens.html", tokens=found.tokens, more=found.next_cursor, may_withdraw=may, scopes=SCOPES
    )


def withdraw(asked: Asked, token: str) -> Response:
    """At once, whoever's it is."""
    own_tokens.withdraw_any_token(asked.desk, asked.viewer, _id(token))
    return elsewhere("/settings/tokens")


def own(asked: Asked) -> Response:
    """One's own, and the form for another."""
    return _own(asked)


def make(asked: Asked) -> Response:
    """Shown this once: whoever loads the page again makes none, and sees none."""
    days = asked.field("days")
    told = {"label": asked.field("label"), "scopes": asked.form.get("scopes", [])}
    try:
        wanted = decoded({**told, "days": int(days) if days.isdecimal() else days}, MakeToken)
        made = own_tokens.make_token(asked.desk, asked.viewer, wanted).value
    except Refusal as refusal:
        return _own(asked, refusal=refusal)
    answer = _own(asked, made=made)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def withdraw_own(asked: Asked, token: str) -> Response:
    """At once."""
    own_tokens.withdraw_token(asked.desk, asked.viewer, _id(token))
    return elsewhere("/tokens")


def _own(asked: Asked, *, refusal: Refusal | None = None, made: MadeToken | None = None) -> Response:
    found = traces.list_tokens(asked.desk, asked.viewer, None).value.tokens
    return page(
        asked,
        "settings/own_tokens.html",
        status=200 if refusal is None else status_of(refusal),
        tokens=found,
        made=made,
        scopes=SCOPES,
        scope_names=[(code, asked.told(name)) for code, name in SCOPES.items()],
        label=asked.field("label") if refusal is not None else "",
        refusal=None if refusal is None else refused(asked, refusal),
    )


def _id(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        raise NoSuchThing from None
