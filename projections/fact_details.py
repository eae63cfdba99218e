"""Why and to whom: what a fact of a ticket says beyond its sentence; asked by the history in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from psycopg import Cursor

from events.fact import Fact, Recorded
from events.ticket import (
    DeadlineMissed,
    TicketAssigned,
    TicketCommented,
    TicketDeclined,
    TicketMerged,
    TicketPutOnHold,
    TicketRegistered,
    TicketReopened,
    TicketResolved,
)
from events.values.text import Text
from projections import directory

Names = Mapping[UUID, Text]
"""Ids of people, teams and tickets with what they are called."""

_NOTHING = Text.same("")


def details(fact: Fact, names: Names, zone: tzinfo) -> Text:
    """What a fact says beyond its sentence, times by the clock of ``zone``; empty where the sentence says all."""
    tell = _DETAILS.get(type(fact))
    return _NOTHING if tell is None else tell(fact, names, zone)


def names_of(cursor: Cursor[Any], facts: Sequence[Recorded]) -> dict[UUID, Text]:
    """What the people, teams and tickets are called that these facts mention."""
    ids = [one for recorded in facts for one in _mentioned(recorded.fact)]
    cursor.execute("SELECT ticket_id, number FROM ticket_list WHERE ticket_id = ANY(%s)", (ids,))
    numbers = {ticket: Text.same(f"№{number}") for ticket, number in cursor}
    return {**numbers, **directory.names(cursor, ids)}


def _mentioned(fact: Fact) -> list[UUID]:
    if isinstance(fact, TicketMerged):
        return [fact.into]
    responsible = getattr(fact, "responsible", None)
    return [] if responsible is None else [named for named in (responsible.team_id, responsible.person_id) if named]


def _responsible(fact: TicketAssigned | TicketRegistered, names: Names, _: tzinfo) -> Text:
    called = [names.get(one, Text.same(str(one))) for one in _mentioned(fact)]
    return Text(" · ".join(name.ru for name in called), " · ".join(name.en for name in called))


def _held(fact: TicketPutOnHold, _: Names, zone: tzinfo) -> Text:
    if fact.wake_up_at is None:
        return Text.same(fact.reason)
    until = _instant(fact.wake_up_at, zone)
    return Text(f"{fact.reason} (до {until})", f"{fact.reason} (until {until})")


def _instant(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M:%S}"


_DETAILS: dict[type[Fact], Callable[[Any, Names, tzinfo], Text]] = {
    TicketRegistered: _responsible,
    TicketAssigned: _responsible,
    TicketPutOnHold: _held,
    TicketResolved: lambda fact, _, __: Text.same(fact.solution),
    TicketReopened: lambda fact, _, __: Text.same(fact.reason),
    TicketDeclined: lambda fact, _, __: Text.same(fact.reason),
    TicketMerged: lambda fact, names, _: names.get(fact.into, Text.same(str(fact.into))),
    TicketCommented: lambda fact, _, __: Text.same(fact.body),
    DeadlineMissed: lambda fact, _, zone: Text.same(_instant(fact.missed_at, zone)),
}
