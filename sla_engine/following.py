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
    TicketMerged,
    TicketMoved,
    TicketPrioritised,
    TicketPutOnHold,
    TicketReclassified,
    TicketRegistered,
    TicketRequesterRecognised,
    TicketUnassigned,
)
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_history import (
    ConsequencesWithdrawn,
    EscalationWithdrawn,
    HistoryBegun,
    HistoryEnded,
    followed_by_itself,
    withdraws,
)
from events.ticket_status import entered
from events.values.identity import AgreementId, ScheduleId
from events.values.ticket import CLOCKS, MERGED, NEW, STATUSES, Status
from sla_engine import closing as closings
from sla_engine import transitions as clocks
from sla_engine import wait as waits
from sla_engine.clock import ClockState, Promised, Terms, measured
from sla_engine.course import Book, Course, recount, repin, retarget
from sla_engine.instants import NEVER, NO_TIME, Micros, micros
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
        attributes=_choices(fact),
    )
    promise, promised = commitment.promise, Promised(fact.agreement_id, commitment.version)
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
        closing=closings.begun_with(stands, book.closing_term(fact.type), at, calendar) if stands.resolves else None,
        reaction=clocks.started(at, match(promise.reaction, traits), promised, calendar),
        resolution=clocks.started(at, match(promise.resolution, traits), promised, calendar),
    )
    return _stood(course, stands, at, calendar)


def unmeasured(recorded: Recorded) -> Course:
    """A ticket whose registration could not be measured: known, without target or due."""
    fact = cast("TicketRegistered", recorded.fact)
    at = micros(recorded.metadata.occurred_at)
    standing = ClockState(target=NO_TIME, terms=Terms(target_since=at))
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


def follow(course: Course, recorded: Recorded, book: Book) -> Course:
    """The course after one more fact of its ticket; what follows by itself is kept apart, for it may be withdrawn.

    So is a merge: while it holds, the ticket is followed as though it had not been merged, too.
    """
    if withdraws(recorded.fact):
        return _taken_back(course, recorded, book)
    before = course.before
    if isinstance(recorded.fact, TicketMerged) or (course.status == MERGED and before is not None):
        return _merged(course, recorded, book)
    if isinstance(recorded.fact, CROSSINGS):
        before = None if before is None else _beside(before, recorded, book)
        return msgspec.structs.replace(_beside(course, recorded, book), before=before)
    if isinstance(recorded.fact, TicketRequesterRecognised):
        # Who asked is no consequence of time: it stays when those are withdrawn.
        known = recorded.fact.requester_id
        before = None if before is None else msgspec.structs.replace(before, requester_id=known)
        return msgspec.structs.replace(_followed(course, recorded, book), before=before)
    if not followed_by_itself(recorded):
        return _followed(msgspec.structs.replace(course, before=None), recorded, book)
    return msgspec.structs.replace(_followed(course, recorded, book), before=before or course)


def _merged(course: Course, recorded: Recorded, book: Book) -> Course:
    """The course of a ticket that is merged, and beside it what it would be had it not been."""
    before = course if course.before is None or course.status != MERGED else follow(course.before, recorded, book)
    told = _beside if isinstance(recorded.fact, CROSSINGS) else _followed
    return msgspec.structs.replace(told(course, recorded, book), before=before)


def _taken_back(course: Course, recorded: Recorded, book: Book) -> Course:
    """The course as if what is withdrawn had not been; its targets keep numbers of their own (C8)."""
    before = course.before or course
    clocks_now = {}
    for kind in CLOCKS:
        stood, now = before.clock(kind), course.clock(kind)
        number = now.target_no + (stood.target_no != now.target_no)
        clocks_now[kind] = clocks.renumbered(stood, number)
    found = msgspec.structs.replace(
        before, version=recorded.version, changed_version=recorded.version, held=course.held, **clocks_now
    )
    if isinstance(recorded.fact, ConsequencesWithdrawn):
        found = msgspec.structs.replace(found, before=None)
    # A ticket that was over did not take in what was edited meanwhile.
    return recount(found, book)


def _beside(course: Course, recorded: Recorded, book: Book) -> Course:
    """The course after what the timekeeper recorded, or what keeps it from the ticket: no change of it (C8)."""
    fact = recorded.fact
    course = msgspec.structs.replace(course, version=recorded.version)
    if isinstance(fact, HistoryBegun):
        return msgspec.structs.replace(course, held=micros(recorded.metadata.recorded_at) + fact.holds_for.microseconds)
    if isinstance(fact, HistoryEnded):
        return msgspec.structs.replace(course, held=0)
    return _reminded(course, fact) if isinstance(fact, ApprovalReminded) else _crossed(course, fact, book)


def _followed(course: Course, recorded: Recorded, book: Book) -> Course:  # noqa: PLR0911 - one return a kind of fact
    fact = recorded.fact
    at = micros(recorded.metadata.occurred_at)
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
    if isinstance(fact, TicketAssigned | TicketUnassigned):
        named = fact.responsible if isinstance(fact, TicketAssigned) else None
        return msgspec.structs.replace(course, responsible=named)
    if isinstance(fact, TicketRequesterRecognised):
        return msgspec.structs.replace(course, requester_id=fact.requester_id)
    if isinstance(fact, TicketPrioritised):
        traits = msgspec.structs.replace(
            course.traits, priority=fact.priority, impact=fact.impact, urgency=fact.urgency
        )
        return retarget(msgspec.structs.replace(course, traits=traits), at, book)
    if isinstance(fact, TicketReclassified):
        return _reclassified(course, fact, at, book)
    if isinstance(fact, TicketRequesterCorrected):
        return _requester_corrected(course, fact, at, book)
    return course


def _moved(course: Course, status: Status, fact: Fact, at: Micros, book: Book) -> Course:
    """The clocks after a change of status, by what the status counts for (C1-C3)."""
    calendar = book.calendar(course.schedule_id, course.zone)
    wait = waits.begun(fact, at, calendar) if isinstance(fact, ApprovalRequested) else None
    closing = closings.begun(fact, at, calendar)
    course = msgspec.structs.replace(course, stands=status, wake=_wake(fact), closing=closing, wait=wait)
    return _stood(course, status, at, calendar)


def _stood(course: Course, status: Status, at: Micros, calendar: Calendar) -> Course:
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
        resolution = clocks.waits(resolution, at, calendar)
    return msgspec.structs.replace(course, reaction=reaction, resolution=resolution)


def _wake(fact: Fact) -> Micros:
    """When the wait ends by itself."""
    if isinstance(fact, TicketPutOnHold | TicketMoved) and fact.wake_up_at is not None:
        return micros(fact.wake_up_at)
    return NEVER


def _answered(course: Course, fact: ApprovalAnswered, at: Micros, book: Book) -> Course:
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


def _reclassified(course: Course, fact: TicketReclassified, at: Micros, book: Book) -> Course:
    traits = msgspec.structs.replace(
        course.traits, type=fact.type, services=fact.service_path, attributes=_choices(fact)
    )
    return _under(msgspec.structs.replace(course, traits=traits), fact.agreement_id, at, book)


def _requester_corrected(course: Course, fact: TicketRequesterCorrected, at: Micros, book: Book) -> Course:
    """Whose units the rules ask for are those of who asks from now on; the zone is that of the registration (W7)."""
    traits = msgspec.structs.replace(
        course.traits, units=fact.requester.units, services=fact.service_path, attributes=_choices(fact)
    )
    course = msgspec.structs.replace(course, requester_id=fact.requester.person_id, traits=traits)
    return _under(course, fact.agreement_id, at, book)


def _under(course: Course, agreement_id: AgreementId, at: Micros, book: Book) -> Course:
    """The targets set again, by another agreement if it is another, on its schedule (T3)."""
    if agreement_id != course.agreement_id:
        course = msgspec.structs.replace(course, agreement_id=agreement_id)
        course = repin(course, book.commitment(agreement_id).schedule_id, at, book)
    return retarget(course, at, book)


def _choices(fact: TicketRegistered | TicketReclassified | TicketRequesterCorrected) -> dict[str, str]:
    """The attributes that rules match on: free texts are none of them, whether somebody opened them or not (0149)."""
    if not fact.texts:
        return fact.attributes
    return {code: value for code, value in fact.attributes.items() if code not in fact.texts}


def _crossed(course: Course, fact: Fact, book: Book) -> Course:
    """The clocks after a crossing was recorded, a miss withdrawn or an escalation reached (C5, C7, C8)."""
    crossing = cast("DeadlineMissed | DeadlineMissWithdrawn | EscalationReached | EscalationWithdrawn", fact)
    clock = course.clock(crossing.clock)
    terms = clock.terms
    if isinstance(crossing, DeadlineMissed):
        clock = msgspec.structs.replace(
            clock,
            # One of a target that is taken back says nothing of the one before it.
            missed=micros(crossing.missed_at) if crossing.target_no == clock.target_no else clock.missed,
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
        terms = msgspec.structs.replace(terms, recorded=0, recorded_at=NEVER, noticed=0, fell=None)
        clock = clocks.renumbered(msgspec.structs.replace(clock, missed=NEVER, terms=terms), again)
    elif isinstance(crossing, EscalationWithdrawn):
        unsaid = tuple(one for one in terms.unsaid if one != (crossing.target_no, crossing.point_id))
        is_of_this_target = crossing.target_no == clock.target_no
        fired = terms.fired - {crossing.point_id} if is_of_this_target else terms.fired
        clock = msgspec.structs.replace(clock, terms=msgspec.structs.replace(terms, fired=fired, unsaid=unsaid))
    elif any((one.target_no, one.point.id) == (crossing.target_no, crossing.point_id) for one in terms.owed):
        clock = clocks.paid(clock, crossing)
    elif crossing.target_no == clock.target_no:
        fired, by = terms.fired | {crossing.point_id}, max(terms.fired_by, micros(crossing.noticed_at))
        clock = msgspec.structs.replace(clock, terms=msgspec.structs.replace(terms, fired=fired, fired_by=by))
    clock = measured(clock, book.calendar(course.schedule_id, course.zone))
    if crossing.clock == "reaction":
        return msgspec.structs.replace(course, reaction=clock)
    return msgspec.structs.replace(course, resolution=clock)
