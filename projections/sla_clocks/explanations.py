"""A ticket's clocks explained from its facts, as people read it (X1); asked by the API and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.ticket import TicketReclassified, TicketRegistered
from events.values.text import Text
from events.values.ticket import Clock
from projections.kit import parking
from projections.kit.reads import reads
from projections.sla_clocks.promise_book import OF_THE_BOOK, Book
from sla_engine import trouble
from sla_engine.clock import State
from sla_engine.explain import Explanation, Reason, explain
from sla_engine.instants import instant, instant_if_any, micros


@reads(also=(Book.load,))
def explained(
    cursor: Cursor[Any], facts: Sequence[Recorded], now: datetime, supposed: Sequence[Recorded] = ()
) -> list[Explanation]:
    """Both clocks of a ticket explained from its facts, as far as the clocks have read them (X1).

    None while they have not yet read its registration. What they could not take in, nobody can explain. ``supposed``
    are facts of rules and of the ticket that are none yet, behind all that there are: what the clocks would show then.
    """
    parked = parking.of_stream(cursor, "sla_clocks", facts[0].stream) if facts else None
    cursor.execute("SELECT position FROM positions WHERE name = 'sla_clocks'")
    row = cursor.fetchone()
    until = (0 if row is None else row[0]) if parked is None else parked.position - 1
    # The book is that of the clocks: of what came after them it knows neither the agreement nor the hours.
    facts = [recorded for recorded in facts if recorded.position <= until]
    held = {
        recorded.fact.agreement_id
        for recorded in facts
        if isinstance(recorded.fact, TicketRegistered | TicketReclassified)
    }
    book = Book.load(cursor, None if supposed else held)
    for recorded in supposed:
        if isinstance(recorded.fact, OF_THE_BOOK):
            book.suppose(recorded)
    facts += [recorded for recorded in supposed if facts and recorded.stream == facts[0].stream]
    return explain(facts, book.as_of, micros(now), book.edits())


def trouble_of(cursor: Cursor[Any], ticket_id: UUID) -> Text | None:
    """Why the clocks of a ticket stand that could not be measured any further; ``None`` when all is well."""
    parked = parking.of_stream(cursor, "sla_clocks", ticket_id)
    return None if parked is None else trouble.not_measured(parked.position)


class SegmentView(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a clock's course as people read it: [begin_at, end_at) and seconds of working time."""

    begin_at: datetime
    end_at: datetime
    status: str
    reason: Reason
    why: Text
    worked_s: float
    total_s: float
    schedule_id: UUID
    timetable_no: int


class ExplanationView(msgspec.Struct, frozen=True, kw_only=True):
    """One clock explained; the segments' ``worked_s`` add up to ``consumed_s``."""

    clock: Clock
    state: State
    target_s: float
    target_no: int
    rule_id: str
    promise_version: int
    consumed_s: float
    due_at: datetime | None
    missed_at: datetime | None
    segments: tuple[SegmentView, ...]
    trouble: Text | None = None


def explanation_view(found: Explanation) -> ExplanationView:
    """An explanation with instants and seconds instead of microseconds."""
    return ExplanationView(
        clock=found.clock,
        state=found.state,
        target_s=found.target / 1_000_000,
        target_no=found.target_no,
        rule_id=found.rule_id,
        promise_version=found.promise_version,
        consumed_s=found.consumed / 1_000_000,
        due_at=instant_if_any(found.due) if found.is_running else None,
        missed_at=instant_if_any(found.missed),
        segments=tuple(
            SegmentView(
                begin_at=instant(segment.begin),
                end_at=instant(segment.end),
                status=segment.status,
                reason=segment.reason,
                why=segment.why,
                worked_s=segment.worked / 1_000_000,
                total_s=segment.total / 1_000_000,
                schedule_id=segment.schedule_id,
                timetable_no=segment.timetable_no,
            )
            for segment in found.segments
        ),
        trouble=found.trouble,
    )
