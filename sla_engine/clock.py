"""One clock of a ticket as a value and its transitions (C1-C5); called by the course of a ticket.

All instants and amounts are integer microseconds; ``NEVER`` stands for no instant.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from events.values.identity import AgreementId
from events.values.targets import EscalationPoint
from sla_engine.instants import NEVER
from sla_engine.points import amount_of, next_of, not_reached
from sla_engine.policy import Match
from sla_engine.worktime import Calendar, OutOfReach

State = Literal["running", "paused", "met", "missed", "cancelled"]


Fell = Literal["target_changed", "working_time_changed", "history_corrected"]
"""Why a recorded miss no longer holds (C5)."""


class Promised(NamedTuple):
    """Whose promise gave a target, and in which version."""

    agreement_id: AgreementId
    version: int


class Awaited(msgspec.Struct, frozen=True):
    """A target that was set while the clock had stopped: what was reached stays judged by the former one (T3)."""

    found: Match
    agreement_id: AgreementId
    promise_version: int


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What changes only with facts of the ticket or a new target, never with the calendar.

    ``spans`` are the closed running spans under the present calendar (from, to, from, to, ...), and
    ``carried`` what was consumed under earlier calendars by ``carried_until``: the instant of the target if it
    was reached under them. ``recorded`` is the number of the target whose miss
    stands recorded, 0 for none, at ``recorded_at`` and noticed at ``noticed``; ``fell`` is why it no longer holds.
    ``fired`` are the escalation points that this target has used up, noticed by ``fired_by``; ``unsaid`` those, each
    with the number of its target, that were told as reached and were not. ``awaited`` is the target that holds from
    when the clock, which has stopped, runs or waits again.
    """

    rule_id: str = ""
    agreement_id: AgreementId | None = None
    promise_version: int = 0
    target_since: int = 0
    carried: int = 0
    carried_until: int = 0
    spans: tuple[int, ...] = ()
    recorded: int = 0
    recorded_at: int = NEVER
    noticed: int = 0
    fell: Fell | None = None
    fired: frozenset[str] = frozenset()
    fired_by: int = 0
    unsaid: tuple[tuple[int, str], ...] = ()
    points: tuple[EscalationPoint, ...] = ()
    awaited: Awaited | None = None
    cancelled: bool = False


class ClockState(msgspec.Struct, frozen=True, kw_only=True):
    """A clock as the facts so far left it; what it shows at an instant is asked of it with that instant.

    ``base`` is what was consumed when the present running span began at ``since`` (or until the pause).
    ``due`` is where consumed reaches the target, ``alarm`` where working time goes on behind it: only later
    than that is consumed above the target (C4). ``missed`` is a miss that the facts so far prove.
    ``escalation`` is the next point's amount of consumed time, reached at ``escalation_at``.
    """

    target: int
    target_no: int = 1
    base: int = 0
    since: int = NEVER
    stopped: int = NEVER
    due: int = NEVER
    alarm: int = NEVER
    missed: int = NEVER
    escalation: int = NEVER
    escalation_at: int = NEVER
    terms: Terms = Terms()

    @property
    def is_running(self) -> bool:
        """Whether working time adds up now."""
        return self.since != NEVER

    @property
    def is_open(self) -> bool:
        """Whether the clock has neither stopped nor been cancelled."""
        return self.stopped == NEVER and not self.terms.cancelled

    @property
    def is_withdrawal_due(self) -> bool:
        """Whether a recorded miss no longer holds, or not at its instant, and must be withdrawn by a fact (C5)."""
        return self.terms.recorded != 0 and self.missed != self.terms.recorded_at

    @property
    def awaits_another_target(self) -> bool:
        """Whether another target was set while the clock had stopped."""
        awaited = self.terms.awaited
        return awaited is not None and (
            awaited.found.norm.duration.microseconds != self.target
            or awaited.found.norm.escalations != self.terms.points
        )

    def state_at(self, now: int) -> State:
        """What the clock shows at an instant (C3)."""
        if self.terms.cancelled:
            return "cancelled"
        if self.missed_at(now) != NEVER:
            return "missed"
        if self.stopped != NEVER:
            return "met"
        return "running" if self.is_running else "paused"

    def missed_at(self, now: int) -> int:
        """When the target was missed as seen at an instant, or ``NEVER`` (C4)."""
        if self.missed != NEVER or not self.is_running or now <= self.alarm:
            return self.missed
        return max(self.due, self.terms.target_since)

    def consumed_at(self, now: int, calendar: Calendar) -> int:
        """Working time consumed until an instant."""
        return self.base + (calendar.between(self.since, now) if self.is_running else 0)


def started(at: int, found: Match, promised: Promised, calendar: Calendar) -> ClockState:
    """A clock that runs from registration on."""
    terms = Terms(
        rule_id=found.rule_id,
        agreement_id=promised.agreement_id,
        promise_version=promised.version,
        target_since=at,
        points=found.norm.escalations,
    )
    return measured(ClockState(target=found.norm.duration.microseconds, since=at, terms=terms), calendar)


def paused(clock: ClockState, at: int, calendar: Calendar) -> ClockState:
    """The clock stands still from ``at`` on; what it consumed stays (C2)."""
    if not clock.is_running:
        return clock if clock.is_open or clock.terms.cancelled else _begun_again(clock, at, NEVER, calendar)
    settled = _unsaid(_settled(clock, at), at, calendar)
    spans = settled.terms.spans if at <= settled.since else (*settled.terms.spans, settled.since, at)
    standing = msgspec.structs.replace(
        settled,
        base=settled.consumed_at(at, calendar),
        since=NEVER,
        terms=msgspec.structs.replace(settled.terms, spans=spans),
    )
    return told(measured(standing, calendar), clock, "history_corrected")


def resumed(clock: ClockState, at: int, calendar: Calendar) -> ClockState:
    """The clock runs on from ``at`` with what it had consumed (C2)."""
    if clock.is_running and clock.stopped == NEVER:
        return clock
    return _begun_again(clock, at, at, calendar)


def _begun_again(clock: ClockState, at: int, since: int, calendar: Calendar) -> ClockState:
    """The clock runs or waits again from ``at`` on; a target that was set while it had stopped holds from now on."""
    awaited = clock.terms.awaited
    terms = msgspec.structs.replace(clock.terms, awaited=None)
    going = measured(msgspec.structs.replace(clock, since=since, stopped=NEVER, terms=terms), calendar)
    if awaited is None:
        return told(going, clock, "history_corrected")
    promised = Promised(awaited.agreement_id, awaited.promise_version)
    return retargeted(going, at, awaited.found, promised, calendar)


def stopped(clock: ClockState, at: int, calendar: Calendar) -> ClockState:
    """The stop event came: met unless consumed is above the target (C4)."""
    if not clock.is_open:
        return clock
    # A clock that has no working time left behind the last pause may still have a miss that was noticed too early.
    standing = msgspec.structs.replace(paused(clock, at, calendar), stopped=at)
    return told(measured(standing, calendar), clock, "history_corrected")


def cancelled(clock: ClockState, at: int, calendar: Calendar) -> ClockState:
    """Merged or declined: the clock ends; a miss that it had by then happened and stays (C3, C6)."""
    standing = paused(clock, at, calendar)
    ended = msgspec.structs.replace(standing, stopped=at, terms=msgspec.structs.replace(standing.terms, cancelled=True))
    return measured(ended, calendar)


def retargeted(clock: ClockState, at: int, found: Match, promised: Promised, calendar: Calendar) -> ClockState:
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
    settled = _settled(clock, at)
    # A miss of the former target stands only if the new one is exceeded by now as well.
    missed = settled.missed if clock.consumed_at(at, calendar) > duration else NEVER
    terms = msgspec.structs.replace(
        terms, target_since=at, points=found.norm.escalations, fired=frozenset(), fired_by=0
    )
    changed = msgspec.structs.replace(clock, target=duration, target_no=clock.target_no + 1, missed=missed, terms=terms)
    # Told late, the change came before the miss: it never happened.
    was_missed = clock.missed == NEVER or settled.missed != NEVER
    return told(measured(changed, calendar), clock, "target_changed" if was_missed else "history_corrected")


def repinned(clock: ClockState, at: int, old: Calendar, new: Calendar) -> ClockState:
    """Another schedule from ``at`` on; what the old one counted is carried over, and a reached target with it."""
    if clock.terms.cancelled:
        return clock
    standing = paused(clock, at, old)
    until = at if standing.base < standing.target else crossing(standing, standing.target, old)
    terms = msgspec.structs.replace(standing.terms, carried=standing.base, carried_until=until, spans=())
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


def measured(clock: ClockState, calendar: Calendar) -> ClockState:
    """The clock with due, alarm, miss and next escalation worked out from its spans."""
    due = crossing(clock, clock.target, calendar)
    missed = clock.missed
    # Exactly the target is in time: a miss that was noticed before a stop was told falls with it (C4, C6).
    if missed != NEVER and (due > missed or not (clock.is_running or clock.base > clock.target)):
        missed = NEVER
    if missed == NEVER and clock.base > clock.target:
        missed = max(due, clock.terms.target_since)
    # Where the clock runs again with nothing left, its due lies behind the pause: time adds up only from there on.
    alarm = _next_open(max(due, clock.since), calendar) if clock.is_running else NEVER
    if missed == NEVER and _is_noticed_again(clock, due, alarm):
        missed = clock.terms.recorded_at
    amount = _next_amount(clock)
    at = NEVER if amount == NEVER else max(crossing(clock, amount, calendar), clock.terms.target_since)
    shown = due if clock.is_running or missed != NEVER else NEVER
    return msgspec.structs.replace(clock, due=shown, alarm=alarm, missed=missed, escalation=amount, escalation_at=at)


def crossing(clock: ClockState, amount: int, calendar: Calendar) -> int:
    """The instant at which consumed reached or will reach ``amount``; ``NEVER`` while the clock stands short."""
    if amount > clock.base:
        if not clock.is_running:
            return NEVER
        try:
            return calendar.add(clock.since, amount - clock.base)
        except OutOfReach:
            return NEVER
    left = amount - clock.terms.carried
    if left <= 0:
        return clock.terms.carried_until
    spans = clock.terms.spans
    for place in range(0, len(spans), 2):
        worked = calendar.between(spans[place], spans[place + 1])
        if worked >= left:
            return calendar.add(spans[place], left)
        left -= worked
    return clock.since


def next_point(clock: ClockState) -> EscalationPoint | None:
    """The escalation point that comes next."""
    return next_of(clock.terms.points, clock.terms.fired, clock.target)


def _next_amount(clock: ClockState) -> int:
    """What the next point asks for; one that was reached when the clock stopped still comes, late (C7)."""
    point = next_point(clock) if clock.terms.points and not clock.terms.cancelled else None
    amount = NEVER if point is None else amount_of(point, clock.target)
    return amount if clock.is_open or amount <= clock.base else NEVER


def _is_noticed_again(clock: ClockState, due: int, alarm: int) -> bool:
    """Whether a pause that was told late is over again, and the recorded miss is as it was noticed."""
    terms = clock.terms
    is_of_this_target = terms.recorded == clock.target_no and terms.recorded_at == max(due, terms.target_since)
    return is_of_this_target and clock.is_running and alarm < terms.noticed


def _settled(clock: ClockState, at: int) -> ClockState:
    """The clock with the miss that is proven by ``at``: what comes later cannot unsay it unless C5 does.

    A miss that was noticed later than ``at`` is not proven by then: history is told late (C6).
    """
    is_early = clock.is_running and clock.base <= clock.target and at <= clock.alarm
    return msgspec.structs.replace(clock, missed=NEVER if is_early else clock.missed_at(at))


def _unsaid(clock: ClockState, at: int, calendar: Calendar) -> ClockState:
    """The clock that knows which of its points were told as reached later than ``at``, and were not by then (C6)."""
    terms = clock.terms
    if at >= terms.fired_by or not terms.fired:
        return clock
    found = not_reached(terms.points, terms.fired, clock.target, clock.consumed_at(at, calendar))
    unsaid = (*terms.unsaid, *((clock.target_no, point) for point in sorted(found)))
    return msgspec.structs.replace(
        clock, terms=msgspec.structs.replace(terms, fired=terms.fired - found, unsaid=unsaid)
    )


def _next_open(at: int, calendar: Calendar) -> int:
    if at == NEVER:
        return NEVER
    try:
        return calendar.next_open(at)
    except OutOfReach:
        return NEVER
