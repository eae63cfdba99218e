"""What is left on the clocks of a page's tickets, in working time, and when they go on; asked beside a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.ticket import Clock
from projections.agreement import timetable_changes
from projections.kit.reads import reads
from projections.sla_clocks import rows
from projections.sla_clocks.readers import CLOSED
from sla_engine.clock import ClockState, State
from sla_engine.course import Course
from sla_engine.instants import NEVER, Micros, instant_if_any, micros
from sla_engine.worktime import Calendar, OutOfReach


class LineClock(msgspec.Struct, frozen=True, kw_only=True):
    """One clock of a line at an instant. ``left_s`` and ``overrun_s`` are seconds of working time.

    ``due_at`` is when it runs down, while it runs; ``resumes_at`` when working time goes on: the next opening where it
    runs and nobody works now, the wake-up where the ticket waits for one.
    """

    state: State
    is_running: bool
    left_s: float
    overrun_s: float
    due_at: datetime | None
    resumes_at: datetime | None


@reads("sla_clocks", also=(rows.load,))
def of_tickets(cursor: Cursor[Any], tickets: Sequence[UUID], now: datetime) -> dict[UUID, dict[Clock, LineClock]]:
    """Both clocks of each; none of a ticket that they do not know yet."""
    courses = rows.load(cursor, tickets) if tickets else {}
    schedules = list({course.schedule_id for course in courses.values()})
    cursor.execute(
        "SELECT schedule_id, array_agg(change ORDER BY version) FROM sla_timetables WHERE schedule_id = ANY(%s)"
        " GROUP BY schedule_id",
        (schedules,),
    )
    hours = {schedule: timetable_changes.timetables(tuple(changes))[-1] for schedule, changes in cursor}
    at = micros(now)
    return {
        ticket: _both(course, Calendar.of(hours.get(course.schedule_id, CLOSED), course.zone), at)
        for ticket, course in courses.items()
    }


def _both(course: Course, calendar: Calendar, now: Micros) -> dict[Clock, LineClock]:
    return {
        "reaction": _shown(course, course.reaction, calendar, now),
        "resolution": _shown(course, course.resolution, calendar, now),
    }


def _shown(course: Course, clock: ClockState, calendar: Calendar, now: Micros) -> LineClock:
    consumed = clock.consumed_at(now, calendar)
    return LineClock(
        state=clock.state_at(now),
        is_running=clock.is_running,
        left_s=max(0, clock.target - consumed) / 1_000_000,
        overrun_s=max(0, consumed - clock.target) / 1_000_000,
        due_at=instant_if_any(clock.due) if clock.is_running else None,
        resumes_at=instant_if_any(_resumes(course, clock, calendar, now)),
    )


def _resumes(course: Course, clock: ClockState, calendar: Calendar, now: Micros) -> Micros:
    if not clock.is_running:
        return course.wake if clock.is_open else NEVER
    try:
        return NEVER if calendar.is_open(now) else calendar.next_open(now)
    except OutOfReach:  # no working time in sight
        return NEVER
