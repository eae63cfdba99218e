"""How one comes in: where one is signed in now, one's second factor, one's zone; and ending what is open elsewhere."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from api.console.account.devices import device
from api.console.asked import Asked
from api.console.rendering import elsewhere, page
from api.questions.account.factor import read_second_factor
from api.questions.account.traces import list_sessions
from api.questions.refusals import NoSuchThing
from events.values.zones import known_zones


def account(asked: Asked) -> Response:
    """All of it on one page: whoever fears that somebody else is in ends that here."""
    own = asked.caller.session if asked.caller else None
    identity = asked.desk.identities.of(asked.viewer.actor.id)
    return page(
        asked,
        "account/account.html",
        sessions=list_sessions(asked.desk, asked.viewer, None).value.sessions,
        own=None if own is None else own.session_id,
        device=device,
        factor=read_second_factor(asked.desk, asked.viewer, None).value,
        time_zone="" if identity is None else identity.person.time_zone,
        zones=sorted(known_zones()),
    )


def end_one(asked: Asked, session: str) -> Response:
    """One of one's own; its pages ask for the password, and its streams end."""
    try:
        asked.desk.accounts.end_session(asked.viewer, UUID(session))
    except ValueError:
        raise NoSuchThing from None
    return elsewhere("/account")


def end_others(asked: Asked) -> Response:
    """Every one but this."""
    own = asked.caller.session if asked.caller else None
    asked.desk.accounts.end_sessions(asked.viewer, asked.viewer.actor.id, but=None if own is None else own.session_id)
    return elsewhere("/account")
