"""Who looks at a ticket or writes on it, over HTTP: said again every few seconds, shown to colleagues."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import Query, Response

from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk, as_json
from api.http.swift.laid import Routes
from api.questions.live import presence
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, Ref
from connectors.storage.live.presence import Doing, Presence

router = Routes()

Numbers = Annotated[str, Query(max_length=4_000, description="Numbers of tickets by commas, at most 200: 1001,1002.")]


class SayPresence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one is doing at the ticket."""

    doing: Doing = "viewing"


class Believed(msgspec.Struct, frozen=True, kw_only=True):
    """Until when it is believed: say it again before."""

    until: datetime


class Left(msgspec.Struct, frozen=True):
    """Nobody sees one there any more."""

    left: bool = True


@router.put(
    "/tickets/{ref}/presence",
    tags=["live"],
    operation_id="say-presence",
    summary="Я смотрю заявку или пишу в ней · I look at a ticket or write on it",
)
def say_presence(ref: Ref, desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """Colleagues who see the ticket see it for half a minute; nothing is told in the history."""
    asked = decoded(object_of(body), SayPresence)
    ticket = presence.own_ticket(desk, asker.viewer, ref)
    until = Presence(desk.database).say(ticket, asker.viewer.actor.id, asked.doing, now=desk.clock.now())
    return as_json(Believed(until=until))


@router.delete(
    "/tickets/{ref}/presence",
    tags=["live"],
    operation_id="leave-ticket",
    summary="Я больше не в заявке · I am not at the ticket any more",
)
def leave_ticket(ref: Ref, desk: TheDesk, asker: TheAsker) -> Response:
    """At once, for whoever closes a page."""
    ticket = presence.own_ticket(desk, asker.viewer, ref)
    Presence(desk.database).leave(ticket, asker.viewer.actor.id)
    return as_json(Left())


@router.get(
    "/presence",
    tags=["live"],
    operation_id="read-presence",
    summary="Кто сейчас в этих заявках · Who is at these tickets now",
)
def read_presence(desk: TheDesk, asker: TheAsker, numbers: Numbers, min_position: MinPosition = None) -> Response:
    """For the numbers on the screen; who is there beside oneself. Requesters are neither shown nor told."""
    return encoded(presence.read_presence(desk, asker, numbers, min_position))
