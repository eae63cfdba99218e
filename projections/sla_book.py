"""What was promised and when it was open, as of any place of the log; owned by the clocks' read model."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.agreement import AgreementConcluded, AgreementPromiseRevised, AgreementRescheduled
from events.fact import Fact, Recorded
from events.schedule_fold import timetables_after
from events.service_schedule import HolidaysDeclared, HolidaysWithdrawn, ScheduleDrawnUp, ScheduleRevised
from events.values.identity import AgreementId, ScheduleId
from events.values.targets import Promise
from events.values.timetable_versions import TimetableVersions
from sla_engine.course import Commitment
from sla_engine.instants import micros
from sla_engine.worktime import Calendar

AGREEMENT_FACTS: tuple[type[Fact], ...] = (AgreementConcluded, AgreementPromiseRevised, AgreementRescheduled)
SCHEDULE_FACTS: tuple[type[Fact], ...] = (ScheduleDrawnUp, ScheduleRevised, HolidaysDeclared, HolidaysWithdrawn)

LATEST = 2**63 - 1

T = TypeVar("T")


class Book:
    """Every version of promises and timetables with the position it was written at.

    It answers as of the end of what it has learned; ``as_of`` gives the view from an earlier place.
    """

    def __init__(self) -> None:
        self._commitments: dict[AgreementId, list[tuple[int, Commitment]]] = {}
        self._timetables: dict[ScheduleId, list[tuple[int, TimetableVersions]]] = {}
        self._fresh_commitments: list[tuple[AgreementId, int, Commitment]] = []
        self._fresh_timetables: list[tuple[ScheduleId, int, int, TimetableVersions]] = []

    def commitment(self, agreement_id: AgreementId) -> Commitment:
        """The agreement's promise and schedule as they stand."""
        return self._commitments[agreement_id][-1][1]

    def calendar(self, schedule_id: ScheduleId, zone: str) -> Calendar:
        """The working time of a schedule as it stands."""
        return Calendar.of(self._timetables[schedule_id][-1][1], zone)

    def timetables(self, schedule_id: ScheduleId, position: int = LATEST) -> TimetableVersions:
        """The timetable versions of a schedule as of a position."""
        return _last_before(self._timetables[schedule_id], position)

    def as_of(self, position: int) -> BookView:
        """The book as it stood when the log ended at ``position``."""
        return BookView(self, position)

    def commitment_as_of(self, agreement_id: AgreementId, position: int) -> Commitment:
        """The commitment as of a position."""
        return _last_before(self._commitments[agreement_id], position)

    def schedules(self) -> list[ScheduleId]:
        """Every schedule in the book."""
        return list(self._timetables)

    def agreements(self) -> list[AgreementId]:
        """Every agreement in the book."""
        return list(self._commitments)

    def learn(self, recorded: Recorded) -> None:
        """Take in a fact about an agreement or a schedule."""
        if isinstance(recorded.fact, SCHEDULE_FACTS):
            self._learn_timetables(recorded)
        else:
            self._learn_commitment(recorded)

    def _learn_timetables(self, recorded: Recorded) -> None:
        schedule_id = cast("ScheduleDrawnUp", recorded.fact).schedule_id
        known = self._timetables.setdefault(schedule_id, [])
        timetables = timetables_after(known[-1][1] if known else None, recorded.fact)
        known.append((recorded.position, timetables))
        self._fresh_timetables.append((schedule_id, len(known), recorded.position, timetables))

    def _learn_commitment(self, recorded: Recorded) -> None:
        fact = recorded.fact
        if isinstance(fact, AgreementConcluded):
            commitment = Commitment(1, fact.schedule_id, fact.promise)
        else:
            before = self.commitment(cast("AgreementRescheduled", fact).agreement_id)
            if isinstance(fact, AgreementPromiseRevised):
                commitment = Commitment(before.version + 1, before.schedule_id, fact.promise)
            else:
                schedule_id = cast("AgreementRescheduled", fact).schedule_id
                commitment = Commitment(before.version + 1, schedule_id, before.promise)
        agreement_id = cast("AgreementConcluded", fact).agreement_id
        self._commitments.setdefault(agreement_id, []).append((recorded.position, commitment))
        self._fresh_commitments.append((agreement_id, recorded.position, commitment))

    @classmethod
    def load(cls, cursor: Cursor[Any]) -> Book:
        """The book as the tables hold it."""
        book = cls()
        cursor.execute(
            "SELECT agreement_id, version, position, schedule_id, promise FROM sla_promises"
            " ORDER BY agreement_id, version"
        )
        for agreement_id, version, position, schedule_id, promise in cursor:
            commitment = Commitment(version, ScheduleId(schedule_id), _PROMISE.decode(promise))
            book._commitments.setdefault(AgreementId(agreement_id), []).append((position, commitment))
        cursor.execute("SELECT schedule_id, position, timetables FROM sla_timetables ORDER BY schedule_id, version")
        for schedule_id, position, timetables in cursor:
            versions = _TIMETABLES.decode(timetables)
            book._timetables.setdefault(ScheduleId(schedule_id), []).append((position, versions))
        return book

    def save(self, cursor: Cursor[Any]) -> None:
        """Write what was learned since the last time."""
        cursor.executemany(
            "INSERT INTO sla_promises (agreement_id, version, position, schedule_id, promise)"
            " VALUES (%s, %s, %s, %s, %s)",
            [
                (agreement_id, known.version, position, known.schedule_id, msgspec.json.encode(known.promise))
                for agreement_id, position, known in self._fresh_commitments
            ],
        )
        cursor.executemany(
            "INSERT INTO sla_timetables (schedule_id, version, position, timetables) VALUES (%s, %s, %s, %s)",
            [
                (schedule_id, version, position, msgspec.json.encode(timetables))
                for schedule_id, version, position, timetables in self._fresh_timetables
            ],
        )
        self._fresh_commitments, self._fresh_timetables = [], []


class BookView:
    """A book as it stood at one place of the log."""

    def __init__(self, book: Book, position: int) -> None:
        self._book = book
        self._position = position

    def commitment(self, agreement_id: AgreementId) -> Commitment:
        """The agreement's promise and schedule as they stood."""
        return self._book.commitment_as_of(agreement_id, self._position)

    def calendar(self, schedule_id: ScheduleId, zone: str) -> Calendar:
        """The working time of a schedule as it was known."""
        return Calendar.of(self._book.timetables(schedule_id, self._position), zone)


_PROMISE = msgspec.json.Decoder(Promise)
_TIMETABLES = msgspec.json.Decoder(TimetableVersions)


def _last_before(known: list[tuple[int, T]], position: int) -> T:
    place = bisect_right(known, position, key=lambda entry: entry[0])
    return known[max(place, 1) - 1][1]


def edited_schedule(fact: Fact) -> tuple[UUID, int] | None:
    """The schedule that a fact edits for clocks that run already, and from which instant; else ``None``."""
    if isinstance(fact, ScheduleRevised | HolidaysDeclared | HolidaysWithdrawn):
        return fact.schedule_id, micros(fact.effective_from)
    return None
