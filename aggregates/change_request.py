"""What may happen to a change request; driven by ``commands.change_request``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from aggregates import change_refusals as refusals
from aggregates.approval import EXPIRED, NOBODY_LEFT, Asking, in_both_languages, refuse_unasked
from aggregates.links import gained, lost
from events.change_request import (
    ChangeApprovalAnswered,
    ChangeApprovalReminded,
    ChangeAssigned,
    ChangeIncidentsLinked,
    ChangeIncidentsUnlinked,
    ChangeMoved,
    ChangeOutlined,
    ChangeScheduled,
    ChangeSubmitted,
)
from events.fact import Fact, Recorded
from events.folds.change_request import CHANGE_REQUEST, ChangeState
from events.values.approval import ApprovalStage, Settled, Verdict
from events.values.change import (
    APPROVED,
    CHANGE_CYCLE,
    DRAFT,
    IMPLEMENTED,
    LED_BY,
    REJECTED,
    SCHEDULED,
    SUBMITTED,
    Outline,
    Window,
)
from events.values.duration import Duration
from events.values.identity import AgreementId, PersonId, TicketId
from events.values.lifecycle import SAID_NAMES
from events.values.people import Responsible
from events.values.refusal import Listed
from events.values.text import Text
from events.values.ticket import Status


class ChangeRequest(ChangeState, frozen=True, kw_only=True):
    """The state of one change request, and what may be done with it.

    ``could_answer`` are those who were named at any stage when it was submitted last.
    """

    version: int = 0
    could_answer: frozenset[PersonId] = frozenset()

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> ChangeRequest | None:
        """The change request that the facts of its stream tell of; ``None`` when they tell of something else."""
        change = CHANGE_REQUEST.fold(cls, history)
        if change is None:
            return None
        submitted = [recorded.fact for recorded in history if isinstance(recorded.fact, ChangeSubmitted)]
        named = frozenset(person for fact in submitted[-1:] for stage in fact.stages for person in stage.approvers)
        return replace(change, version=history[-1].version, could_answer=named)

    @property
    def stands(self) -> Status:
        """The status as it is meant."""
        return next(status for status in CHANGE_CYCLE.statuses if status.code == self.status)

    @property
    def called(self) -> str:
        """What a person calls it."""
        return f"C-{self.number}"

    @property
    def asking(self) -> Asking | None:
        """Whom it waits for now; ``None``: for nobody."""
        if self.consent is None or self.status != SUBMITTED:
            return None
        return Asking(**msgspec.structs.asdict(self.consent))

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
        fresh = gained(self.incidents, incidents)
        return [ChangeIncidentsLinked(change_id=self.change_id, incidents=fresh)] if fresh else []

    def unlink(self, incidents: Sequence[TicketId]) -> list[Fact]:
        """Tickets that have nothing to do with it; those that are not linked are passed over."""
        self._refuse_if_over()
        gone = lost(self.incidents, incidents)
        return [ChangeIncidentsUnlinked(change_id=self.change_id, incidents=gone)] if gone else []

    # -- how it moves ------------------------------------------------------------------------------------

    def submit(
        self,
        stages: tuple[ApprovalStage, ...],
        *,
        remind_for: Duration | None,
        expires_for: Duration | None,
        agreement_id: AgreementId | None,
    ) -> list[Fact]:
        """Before its approvers; without any only at low risk, and then it is approved at once."""
        self._way_to(SUBMITTED)
        if not stages and self.outline.risk != "low":
            raise refusals.ChangeNeedsApprovers
        for field, asked in OUTLINE_NAMES.items():
            if not getattr(self.outline, field).strip():
                wanted = self._status(SUBMITTED).name
                raise refusals.ChangeMoveAsksFor(field=field, wanted=wanted, asked=asked)
        if not stages:
            return [
                ChangeSubmitted(change_id=self.change_id, stages=()),
                ChangeMoved(change_id=self.change_id, status=APPROVED),
            ]
        refuse_unasked(stages, remind_for=remind_for, expires_for=expires_for)
        if self.outline.window is None:
            raise refusals.ChangeHasNoWindow
        return [
            ChangeSubmitted(
                change_id=self.change_id,
                stages=stages,
                remind_for=remind_for,
                expires_for=expires_for,
                agreement_id=agreement_id,
            )
        ]

    def answer(self, approver: PersonId, by: PersonId, verdict: Verdict, comment: str) -> list[Fact]:
        """An approver of the open stage says yes or no; the answer that decides moves the request (row 163)."""
        asking = self.asking
        if asking is None:
            raise refusals.NobodyIsAskedAboutChange(number=self.called, now=self.stands.name)
        decision = asking.decide(approver, by=by, verdict=verdict, comment=comment)
        answered = ChangeApprovalAnswered(
            change_id=self.change_id,
            stage=asking.stage,
            approver_id=approver,
            answered_by=by,
            verdict=verdict,
            comment=comment,
            opens=decision.opens,
        )
        if decision.ends is None:
            return [answered]
        reason = comment if decision.ends == "rejected" else ""
        return [answered, ChangeMoved(change_id=self.change_id, status=_LEADS_TO[decision.ends], reason=reason)]

    def remind(self, stage: int, *, due_at: datetime, noticed_at: datetime) -> list[Fact]:
        """Those who have not answered are to be reminded; once a stage, and nothing when it is over (C8)."""
        asking = self.asking
        if asking is None or asking.stage != stage or asking.is_reminded:
            return []
        return [
            ChangeApprovalReminded(
                change_id=self.change_id,
                stage=stage,
                approvers=asking.awaited,
                due_at=due_at,
                noticed_at=noticed_at,
            )
        ]

    def expire(self, stage: int) -> list[Fact]:
        """Nobody decided in time: it is rejected; nothing happens when that stage is over."""
        if self.asking is None or self.asking.stage != stage:
            return []
        return [ChangeMoved(change_id=self.change_id, status=REJECTED, reason=in_both_languages(EXPIRED))]

    def give_up(self) -> list[Fact]:
        """Nobody is left who could decide it: back to the draft, from where others are asked."""
        return [ChangeMoved(change_id=self.change_id, status=DRAFT, reason=in_both_languages(NOBODY_LEFT))]

    def schedule(self, window: Window, note: str) -> list[Fact]:
        """Into a window; a scheduled one into another. What somebody consented to is not left."""
        if self.status != SCHEDULED:
            self._way_to(SCHEDULED)
        elif (window, note) == (self.window, self.note):
            return []
        consented = None if self.consent is None else self.outline.window
        if consented is not None and not window.lies_in(consented):
            raise refusals.WindowIsNotConsented(number=self.called, consented=consented.told())
        return [ChangeScheduled(change_id=self.change_id, window=window, note=note)]

    def move(self, to: str, *, reason: str, solution: str, at: datetime) -> list[Fact]:
        """Into another status of the life cycle, with what the way asks for (row 165).

        Before its window begins a change is carried out for a reason only, which stays with it.
        """
        if to == self.status:
            return []
        status = self._way_to(to, {"reason": reason, "solution": solution}, field="to")
        command = LED_BY.get((self.status, to))
        if command is not None:
            raise refusals.ChangeMovesOtherwise(wanted=status.name, command=command)
        if to == IMPLEMENTED and self.window is not None and at < self.window.begins_at and not reason:
            raise refusals.WindowHasNotBegun(number=self.called, held=self.window.told())
        return [ChangeMoved(change_id=self.change_id, status=to, reason=reason, solution=solution)]

    @staticmethod
    def _status(code: str) -> Status:
        found = CHANGE_CYCLE.status(code)
        if found is None:
            known = Listed({known.code: known.name for known in CHANGE_CYCLE.statuses})
            raise refusals.ChangeStatusIsUnknown(status=code, known=known)
        return found

    def _way_to(self, code: str, said: dict[str, str] | None = None, *, field: str = "") -> Status:
        """The status of a code, if the life cycle leads there from here and all is said that the way asks for.

        ``field`` is where the command names the status, if it does.
        """
        self._refuse_if_over()
        status = self._status(code)
        way = CHANGE_CYCLE.transition(self.status, code)
        if way is None:
            ends = {way.enters for way in CHANGE_CYCLE.ways_from(self.status)}
            ways = Listed({there.code: there.name for there in CHANGE_CYCLE.statuses if there.code in ends})
            raise refusals.ChangeStatusIsNotReachable(field=field, now=self.stands.name, wanted=status.name, ways=ways)
        for asked in sorted(way.requires):
            if not (said or {}).get(asked):
                raise refusals.ChangeMoveAsksFor(field=asked, wanted=status.name, asked=SAID_NAMES[asked])
        return status

    def _refuse_if_over(self) -> None:
        if self.stands.is_final:
            raise refusals.ChangeIsOver(number=self.called)


OUTLINE_NAMES = {"plan": Text("план", "plan"), "back_out": Text("план отката", "back-out plan")}
"""What approvers must find in the outline."""
_LEADS_TO: dict[Settled, str] = {"approved": APPROVED, "rejected": REJECTED}
