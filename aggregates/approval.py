"""What an approval is while a ticket waits for it, and how a stage is decided; folded by ``aggregates.ticket``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import msgspec

from events.approval import ApprovalAnswered, ApprovalRequested
from events.values.approval import ApprovalStage, Settled, Verdict
from events.values.identity import ApprovalId, PersonId
from events.values.ticket import Status


def settled(stage: ApprovalStage, said: Mapping[PersonId, Verdict]) -> Settled | None:
    """How a stage is decided by what its people said, in the order in which they said it; ``None``: not yet.

    One: any approval passes it, and only the rejection of all rejects it. All: any rejection rejects it, and only
    the approval of all passes it. First: whoever answers first decides.
    """
    approvals = sum(verdict == "approve" for verdict in said.values())
    rejections = len(said) - approvals
    asked = len(stage.approvers)
    match stage.mode:
        case "one":
            passes, fails = approvals > 0, rejections == asked
        case "all":
            passes, fails = approvals == asked, rejections > 0
        case "first":
            first = next(iter(said.values()), None)
            passes, fails = first == "approve", first == "reject"
        case _:
            assert_never(stage.mode)
    return "approved" if passes else "rejected" if fails else None


class Approval(msgspec.Struct, kw_only=True):
    """An approval that a ticket waits for. ``said`` is what was answered in its open stage, in that order."""

    approval_id: ApprovalId
    stages: tuple[ApprovalStage, ...]
    stage: int = 0
    said: dict[PersonId, Verdict] = {}
    is_reminded: bool = False
    returns_to: Status
    rejected_to: Status

    @classmethod
    def requested(cls, fact: ApprovalRequested) -> Approval:
        """The approval that a request begins."""
        return cls(
            approval_id=fact.approval_id,
            stages=fact.stages,
            returns_to=fact.returns_to,
            rejected_to=fact.rejected_to,
        )

    def answered(self, fact: ApprovalAnswered) -> None:
        """Take in an answer; one that passed its stage opened the next."""
        self.said = {**self.said, fact.approver_id: fact.verdict}
        if fact.opens is not None:
            self.stage, self.said, self.is_reminded = fact.opens, {}, False

    @property
    def open_stage(self) -> ApprovalStage:
        """The stage whose people are asked now."""
        return self.stages[self.stage]

    @property
    def awaited(self) -> tuple[PersonId, ...]:
        """Who is asked now and has not answered."""
        return tuple(person for person in self.open_stage.approvers if person not in self.said)

    @property
    def next_stage(self) -> int | None:
        """The stage that opens when this one passes; ``None`` behind the last."""
        return self.stage + 1 if self.stage + 1 < len(self.stages) else None
