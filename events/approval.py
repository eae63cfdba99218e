"""What happens when a ticket waits for somebody's approval; facts on the ticket's stream (row 163).

They are decided by ``aggregates.ticket_approvals`` and read by the clocks, the card and ``projections.approval.rows``.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact
from events.values.approval import ApprovalStage, Outcome, Verdict
from events.values.duration import Duration
from events.values.identity import ApprovalId, PersonId, TicketId
from events.values.ticket import Status


class ApprovalRequested(Fact, frozen=True, kw_only=True):
    """Somebody asked for approval; the ticket waits for it in a status that does not count (row 163).

    ``stages`` name the people as they were found then, the leads of teams among them. ``remind_for`` and
    ``expires_for`` are working time from the opening of each stage. ``returns_to`` is where the ticket goes when it is
    approved or the request is withdrawn, ``rejected_to`` where it goes when it is rejected or expires.
    """

    stored_name: ClassVar[str] = "ticket.approval-requested@1"
    personal: ClassVar[dict[str, str]] = {"question": "requester_id"}

    ticket_id: TicketId
    approval_id: ApprovalId
    requester_id: PersonId
    question: str
    stages: tuple[ApprovalStage, ...]
    remind_for: Duration | None = None
    expires_for: Duration | None = None
    returns_to: Status
    rejected_to: Status
    status: Status | None = None


class ApprovalAnswered(Fact, frozen=True, kw_only=True):
    """An approver answered, or their substitute did: then the two differ (row 163).

    ``opens`` is the next stage when this answer passed one that was not the last; stages count from 0.
    """

    stored_name: ClassVar[str] = "ticket.approval-answered@1"
    personal: ClassVar[dict[str, str]] = {"comment": "requester_id"}

    ticket_id: TicketId
    approval_id: ApprovalId
    requester_id: PersonId
    stage: int
    approver_id: PersonId
    answered_by: PersonId
    verdict: Verdict
    comment: str = ""
    opens: int | None = None


class ApprovalReminded(Fact, frozen=True, kw_only=True):
    """Those who had not answered by then are to be reminded: once a stage, and no change of the ticket (C8)."""

    stored_name: ClassVar[str] = "ticket.approval-reminded@1"

    ticket_id: TicketId
    approval_id: ApprovalId
    stage: int
    approvers: tuple[PersonId, ...]
    due_at: datetime
    noticed_at: datetime


class ApprovalEnded(Fact, frozen=True, kw_only=True):
    """The wait is over, however it ended; ``status`` is what the ticket goes on in.

    ``reason`` is why, where that status asks for one or ends the ticket: what the approver wrote, or that nobody
    answered in time. Version 1 told none. ``unanswered`` are those whom it asked and for whom nobody could answer any
    more, where it ended because of that; earlier versions did not tell.
    """

    stored_name: ClassVar[str] = "ticket.approval-ended@3"
    personal: ClassVar[dict[str, str]] = {"reason": "requester_id"}

    ticket_id: TicketId
    approval_id: ApprovalId
    outcome: Outcome
    status: Status
    requester_id: PersonId | None = None
    reason: str = ""
    unanswered: tuple[PersonId, ...] = ()


APPROVAL_FACTS: tuple[type[Fact], ...] = (ApprovalRequested, ApprovalAnswered, ApprovalReminded, ApprovalEnded)
"""All of them, for those who follow a ticket."""
