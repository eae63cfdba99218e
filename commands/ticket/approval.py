"""Ask for approval of a ticket, answer, withdraw (row 163); and what the timekeeper records of one that waits."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from msgspec import Meta

from aggregates import ticket_approvals
from aggregates.approval_refusals import ApprovalIsNotYours
from aggregates.ticket import Ticket
from aggregates.ticket_crossings import due_or_later
from aggregates.ticket_refusals import NoSuchTicket
from commands.answering import voices_of
from commands.approvers import Stage, resolved
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Instant, Words
from commands.ticket.access import in_time, ticket, told, typed, within_sight
from commands.ticket.crossings import as_measured
from commands.ticket.work import refuse_foreign_way
from events.approval import ApprovalRequested
from events.folds.approval import person_behind
from events.values.approval import Verdict
from events.values.duration import Duration
from events.values.identity import ApprovalId, CommentId, PersonId, TicketId
from events.values.one_line import refuse_unclear


class RequestApproval(Command, frozen=True, kw_only=True):
    """Ask for approval in stages; the ticket waits in a status that does not count until it is decided.

    Neither whoever asks nor whom the ticket is for can be asked. ``remind_for`` and ``expires_for`` are working time
    from the opening of each stage. ``if_rejected`` says where the ticket goes when the answer is no, or none in time:
    back to where it stands, into progress, or declined; a way that asks for more than a reason is refused.
    """

    name: ClassVar[str] = "request-approval"

    ticket_id: TicketId
    question: Words
    stages: Annotated[tuple[Stage, ...], Meta(min_length=1, max_length=20)]
    remind_for: Duration | None = None
    expires_for: Duration | None = None
    if_rejected: Literal["back", "in_progress", "decline"] = "back"

    def __post_init__(self) -> None:
        refuse_unclear(self.question, "question")


@handles(RequestApproval)
def request_approval(command: RequestApproval, work: UnitOfWork) -> UUID:
    """Those who are asked must have access; who leads a team is found out now and stays."""
    found = ticket(work, command.ticket_id)
    involved = person_behind(work.viewer.actor) | {found.requester_id}
    facts = ticket_approvals.request(
        found,
        approval_id=ApprovalId(work.new_id("approval")),
        question=command.question,
        stages=resolved(work, command.stages, involved),
        remind_for=command.remind_for,
        expires_for=command.expires_for,
        rejected_to=ticket_approvals.rejected_to(found, command.if_rejected),
    )
    for fact in facts:
        refuse_foreign_way(found, fact, work.viewer)
    return told(work, found, facts)


class AnswerApproval(Command, frozen=True, kw_only=True):
    """Approve or reject, as an approver who is asked now or as the substitute of one, whom ``approver_id`` names.

    Each human speaks once in a stage, and never on what they ask for or what is for them. The comment of a rejection
    that declines the ticket is the reason that its requester reads.
    """

    name: ClassVar[str] = "answer-approval"

    ticket_id: TicketId
    approval_id: ApprovalId
    verdict: Verdict
    comment: Body = ""
    approver_id: PersonId | None = None


@handles(AnswerApproval)
def answer_approval(command: AnswerApproval, work: UnitOfWork) -> UUID:
    """Who is asked may answer though the ticket is not theirs to work on; to all others it looks absent."""
    found = work.load(command.ticket_id, Ticket.fold, NoSuchTicket)
    me = PersonId(work.viewer.actor.id)
    voices = _voices(work, command, me)
    if not voices:
        # Who reads the ticket hears that this is not theirs; to all others it looks absent.
        within_sight(work, command.ticket_id)
    found = in_time(work, typed(work, found))
    approver = command.approver_id or ticket_approvals.waiting(found, command.approval_id).voice(me, voices)
    if approver not in voices:
        raise ApprovalIsNotYours
    if approver != me:
        # Whoever is dismissed as a substitute at the same instant no longer answers.
        work.watch(approver)
    facts = ticket_approvals.answer(
        found,
        approval_id=command.approval_id,
        approver_id=approver,
        answered_by=me,
        verdict=command.verdict,
        comment=command.comment,
        note_id=CommentId(work.new_id("note")),
    )
    return told(work, found, facts)


class WithdrawApproval(Command, frozen=True, kw_only=True):
    """Ask nobody any more; the ticket goes on where it was."""

    name: ClassVar[str] = "withdraw-approval"

    ticket_id: TicketId
    approval_id: ApprovalId


@handles(WithdrawApproval)
def withdraw_approval(command: WithdrawApproval, work: UnitOfWork) -> UUID:
    """Whoever works on the ticket may; what was answered stays in the history."""
    found = ticket(work, command.ticket_id)
    facts = ticket_approvals.withdraw(found, approval_id=command.approval_id)
    return told(work, found, facts)


class RecordApprovalReminder(Command, frozen=True, kw_only=True):
    """Record that those who have not answered are to be reminded (C8)."""

    name: ClassVar[str] = "record-approval-reminder"

    ticket_id: TicketId
    ticket_version: int
    approval_id: ApprovalId
    stage: int
    due_at: Instant


@handles(RecordApprovalReminder)
def record_approval_reminder(command: RecordApprovalReminder, work: UnitOfWork) -> UUID:
    """Once a stage, at the moment that was due, whenever it is noticed."""
    found = as_measured(work, command.ticket_id, command.ticket_version)
    facts = ticket_approvals.remind(
        found,
        approval_id=command.approval_id,
        stage=command.stage,
        due_at=command.due_at,
        noticed_at=work.at,
    )
    work.record(found.ticket_id, facts, at=command.due_at)
    return found.ticket_id


class ExpireApproval(Command, frozen=True, kw_only=True):
    """End an approval that nobody decided in the working time that it had."""

    name: ClassVar[str] = "expire-approval"

    ticket_id: TicketId
    ticket_version: int
    approval_id: ApprovalId
    stage: int
    due_at: Instant


@handles(ExpireApproval)
def expire_approval(command: ExpireApproval, work: UnitOfWork) -> UUID:
    """It ends at the moment that was due, whenever that is noticed."""
    found = as_measured(work, command.ticket_id, command.ticket_version)
    facts = ticket_approvals.expire(
        found, approval_id=command.approval_id, stage=command.stage, note_id=CommentId(work.new_id("note"))
    )
    work.record(found.ticket_id, facts, at=due_or_later(found, command.due_at))
    return found.ticket_id


def _voices(work: UnitOfWork, command: AnswerApproval, me: PersonId) -> list[PersonId]:
    """For whom somebody may answer in this approval: first for themselves, then for those whom they substitute."""
    asked = {
        person
        for recorded in work.history(command.ticket_id)
        if isinstance(recorded.fact, ApprovalRequested) and recorded.fact.approval_id == command.approval_id
        for stage in recorded.fact.stages
        for person in stage.approvers
    }
    return voices_of(work, asked, me)
