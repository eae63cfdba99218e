"""Who looks at tickets or writes on them at this moment, for colleagues alone; asked by the routes and the streams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.refusals import InvalidField
from api.questions.ticket.card import seen
from connectors.storage.live.presence import Doing, Present, everybody, present_at
from events.values.identity import TicketId, ticket_id
from events.values.people import Viewer
from events.values.refusal import Refusal
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.live import changes
from projections.person import directory

MOST_NUMBERS = 200
"""Numbers that are asked about at once."""
_PRESENCE = views_of(changes.sights, changes.numbers_of, directory.names)


class OnlyStaffIsShown(Refusal):
    """On this ticket you are its requester, and only those who work on a ticket are shown at it. Say it on a ticket
    that you work on.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "not_yours"
    ru: ClassVar[str] = (
        "В этой заявке вы заявитель, а присутствие показывают только у тех, кто с заявкой работает. Отмечайтесь в "
        "заявках, с которыми работаете."
    )


class Someone(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague, what they are doing, and until when that is believed unless they say it again."""

    person_id: UUID
    name: str
    doing: Doing
    until: datetime


class AtTicket(msgspec.Struct, frozen=True, kw_only=True):
    """Who is at a ticket beside the viewer."""

    number: int
    persons: list[Someone]


class PresenceAtTickets(msgspec.Struct, frozen=True):
    """Those of the asked tickets at which somebody is."""

    tickets: list[AtTicket]


@question("read-presence", _PRESENCE)
def read_presence(desk: Desk, viewer: Viewer, numbers: str) -> Answer[PresenceAtTickets]:
    """Who is at tickets of these numbers: nobody at those that the viewer does not see, or only asked for."""
    tickets = {ticket_id(number): number for number in _numbers(numbers)}
    with desk.database.snapshot() as db:
        present = present_at(db, tickets, desk.clock.now())
        shown = _shown(db, [viewer], present)[0]
    return Answer(PresenceAtTickets(_of(shown, tickets, viewer)))


def own_ticket(desk: Desk, viewer: Viewer, ref: str) -> TicketId:
    """The ticket at which the viewer may be shown; raises ``NoSuchTicket`` or ``OnlyStaffIsShown``."""
    with desk.database.snapshot() as db:
        found, sight = seen(db, viewer, ref)
    if not sight.inner_read:
        raise OnlyStaffIsShown
    return TicketId(found)


class Room(msgspec.Struct, frozen=True):
    """Who is where at one moment."""

    present: tuple[Present, ...] = ()

    @property
    def until(self) -> datetime | None:
        """When the first of them will be gone unless they say it again."""
        return min((one.until for one in self.present), default=None)

    def at(self) -> dict[UUID, frozenset[tuple[UUID, Doing]]]:
        """Ticket -> who does what there."""
        found = defaultdict[UUID, set[tuple[UUID, Doing]]](set)
        for one in self.present:
            found[one.ticket_id].add((one.person_id, one.doing))
        return {ticket: frozenset(persons) for ticket, persons in found.items()}


def moved(desk: Desk, viewers: Sequence[Viewer], before: Room) -> tuple[Room, dict[Viewer, list[AtTicket]]]:
    """Who is where now, and for each viewer the tickets at which that is another than before."""
    with desk.database.snapshot() as db:
        now = Room(tuple(everybody(db, desk.clock.now())))
        return now, _told(db, viewers, before, now)


def told(desk: Desk, viewers: Sequence[Viewer], before: Room, now: Room) -> dict[Viewer, list[AtTicket]]:
    """For each viewer the tickets at which somebody came or went between two moments."""
    with desk.database.snapshot() as db:
        return _told(db, viewers, before, now)


def _told(db: Cursor[Any], viewers: Sequence[Viewer], before: Room, now: Room) -> dict[Viewer, list[AtTicket]]:
    were, are = before.at(), now.at()
    others = {ticket for ticket in {*were, *are} if were.get(ticket) != are.get(ticket)}
    staff = [viewer for viewer in viewers if visibility.sees_inner(viewer)]
    if not others or not staff:
        return {}
    numbers = changes.numbers_of(db, others)
    sights = changes.sights(db, staff, numbers.keys())
    people = [one for one in now.present if one.ticket_id in others]
    names = directory.names(db, {one.person_id for one in people})
    found = {}
    for viewer, sight in zip(staff, sights, strict=True):
        fresh = {
            ticket: numbers[ticket]
            for ticket in sight.inner
            if _beside(were, ticket, viewer) != _beside(are, ticket, viewer)
        }
        if fresh:
            there = _of(_Shown(people, names, sight.inner), fresh, viewer)
            left = {*fresh.values()} - {one.number for one in there}
            gone = (AtTicket(number=number, persons=[]) for number in left)
            found[viewer] = sorted([*there, *gone], key=attrgetter("number"))
    return found


def _beside(
    room: Mapping[UUID, frozenset[tuple[UUID, Doing]]], ticket: UUID, viewer: Viewer
) -> frozenset[tuple[UUID, Doing]]:
    """Who is at a ticket beside the viewer."""
    return frozenset(who for who in room.get(ticket, ()) if who != (viewer.actor.id, who[1]))


class _Shown(msgspec.Struct, frozen=True):
    present: Sequence[Present]
    names: dict[UUID, Any]
    inner: frozenset[UUID]


def _shown(db: Cursor[Any], viewers: Sequence[Viewer], present: Sequence[Present]) -> list[_Shown]:
    sights = changes.sights(db, viewers, {one.ticket_id for one in present})
    names = directory.names(db, {one.person_id for one in present}) if present else {}
    return [_Shown(present, names, sight.inner) for sight in sights]


def _of(shown: _Shown, numbers: Mapping[Any, int], viewer: Viewer) -> list[AtTicket]:
    found = defaultdict[int, list[Someone]](list)
    for one in shown.present:
        number = numbers.get(one.ticket_id)
        if number is None or one.ticket_id not in shown.inner or one.person_id == viewer.actor.id:
            continue
        name = shown.names.get(one.person_id)
        if name is not None:
            someone = Someone(person_id=one.person_id, name=name.to(viewer.language), doing=one.doing, until=one.until)
            found[number].append(someone)
    return [AtTicket(number=number, persons=persons) for number, persons in sorted(found.items())]


def _numbers(written: str) -> Collection[int]:
    found = [part.strip().removeprefix("№") for part in written.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in found):  # noqa: PLR2004 - a bigint
        raise InvalidField(
            field="numbers",
            reason_ru="нужны номера заявок через запятую: 1001,1002.",
            reason_en="numbers of tickets are needed, by commas: 1001,1002.",
        )
    if len(found) > MOST_NUMBERS:
        raise InvalidField(
            field="numbers",
            reason_ru=f"слишком много номеров: не больше {MOST_NUMBERS}; спросите о тех, что на экране.",
            reason_en=f"too many numbers: at most {MOST_NUMBERS}; ask about those that are on the screen.",
        )
    return _whole(found)


def _whole(parts: Iterable[str]) -> Collection[int]:
    return [*dict.fromkeys(map(int, parts))]
