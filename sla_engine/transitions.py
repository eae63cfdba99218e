"""What facts and edits make of one clock: it runs, waits, stops, has another target (C1-C5); called by the course."""

from __future__ import annotations

import msgspec

from events.ticket import EscalationReached
from sla_engine.clock import Awaited, ClockState, Fell, Owed, Promised, Terms, crossing, measured, next_point
from sla_engine.instants import NEVER, Micros, micros
from sla_engine.points import amount_of, not_reached
from sla_engine.policy import Match
from sla_engine.worktime import Calendar


def started(at: Micros, found: Match, promised: Promised, calendar: Calendar) -> ClockState:
    """A clock that runs from registration on."""
    terms = Terms(
        rule_id=found.rule_id,
        agreement_id=promised.agreement_id,
        promise_version=promised.version,
        target_since=at,
        points=found.norm.escalations,
    )
    return measured(ClockState(target=Micros(found.norm.duration.microseconds), since=at, terms=terms), calendar)


def paused(clock: ClockState, at: Micros, calendar: Calendar) -> ClockState:
    """The clock stands still from ``at`` on; what it consumed stays (C2)."""
    if not clock.is_running:
        return clock
    settled = _unsaid(_settled(clock, at), at, calendar)
    spans = settled.terms.spans if at <= settled.since else (*settled.terms.spans, settled.since, at)
    standing = msgspec.structs.replace(
        settled,
        base=settled.consumed_at(at, calendar),
        since=NEVER,
        # Told late, what was reached only after ``at`` was not reached.
        terms=msgspec.structs.replace(
            settled.terms, spans=spans, owed=tuple(one for one in settled.terms.owed if one.at <= at)
        ),
    )
    return told(measured(standing, calendar), clock, "history_corrected")


def waits(clock: ClockState, at: Micros, calendar: Calendar) -> ClockState:
    """Nothing counts from ``at`` on; a clock that had stopped has not reached its end after all (C2)."""
    if clock.is_open or clock.terms.cancelled:
        return paused(clock, at, calendar)
    return _begun_again(clock, at, NEVER, calendar)


def resumed(clock: ClockState, at: Micros, calendar: Calendar) -> ClockState:
    """The clock runs on from ``at`` with what it had consumed (C2); one that was cancelled has ended (C3)."""
    if clock.terms.cancelled or (clock.is_running and clock.stopped == NEVER):
        return clock
    return _begun_again(clock, at, at, calendar)


def _begun_again(clock: ClockState, at: Micros, since: Micros, calendar: Calendar) -> ClockState:
    """The clock runs or waits again from ``at`` on; a target that was set while it had stopped holds from now on."""
    awaited = clock.terms.awaited
    terms = msgspec.structs.replace(clock.terms, awaited=None)
    going = measured(msgspec.structs.replace(clock, since=since, stopped=NEVER, terms=terms), calendar)
    if awaited is None:
        return told(going, clock, "history_corrected")
    promised = Promised(awaited.agreement_id, awaited.promise_version)
    return retargeted(going, at, awaited.found, promised, calendar)


def stopped(clock: ClockState, at: Micros, calendar: Calendar) -> ClockState:
    """The stop event came: met unless consumed is above the target (C4)."""
    if not clock.is_open:
        return clock
    # A clock that has no working time left behind the last pause may still have a miss that was noticed too early.
    standing = msgspec.structs.replace(paused(clock, at, calendar), stopped=at)
    return told(measured(standing, calendar), clock, "history_corrected")


def cancelled(clock: ClockState, at: Micros, calendar: Calendar) -> ClockState:
    """Merged or declined: the clock ends; a miss that it had by then happened and stays (C3, C6)."""
    standing = paused(clock, at, calendar)
    terms = msgspec.structs.replace(standing.terms, cancelled=True, owed=())
    ended = msgspec.structs.replace(standing, stopped=at, terms=terms)
    return measured(ended, calendar)


def retargeted(clock: ClockState, at: Micros, found: Match, promised: Promised, calendar: Calendar) -> ClockState:
    """Another target from ``at`` on; consumed time stays, the past is not accused (T3, C5).

    What has stopped was met or missed by the target that it had: the new one waits until it begins again.
    """
    if clock.terms.cancelled:
        return clock
    if not clock.is_open:
        awaited = Awaited(found, promised.agreement_id, promised.version)
        return msgspec.structs.replace(clock, terms=msgspec.structs.replace(clock.terms, awaited=awaited))
    clock = _unsaid(clock, at, calendar)
    duration = found.norm.duration.microseconds
    same = duration == clock.target and found.norm.escalations == clock.terms.points
    terms = msgspec.structs.replace(
        clock.terms, rule_id=found.rule_id, agreement_id=promised.agreement_id, promise_version=promised.version
    )
    if same:
        return msgspec.structs.replace(clock, terms=terms)
    owed = _owed(clock, at, calendar)
    settled = _settled(clock, at)
    # A miss of the former target stands only if the new one is exceeded by now as well.
    missed = settled.missed if clock.consumed_at(at, calendar) > duration else NEVER
    terms = msgspec.structs.replace(
        terms, target_since=at, points=found.norm.escalations, fired=frozenset(), fired_by=0, owed=owed
    )
    changed = msgspec.structs.replace(clock, target=duration, target_no=clock.target_no + 1, missed=missed, terms=terms)
    # Told late, the change came before the miss: it never happened.
    was_missed = clock.missed == NEVER or settled.missed != NEVER
    return told(measured(changed, calendar), clock, "target_changed" if was_missed else "history_corrected")


def repinned(clock: ClockState, at: Micros, old: Calendar, new: Calendar) -> ClockState:
    """Another schedule from ``at`` on; what the old one counted is carried over, and a reached target with it."""
    if clock.terms.cancelled:
        return clock
    standing = paused(clock, at, old)
    until = at if standing.base < standing.target else crossing(standing, standing.target, old)
    terms = msgspec.structs.replace(
        standing.terms, carried=standing.base, carried_until=until, spans=(), owed=_owed(standing, at, old)
    )
    since = at if clock.is_running else NEVER
    return told(
        measured(msgspec.structs.replace(standing, since=since, terms=terms), new), clock, "working_time_changed"
    )


def recounted(clock: ClockState, calendar: Calendar) -> ClockState:
    """The same spans under edited working time (W8): what was consumed and what is due are found anew."""
    spans = clock.terms.spans
    base = clock.terms.carried + sum(
        calendar.between(spans[place], spans[place + 1]) for place in range(0, len(spans), 2)
    )
    # A proven but unrecorded miss is a finding of the old working time: find it again under the new, unless it
    # is of an earlier target, which nobody can measure again.
    stands = clock.terms.recorded or clock.missed < clock.terms.target_since
    missed = clock.missed if stands else NEVER
    found = measured(msgspec.structs.replace(clock, base=base, missed=missed), calendar)
    return told(found, clock, "working_time_changed")


def told(clock: ClockState, before: ClockState, why: Fell) -> ClockState:
    """The clock that knows why its recorded miss fell: by what happened first, not by what came after."""
    fell = (before.terms.fell or why) if clock.is_withdrawal_due else None
    if fell == clock.terms.fell:
        return clock
    return msgspec.structs.replace(clock, terms=msgspec.structs.replace(clock.terms, fell=fell))


def _settled(clock: ClockState, at: Micros) -> ClockState:
    """The clock with the miss that is proven by ``at``: what comes later cannot unsay it unless C5 does.

    A miss that was noticed later than ``at`` is not proven by then: history is told late (C6).
    """
    is_early = clock.is_running and clock.base <= clock.target and at <= clock.alarm
    return msgspec.structs.replace(clock, missed=NEVER if is_early else clock.missed_at(at))


def _owed(clock: ClockState, at: Micros, calendar: Calendar) -> tuple[Owed, ...]:
    """What is to be told of the points that the clock had reached by ``at``, when its target or schedule goes (C7).

    A target that held for no time reached nothing.
    """
    if at <= clock.terms.target_since:
        return clock.terms.owed
    while (point := next_point(clock)) is not None:
        amount = amount_of(point, clock.target)
        if amount > clock.consumed_at(at, calendar):
            break
        reached = max(crossing(clock, amount, calendar), clock.terms.target_since)
        owed = (*clock.terms.owed, Owed(clock.target_no, point, reached))
        clock = msgspec.structs.replace(clock, terms=msgspec.structs.replace(clock.terms, owed=owed))
    return clock.terms.owed


def renumbered(clock: ClockState, number: int) -> ClockState:
    """The clock whose target bears another number, and what is owed of that target with it (C8)."""
    was = clock.target_no
    owed = tuple(one._replace(target_no=number) if one.target_no == was else one for one in clock.terms.owed)
    return msgspec.structs.replace(clock, target_no=number, terms=msgspec.structs.replace(clock.terms, owed=owed))


def paid(clock: ClockState, told: EscalationReached) -> ClockState:
    """The clock once a point that it owed is told; one of its present target is used up with it (C7)."""
    owed = tuple(one for one in clock.terms.owed if (one.target_no, one.point.id) != (told.target_no, told.point_id))
    terms = msgspec.structs.replace(clock.terms, owed=owed)
    if told.target_no == clock.target_no:
        by = max(terms.fired_by, micros(told.noticed_at))
        terms = msgspec.structs.replace(terms, fired=terms.fired | {told.point_id}, fired_by=by)
    return msgspec.structs.replace(clock, terms=terms)


def _unsaid(clock: ClockState, at: Micros, calendar: Calendar) -> ClockState:
    """The clock that knows which of its points were told as reached later than ``at``, and were not by then (C6)."""
    terms = clock.terms
    if at >= terms.fired_by or not terms.fired:
        return clock
    found = not_reached(terms.points, terms.fired, clock.target, clock.consumed_at(at, calendar))
    unsaid = (*terms.unsaid, *((clock.target_no, point) for point in sorted(found)))
    return msgspec.structs.replace(
        clock, terms=msgspec.structs.replace(terms, fired=terms.fired - found, unsaid=unsaid)
    )
