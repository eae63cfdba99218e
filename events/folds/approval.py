"""The one reading of who is asked for approval, what they said and whom it waits for; of tickets and of changes.

A change request's reading holds its consent as an ``AskingState``, a ticket's the approval that it waits for as an
``AwaitedState``; all approvals of a ticket have a reading of their own.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar, cast

import msgspec
from msgspec.structs import replace

from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalReminded, ApprovalRequested
from events.change_request import ChangeApprovalAnswered
from events.fact import Recorded
from events.folds.reading import Reading, begins_told, on, on_told
from events.ticket import TicketRequesterRecognised
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_history import ConsequencesWithdrawn
from events.values.approval import ApprovalStage, Outcome, Verdict
from events.values.identity import ApprovalId, PersonId, TicketId
from events.values.people import Actor
from events.values.ticket import Status


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What one approver said, or ``answered_by`` for them; stages count from 0."""

    stage: int
    approver_id: PersonId
    answered_by: PersonId
    verdict: Verdict
    comment: str
    at: datetime


class AskingState(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is asked, stage after stage; ``stage`` is the open one.

    ``involved`` are those whose own matter it is: they ask for it, or it is for them, and so they have no voice.
    """

    stages: tuple[ApprovalStage, ...]
    involved: frozenset[PersonId] = frozenset()
    stage: int = 0
    answers: tuple[Said, ...] = ()
    reminded_at: datetime | None = None

    @property
    def said(self) -> dict[PersonId, Verdict]:
        """What was answered in the open stage, in that order."""
        return {one.approver_id: one.verdict for one in self.answers if one.stage == self.stage}

    @property
    def spoke(self) -> frozenset[PersonId]:
        """Who answered in the open stage, for themselves or for others."""
        return frozenset(one.answered_by for one in self.answers if one.stage == self.stage)

    @property
    def open_stage(self) -> ApprovalStage:
        """The stage whose people are asked now."""
        return self.stages[self.stage]

    @property
    def awaited(self) -> tuple[PersonId, ...]:
        """Who is asked now and has not answered."""
        said = self.said
        return tuple(person for person in self.open_stage.approvers if person not in said)

    @property
    def is_reminded(self) -> bool:
        """Whether those of the open stage were reminded."""
        return self.reminded_at is not None


A = TypeVar("A", bound=AskingState)


def person_behind(actor: Actor) -> frozenset[PersonId]:
    """The human who acts; nobody when it is the desk itself."""
    return frozenset({PersonId(actor.id)}) if actor.kind == "person" else frozenset()


def answered(asking: A, told: Recorded) -> A:
    """One more answer; one that passed its stage opened the next, of which nobody was reminded yet."""
    fact = cast("ApprovalAnswered | ChangeApprovalAnswered", told.fact)
    one = Said(
        stage=fact.stage,
        approver_id=fact.approver_id,
        answered_by=fact.answered_by,
        verdict=fact.verdict,
        comment=fact.comment,
        at=told.metadata.occurred_at,
    )
    if fact.opens is None:
        return replace(asking, answers=(*asking.answers, one))
    return replace(asking, answers=(*asking.answers, one), stage=fact.opens, reminded_at=None)


def reminded(asking: A, told: Recorded) -> A:
    """Those who had not answered were reminded."""
    return replace(asking, reminded_at=told.metadata.occurred_at)


def involves(asking: A, person_id: PersonId) -> A:
    """Whose own matter it is has no voice."""
    return replace(asking, involved=asking.involved | {person_id})


def recognised(asking: A, fact: TicketRequesterRecognised) -> A:
    """Whom the ticket is for has no voice, also when that is known only now."""
    return involves(asking, fact.requester_id)


def corrected(asking: A, fact: TicketRequesterCorrected) -> A:
    """Whom the ticket turns out to be for has none either."""
    return involves(asking, fact.requester.person_id)


class ApprovalState(AskingState, frozen=True, kw_only=True):
    """One approval of a ticket. ``returns_to`` and ``rejected_to`` are codes of statuses."""

    approval_id: ApprovalId
    ticket_id: TicketId
    question: str
    requested_by: PersonId
    requested_as: str
    requested_at: datetime
    returns_to: str
    rejected_to: str
    outcome: Outcome | None = None
    ended_at: datetime | None = None

    @property
    def opened_at(self) -> datetime:
        """Since when the people of the open stage are asked."""
        return next((one.at for one in reversed(self.answers) if one.stage < self.stage), self.requested_at)


def asked_for(fact: ApprovalRequested, by: Actor) -> frozenset[PersonId]:
    """Whose own matter an approval is: whoever asked, and whom the ticket is for."""
    return person_behind(by) | {fact.requester_id}


class AwaitedState(AskingState, frozen=True, kw_only=True):
    """The approval that a ticket waits for, with the statuses that it leads to as they were meant."""

    approval_id: ApprovalId
    returns_to: Status
    rejected_to: Status


def requested(fact: ApprovalRequested, by: Actor) -> AwaitedState:
    """The approval that a request begins: no voice has whoever asked, nor whom the ticket is for."""
    return AwaitedState(
        approval_id=fact.approval_id,
        stages=fact.stages,
        involved=asked_for(fact, by),
        returns_to=fact.returns_to,
        rejected_to=fact.rejected_to,
    )


def _requested(kind: type[ApprovalState], told: Recorded) -> ApprovalState:
    fact, actor = cast("ApprovalRequested", told.fact), told.metadata.actor
    return kind(
        approval_id=fact.approval_id,
        ticket_id=fact.ticket_id,
        question=fact.question,
        requested_by=PersonId(actor.id),
        requested_as=actor.name,
        requested_at=told.metadata.occurred_at,
        stages=fact.stages,
        involved=asked_for(fact, actor),
        returns_to=fact.returns_to.code,
        rejected_to=fact.rejected_to.code,
    )


def _ended(approval: ApprovalState, told: Recorded) -> ApprovalState:
    outcome = cast("ApprovalEnded", told.fact).outcome
    return replace(approval, outcome=outcome, ended_at=told.metadata.occurred_at)


def _asked_again(approval: ApprovalState, _: ConsequencesWithdrawn) -> ApprovalState:
    """Its end followed by itself, and is withdrawn."""
    return replace(approval, outcome=None, ended_at=None)


APPROVAL = Reading(
    ApprovalState,
    begins_told(ApprovalRequested, _requested),
    on_told(ApprovalAnswered, answered),
    on_told(ApprovalReminded, reminded),
    on_told(ApprovalEnded, _ended),
    on(ConsequencesWithdrawn, _asked_again),
    on(TicketRequesterRecognised, recognised),
    on(TicketRequesterCorrected, corrected),
)
"""Of one approval: whoever follows a ticket says which of its facts are about which approval."""
