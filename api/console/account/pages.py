"""Choosing a password, one's language and zone, and the look."""

from __future__ import annotations

from typing import cast
from uuid import uuid4

from fastapi import Response

from api.console import navigation
from api.console.asked import LANGUAGE, THEME, THEMES, Asked
from api.console.orders import back_of, refused
from api.console.rendering import elsewhere, page
from api.http.body import decoded
from api.http.callers import refuse_unready
from api.http.refusal_answers import status_of
from commands.person.card import SetPersonLanguage, SetPersonZone
from events.values.identity import CommandId, PersonId
from events.values.people import Language
from events.values.refusal import Refusal

YEAR_S = 365 * 24 * 3600


def front(asked: Asked) -> Response:
    """Everybody begins where their work is."""
    return elsewhere(navigation.home(asked))


def behind_an_order(_asked: Asked, name: str) -> Response:  # noqa: ARG001 - the address has it
    """An order has no page: whoever asks for its address, by loading a refusal again, begins anew."""
    return elsewhere("/")


def password_page(asked: Asked) -> Response:
    """One's own password, which whoever got one made for them chooses first of all."""
    if asked.caller is None:
        return elsewhere("/sign-in")
    return page(asked, "account/password.html", refusal=None)


def change_password(asked: Asked) -> Response:
    """Every other session ends."""
    if asked.caller is None:
        return elsewhere("/sign-in")
    session = asked.caller.session
    request = asked.request
    try:
        asked.desk.accounts.change_password(
            asked.viewer,
            asked.field("old_password"),
            asked.field("password"),
            session=None if session is None else session.session_id,
            source=request.client.host if request.client else "",
        )
    except Refusal as refusal:
        return page(asked, "account/password.html", status=status_of(refusal), refusal=refused(asked, refusal))
    return elsewhere("/")


def look(asked: Asked) -> Response:
    """The look is of this machine; the language is one's own, on every machine and in mails, once one is signed in."""
    answer = elsewhere(back_of(asked) or "/")
    language, theme = asked.field("language"), asked.field("theme")
    secure = asked.request.url.scheme == "https"
    if theme in THEMES:
        answer.set_cookie(THEME, theme, max_age=YEAR_S, httponly=True, samesite="lax", secure=secure)
    if language in {"ru", "en"}:
        if asked.caller is not None:
            order = SetPersonLanguage(person_id=PersonId(asked.viewer.actor.id), language=cast("Language", language))
            asked.desk.bus.execute(order, viewer=asked.viewer, command_id=CommandId(uuid4()))
        # The page for signing in speaks it on this machine, too.
        answer.set_cookie(LANGUAGE, language, max_age=YEAR_S, httponly=True, samesite="lax", secure=secure)
    return answer


def choose_zone(asked: Asked) -> Response:
    """Whose clock times are told by; empty: that of one's unit."""
    if asked.caller is None:
        return elsewhere("/sign-in")
    refuse_unready(asked.caller)
    told = {"person_id": str(asked.viewer.actor.id), "time_zone": asked.field("time_zone").strip()}
    order = decoded(told, SetPersonZone)
    asked.desk.bus.execute(order, viewer=asked.viewer, command_id=CommandId(uuid4()))
    return elsewhere("/account")
