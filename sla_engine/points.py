"""When an escalation point is reached, and which of a clock's comes next (C7); called by ``sla_engine.clock``."""

from __future__ import annotations

from collections.abc import Iterable

from events.values.targets import EscalationPoint
from sla_engine.instants import NO_TIME, Micros


def amount_of(point: EscalationPoint, target: Micros) -> Micros:
    """The consumed time at which an escalation point is reached (C7)."""
    if point.share_percent is not None:
        return Micros(target * point.share_percent // 100)
    offset = 0 if point.offset is None else point.offset.microseconds
    return max(NO_TIME, target - offset) if point.side == "before" else target + offset


def next_of(points: Iterable[EscalationPoint], fired: frozenset[str], target: Micros) -> EscalationPoint | None:
    """The point that comes next: the least amount, in the order of the agreement."""
    waiting = [point for point in points if point.id not in fired]
    return min(waiting, key=lambda point: amount_of(point, target), default=None)


def not_reached(
    points: Iterable[EscalationPoint], fired: frozenset[str], target: Micros, consumed: Micros
) -> frozenset[str]:
    """The points that were told as reached though less than their amount was consumed."""
    return frozenset(point.id for point in points if point.id in fired and amount_of(point, target) > consumed)
