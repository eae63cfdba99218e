"""What approvals do to a ticket: asked, answered, reminded, ended; driven by ``commands.ticket.approval``."""

from __future__ import annotations

from datetime import datetime

from aggregates import approval_refusals as refusals
from aggregates.approval import Approval, settled
from aggregates.ticket import Ticket
from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalReminded, ApprovalRequested
from events.fact import Fact
from events.ticket import TicketCommented
from events.values.approval import ApprovalStage, Outcome, Verdict
from events.values.duration import Duration
from events.values.identity import ApprovalId, CommentId, PersonId
from events.values.text import Text
from events.values.ticket import ON_APPROVAL, STATUSES


def request(
    ticket: Ticket,
    *,
    approval_id: ApprovalId,
    question: str,
    stages: tuple[ApprovalStage, ...],
    remind_for: Duration | None,
    expires_for: Duration | None,
    rejected_to: str,
) -> list[Fact]:
    """The ticket waits in ``on_approval`` and comes back to where it stands; the life cycle has all these ways."""
    status = ticket.way_to(ON_APPROVAL)
    if not stages or not all(stage.approvers for stage in stages):
        raise refusals.StageNeedsApprovers
    if remind_for is not None and expires_for is not None and remind_for.microseconds >= expires_for.microseconds:
        raise refusals.ReminderComesTooLate
    return [
        ApprovalRequested(
            ticket_id=ticket.ticket_id,
            approval_id=approval_id,
            requester_id=ticket.requester_id,
            question=question,
            stages=stages,
            remind_for=remind_for,
            expires_for=expires_for,
            returns_to=ticket.way_between(status, ticket.status),
            rejected_to=ticket.way_between(status, rejected_to or ticket.status),
            status=None if STATUSES[ON_APPROVAL] == status else status,
        )
    ]


def answer(
    ticket: Ticket,
    *,
    approval_id: ApprovalId,
    approver_id: PersonId,
    answered_by: PersonId,
    verdict: Verdict,
    comment: str,
    note_id: CommentId,
) -> list[Fact]:
    """An answer, and what it decides: nothing yet, the next stage, or the end of the approval."""
    approval = waiting(ticket, approval_id)
    if approver_id not in approval.open_stage.approvers:
        raise refusals.ApprovalIsNotYours
    if approver_id in approval.said:
        raise refusals.ApproverHasAnswered
    if verdict == "reject" and not comment.strip():
        raise refusals.RejectionNeedsReason
    decided = settled(approval.open_stage, {**approval.said, approver_id: verdict})
    opens = approval.next_stage if decided == "approved" else None
    answered = ApprovalAnswered(
        ticket_id=ticket.ticket_id,
        approval_id=approval_id,
        requester_id=ticket.requester_id,
        stage=approval.stage,
        approver_id=approver_id,
        answered_by=answered_by,
        verdict=verdict,
        comment=comment,
        opens=opens,
    )
    if decided is None or opens is not None:
        return [answered]
    return [answered, *_note(ticket, decided, note_id, comment), _ended(ticket, approval, decided)]


def withdraw(ticket: Ticket, *, approval_id: ApprovalId) -> list[Fact]:
    """Nobody is asked any more; the ticket is where it was."""
    return [_ended(ticket, waiting(ticket, approval_id), "withdrawn")]


def remind(
    ticket: Ticket, *, approval_id: ApprovalId, stage: int, due_at: datetime, noticed_at: datetime
) -> list[Fact]:
    """Those who have not answered are to be reminded; once a stage, and nothing when it is over (C8)."""
    approval = ticket.approval
    if approval is None or (approval.approval_id, approval.stage) != (approval_id, stage) or approval.is_reminded:
        return []
    return [
        ApprovalReminded(
            ticket_id=ticket.ticket_id,
            approval_id=approval_id,
            stage=stage,
            approvers=approval.awaited,
            due_at=due_at,
            noticed_at=noticed_at,
        )
    ]


def expire(ticket: Ticket, *, approval_id: ApprovalId, stage: int, note_id: CommentId) -> list[Fact]:
    """Nobody decided in time; nothing happens when that stage is over."""
    approval = ticket.approval
    if approval is None or (approval.approval_id, approval.stage) != (approval_id, stage):
        return []
    return [*_note(ticket, "expired", note_id), _ended(ticket, approval, "expired")]


def waiting(ticket: Ticket, approval_id: ApprovalId) -> Approval:
    """The approval that the ticket waits for, if it is that one."""
    approval = ticket.approval
    if approval is None or approval.approval_id != approval_id:
        raise refusals.NothingWaitsForApproval(number=ticket.number)
    return approval


_NOTES: dict[Outcome, Text] = {
    "rejected": Text(ru="Согласование отклонено", en="The approval was rejected"),
    "expired": Text(ru="Срок согласования истёк, ответа нет", en="The approval expired without an answer"),
}
"""What those who go on working are told in private, in both languages: nobody knows yet who will read it."""


def _ended(ticket: Ticket, approval: Approval, outcome: Outcome) -> ApprovalEnded:
    """The end; the status is as the life cycle has it now, or as it was meant when it has none of that code."""
    meant = approval.returns_to if outcome in {"approved", "withdrawn"} else approval.rejected_to
    return ApprovalEnded(
        ticket_id=ticket.ticket_id,
        approval_id=approval.approval_id,
        outcome=outcome,
        status=ticket.definition.lifecycle.status(meant.code) or meant,
    )


def _note(ticket: Ticket, outcome: Outcome, note_id: CommentId, comment: str = "") -> list[Fact]:
    """A private comment for those who go on working, where the answer was no or none."""
    note = _NOTES.get(outcome)
    if note is None:
        return []
    told = f"{note.ru} · {note.en}"
    return [
        TicketCommented(
            ticket_id=ticket.ticket_id,
            comment_id=note_id,
            requester_id=ticket.requester_id,
            body=f"{told}: {comment}" if comment else told,
            is_public=False,
            by_staff=True,
        )
    ]
