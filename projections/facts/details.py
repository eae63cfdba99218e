"""Why, and in whose words: what a fact of a ticket says beyond its sentence; asked by the history in a terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalRequested
from events.fact import Fact
from events.ticket import (
    DeadlineMissed,
    TicketCommented,
    TicketDeclined,
    TicketMoved,
    TicketPutOnHold,
    TicketReopened,
    TicketResolved,
)
from events.values.text import Text

_NOTHING = Text.same("")


def details(fact: Fact, zone: tzinfo) -> Text:
    """What a fact says beyond its sentence, times by the clock of ``zone``; empty where the sentence says all."""
    tell = _DETAILS.get(type(fact))
    return _NOTHING if tell is None else tell(fact, zone)


def _held(fact: TicketPutOnHold, zone: tzinfo) -> Text:
    if fact.wake_up_at is None:
        return Text.same(fact.reason)
    until = _instant(fact.wake_up_at, zone)
    return Text(f"{fact.reason} (до {until})", f"{fact.reason} (until {until})")


def _instant(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M:%S}"


_DETAILS: dict[type[Fact], Callable[[Any, tzinfo], Text]] = {
    TicketPutOnHold: _held,
    TicketResolved: lambda fact, _: Text.same(fact.solution),
    TicketReopened: lambda fact, _: Text.same(fact.reason),
    TicketDeclined: lambda fact, _: Text.same(fact.reason),
    TicketCommented: lambda fact, _: Text.same(fact.body),
    ApprovalRequested: lambda fact, _: Text.same(fact.question),
    ApprovalAnswered: lambda fact, _: Text.same(fact.comment),
    ApprovalEnded: lambda fact, _: Text.same(fact.reason),
    TicketMoved: lambda fact, _: Text.same(fact.reason),
    DeadlineMissed: lambda fact, zone: Text.same(_instant(fact.missed_at, zone)),
}
