"""Where the answers to a change request leave its approval, stage after stage; for decisions and read models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from events.values.approval import ApprovalStage, Settled, Verdict
from events.values.identity import PersonId


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an approver said in a stage; stages count from 0."""

    stage: int
    approver_id: PersonId
    verdict: Verdict
    comment: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where an approval stands: at which stage, with what outcome, and whose answers are waited for."""

    stage: int
    outcome: Settled | Literal["waiting"]
    waits_for: tuple[PersonId, ...] = ()


_SETTLES: dict[Verdict, Settled] = {"approve": "approved", "reject": "rejected"}


def settled(stage: ApprovalStage, answers: Sequence[Answer]) -> Settled | None:
    """What the answers of one stage amount to, in the order in which they came; ``None``: others are waited for."""
    if stage.mode == "first":
        return _SETTLES[answers[0].verdict] if answers else None
    approved = sum(answer.verdict == "approve" for answer in answers)
    needed = len(stage.approvers) if stage.mode == "all" else 1
    if approved >= needed:
        return "approved"
    return "rejected" if len(answers) - approved > len(stage.approvers) - needed else None


def standing(stages: Sequence[ApprovalStage], answers: Sequence[Answer]) -> Standing:
    """A later stage opens when the one before it has approved; without any stage all is approved."""
    for nth, stage in enumerate(stages):
        told = [answer for answer in answers if answer.stage == nth]
        outcome = settled(stage, told)
        if outcome == "approved":
            continue
        if outcome == "rejected":
            return Standing(stage=nth, outcome=outcome)
        heard = {answer.approver_id for answer in told}
        left = tuple(person for person in stage.approvers if person not in heard)
        return Standing(stage=nth, outcome="waiting", waits_for=left)
    return Standing(stage=len(stages), outcome="approved")
