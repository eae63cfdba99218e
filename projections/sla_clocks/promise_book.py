"""What was promised and when it was open, as of any place of the log; owned by the clocks' read model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.agreement import AgreementPromiseRevised, AgreementRescheduled
from events.fact import Fact, Recorded
from events.folds.agreement import COMMITMENT
from events.folds.schedule import HOURS_FACTS, HoursEdit, HoursFact, timetables_after
from events.ticket_type import TicketTypeDefined, TicketTypeRevised
from events.values.closing_term import ClosingTerm
from events.values.identity import AgreementId, ScheduleId
from events.values.targets import Promise
from events.values.timetable_versions import TimetableVersions
from projections.agreement import timetable_changes
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from sla_engine.course import Commitment, Edit
from sla_engine.instants import Micros, micros
from sla_engine.worktime import Calendar

TYPE_FACTS: tuple[type[Fact], ...] = (TicketTypeDefined, TicketTypeRevised)

OF_THE_BOOK: tuple[type[Fact], ...] = (*COMMITMENT.facts, *HOURS_FACTS, *TYPE_FACTS)
"""What the book is made of."""
LATEST = 2**63 - 1

T = TypeVar("T")


class _PromiseRow(NamedTuple):
    agreement_id: AgreementId
    version: int
    position: int
    schedule_id: ScheduleId
    promise: bytes
    applied_us: Micros | None
    moved: bool


_PROMISES = statement(
    "SELECT {columns} FROM sla_promises WHERE %(all)s OR agreement_id = ANY(%(ids)s) ORDER BY agreement_id, version",
    columns=selected(_PromiseRow),
)
_INSERT_PROMISE = (
    "INSERT INTO sla_promises (agreement_id, version, position, schedule_id, promise, applied_us, moved)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


class Book:
    """Every version of promises and timetables with the position it was written at.

    It answers as of the end of what it has learned; ``as_of`` gives the view from an earlier place.
    """

    def __init__(self) -> None:
        self._commitments: dict[AgreementId, list[tuple[int, Commitment]]] = {}
        self._timetables: dict[ScheduleId, list[tuple[int, TimetableVersions]]] = {}
        self._edits: list[Edit] = []
        self._terms: dict[str, list[tuple[int, ClosingTerm | None]]] = {}

    def commitment(self, agreement_id: AgreementId) -> Commitment:
        """The agreement's promise and schedule as they stand."""
        return self._commitments[agreement_id][-1][1]

    def calendar(self, schedule_id: ScheduleId, zone: str) -> Calendar:
        """The working time of a schedule as it stands."""
        return Calendar.of(self._timetables[schedule_id][-1][1], zone)

    def closing_term(self, type_code: str, position: int = LATEST) -> ClosingTerm | None:
        """When solutions of a type's tickets close by themselves, as of a position; a shipped type says nothing."""
        known = [term for since, term in self._terms.get(type_code, ()) if since <= position]
        return known[-1] if known else None

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

    def edits(self) -> list[Edit]:
        """What reached open tickets, in the order of the log."""
        return sorted(self._edits, key=lambda edit: edit.position)

    def learn(self, cursor: Cursor[Any], recorded: Recorded) -> Edit | None:
        """Take in a fact of an agreement, a schedule or a type and write it; gives the edit of open tickets it is."""
        edit, written, values = self._taken_in(recorded)
        cursor.execute(written, values)
        return edit

    def suppose(self, recorded: Recorded) -> None:
        """Take in a fact that is none yet, and write nothing: for whoever tries what it would do."""
        self._taken_in(recorded)

    def _taken_in(self, recorded: Recorded) -> tuple[Edit | None, str, tuple[Any, ...]]:
        """The edit that a fact is, and how its row is written."""
        fact = recorded.fact
        edit = edit_of(recorded)
        if isinstance(fact, TicketTypeDefined | TicketTypeRevised):
            row = self._taken_term(fact, recorded.position)
        elif isinstance(fact, HoursFact):
            row = self._taken_timetables(fact, recorded.position)
        else:
            row = self._taken_commitment(recorded, edit)
        if edit is not None:
            self._edits.append(edit)
        return (edit, *row)

    def _taken_term(self, fact: TicketTypeDefined | TicketTypeRevised, position: int) -> tuple[str, tuple[Any, ...]]:
        term = fact.definition.closes_after
        self._terms.setdefault(fact.code, []).append((position, term))
        values = (fact.code, position, msgspec.json.encode(term))
        return "INSERT INTO sla_closing_terms VALUES (%s, %s, %s)", values

    def _taken_timetables(self, fact: HoursFact, position: int) -> tuple[str, tuple[Any, ...]]:
        known = self._timetables.setdefault(fact.schedule_id, [])
        before = known[-1][1] if known else None
        change, kept = timetable_changes.as_kept(fact, before)
        known.append((position, timetables_after(before, kept)))
        values = (fact.schedule_id, len(known), position, change)
        return "INSERT INTO sla_timetables (schedule_id, version, position, change) VALUES (%s, %s, %s, %s)", values

    def _taken_commitment(self, recorded: Recorded, edit: Edit | None) -> tuple[str, tuple[Any, ...]]:
        agreement_id = AgreementId(recorded.stream)
        known = COMMITMENT.begun(Commitment, recorded)
        if known is None:
            before = self.commitment(agreement_id)
            known = replace(COMMITMENT.after(before, recorded), version=before.version + 1)
        self._commitments.setdefault(agreement_id, []).append((recorded.position, known))
        values = (
            agreement_id,
            known.version,
            recorded.position,
            known.schedule_id,
            _ENCODER.encode(known.promise),
            None if edit is None else edit.at,
            edit is not None and edit.schedule_id is not None,
        )
        return _INSERT_PROMISE, values

    @classmethod
    @reads("sla_clocks")
    def load(cls, cursor: Cursor[Any], agreements: Iterable[UUID] | None = None) -> Book:
        """The book as the tables hold it: all of it, or of these agreements and every schedule they ever had."""
        book = cls()
        wanted = None if agreements is None else list(agreements)
        cursor.execute(_PROMISES, {"all": wanted is None, "ids": wanted})
        for row in rows_of(_PromiseRow, cursor):
            known = Commitment(version=row.version, schedule_id=row.schedule_id, promise=_PROMISE.decode(row.promise))
            book._commitments.setdefault(row.agreement_id, []).append((row.position, known))
            if row.applied_us is not None:
                of = row.schedule_id if row.moved else None
                edit = Edit(position=row.position, at=row.applied_us, agreement_id=row.agreement_id, schedule_id=of)
                book._edits.append(edit)
        pinned = {known.schedule_id for versions in book._commitments.values() for _, known in versions}
        cursor.execute(
            "SELECT schedule_id, array_agg(position ORDER BY version), array_agg(change ORDER BY version)"
            " FROM sla_timetables WHERE %(all)s OR schedule_id = ANY(%(ids)s) GROUP BY 1 ORDER BY 1",
            {"all": wanted is None, "ids": list(pinned)},
        )
        for schedule_id, positions, changes in cursor:
            book._timetables[schedule_id] = list(
                zip(positions, timetable_changes.timetables(tuple(changes)), strict=True)
            )
            book._edits += [Edit(position=position, schedule_id=schedule_id) for position in positions[1:]]
        if wanted is None:
            # What closes by itself is folded by the writer alone: who explains clocks does without.
            cursor.execute("SELECT type, position, term FROM sla_closing_terms ORDER BY type, position")
            for code, position, term in cursor:
                book._terms.setdefault(code, []).append((position, _TERM.decode(term)))
        return book


@reads("sla_clocks")
def schedule_now(cursor: Cursor[Any], schedule_id: UUID) -> TimetableVersions | None:
    """One schedule as it stands, without the rest of the book; ``None`` when there is none."""
    cursor.execute(
        "SELECT array_agg(change ORDER BY version) FROM sla_timetables WHERE schedule_id = %s", (schedule_id,)
    )
    row = cursor.fetchone()
    return None if row is None or row[0] is None else timetable_changes.timetables(tuple(row[0]))[-1]


@reads("sla_clocks")
def promise_of(cursor: Cursor[Any], agreement_id: UUID, version: int) -> Promise:
    """One version of an agreement's promise, without the rest of the book: one that gave a target is there."""
    cursor.execute("SELECT promise FROM sla_promises WHERE agreement_id = %s AND version = %s", (agreement_id, version))
    row = cursor.fetchone()
    if row is None:
        raise LookupError(f"the book has no version {version} of agreement {agreement_id}")
    return _PROMISE.decode(row[0])


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

    def closing_term(self, type_code: str) -> ClosingTerm | None:
        """When solutions of a type's tickets closed by themselves."""
        return self._book.closing_term(type_code, self._position)


# Sets in one order in every process: the same facts give the same bytes.
_ENCODER = msgspec.json.Encoder(order="deterministic")
_PROMISE = msgspec.json.Decoder(Promise)
_TERM = msgspec.json.Decoder(ClosingTerm | None)


def _last_before(known: list[tuple[int, T]], position: int) -> T:
    place = bisect_right(known, position, key=lambda entry: entry[0])
    return known[max(place, 1) - 1][1]


def edit_of(recorded: Recorded) -> Edit | None:
    """The edit of open tickets that a fact is; ``None`` when it is for later ones alone (T4, W8)."""
    fact, position = recorded.fact, recorded.position
    if isinstance(fact, HoursEdit):
        return Edit(position=position, schedule_id=fact.schedule_id)
    if not isinstance(fact, AgreementPromiseRevised | AgreementRescheduled) or not fact.apply_to_open:
        return None
    moved = fact.schedule_id if isinstance(fact, AgreementRescheduled) else None
    at = micros(recorded.metadata.occurred_at)
    return Edit(position=position, at=at, agreement_id=fact.agreement_id, schedule_id=moved)


def effective_from(fact: Fact) -> Micros | None:
    """From which instant on a fact changes the working time of clocks that run already; ``None`` if it does not."""
    if isinstance(fact, HoursEdit):
        return micros(fact.effective_from)
    return None
