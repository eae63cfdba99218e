"""Questions to the clocks: a ticket's two clocks now, what is due for the timekeeper, which clocks have no due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.schedule import Timetable, WorkWeek
from events.values.targets import EscalationAction
from events.values.text import Text
from events.values.ticket import CLOCKS, Clock
from events.values.timetable_versions import TimetableVersions
from projections.kit import parking
from projections.kit.reads import reads
from projections.kit.statement import number, statement
from projections.sla_clocks import rows
from projections.sla_clocks.explanations import explained as explained  # noqa: PLC0414 - asked beside the others
from projections.sla_clocks.promise_book import schedule_now
from sla_engine import trouble
from sla_engine.clock import ClockState, Fell, State, next_point
from sla_engine.course import Course
from sla_engine.instants import NEVER, NO_TIME, Micros, instant_if_any, micros
from sla_engine.wait import Wait
from sla_engine.worktime import Calendar

_DUE = statement(
    "SELECT {columns} FROM sla_clocks WHERE next_us <= %s AND ticket_id <> ALL (%s) ORDER BY next_us LIMIT %s",
    columns=rows.NAMES,
)

_NEXT_LOOK = statement(
    "SELECT least((SELECT min(next_us) FROM sla_clocks WHERE next_us < {never}),"
    " (SELECT min(next_us) FROM change_waits WHERE next_us < {never}))",
    never=number(NEVER),
)
"""Asked at every move of the clocks: of a list, whose length it does not know, PostgreSQL makes a plan each time."""
_NEXT_LOOK_BEYOND = statement(
    "SELECT least((SELECT min(next_us) FROM sla_clocks WHERE next_us < {never} AND ticket_id <> ALL (%(aside)s)),"
    " (SELECT min(next_us) FROM change_waits WHERE next_us < {never} AND change_id <> ALL (%(aside)s)))",
    never=number(NEVER),
)

_WITHOUT_DUE = statement(
    "is_open AND ((reaction_since_us < {never} AND reaction_due_us = {never})"
    " OR (resolution_since_us < {never} AND resolution_due_us = {never}))",
    never=number(NEVER),
)
"""As the index of that name says it."""
_HOW_MANY_WITHOUT_DUE = statement("SELECT count(*) FROM sla_clocks WHERE {without_due}", without_due=_WITHOUT_DUE)
_SOME_WITHOUT_DUE = statement(
    "SELECT number FROM sla_clocks WHERE {without_due} ORDER BY number LIMIT %s", without_due=_WITHOUT_DUE
)

CLOSED = TimetableVersions.first(Timetable(zone="UTC", week=WorkWeek()))
"""The working time of a ticket that was set aside before its schedule was known."""


class ClockView(msgspec.Struct, frozen=True, kw_only=True):
    """One clock as it stands at an instant (C3). Amounts are seconds of working time, exact to the microsecond.

    ``due_at`` exists while the clock runs; ``left_s`` is what is left of the target. A missed clock goes on
    measuring: ``overrun_s`` in working time and ``overrun_wall_s`` in wall time. ``trouble`` says why a clock that
    runs has no due.
    """

    clock: Clock
    state: State
    is_running: bool
    target_s: float
    target_no: int
    rule_id: str
    promise_version: int
    consumed_s: float
    left_s: float
    overrun_s: float
    overrun_wall_s: float
    due_at: datetime | None
    missed_at: datetime | None
    stopped_at: datetime | None
    trouble: Text | None = None


class ClocksView(msgspec.Struct, frozen=True, kw_only=True):
    """Both clocks of a ticket at an instant. ``closes_at``: when a solution closes it, if nobody objects (C11).

    ``trouble`` says why they stand when the ticket's facts could not be measured any further.
    """

    ticket_id: UUID
    number: int
    status: str
    schedule_id: UUID
    agreement_id: UUID
    at: datetime
    reaction: ClockView
    resolution: ClockView
    closes_at: datetime | None = None
    trouble: Text | None = None


class Crossing(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the timekeeper must record, with all that its command needs."""

    kind: str
    ticket_id: UUID
    ticket_version: int
    clock: Clock | None = None
    target_no: int = 0
    at: Micros = Micros(0)
    point_id: str = ""
    action: EscalationAction = EscalationAction()
    reason: Fell = "working_time_changed"
    approval_id: UUID | None = None
    stage: int = 0

    @property
    def stream(self) -> UUID:
        """The stream that it is recorded on."""
        return self.ticket_id


@reads(also=(rows.load, schedule_now))
def clocks_of(cursor: Cursor[Any], ticket_id: UUID, now: datetime) -> ClocksView | None:
    """Both clocks of a ticket now; whether the viewer may see it is asked of its card first."""
    course = rows.load(cursor, [ticket_id]).get(ticket_id)
    if course is None:
        return None
    timetables = schedule_now(cursor, course.schedule_id)
    parked = parking.of_stream(cursor, "sla_clocks", ticket_id)
    if timetables is None and parked is None:
        return None
    calendar = Calendar.of(timetables or CLOSED, course.zone)
    return ClocksView(
        ticket_id=course.ticket_id,
        number=course.number,
        status=course.status,
        schedule_id=course.schedule_id,
        agreement_id=course.agreement_id,
        at=now,
        reaction=view_of("reaction", course.reaction, calendar, micros(now)),
        resolution=view_of("resolution", course.resolution, calendar, micros(now)),
        closes_at=instant_if_any(course.closes),
        trouble=None if parked is None else trouble.not_measured(parked.position),
    )


def view_of(kind: Clock, clock: ClockState, calendar: Calendar, now: Micros) -> ClockView:
    """What a clock shows at an instant."""
    consumed = clock.consumed_at(now, calendar)
    missed = clock.missed_at(now)
    over_until = min(now, clock.stopped)
    return ClockView(
        clock=kind,
        state=clock.state_at(now),
        is_running=clock.is_running,
        target_s=clock.target / 1_000_000,
        target_no=clock.target_no,
        rule_id=clock.terms.rule_id,
        promise_version=clock.terms.promise_version,
        consumed_s=consumed / 1_000_000,
        left_s=max(0, clock.target - consumed) / 1_000_000,
        overrun_s=max(0, consumed - clock.target) / 1_000_000,
        overrun_wall_s=0.0 if missed == NEVER else max(0, over_until - missed) / 1_000_000,
        due_at=instant_if_any(clock.due) if clock.is_running else None,
        missed_at=instant_if_any(missed),
        stopped_at=instant_if_any(clock.stopped),
        trouble=trouble.of_clock(clock, calendar),
    )


@reads("sla_clocks")
def without_due(cursor: Cursor[Any], limit: int = 20) -> tuple[int, list[int]]:
    """How many tickets have a clock that runs towards no due, and the numbers of some of them."""
    cursor.execute(_HOW_MANY_WITHOUT_DUE)
    total = int((cursor.fetchone() or (0,))[0])
    if not total:
        return 0, []
    cursor.execute(_SOME_WITHOUT_DUE, (limit,))
    return total, [found for (found,) in cursor]


@reads("sla_clocks")
def earliest_look(cursor: Cursor[Any], *, without: Collection[UUID] = ()) -> Micros:
    """When the timekeeper has something to do next, in microseconds; ``NEVER`` when nothing is in sight.

    ``without`` are tickets and change requests that it has set aside for a while.
    """
    cursor.execute(_NEXT_LOOK_BEYOND if without else _NEXT_LOOK, {"aside": list(without)})
    row = cursor.fetchone()
    return NEVER if row is None or row[0] is None else Micros(row[0])


@reads("sla_clocks")
def due_crossings(cursor: Cursor[Any], now: Micros, limit: int, *, without: Collection[UUID] = ()) -> list[Crossing]:
    """What has come by ``now`` and is not recorded yet, the longest due first; one for each ticket at a time.

    A ticket with several crossings shows the next one once the first stands in the log: each is decided on
    the version that its clocks were measured at (C9).
    """
    skipped = list(without)
    while True:
        cursor.execute(_DUE, (now, skipped, limit))
        courses = [rows.course_of(row) for row in cursor.fetchall()]
        crossings = [crossing for course in courses if (crossing := first_crossing(course, now))]
        if crossings or len(courses) < limit:
            return crossings
        # A whole batch that shows nothing must not hide what stands behind it.
        skipped += [course.ticket_id for course in courses]


def first_crossing(course: Course, now: Micros) -> Crossing | None:
    """The crossing of a ticket that comes first: withdrawals, then what was due earliest."""
    candidates: list[tuple[Micros, Crossing]] = []
    for kind in CLOCKS:
        clock = course.clock(kind)

        def crossing(what: str, at: Micros, *, kind: Clock = kind, **more: Any) -> Crossing:
            return Crossing(
                kind=what,
                ticket_id=course.ticket_id,
                ticket_version=course.version,
                clock=kind,
                at=at,
                **more,
            )

        if clock.is_withdrawal_due:
            reason = clock.terms.fell or "history_corrected"
            candidates.append((NO_TIME, crossing("withdrawal", NO_TIME, target_no=clock.terms.recorded, reason=reason)))
        candidates += [
            (NO_TIME, crossing("escalation_withdrawal", NO_TIME, target_no=target_no, point_id=point_id))
            for target_no, point_id in clock.terms.unsaid[:1]
        ]
        missed = clock.missed_at(now)
        if missed != NEVER and not clock.terms.recorded:
            candidates.append((missed, crossing("miss", missed, target_no=clock.target_no)))
        candidates += [
            (
                one.at,
                crossing("escalation", one.at, target_no=one.target_no, point_id=one.point.id, action=one.point.action),
            )
            for one in (clock.terms.owed if course.is_open else ())
        ]
        point = next_point(clock) if course.is_open else None
        if point is not None and clock.escalation_at <= now:
            candidates.append(
                (
                    clock.escalation_at,
                    crossing(
                        "escalation",
                        clock.escalation_at,
                        target_no=clock.target_no,
                        point_id=point.id,
                        action=point.action,
                    ),
                )
            )
    ends = {"wake": course.wake, "closing": course.closes}
    candidates += [
        (at, Crossing(kind=what, ticket_id=course.ticket_id, ticket_version=course.version, at=at))
        for what, at in ends.items()
        if at <= now
    ]
    if course.wait is not None and course.wait.next_look <= now:
        waits = _of_approval(course, course.wait, now)
        candidates.append((waits.at, waits))
    return min(candidates, key=lambda candidate: candidate[0])[1] if candidates else None


def _of_approval(course: Course, wait: Wait, now: Micros) -> Crossing:
    """The expiry once it has come: nobody is reminded of what is over."""
    has_expired = wait.expire <= now
    return Crossing(
        kind="approval_expiry" if has_expired else "approval_reminder",
        ticket_id=course.ticket_id,
        ticket_version=course.version,
        at=wait.expire if has_expired else wait.remind,
        approval_id=wait.approval_id,
        stage=wait.stage,
    )
