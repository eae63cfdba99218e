"""What may happen to a change request; driven by ``commands.change_request``."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from aggregates import change_refusals as refusals
from aggregates.approval import settled
from aggregates.approval_refusals import (
    ApprovalIsNotYours,
    ApproverHasAnswered,
    RejectionNeedsReason,
    StageNeedsApprovers,
)
from aggregates.refusal import Listed
from events.change_request import (
    ChangeApprovalAnswered,
    ChangeAssigned,
    ChangeDrafted,
    ChangeIncidentsLinked,
    ChangeIncidentsUnlinked,
    ChangeMoved,
    ChangeOutlined,
    ChangeScheduled,
    ChangeSubmitted,
)
from events.fact import Fact, Recorded
from events.values.approval import ApprovalStage, Settled, Verdict
from events.values.change import (
    APPROVED,
    CHANGE_CYCLE,
    DRAFT,
    REJECTED,
    SCHEDULED,
    SUBMITTED,
    Outline,
    Window,
)
from events.values.identity import ChangeId, PersonId, TicketId
from events.values.lifecycle import SAID_NAMES
from events.values.people import Responsible
from events.values.text import Text
from events.values.ticket import Status

LED_BY: dict[tuple[str, str], str] = {
    (DRAFT, SUBMITTED): "submit-change",
    (SUBMITTED, APPROVED): "answer-change-approval",
    (SUBMITTED, REJECTED): "answer-change-approval",
    (APPROVED, SCHEDULED): "schedule-change",
}
"""Ways of the life cycle that a command of their own takes, with what else it says."""


class ChangeRequest(msgspec.Struct, kw_only=True):
    """The state of one change request. ``window`` is the one that it holds while it is scheduled."""

    change_id: ChangeId
    number: int
    version: int
    outline: Outline
    responsible: Responsible | None
    incidents: tuple[TicketId, ...]
    status: str = CHANGE_CYCLE.initial
    stages: tuple[ApprovalStage, ...] = ()
    stage: int = 0
    said: dict[PersonId, Verdict] = {}
    window: Window | None = None
    note: str = ""

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> ChangeRequest | None:
        """The change request that the facts of its stream tell of; ``None`` when they tell of something else."""
        if not history or not isinstance(fact := history[0].fact, ChangeDrafted):
            return None
        found = cls(version=history[0].version, **msgspec.structs.asdict(fact))
        for recorded in history[1:]:
            found.apply(recorded)
        return found

    def apply(self, recorded: Recorded) -> None:
        """Take in one more fact of the stream."""
        self.version = recorded.version
        match recorded.fact:
            case ChangeOutlined(outline=outline):
                self.outline = outline
            case ChangeAssigned(responsible=responsible):
                self.responsible = responsible
            case ChangeIncidentsLinked(incidents=incidents):
                self.incidents += incidents
            case ChangeIncidentsUnlinked(incidents=incidents):
                self.incidents = tuple(ticket for ticket in self.incidents if ticket not in incidents)
            case ChangeSubmitted(stages=stages):
                self.status, self.stages, self.stage, self.said = SUBMITTED, stages, 0, {}
            case ChangeApprovalAnswered() as fact:
                self.said = {**self.said, fact.approver_id: fact.verdict}
                if fact.opens is not None:
                    self.stage, self.said = fact.opens, {}
            case ChangeScheduled(window=window, note=note):
                self.status, self.window, self.note = SCHEDULED, window, note
            case ChangeMoved(status=status):
                self.status, self.window, self.note = status, None, ""
            case _:
                pass

    @property
    def stands(self) -> Status:
        """The status as it is meant."""
        return next(status for status in CHANGE_CYCLE.statuses if status.code == self.status)

    @property
    def called(self) -> str:
        """What a person calls it."""
        return f"C-{self.number}"

    @property
    def asked(self) -> tuple[PersonId, ...]:
        """Whose consent is asked for now, whether they have answered or not."""
        return self.stages[self.stage].approvers if self.status == SUBMITTED else ()

    # -- what it is --------------------------------------------------------------------------------------

    def rewrite(self, outline: Outline) -> list[Fact]:
        """Another outline, in a draft alone: what was approved stays what it was."""
        self._refuse_if_over()
        if outline == self.outline:
            return []
        if self.status != DRAFT:
            raise refusals.ChangeIsNotDraft(number=self.called, now=self.stands.name)
        return [ChangeOutlined(change_id=self.change_id, outline=outline)]

    def assign(self, responsible: Responsible) -> list[Fact]:
        """Who carries it out."""
        self._refuse_if_over()
        if responsible == self.responsible:
            return []
        return [ChangeAssigned(change_id=self.change_id, responsible=responsible)]

    def link(self, incidents: Sequence[TicketId]) -> list[Fact]:
        """More tickets that it is asked for; those that are linked already are passed over."""
        self._refuse_if_over()
        fresh = tuple(ticket for ticket in dict.fromkeys(incidents) if ticket not in self.incidents)
        return [ChangeIncidentsLinked(change_id=self.change_id, incidents=fresh)] if fresh else []

    def unlink(self, incidents: Sequence[TicketId]) -> list[Fact]:
        """Tickets that have nothing to do with it; those that are not linked are passed over."""
        self._refuse_if_over()
        gone = tuple(ticket for ticket in dict.fromkeys(incidents) if ticket in self.incidents)
        return [ChangeIncidentsUnlinked(change_id=self.change_id, incidents=gone)] if gone else []

    # -- how it moves ------------------------------------------------------------------------------------

    def submit(self, stages: tuple[ApprovalStage, ...]) -> list[Fact]:
        """Before its approvers; without any only at low risk, and then it is approved at once."""
        self._way_to(SUBMITTED)
        if not stages and self.outline.risk != "low":
            raise refusals.ChangeNeedsApprovers
        if not all(stage.approvers for stage in stages):
            raise StageNeedsApprovers
        for field, asked in OUTLINE_NAMES.items():
            if not getattr(self.outline, field).strip():
                wanted = self._status(SUBMITTED).name
                raise refusals.ChangeMoveAsksFor(field=field, wanted=wanted, asked=asked)
        facts: list[Fact] = [ChangeSubmitted(change_id=self.change_id, stages=stages)]
        if not stages:
            facts.append(ChangeMoved(change_id=self.change_id, status=APPROVED))
        return facts

    def answer(self, approver: PersonId, by: PersonId, verdict: Verdict, comment: str) -> list[Fact]:
        """An approver of the open stage says yes or no; the answer that decides moves the request (row 163)."""
        if self.status != SUBMITTED:
            raise refusals.NobodyIsAskedAboutChange(number=self.called, now=self.stands.name)
        if approver not in self.asked:
            raise ApprovalIsNotYours
        if approver in self.said:
            raise ApproverHasAnswered
        if verdict == "reject" and not comment:
            raise RejectionNeedsReason
        decided = settled(self.stages[self.stage], {**self.said, approver: verdict})
        opens = self.stage + 1 if decided == "approved" and self.stage + 1 < len(self.stages) else None
        answered = ChangeApprovalAnswered(
            change_id=self.change_id,
            stage=self.stage,
            approver_id=approver,
            answered_by=by,
            verdict=verdict,
            comment=comment,
            opens=opens,
        )
        if decided is None or opens is not None:
            return [answered]
        reason = comment if decided == "rejected" else ""
        return [answered, ChangeMoved(change_id=self.change_id, status=_LEADS_TO[decided], reason=reason)]

    def schedule(self, window: Window, note: str) -> list[Fact]:
        """Into a window; a scheduled one into another."""
        if self.status != SCHEDULED:
            self._way_to(SCHEDULED)
        elif (window, note) == (self.window, self.note):
            return []
        return [ChangeScheduled(change_id=self.change_id, window=window, note=note)]

    def move(self, to: str, *, reason: str, solution: str) -> list[Fact]:
        """Into another status of the life cycle, with what the way asks for (row 165)."""
        if to == self.status:
            return []
        status = self._way_to(to, {"reason": reason, "solution": solution})
        command = LED_BY.get((self.status, to))
        if command is not None:
            raise refusals.ChangeMovesOtherwise(wanted=status.name, command=command)
        return [ChangeMoved(change_id=self.change_id, status=to, reason=reason, solution=solution)]

    @staticmethod
    def _status(code: str) -> Status:
        found = CHANGE_CYCLE.status(code)
        if found is None:
            known = Listed({known.code: known.name for known in CHANGE_CYCLE.statuses})
            raise refusals.ChangeStatusIsUnknown(status=code, known=known)
        return found

    def _way_to(self, code: str, said: dict[str, str] | None = None) -> Status:
        """The status of a code, if the life cycle leads there from here and all is said that the way asks for."""
        self._refuse_if_over()
        status = self._status(code)
        way = CHANGE_CYCLE.transition(self.status, code)
        if way is None:
            ends = {way.enters for way in CHANGE_CYCLE.ways_from(self.status)}
            ways = Listed({there.code: there.name for there in CHANGE_CYCLE.statuses if there.code in ends})
            raise refusals.ChangeStatusIsNotReachable(now=self.stands.name, wanted=status.name, ways=ways)
        for field in sorted(way.requires):
            if not (said or {}).get(field):
                raise refusals.ChangeMoveAsksFor(field=field, wanted=status.name, asked=SAID_NAMES[field])
        return status

    def _refuse_if_over(self) -> None:
        if self.stands.is_final:
            raise refusals.ChangeIsOver(number=self.called)


OUTLINE_NAMES = {"plan": Text("план", "plan"), "back_out": Text("план отката", "back-out plan")}
"""What approvers must find in the outline."""
_LEADS_TO: dict[Settled, str] = {"approved": APPROVED, "rejected": REJECTED}
