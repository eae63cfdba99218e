"""The words of approvals: how the people of a stage decide together, what they say, how it ends."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal

import msgspec

from events.values.identity import PersonId

Mode = Literal["one", "all", "first"]
"""One approval passes a stage; all of them; or the first answer decides it either way (row 163)."""

Verdict = Literal["approve", "reject"]
Settled = Literal["approved", "rejected"]
"""How a stage ends by its answers."""

Outcome = Literal["approved", "rejected", "expired", "withdrawn"]
"""How an approval ends."""


class ApprovalStage(msgspec.Struct, frozen=True, kw_only=True):
    """The people who are asked at the same time, and how they decide together."""

    mode: Mode
    approvers: tuple[PersonId, ...]


def can_still_pass(stage: ApprovalStage, awaited: Collection[PersonId], heard: Callable[[PersonId], bool]) -> bool:
    """Whether a stage that nobody settled can still be approved, given who of the awaited can be ``heard`` at all."""
    can_answer = [heard(person) for person in awaited]
    return all(can_answer) if stage.mode == "all" else any(can_answer)


def may_speak_for(
    approver: PersonId,
    by: PersonId,
    *,
    asked: Collection[PersonId],
    spoke: Collection[PersonId],
    involved: Collection[PersonId],
) -> bool:
    """Whether somebody's answer for an approver would count: nobody's own matter, one voice a human (row 163)."""
    if approver in involved or by in involved or by in spoke:
        return False
    return by == approver or by not in asked
