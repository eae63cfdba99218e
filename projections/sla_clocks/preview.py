"""What an edit of a schedule or an agreement would do to the open tickets, before it is saved; writes nothing."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.closing_term import ClosingTerm
from events.values.identity import AgreementId, ScheduleId
from events.values.schedule import DatedException, Timetable, YearlyHoliday
from events.values.targets import Promise
from events.values.ticket import CLOCKS, Clock
from projections.kit.reads import reads
from projections.sla_clocks import arrays, rows
from projections.sla_clocks.promise_book import Book, schedule_now
from projections.sla_clocks.zone_rules import WHOLE_PAST
from sla_engine import course as courses
from sla_engine.course import Commitment, Course
from sla_engine.instants import NEVER, Micros, instant_if_any, micros
from sla_engine.worktime import Calendar

MOST_LINES = 1_000
"""Tickets told one by one at most; the sums count all."""


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One clock that the edit would change."""

    number: int
    clock: Clock
    due_before: datetime | None
    due_after: datetime | None
    missed_before: datetime | None
    missed_after: datetime | None


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What an edit would do: how many open tickets it touches, which deadlines move, which turn missed.

    Open is what is not over, resolved tickets, too. ``await_reopening`` are those of them whose other target holds
    only when they are worked on again: what was reached stays judged by the target that they had (T4).
    """

    tickets: int
    moved: int
    turn_missed: int
    no_longer_missed: int
    await_reopening: int = 0
    moves: tuple[Move, ...]


class ClosingMove(msgspec.Struct, frozen=True, kw_only=True):
    """A resolved ticket that would close by itself at another instant."""

    number: int
    closes_before: datetime | None
    closes_after: datetime | None


class SchedulePreview(Preview, frozen=True, kw_only=True):
    """The same for a schedule, with the special days that would no longer be special from then on.

    ``closings`` are the resolved tickets that would close by themselves at another instant, a thousand at most.
    """

    closings: tuple[ClosingMove, ...]
    exceptions_dropped: tuple[DatedException, ...]
    yearly_dropped: tuple[YearlyHoliday, ...]


class _Tried:
    """A book in which one agreement promises something else."""

    def __init__(self, book: Book, agreement_id: AgreementId, tried: Commitment) -> None:
        self._book = book
        self._agreement_id = agreement_id
        self._tried = tried

    def commitment(self, agreement_id: AgreementId) -> Commitment:
        """The tried promise, or the one that holds."""
        return self._tried if agreement_id == self._agreement_id else self._book.commitment(agreement_id)

    def calendar(self, schedule_id: ScheduleId, zone: str) -> Calendar:
        """The working time that holds."""
        return self._book.calendar(schedule_id, zone)

    def closing_term(self, type_code: str) -> ClosingTerm | None:
        """The term that holds."""
        return self._book.closing_term(type_code)


class _Tally:
    """Counts what changes and keeps the first lines of it."""

    def __init__(self) -> None:
        self.tickets = self.moved = self.turn_missed = self.no_longer_missed = self.await_reopening = 0
        self.moves: list[Move] = []

    def add(self, number: int, kind: Clock, before: tuple[Micros, Micros], after: tuple[Micros, Micros]) -> None:
        """One clock with its due and its miss, before and after."""
        if before == after:
            return
        self.moved += 1
        self.turn_missed += before[1] == NEVER and after[1] != NEVER
        self.no_longer_missed += before[1] != NEVER and after[1] == NEVER
        if len(self.moves) < MOST_LINES:
            told = [instant_if_any(us) for us in (*before, *after)]
            self.moves.append(
                Move(
                    number=number,
                    clock=kind,
                    due_before=told[0],
                    missed_before=told[1],
                    due_after=told[2],
                    missed_after=told[3],
                )
            )

    def add_course(self, before: Course, after: Course, now: Micros) -> None:
        """Both clocks of a ticket."""
        self.tickets += 1
        self.await_reopening += after.resolution.awaits_another_target and before.resolution != after.resolution
        for kind in CLOCKS:
            old, new = before.clock(kind), after.clock(kind)
            self.add(before.number, kind, (old.due, old.missed_at(now)), (new.due, new.missed_at(now)))

    def add_many(self, clocks: arrays.Clocks, now: Micros) -> None:
        """The clocks of a chunk that need no way of their own."""
        self.tickets += int((~clocks.single).sum())
        for kind in CLOCKS:
            sides = []
            for before in (True, False):
                columns = clocks.before if before else clocks.columns
                sides += [columns[f"{kind}_due_us"], clocks.missed_at(kind, now, before=before)]
            changed = ((sides[0] != sides[2]) | (sides[1] != sides[3])) & ~clocks.single
            told = changed.nonzero()[0][: MOST_LINES - len(self.moves)]
            for place in told.tolist():
                due, missed, new_due, new_missed = (Micros(side[place]) for side in sides)
                self.add(int(clocks.before["number"][place]), kind, (due, missed), (new_due, new_missed))
            rest = changed.copy()
            rest[told] = False
            self.moved += int(rest.sum())
            self.turn_missed += int((rest & (sides[1] == NEVER) & (sides[3] != NEVER)).sum())
            self.no_longer_missed += int((rest & (sides[1] != NEVER) & (sides[3] == NEVER)).sum())

    def told(self) -> Preview:
        """The sums and the lines, by ticket number."""
        return Preview(
            tickets=self.tickets,
            moved=self.moved,
            turn_missed=self.turn_missed,
            no_longer_missed=self.no_longer_missed,
            await_reopening=self.await_reopening,
            moves=tuple(sorted(self.moves, key=lambda move: (move.number, move.clock))),
        )


@reads(also=(schedule_now, arrays.zones, arrays.read, rows.load, rows.waiting_to_close))
def schedule_edit(
    cursor: Cursor[Any],
    schedule_id: UUID,
    timetable: Timetable,
    effective_from: datetime,
    *,
    now: datetime,
    keep_exceptions: bool = True,
) -> SchedulePreview | None:
    """What a revised timetable would do; ``None`` when there is no such schedule."""
    known = schedule_now(cursor, schedule_id)
    if known is None:
        return None
    timetable = known.kept_in(timetable) if keep_exceptions else timetable
    tried = known.revised(timetable, effective_from)
    since, at, tally = micros(effective_from), micros(now), _Tally()
    made: dict[str, Calendar] = {}

    def calendar(zone: str) -> Calendar:
        # Not the shared calendars: what is only tried is not kept.
        if zone not in made:
            made[zone] = Calendar(tried, zone or "UTC")
        return made[zone]

    _count(cursor, schedule_id, calendar, since, at, tally)
    closings = [
        ClosingMove(number=course.number, closes_before=instant_if_any(before), closes_after=instant_if_any(after))
        for course in rows.waiting_to_close(cursor, schedule_id)
        if (before := course.closes) != (after := courses.recounted(course, calendar(course.zone)).closes)
    ]
    dates = {exception.on for exception in timetable.exceptions}
    days = {(day.month, day.day) for day in timetable.yearly}
    return SchedulePreview(
        **msgspec.structs.asdict(tally.told()),
        closings=tuple(sorted(closings, key=lambda move: move.number)[:MOST_LINES]),
        exceptions_dropped=tuple(exception for exception in known.latest.exceptions if exception.on not in dates),
        yearly_dropped=tuple(day for day in known.latest.yearly if (day.month, day.day) not in days),
    )


@reads(also=(Book.load, arrays.zones, arrays.read, rows.load))
def new_zone_rules(cursor: Cursor[Any], *, now: datetime) -> Preview:
    """What measuring the open clocks anew by the zone rules of this process would do."""
    book, tally = Book.load(cursor), _Tally()
    for schedule_id in book.schedules():
        _count(cursor, schedule_id, functools.partial(book.calendar, schedule_id), WHOLE_PAST, micros(now), tally)
    return tally.told()


def _count(
    cursor: Cursor[Any],
    schedule_id: UUID,
    calendar: Callable[[str], Calendar],
    since: Micros,
    at: Micros,
    tally: _Tally,
) -> None:
    """Count what the open clocks of a schedule would show by other working time."""
    singles: list[UUID] = []
    for zone in arrays.zones(cursor, schedule_id, calendar("")):
        for clocks in arrays.read(cursor, schedule_id, zone):
            clocks.measure(calendar(zone or ""), since)
            tally.add_many(clocks, at)
            singles += clocks.tickets(clocks.single)
    for place in range(0, len(singles), rows.CHUNK):
        for course in rows.load(cursor, singles[place : place + rows.CHUNK]).values():
            tally.add_course(course, courses.recounted(course, calendar(course.zone)), at)


@reads(also=(Book.load, rows.open_under))
def promise_edit(cursor: Cursor[Any], agreement_id: UUID, promise: Promise, *, now: datetime) -> Preview | None:
    """What a revised promise would do if it applied to open tickets; ``None`` when there is no such agreement."""
    book = Book.load(cursor, [agreement_id])
    known = AgreementId(agreement_id)
    if known not in book.agreements():
        return None
    held = book.commitment(known)
    with_it = _Tried(book, known, Commitment(version=held.version + 1, schedule_id=held.schedule_id, promise=promise))
    at, tally = micros(now), _Tally()
    for chunk in rows.open_under(cursor, known):
        for course in (course for course in chunk if course.is_open):
            tally.add_course(course, courses.retarget(course, max(at, course.changed), with_it), at)
    return tally.told()
