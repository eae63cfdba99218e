"""One clock of a ticket as a value, and what its spans make of it (C1-C5); changed by its ``transitions``.

All instants and amounts are integer microseconds; ``NEVER`` stands for no instant.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from events.values.identity import AgreementId
from events.values.targets import EscalationPoint
from sla_engine.instants import NEVER, Micros
from sla_engine.points import amount_of, next_of
from sla_engine.policy import Match
from sla_engine.worktime import Calendar, OutOfReach

State = Literal["running", "paused", "met", "missed", "cancelled"]


Fell = Literal["target_changed", "working_time_changed", "history_corrected"]
"""Why a recorded miss no longer holds (C5)."""


class Promised(NamedTuple):
    """Whose promise gave a target, and in which version."""

    agreement_id: AgreementId
    version: int


class Owed(NamedTuple):
    """A point that was reached before its target was replaced, and that nobody has told of yet (C7)."""

    target_no: int
    point: EscalationPoint
    at: Micros


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
    with the number of its target, that were told as reached and were not. ``owed`` are points of replaced targets or
    former schedules that were reached and are still to be told. ``awaited`` is the target that holds from
    when the clock, which has stopped, runs or waits again.
    """

    rule_id: str = ""
    agreement_id: AgreementId | None = None
    promise_version: int = 0
    target_since: Micros = Micros(0)
    carried: Micros = Micros(0)
    carried_until: Micros = Micros(0)
    spans: tuple[Micros, ...] = ()
    recorded: int = 0
    recorded_at: Micros = NEVER
    noticed: Micros = Micros(0)
    fell: Fell | None = None
    fired: frozenset[str] = frozenset()
    fired_by: Micros = Micros(0)
    unsaid: tuple[tuple[int, str], ...] = ()
    points: tuple[EscalationPoint, ...] = ()
    owed: tuple[Owed, ...] = ()
    awaited: Awaited | None = None
    cancelled: bool = False


class ClockState(msgspec.Struct, frozen=True, kw_only=True):
    """A clock as the facts so far left it; what it shows at an instant is asked of it with that instant.

    One that was missed and stands keeps the ``due`` that it passed; nobody is shown it as due (C3).

    ``base`` is what was consumed when the present running span began at ``since`` (or until the pause).
    ``due`` is where consumed reaches the target, ``alarm`` where working time goes on behind it: only later
    than that is consumed above the target (C4). ``missed`` is a miss that the facts so far prove.
    ``escalation`` is the next point's amount of consumed time, reached at ``escalation_at``.
    """

    target: Micros
    target_no: int = 1
    base: Micros = Micros(0)
    since: Micros = NEVER
    stopped: Micros = NEVER
    due: Micros = NEVER
    alarm: Micros = NEVER
    missed: Micros = NEVER
    escalation: Micros = NEVER
    escalation_at: Micros = NEVER
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

    def state_at(self, now: Micros) -> State:
        """What the clock shows at an instant (C3)."""
        if self.terms.cancelled:
            return "cancelled"
        if self.missed_at(now) != NEVER:
            return "missed"
        if self.stopped != NEVER:
            return "met"
        return "running" if self.is_running else "paused"

    def missed_at(self, now: Micros) -> Micros:
        """When the target was missed as seen at an instant, or ``NEVER`` (C4)."""
        if self.missed != NEVER or not self.is_running or now <= self.alarm:
            return self.missed
        return max(self.due, self.terms.target_since)

    def consumed_at(self, now: Micros, calendar: Calendar) -> Micros:
        """Working time consumed until an instant."""
        return self.base + (calendar.between(self.since, now) if self.is_running else 0)


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


def crossing(clock: ClockState, amount: int, calendar: Calendar) -> Micros:
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
    terms = clock.terms
    owed = {one.point.id for one in terms.owed if one.target_no == clock.target_no}
    return next_of(terms.points, terms.fired | owed, clock.target)


def _next_amount(clock: ClockState) -> Micros:
    """What the next point asks for; one that was reached when the clock stopped still comes, late (C7)."""
    point = next_point(clock) if clock.terms.points and not clock.terms.cancelled else None
    amount = NEVER if point is None else amount_of(point, clock.target)
    return amount if clock.is_open or amount <= clock.base else NEVER


def _is_noticed_again(clock: ClockState, due: Micros, alarm: Micros) -> bool:
    """Whether a pause that was told late is over again, and the recorded miss is as it was noticed."""
    terms = clock.terms
    is_of_this_target = terms.recorded == clock.target_no and terms.recorded_at == max(due, terms.target_since)
    return is_of_this_target and clock.is_running and alarm < terms.noticed


def _next_open(at: Micros, calendar: Calendar) -> Micros:
    if at == NEVER:
        return NEVER
    try:
        return calendar.next_open(at)
    except OutOfReach:
        return NEVER
