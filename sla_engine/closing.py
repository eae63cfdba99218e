"""When a solution that nobody objects to closes its ticket, on the ticket's calendar (C11); called by ``course``."""

from __future__ import annotations

import msgspec

from events.fact import Fact
from events.ticket import TicketMoved, TicketResolved
from events.values.closing_term import ClosingTerm
from events.values.ticket import Status
from sla_engine.instants import NEVER, Micros
from sla_engine.worktime import Calendar, OutOfReach


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """A solution that waits for objections since an instant; ``at`` is when its ticket closes, in microseconds."""

    term: ClosingTerm
    since: Micros
    at: Micros = NEVER


def begun(fact: Fact, at: Micros, calendar: Calendar) -> Closing | None:
    """The closing that a solution announces; ``None`` for any other fact, and where people close by hand."""
    if not isinstance(fact, TicketResolved | TicketMoved) or fact.closes_after is None:
        return None
    return measured(Closing(term=fact.closes_after, since=at), calendar)


def begun_with(status: Status, term: ClosingTerm | None, at: Micros, calendar: Calendar) -> Closing | None:
    """The closing of a ticket that begins with its solution: an older desk recorded nothing but its registration."""
    if term is None or not status.resolves or status.is_final:
        return None
    return measured(Closing(term=term, since=at), calendar)


def measured(closing: Closing, calendar: Calendar) -> Closing:
    """The same closing by this working time; on a schedule that never opens nothing closes by itself."""
    return msgspec.structs.replace(closing, at=_due(closing, calendar))


def _due(closing: Closing, calendar: Calendar) -> Micros:
    term = closing.term
    try:
        if term.working_days:
            return calendar.end_of_working_day(closing.since, term.working_days)
        return calendar.add(closing.since, term.microseconds)
    except OutOfReach:
        return NEVER
