"""Where a ticket stands in time, and what edits of rules and working time make of it (T3-T4, W8).

``following`` folds it from the ticket's facts; kept in rows by the read model, previewed before an edit.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from events.folds.agreement import Committed
from events.values.closing_term import ClosingTerm
from events.values.identity import AgreementId, PersonId, ScheduleId, TicketId
from events.values.people import Responsible
from events.values.ticket import CLOCKS, Clock, Status
from sla_engine import closing as closings
from sla_engine import transitions as clocks
from sla_engine import wait as waits
from sla_engine.clock import ClockState, Promised
from sla_engine.closing import Closing
from sla_engine.instants import NEVER, NO_TIME, Micros
from sla_engine.policy import Traits, match
from sla_engine.wait import Wait
from sla_engine.worktime import Calendar


class Commitment(Committed, frozen=True, kw_only=True):
    """An agreement's promise as it stands, with its version, counted from 1, and the schedule it is kept on."""

    version: int = 1


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """An edit of an agreement or a schedule that reaches open tickets, and its place in the log.

    With an agreement: its rules hold for open tickets from ``at`` on, on ``schedule_id`` if that is what changed
    (T4). Without one: the working time of the schedule reads otherwise (W8).
    """

    position: int
    at: Micros = Micros(0)
    agreement_id: AgreementId | None = None
    schedule_id: ScheduleId | None = None


class Book(Protocol):
    """Where the course looks up what was promised, as it stood at one place of the log."""

    def commitment(self, agreement_id: AgreementId) -> Commitment:
        """The agreement's promise and schedule."""
        ...

    def calendar(self, schedule_id: ScheduleId, zone: str) -> Calendar:
        """The working time of a schedule; ``zone`` is the requester's (W7)."""
        ...

    def closing_term(self, type_code: str) -> ClosingTerm | None:
        """How long a solution of a ticket of this type stands; ``None`` where people close by hand (C11)."""
        ...


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """Where a ticket stands as far as time is concerned. Instants are microseconds.

    ``held`` is until when its history is being told, so that nothing follows by itself. ``before`` is where it stood
    before something followed by itself, for as long as a fact that is told late may withdraw that (C6).
    """

    ticket_id: TicketId
    number: int
    version: int
    changed_version: int
    registered: Micros
    changed: Micros
    stands: Status
    traits: Traits
    zone: str
    requester_id: PersonId
    responsible: Responsible | None = None
    agreement_id: AgreementId
    schedule_id: ScheduleId
    stopped_by_anyone: bool = False
    wake: Micros = NEVER
    closing: Closing | None = None
    wait: Wait | None = None
    held: Micros = Micros(0)
    before: Course | None = None
    reaction: ClockState
    resolution: ClockState

    def clock(self, kind: Clock) -> ClockState:
        """One of the two clocks by name."""
        return self.reaction if kind == "reaction" else self.resolution

    @property
    def status(self) -> str:
        """The code of the status that the ticket stands in."""
        return self.stands.code

    @property
    def is_open(self) -> bool:
        """Whether the ticket can still change."""
        return not self.stands.is_final

    @property
    def due(self) -> Micros:
        """The earliest due of the clocks that run; ``NEVER`` when none does (C3, list order)."""
        return min(clock.due if clock.is_running else NEVER for clock in (self.reaction, self.resolution))

    @property
    def missed(self) -> Micros:
        """The earliest proven miss, or ``NEVER``."""
        return min(self.reaction.missed, self.resolution.missed)

    @property
    def closes(self) -> Micros:
        """When the ticket closes by itself, or ``NEVER`` (C11)."""
        return NEVER if self.closing is None else self.closing.at

    @property
    def next_look(self) -> Micros:
        """The earliest instant at which the timekeeper has something to do, or ``NEVER``."""
        approval = NEVER if self.wait is None else self.wait.next_look
        looks = (_next_look(self.clock(kind), is_open=self.is_open) for kind in CLOCKS)
        look = min(self.wake, self.closes, approval, *looks)
        return look if look == NEVER else max(look, self.held)


def _next_look(clock: ClockState, *, is_open: bool) -> Micros:
    if clock.is_withdrawal_due or clock.terms.unsaid:
        return NO_TIME
    if clock.terms.owed and is_open:
        return NO_TIME
    miss = NEVER
    if not clock.terms.recorded:
        miss = clock.missed if clock.missed != NEVER else clock.alarm + (clock.alarm != NEVER)
    # Of a ticket that is over nothing is escalated any more (C7).
    return min(miss, clock.escalation_at) if is_open else miss


def retarget(course: Course, at: Micros, book: Book) -> Course:
    """Targets set again by the rules of this moment; consumed time stays (T3, T4)."""
    commitment = book.commitment(course.agreement_id)
    calendar = book.calendar(course.schedule_id, course.zone)
    promise, promised = commitment.promise, Promised(course.agreement_id, commitment.version)
    return msgspec.structs.replace(
        course,
        stopped_by_anyone=promise.policy.reaction_stopped_by == "anyone",
        reaction=clocks.retargeted(course.reaction, at, match(promise.reaction, course.traits), promised, calendar),
        resolution=clocks.retargeted(
            course.resolution, at, match(promise.resolution, course.traits), promised, calendar
        ),
    )


def repin(course: Course, schedule_id: ScheduleId, at: Micros, book: Book) -> Course:
    """The clocks go on over another schedule; what they consumed stays."""
    if schedule_id == course.schedule_id:
        return course
    old, new = book.calendar(course.schedule_id, course.zone), book.calendar(schedule_id, course.zone)
    return msgspec.structs.replace(
        course,
        schedule_id=schedule_id,
        wait=None if course.wait is None else waits.measured(course.wait, new),
        closing=None if course.closing is None else closings.measured(course.closing, new),
        reaction=clocks.repinned(course.reaction, at, old, new),
        resolution=clocks.repinned(course.resolution, at, old, new),
    )


def edited(course: Course, edit: Edit, book: Book) -> Course:
    """An open ticket after an edit; one that the edit does not reach stays as it is (T4, W8)."""
    if course.before is not None:
        found = edited(msgspec.structs.replace(course, before=None), edit, book)
        return msgspec.structs.replace(found, before=edited(course.before, edit, book))
    if edit.agreement_id is None:
        return recount(course, book) if edit.schedule_id == course.schedule_id else course
    if not course.is_open or edit.agreement_id != course.agreement_id:
        return course
    moment = max(edit.at, course.changed)
    if edit.schedule_id is not None:
        course = repin(course, edit.schedule_id, moment, book)
    return retarget(course, moment, book)


def recount(course: Course, book: Book) -> Course:
    """The clocks of an open ticket after an edit of its schedule (W8); of one that closed by itself, those before."""
    if course.before is not None and not course.is_open:
        return msgspec.structs.replace(course, before=recount(course.before, book))
    return recounted(course, book.calendar(course.schedule_id, course.zone)) if course.is_open else course


def recounted(course: Course, calendar: Calendar) -> Course:
    """The clocks of a ticket as they would stand if its working time had always been this (W8)."""
    return msgspec.structs.replace(
        course,
        before=None if course.before is None else recounted(course.before, calendar),
        wait=None if course.wait is None else waits.measured(course.wait, calendar),
        closing=None if course.closing is None else closings.measured(course.closing, calendar),
        reaction=clocks.recounted(course.reaction, calendar),
        resolution=clocks.recounted(course.resolution, calendar),
    )
