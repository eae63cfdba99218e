"""Whom a ticket or a change waits for, who may answer, and how a stage is decided; folded by both of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import assert_never

import msgspec

from aggregates import approval_refusals as refusals
from events.folds.approval import AskingState, AwaitedState
from events.values.approval import ApprovalStage, Settled, Verdict, can_still_pass, may_speak_for
from events.values.duration import Duration
from events.values.identity import PersonId
from events.values.text import Text


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


def refuse_unasked(
    stages: tuple[ApprovalStage, ...], *, remind_for: Duration | None, expires_for: Duration | None
) -> None:
    """Every stage asks somebody, and reminds them before their time is over."""
    if not stages or not all(stage.approvers for stage in stages):
        raise refusals.StageNeedsApprovers
    if remind_for is not None and expires_for is not None and remind_for.microseconds >= expires_for.microseconds:
        raise refusals.ReminderComesTooLate


class Decision(msgspec.Struct, frozen=True):
    """What an answer does to the open stage: how it settles it, if it does, and which stage it opens."""

    settled: Settled | None
    opens: int | None

    @property
    def ends(self) -> Settled | None:
        """How the whole approval ends by the answer; ``None``: somebody is still asked."""
        return self.settled if self.opens is None else None


class Asking(AskingState, frozen=True, kw_only=True):
    """Somebody is asked, stage after stage, and may answer."""

    def voice(self, me: PersonId, stands_in_for: Iterable[PersonId]) -> PersonId:
        """For whom somebody answers who does not say it: for themselves, else for the first whom they stand in for."""
        if me in self.open_stage.approvers:
            return me
        others = tuple(stands_in_for)
        return next((person for person in others if person in self.awaited), next(iter(others), me))

    def decide(self, approver: PersonId, *, by: PersonId, verdict: Verdict, comment: str) -> Decision:
        """What the answer of an approver, or of ``by`` for them, does; each human speaks once in a stage (row 163)."""
        asked = self.open_stage.approvers
        if approver not in asked:
            raise refusals.ApprovalIsNotYours
        if not self.involved.isdisjoint({approver, by}):
            raise refusals.NobodyApprovesTheirOwn
        if approver in self.said:
            raise refusals.ApproverHasAnswered
        if by in self.spoke or (by != approver and by in asked):
            raise refusals.OneVoiceInStage
        if verdict == "reject" and not comment.strip():
            raise refusals.RejectionNeedsReason
        decided = settled(self.open_stage, {**self.said, approver: verdict})
        following = self.stage + 1 if self.stage + 1 < len(self.stages) else None
        return Decision(decided, following if decided == "approved" else None)

    def is_stuck(self, answering: Mapping[PersonId, Collection[PersonId]]) -> bool:
        """Whether nobody is left who could pass the open stage; ``answering``: who can come in, for each approver."""
        unheard = self.unheard(answering)
        return not can_still_pass(self.open_stage, self.awaited, lambda approver: approver not in unheard)

    def unheard(self, answering: Mapping[PersonId, Collection[PersonId]]) -> tuple[PersonId, ...]:
        """Who is awaited and cannot answer any more, nor anybody for them; as above."""
        asked = self.open_stage.approvers
        rules = {"asked": asked, "spoke": self.spoke, "involved": self.involved}
        return tuple(
            approver
            for approver in self.awaited
            if not any(may_speak_for(approver, by, **rules) for by in answering.get(approver, ()))
        )


class Approval(Asking, AwaitedState, frozen=True, kw_only=True):
    """An approval that a ticket waits for."""


EXPIRED = Text(ru="Срок согласования истёк, ответа нет", en="The approval expired without an answer")
"""Why something ends that nobody decided in time; told in both languages, for nobody knows yet who will read it."""


NOBODY_LEFT = Text(
    ru="Согласование прекращено: тому, кого спрашивали, закрыт доступ, и ответить за него некому. Спросите других",
    en="The approval was ended: who was asked has no access any more and nobody answers for them. Ask others",
)
"""Why something ends that nobody is left to decide; as above."""


def in_both_languages(told: Text) -> str:
    """A text as it is kept in a fact."""
    return f"{told.ru} · {told.en}"
