"""The only writer of the clocks: facts of tickets, agreements and schedules become one row a ticket (C1-C8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, cast
from uuid import UUID

from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.agreement import COMMITMENT
from events.folds.schedule import HOURS_FACTS
from events.folds.ticket import TICKET
from events.ticket import TicketRegistered
from events.values.identity import AgreementId, ScheduleId
from projections.kit.ddl import ddl
from projections.kit.parking import ALONE
from projections.sla_clocks import change_waits, recount, rows, zone_rules
from projections.sla_clocks.promise_book import TYPE_FACTS, Book, effective_from
from sla_engine import course as courses
from sla_engine import following
from sla_engine.course import Course, Edit

TICKET_FACTS: tuple[type[Fact], ...] = (*TICKET.facts, *TICKET.passed_over)
"""Every fact of a ticket: also one that moves no clock is counted, for what is measured is measured at a version."""


class SlaClocks:
    """Both clocks of every ticket, and the waits of change requests, exact as of the projection's position.

    An edit of a schedule or an agreement re-measures the open tickets that it touches, in chunks inside the
    transaction of its batch: readers see the old clocks until all are new, and the timekeeper waits (C9).
    """

    name = "sla_clocks"
    tables = ("sla_clocks", "change_waits", "sla_promises", "sla_timetables", "sla_closing_terms", "sla_zone_rules")
    ddl = ddl("projections.sla_clocks", "sla_clocks.sql")
    indexed_late: ClassVar[dict[str, tuple[str, ...]]] = {
        "sla_clocks": ("sla_clocks_schedule", "sla_clocks_agreement"),
    }
    parks = ALONE
    interests = (*TICKET_FACTS, *change_waits.CHANGE_FACTS, *COMMITMENT.facts, *HOURS_FACTS, *TYPE_FACTS)
    reads_personal = False

    def __init__(self, told: Callable[[int, int], None] = lambda _done, _all: None) -> None:
        self._book: Book | None = None
        self._told = told

    def forget(self) -> None:
        """Read the book from its tables again."""
        self._book = None

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold a batch; edits cut it, since they touch rows that the batch does not name."""
        if self._book is None:
            zone_rules.note(cursor)
        book = self._book = self._book or Book.load(cursor)
        for stretch in _stretches(batch):
            if isinstance(stretch, list):
                _follow(cursor, stretch, book)
            elif isinstance(stretch.fact, change_waits.CHANGE_FACTS):
                change_waits.follow(cursor, stretch, book)
            else:
                edit = book.learn(cursor, stretch)
                if edit is not None:
                    self._edit(cursor, stretch, edit, book)

    @staticmethod
    def leave_out(cursor: Cursor[Any], recorded: Recorded) -> None:
        """What is set aside is neither due nor looked at any more; a ticket keeps a row, so that lists show it."""
        if isinstance(recorded.fact, TicketRegistered):
            rows.save(cursor, [following.unmeasured(recorded)])
        rows.leave_out(cursor, recorded.stream)
        change_waits.leave_out(cursor, recorded.stream)

    def _edit(self, cursor: Cursor[Any], recorded: Recorded, edit: Edit, book: Book) -> None:
        since = effective_from(recorded.fact)
        if since is not None:
            recount.after_edit(
                cursor,
                book,
                cast("ScheduleId", edit.schedule_id),
                since,
                told=self._told,
                because=(recorded.position, recorded.fact.stored_name),
            )
            change_waits.measure(cursor, book, cast("ScheduleId", edit.schedule_id))
            return
        agreement_id, because = cast("AgreementId", edit.agreement_id), (recorded.position, recorded.fact.stored_name)
        if edit.schedule_id is not None:
            change_waits.repin(cursor, book, agreement_id, edit.schedule_id)
        cursor.execute("SELECT count(*) FROM sla_clocks WHERE is_open AND agreement_id = %s", (agreement_id,))
        total, done = (cursor.fetchone() or (0,))[0], 0
        for chunk in rows.open_under(cursor, agreement_id):
            recount.each(cursor, chunk, lambda course: courses.edited(course, edit, book), because)
            done += len(chunk)
            self._told(done, total)


def _stretches(batch: Sequence[Recorded]) -> Iterator[list[Recorded] | Recorded]:
    """Runs of facts about tickets, and between them each fact about a change, an agreement, a schedule or a type."""
    run: list[Recorded] = []
    for recorded in batch:
        if isinstance(recorded.fact, TICKET_FACTS):
            run.append(recorded)
            continue
        if run:
            yield run
            run = []
        yield recorded
    if run:
        yield run


def _follow(cursor: Cursor[Any], run: list[Recorded], book: Book) -> None:
    registered = {recorded.stream for recorded in run if isinstance(recorded.fact, TicketRegistered)}
    known: dict[UUID, Course] = rows.load(cursor, {r.stream for r in run} - registered)
    for recorded in run:
        if isinstance(recorded.fact, TicketRegistered):
            known[recorded.stream] = following.register(recorded, book)
        else:
            known[recorded.stream] = following.follow(known[recorded.stream], recorded, book)
    rows.save(cursor, known.values())
