"""What an edit of a schedule or an agreement would do to the open tickets, before it is saved; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.identity import AgreementId, ScheduleId
from events.values.schedule import Timetable
from events.values.targets import Promise
from events.values.ticket import CLOCKS, Clock
from projections.sla_book import Book
from projections.sla_clocks import rows
from sla_engine import course as courses
from sla_engine.course import Commitment, Course
from sla_engine.instants import NEVER, instant, micros
from sla_engine.worktime import Calendar

CHUNK = 5_000
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
    """What an edit would do: how many open tickets it touches, which deadlines move, which turn missed."""

    tickets: int
    moved: int
    turn_missed: int
    no_longer_missed: int
    moves: tuple[Move, ...]


class _Tried:
    """A book in which one thing reads otherwise."""

    def __init__(self, book: Book, *, commitments: dict[UUID, Commitment], timetables: dict[UUID, Any]) -> None:
        self._book = book
        self._commitments = commitments
        self._timetables = timetables

    def commitment(self, agreement_id: AgreementId) -> Commitment:
        """The tried promise, or the one that holds."""
        return self._commitments.get(agreement_id) or self._book.commitment(agreement_id)

    def calendar(self, schedule_id: ScheduleId, zone: str) -> Calendar:
        """The tried working time, or the one that holds."""
        tried = self._timetables.get(schedule_id)
        return self._book.calendar(schedule_id, zone) if tried is None else Calendar(tried, zone or "UTC")


def schedule_edit(
    cursor: Cursor[Any], schedule_id: UUID, timetable: Timetable, effective_from: datetime, *, now: datetime
) -> Preview | None:
    """What a revised timetable would do; ``None`` when there is no such schedule."""
    book = Book.load(cursor)
    known = ScheduleId(schedule_id)
    if known not in book.schedules():
        return None
    tried = _Cached(book, known, timetable, effective_from)
    return _compare(cursor, "schedule_id", schedule_id, lambda course: courses.recount(course, tried), now)


class _Cached(_Tried):
    """A tried schedule whose calendars are made once for each zone."""

    def __init__(self, book: Book, schedule_id: ScheduleId, timetable: Timetable, since: datetime) -> None:
        timetables = book.timetables(schedule_id).revised(timetable, since)
        super().__init__(book, commitments={}, timetables={schedule_id: timetables})
        self._made: dict[tuple[ScheduleId, str], Calendar] = {}

    def calendar(self, schedule_id: ScheduleId, zone: str) -> Calendar:
        """As its base, made once."""
        key = (schedule_id, zone)
        if key not in self._made:
            self._made[key] = super().calendar(schedule_id, zone)
        return self._made[key]


def promise_edit(cursor: Cursor[Any], agreement_id: UUID, promise: Promise, *, now: datetime) -> Preview | None:
    """What a revised promise would do if it applied to open tickets; ``None`` when there is no such agreement."""
    book = Book.load(cursor)
    known = AgreementId(agreement_id)
    if known not in book.agreements():
        return None
    held = book.commitment(known)
    tried = Commitment(held.version + 1, held.schedule_id, promise)
    with_it = _Tried(book, commitments={agreement_id: tried}, timetables={})
    at = micros(now)
    return _compare(
        cursor,
        "agreement_id",
        agreement_id,
        lambda course: courses.retarget(course, max(at, course.changed), with_it),
        now,
    )


def _compare(
    cursor: Cursor[Any], column: str, wanted: UUID, change: Callable[[Course], Course], now: datetime
) -> Preview:
    tickets = turn_missed = no_longer = moved = 0
    moves: list[Move] = []
    at = micros(now)
    for before in _open(cursor, column, wanted):
        tickets += 1
        after = change(before)
        for kind in CLOCKS:
            old, new = before.clock(kind), after.clock(kind)
            was, becomes = old.missed_at(at), new.missed_at(at)
            if (old.due, was) == (new.due, becomes):
                continue
            moved += 1
            turn_missed += was == NEVER and becomes != NEVER
            no_longer += was != NEVER and becomes == NEVER
            if len(moves) < MOST_LINES:
                moves.append(
                    Move(
                        number=before.number,
                        clock=kind,
                        due_before=_told(old.due),
                        due_after=_told(new.due),
                        missed_before=_told(was),
                        missed_after=_told(becomes),
                    )
                )
    return Preview(
        tickets=tickets,
        moved=moved,
        turn_missed=turn_missed,
        no_longer_missed=no_longer,
        moves=tuple(moves),
    )


def _open(cursor: Cursor[Any], column: str, wanted: UUID) -> Iterator[Course]:
    last = UUID(int=0)
    while True:
        cursor.execute(
            f"SELECT {rows.NAMES} FROM sla_clocks WHERE is_open AND {column} = %s AND ticket_id > %s"  # noqa: S608 - constants
            " ORDER BY ticket_id LIMIT %s",
            (wanted, last, CHUNK),
        )
        found = [rows.course_of(row) for row in cursor.fetchall()]
        if not found:
            return
        yield from found
        last = found[-1].ticket_id


def _told(us: int) -> datetime | None:
    return None if us == NEVER else instant(us)
