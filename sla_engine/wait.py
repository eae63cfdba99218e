"""How long an approval has been waited for, on a calendar: when to remind, when it expires (row 163).

Working time is counted from the opening of each stage, so that those who are asked later have as long to answer as
those who were asked first. Called by ``course`` for tickets and by the clocks' read model for change requests.
"""

from __future__ import annotations

import msgspec

from events.approval import ApprovalRequested
from events.change_request import ChangeSubmitted
from events.values.duration import Duration
from events.values.identity import ApprovalId
from sla_engine.instants import NEVER, NO_TIME, Micros
from sla_engine.worktime import Calendar, OutOfReach


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """The open stage of an approval as far as time is concerned: microseconds; 0 is no working time asked for.

    ``remind`` and ``expire`` are the instants that follow, ``NEVER`` when there is none. A change has one approval at a
    time, which bears no id.
    """

    approval_id: ApprovalId | None = None
    stage: int
    since: Micros
    remind_for: Micros
    expires_for: Micros
    is_reminded: bool = False
    remind: Micros = NEVER
    expire: Micros = NEVER

    @property
    def next_look(self) -> Micros:
        """When the timekeeper has something to do."""
        return min(self.remind, self.expire)


def begun(fact: ApprovalRequested | ChangeSubmitted, at: Micros, calendar: Calendar) -> Wait:
    """The wait for the first stage."""
    wait = Wait(
        approval_id=fact.approval_id if isinstance(fact, ApprovalRequested) else None,
        stage=0,
        since=at,
        remind_for=_worked(fact.remind_for),
        expires_for=_worked(fact.expires_for),
    )
    return measured(wait, calendar)


def opened(wait: Wait, stage: int, at: Micros, calendar: Calendar) -> Wait:
    """The wait for the next stage: reminded of anew, expiring anew."""
    return measured(msgspec.structs.replace(wait, stage=stage, since=at, is_reminded=False), calendar)


def reminded(wait: Wait) -> Wait:
    """Nobody is reminded twice of one stage."""
    return msgspec.structs.replace(wait, is_reminded=True, remind=NEVER)


def measured(wait: Wait, calendar: Calendar) -> Wait:
    """The same wait by this working time; a schedule that never opens neither reminds nor lets expire."""
    remind = NEVER if wait.is_reminded else _after(wait.since, wait.remind_for, calendar)
    return msgspec.structs.replace(wait, remind=remind, expire=_after(wait.since, wait.expires_for, calendar))


def _worked(duration: Duration | None) -> Micros:
    return NO_TIME if duration is None else Micros(duration.microseconds)


def _after(since: Micros, amount: int, calendar: Calendar) -> Micros:
    if not amount:
        return NEVER
    try:
        return calendar.add(since, amount)
    except OutOfReach:
        return NEVER
