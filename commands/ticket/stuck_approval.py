"""End an approval of a ticket that nobody is left to decide (row 163); issued by the desk's own loop alone."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import ticket_approvals
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import NoSuchTicket
from commands.answering import answering
from commands.command import Command, UnitOfWork, handles
from commands.ticket.access import in_time, typed
from events.values.identity import ApprovalId, CommentId, TicketId


class EndStuckApproval(Command, frozen=True, kw_only=True):
    """End an approval whose open stage nobody can pass any more; the ticket goes on where it was."""

    name: ClassVar[str] = "end-stuck-approval"

    ticket_id: TicketId
    approval_id: ApprovalId


@handles(EndStuckApproval)
def end_stuck_approval(command: EndStuckApproval, work: UnitOfWork) -> UUID:
    """Whoever lost their access may have a substitute, and then nothing happens."""
    found = in_time(work, typed(work, work.load(command.ticket_id, Ticket.fold, NoSuchTicket)))
    work.reference = str(found.number)
    approval = found.approval
    if approval is None or approval.approval_id != command.approval_id:
        return found.ticket_id
    left = answering(work, approval.awaited)
    if approval.is_stuck(left):
        ended = ticket_approvals.give_up(
            found,
            approval_id=command.approval_id,
            note_id=CommentId(work.new_id("note")),
            unanswered=approval.unheard(left),
        )
        work.record(found.ticket_id, ended)
    return found.ticket_id
