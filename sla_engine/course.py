"""A ticket's two clocks folded from its facts (C1-C3, C6, T3-T4); called by the read model and by explain."""

from __future__ import annotations

from typing import Protocol, cast

import msgspec

from events.approval import ApprovalAnswered, ApprovalReminded, ApprovalRequested
from events.fact import Fact, Recorded
from events.ticket import (
    CROSSINGS,
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    TicketAssigned,
    TicketCommented,
    TicketMoved,
    TicketPrioritised,
    TicketPutOnHold,
    TicketReclassified,
    TicketRegistered,
    TicketResolved,
)
from events.ticket_status import entered
from events.values.identity import AgreementId, PersonId, ScheduleId, TicketId
from events.values.people import Responsible
from events.values.targets import Promise
from events.values.ticket import CLOCKS, NEW, STATUSES, Clock, Status
from sla_engine import clock as clocks
from sla_engine import wait as waits
from sla_engine.clock import ClockState
from sla_engine.instants import NEVER, micros
from sla_engine.policy import Traits, match
from sla_engine.wait import Wait
from sla_engine.worktime import Calendar


class Commitment(msgspec.Struct, frozen=True):
    """An agreement's promise as it stands: its version, counted from 1, and the schedule it is kept on."""

    version: int
    schedule_id: ScheduleId
    promise: Promise


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """An edit of an agreement or a schedule that reaches open tickets, and its place in the log.

    With an agreement: its rules hold for open tickets from ``at`` on, on ``schedule_id`` if that is what changed
    (T4). Without one: the working time of the schedule reads otherwise (W8).
    """

    position: int
    at: int = 0
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


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """Where a ticket stands as far as time is concerned. Instants are microseconds."""

    ticket_id: TicketId
    number: int
    version: int
    changed_version: int
    registered: int
    changed: int
    stands: Status
    traits: Traits
    zone: str
    requester_id: PersonId
    responsible: Responsible | None = None
    agreement_id: AgreementId
    schedule_id: ScheduleId
    stopped_by_anyone: bool = False
    wake: int = NEVER
    wait: Wait | None = None
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
    def waits_to_close(self) -> bool:
        """Whether ``wake`` is when a resolved ticket closes by itself, and not the end of a wait."""
        return NEVER not in {self.wake, self.resolution.stopped}

    @property
    def due(self) -> int:
        """The earliest due of the clocks that have not stopped; ``NEVER`` when none runs (list order)."""
        return min(clock.due if clock.is_open else NEVER for clock in (self.reaction, self.resolution))

    @property
    def missed(self) -> int:
        """The earliest proven miss, or ``NEVER``."""
        return min(self.reaction.missed, self.resolution.missed)

    @property
    def next_look(self) -> int:
        """The earliest instant at which the timekeeper has something to do, or ``NEVER``."""
        approval = NEVER if self.wait is None else self.wait.next_look
        return min(self.wake, approval, *(_next_look(self.clock(kind)) for kind in CLOCKS))


def _next_look(clock: ClockState) -> int:
    if clock.is_withdrawal_due:
        return 0
    miss = NEVER
    if not clock.terms.recorded:
        miss = clock.missed if clock.missed != NEVER else clock.alarm + (clock.alarm != NEVER)
    return min(miss, clock.escalation_at)


def register(recorded: Recorded, book: Book) -> Course:
    """The course of a ticket from its registration (C1, T3)."""
    fact = cast("TicketRegistered", recorded.fact)
    at = micros(recorded.metadata.occurred_at)
    commitment = book.commitment(fact.agreement_id)
    calendar = book.calendar(commitment.schedule_id, fact.requester.time_zone)
    traits = Traits(
        type=fact.type,
        priority=fact.priority,
        impact=fact.impact,
        urgency=fact.urgency,
        channel=fact.channel,
        services=fact.service_path,
        units=fact.requester.units,
        attributes=fact.attributes,
    )
    promise = commitment.promise
    return Course(
        ticket_id=fact.ticket_id,
        number=fact.number,
        version=recorded.version,
        changed_version=recorded.version,
        registered=at,
        changed=at,
        stands=entered(fact) or STATUSES[NEW],
        traits=traits,
        zone=fact.requester.time_zone,
        requester_id=fact.requester.person_id,
        responsible=fact.responsible,
        agreement_id=fact.agreement_id,
        schedule_id=commitment.schedule_id,
        stopped_by_anyone=promise.policy.reaction_stopped_by == "anyone",
        reaction=clocks.started(at, match(promise.reaction, traits), commitment.version, calendar),
        resolution=clocks.started(at, match(promise.resolution, traits), commitment.version, calendar),
    )


def follow(course: Course, recorded: Recorded, book: Book) -> Course:  # noqa: PLR0911 - one return a kind of fact
    """The course after one more fact of its ticket."""
    fact = recorded.fact
    at = micros(recorded.metadata.occurred_at)
    if isinstance(fact, CROSSINGS):
        course = msgspec.structs.replace(course, version=recorded.version)
        return _reminded(course, fact) if isinstance(fact, ApprovalReminded) else _crossed(course, fact, book)
    course = msgspec.structs.replace(
        course, version=recorded.version, changed_version=recorded.version, changed=max(at, course.changed)
    )
    status = entered(fact)
    if status is not None:
        return _moved(course, status, fact, at, book)
    if isinstance(fact, TicketCommented):
        if fact.is_public and (fact.by_staff or course.stopped_by_anyone) and course.reaction.is_open:
            calendar = book.calendar(course.schedule_id, course.zone)
            return msgspec.structs.replace(course, reaction=clocks.stopped(course.reaction, at, calendar))
        return course
    if isinstance(fact, ApprovalAnswered):
        return _answered(course, fact, at, book)
    if isinstance(fact, TicketAssigned):
        return msgspec.structs.replace(course, responsible=fact.responsible)
    if isinstance(fact, TicketPrioritised):
        traits = msgspec.structs.replace(
            course.traits, priority=fact.priority, impact=fact.impact, urgency=fact.urgency
        )
        return retarget(msgspec.structs.replace(course, traits=traits), at, book)
    if isinstance(fact, TicketReclassified):
        return _reclassified(course, fact, at, book)
    return course


def _moved(course: Course, status: Status, fact: Fact, at: int, book: Book) -> Course:
    """The clocks after a change of status, by what the status counts for (C1-C3)."""
    calendar = book.calendar(course.schedule_id, course.zone)
    reaction, resolution = course.reaction, course.resolution
    wait = waits.begun(fact, at, calendar) if isinstance(fact, ApprovalRequested) else None
    course = msgspec.structs.replace(course, stands=status, wake=_wake(fact, at, calendar), wait=wait)
    if status.cancels:
        reaction = clocks.cancelled(reaction, at, calendar) if reaction.is_open else reaction
        resolution = clocks.cancelled(resolution, at, calendar) if resolution.is_open else resolution
        return msgspec.structs.replace(course, reaction=reaction, resolution=resolution)
    if status.reacts:
        reaction = clocks.stopped(reaction, at, calendar)
    if status.resolves:
        resolution = clocks.stopped(resolution, at, calendar)
    elif status.counts:
        resolution = clocks.resumed(resolution, at, calendar)
    else:
        resolution = clocks.paused(resolution, at, calendar)
    return msgspec.structs.replace(course, reaction=reaction, resolution=resolution)


def _wake(fact: Fact, at: int, calendar: Calendar) -> int:
    """When the ticket moves on by itself: at its wake-up, or when a solution that nobody objected to closes it."""
    if isinstance(fact, TicketPutOnHold | TicketMoved) and fact.wake_up_at is not None:
        return micros(fact.wake_up_at)
    if isinstance(fact, TicketResolved | TicketMoved) and fact.closes_after is not None:
        return calendar.add(at, fact.closes_after.microseconds)
    return NEVER


def _answered(course: Course, fact: ApprovalAnswered, at: int, book: Book) -> Course:
    """An answer that opens the next stage gives it the whole time again; another changes no time."""
    if course.wait is None or fact.opens is None:
        return course
    calendar = book.calendar(course.schedule_id, course.zone)
    return msgspec.structs.replace(course, wait=waits.opened(course.wait, fact.opens, at, calendar))


def _reminded(course: Course, fact: ApprovalReminded) -> Course:
    wait = course.wait
    if wait is None or wait.stage != fact.stage:
        return course
    return msgspec.structs.replace(course, wait=waits.reminded(wait))


def _reclassified(course: Course, fact: TicketReclassified, at: int, book: Book) -> Course:
    traits = msgspec.structs.replace(
        course.traits, type=fact.type, services=fact.service_path, attributes=fact.attributes
    )
    course = msgspec.structs.replace(course, traits=traits)
    if fact.agreement_id != course.agreement_id:
        course = msgspec.structs.replace(course, agreement_id=fact.agreement_id)
        course = repin(course, book.commitment(fact.agreement_id).schedule_id, at, book)
    return retarget(course, at, book)


def retarget(course: Course, at: int, book: Book) -> Course:
    """Targets set again by the rules of this moment; consumed time stays (T3, T4)."""
    commitment = book.commitment(course.agreement_id)
    calendar = book.calendar(course.schedule_id, course.zone)
    promise, version = commitment.promise, commitment.version
    return msgspec.structs.replace(
        course,
        stopped_by_anyone=promise.policy.reaction_stopped_by == "anyone",
        reaction=clocks.retargeted(course.reaction, at, match(promise.reaction, course.traits), version, calendar),
        resolution=clocks.retargeted(
            course.resolution, at, match(promise.resolution, course.traits), version, calendar
        ),
    )


def repin(course: Course, schedule_id: ScheduleId, at: int, book: Book) -> Course:
    """The clocks go on over another schedule; what they consumed stays."""
    if schedule_id == course.schedule_id:
        return course
    old, new = book.calendar(course.schedule_id, course.zone), book.calendar(schedule_id, course.zone)
    return msgspec.structs.replace(
        course,
        schedule_id=schedule_id,
        wait=None if course.wait is None else waits.measured(course.wait, new),
        reaction=clocks.repinned(course.reaction, at, old, new),
        resolution=clocks.repinned(course.resolution, at, old, new),
    )


def edited(course: Course, edit: Edit, book: Book) -> Course:
    """An open ticket after an edit; one that the edit does not reach stays as it is (T4, W8)."""
    if edit.agreement_id is None:
        return recount(course, book) if edit.schedule_id == course.schedule_id else course
    if not course.is_open or edit.agreement_id != course.agreement_id:
        return course
    moment = max(edit.at, course.changed)
    if edit.schedule_id is not None:
        course = repin(course, edit.schedule_id, moment, book)
    return retarget(course, moment, book)


def recount(course: Course, book: Book) -> Course:
    """The clocks of an open ticket after an edit of its schedule (W8)."""
    return recounted(course, book.calendar(course.schedule_id, course.zone)) if course.is_open else course


def recounted(course: Course, calendar: Calendar) -> Course:
    """The clocks of a ticket as they would stand if its working time had always been this (W8)."""
    return msgspec.structs.replace(
        course,
        wait=None if course.wait is None else waits.measured(course.wait, calendar),
        reaction=clocks.recounted(course.reaction, calendar),
        resolution=clocks.recounted(course.resolution, calendar),
    )


def _crossed(course: Course, fact: Fact, book: Book) -> Course:
    """The clocks after a crossing was recorded, a miss withdrawn or an escalation reached (C5, C7, C8)."""
    crossing = cast("DeadlineMissed | DeadlineMissWithdrawn | EscalationReached", fact)
    clock = course.clock(crossing.clock)
    terms = clock.terms
    if isinstance(crossing, DeadlineMissed):
        clock = msgspec.structs.replace(
            clock,
            missed=micros(crossing.missed_at),
            terms=msgspec.structs.replace(terms, recorded=crossing.target_no),
        )
    elif isinstance(crossing, DeadlineMissWithdrawn):
        # The same target may be missed again, by the corrected working time: that is another miss.
        again = clock.target_no + (crossing.target_no == clock.target_no)
        clock = msgspec.structs.replace(
            clock, target_no=again, missed=NEVER, terms=msgspec.structs.replace(terms, recorded=0)
        )
    elif crossing.target_no == clock.target_no:
        clock = msgspec.structs.replace(
            clock, terms=msgspec.structs.replace(terms, fired=terms.fired | {crossing.point_id})
        )
    clock = clocks.measured(clock, book.calendar(course.schedule_id, course.zone))
    if crossing.clock == "reaction":
        return msgspec.structs.replace(course, reaction=clock)
    return msgspec.structs.replace(course, resolution=clock)
