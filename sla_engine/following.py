"""A ticket's course folded from its facts, one after the other (C1-C6); called by the read model and by explain."""

from __future__ import annotations

from typing import cast
from uuid import UUID

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
    TicketUnassigned,
)
from events.ticket_status import entered
from events.values.identity import ScheduleId
from events.values.ticket import NEW, STATUSES, Status
from sla_engine import clock as clocks
from sla_engine import closing as closings
from sla_engine import wait as waits
from sla_engine.clock import ClockState, Terms
from sla_engine.course import Book, Course, repin, retarget
from sla_engine.instants import NEVER, micros
from sla_engine.policy import Traits, match
from sla_engine.worktime import Calendar


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
    promise, promised = commitment.promise, clocks.Promised(fact.agreement_id, commitment.version)
    stands = entered(fact) or STATUSES[NEW]
    course = Course(
        ticket_id=fact.ticket_id,
        number=fact.number,
        version=recorded.version,
        changed_version=recorded.version,
        registered=at,
        changed=at,
        stands=stands,
        traits=traits,
        zone=fact.requester.time_zone,
        requester_id=fact.requester.person_id,
        responsible=fact.responsible,
        agreement_id=fact.agreement_id,
        schedule_id=commitment.schedule_id,
        stopped_by_anyone=promise.policy.reaction_stopped_by == "anyone",
        reaction=clocks.started(at, match(promise.reaction, traits), promised, calendar),
        resolution=clocks.started(at, match(promise.resolution, traits), promised, calendar),
    )
    return _stood(course, stands, at, calendar)


def unmeasured(recorded: Recorded) -> Course:
    """A ticket whose registration could not be measured: known, without target or due."""
    fact = cast("TicketRegistered", recorded.fact)
    at = micros(recorded.metadata.occurred_at)
    standing = ClockState(target=0, terms=Terms(target_since=at))
    return Course(
        ticket_id=fact.ticket_id,
        number=fact.number,
        version=recorded.version,
        changed_version=recorded.version,
        registered=at,
        changed=at,
        stands=entered(fact) or STATUSES[NEW],
        traits=Traits(type=fact.type, priority=fact.priority, channel=fact.channel),
        zone="",
        requester_id=fact.requester.person_id,
        agreement_id=fact.agreement_id,
        schedule_id=ScheduleId(UUID(int=0)),
        reaction=standing,
        resolution=standing,
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
    if isinstance(fact, TicketUnassigned):
        return msgspec.structs.replace(course, responsible=None)
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
    wait = waits.begun(fact, at, calendar) if isinstance(fact, ApprovalRequested) else None
    closing = closings.begun(fact, at, calendar)
    course = msgspec.structs.replace(course, stands=status, wake=_wake(fact), closing=closing, wait=wait)
    return _stood(course, status, at, calendar)


def _stood(course: Course, status: Status, at: int, calendar: Calendar) -> Course:
    """The clocks by what a status counts for, from ``at`` on: also that in which the ticket begins (C1-C3)."""
    reaction, resolution = course.reaction, course.resolution
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


def _wake(fact: Fact) -> int:
    """When the wait ends by itself."""
    if isinstance(fact, TicketPutOnHold | TicketMoved) and fact.wake_up_at is not None:
        return micros(fact.wake_up_at)
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


def _crossed(course: Course, fact: Fact, book: Book) -> Course:
    """The clocks after a crossing was recorded, a miss withdrawn or an escalation reached (C5, C7, C8)."""
    crossing = cast("DeadlineMissed | DeadlineMissWithdrawn | EscalationReached", fact)
    clock = course.clock(crossing.clock)
    terms = clock.terms
    if isinstance(crossing, DeadlineMissed):
        clock = msgspec.structs.replace(
            clock,
            missed=micros(crossing.missed_at),
            terms=msgspec.structs.replace(
                terms,
                recorded=crossing.target_no,
                recorded_at=micros(crossing.missed_at),
                noticed=micros(crossing.noticed_at),
            ),
        )
    elif isinstance(crossing, DeadlineMissWithdrawn):
        # The same target may be missed again, by the corrected working time: that is another miss.
        again = clock.target_no + (crossing.target_no == clock.target_no)
        clock = msgspec.structs.replace(
            clock,
            target_no=again,
            missed=NEVER,
            terms=msgspec.structs.replace(terms, recorded=0, recorded_at=NEVER, noticed=0, fell=None),
        )
    elif crossing.target_no == clock.target_no:
        clock = msgspec.structs.replace(
            clock, terms=msgspec.structs.replace(terms, fired=terms.fired | {crossing.point_id})
        )
    clock = clocks.measured(clock, book.calendar(course.schedule_id, course.zone))
    if crossing.clock == "reaction":
        return msgspec.structs.replace(course, reaction=clock)
    return msgspec.structs.replace(course, resolution=clock)
