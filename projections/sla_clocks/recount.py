"""Re-measures the open clocks of a schedule after an edit, in set-based batches (W8, Cost); called by the writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from psycopg import Cursor

from events.values.identity import ScheduleId
from projections.kit import parking
from projections.kit.reads import reads
from projections.sla_clocks import arrays, rows
from projections.sla_clocks.promise_book import Book
from sla_engine import course as courses
from sla_engine.course import Course
from sla_engine.instants import Micros

Because = tuple[int, str]
"""What made a ticket be measured anew: a place of the log, and the fact there."""
SINGLES = 5_000
"""How many tickets that need the way of a single clock are taken in hand at a time."""


def after_edit(
    cursor: Cursor[Any],
    book: Book,
    schedule_id: ScheduleId,
    effective_from: Micros,
    *,
    told: Callable[[int, int], None],
    because: Because | None = None,
) -> None:
    """Re-measure every open ticket on the schedule; ``told`` hears how many of how many are done.

    One that cannot be measured is set aside at ``because``, the edit.
    """
    cursor.execute("SELECT count(*) FROM sla_clocks WHERE is_open AND schedule_id = %s", (schedule_id,))
    # Said at once: measuring and writing are what takes long.
    told(0, (cursor.fetchone() or (0,))[0])
    singles = with_terms(cursor, schedule_id)
    found = []
    for zone in arrays.zones(cursor, schedule_id, book.calendar(schedule_id, "")):
        calendar = book.calendar(schedule_id, zone or "")
        for clocks in arrays.read(cursor, schedule_id, zone, without_terms=True):
            clocks.measure(calendar, effective_from)
            found.append(clocks.results())
            singles += clocks.tickets(clocks.single)
    total, done = sum(map(len, found)) + len(singles), 0
    for written in arrays.write(cursor, found):
        done += written
        told(done, total)
    for place in range(0, len(singles), SINGLES):
        one_by_one(cursor, book, singles[place : place + SINGLES], because)
        told(min(total, done + place + SINGLES), total)


def one_by_one(cursor: Cursor[Any], book: Book, tickets: list[UUID], because: Because | None = None) -> None:
    """Re-measure tickets each by itself, whatever happened to them."""
    each(cursor, rows.load(cursor, tickets).values(), lambda course: courses.recount(course, book), because)


def each(
    cursor: Cursor[Any], found: Iterable[Course], measured: Callable[[Course], Course], because: Because | None
) -> None:
    """Measure tickets each by itself; one that cannot be measured is set aside alone."""
    well = []
    for course in found:
        try:
            well.append(measured(course))
        except Exception as error:
            if because is None:
                raise
            # One ticket's trouble, whatever it is, is not that of the others.
            parking.park(cursor, "sla_clocks", course.ticket_id, because, error)
            rows.leave_out(cursor, course.ticket_id)
    rows.save(cursor, well)


@reads("sla_clocks")
def with_terms(cursor: Cursor[Any], schedule_id: UUID) -> list[UUID]:
    """The open tickets of a schedule that wait for approval or to close by themselves: both in working time.

    So are the courses that tickets would come back to, also those that closed by themselves.
    """
    cursor.execute(
        "SELECT ticket_id FROM sla_clocks WHERE (is_open OR before IS NOT NULL) AND NOT is_parked AND schedule_id = %s"
        " AND (approval IS NOT NULL OR closing IS NOT NULL OR before IS NOT NULL)",
        (schedule_id,),
    )
    return [ticket_id for (ticket_id,) in cursor]
