"""What an answer of whoever asked does to the ticket: reopens, resumes, or is only noted; driven by comments."""

from __future__ import annotations

from datetime import datetime

from aggregates import short_thanks, ticket_life, ticket_ways
from aggregates.ticket import Ticket, unless_shipped
from events.fact import Fact
from events.ticket import TicketMoved, TicketResumed
from events.ticket_words import TakenAs, TicketAnswerNoted
from events.values.identity import CommentId
from events.values.ticket import IN_PROGRESS


def answered(ticket: Ticket, *, comment_id: CommentId, body: str, has_files: bool, at: datetime) -> list[Fact]:
    """To a solution: it did not hold, unless the words are thanks alone. To a ticket that waits: the wait is over.

    Both as the ticket's type says; what moves nothing is noted for whoever answers for the ticket.
    """
    if ticket.stands.resolves:
        if ticket.definition.thanks_keep_resolved and short_thanks.read(body, has_files=has_files).is_thanks:
            return [] if ticket.is_final else [_noted(ticket, comment_id, "thanks")]
        return ticket_life.answered(ticket, at=at)
    if _waits(ticket):
        return _resumed(ticket) or [_noted(ticket, comment_id, "answer_on_hold")]
    return []


def _waits(ticket: Ticket) -> bool:
    """Whether it waits for something else than an approval: in a status that does not count, behind the first one."""
    stands = ticket.stands
    is_first = ticket.status == ticket.definition.lifecycle.initial
    return not (stands.counts or stands.is_final or is_first or ticket.waits_for is not None)


def _resumed(ticket: Ticket) -> list[Fact]:
    """To where a wake-up would lead, whoever may take that way: the answer is what the ticket waited for.

    Nothing where the type says that answers are only noted, no wake-up leads anywhere, or something must be filled in
    first, which whoever asked cannot.
    """
    lifecycle = ticket.definition.lifecycle
    standing = lifecycle.status(ticket.status)
    status = None if standing is None else lifecycle.status(standing.wakes_to)
    if status is None or ticket.definition.answers_on_hold != "resume":
        return []
    if ticket_ways.unfilled(ticket.definition, status.code, ticket.attributes):
        return []
    if status.code == IN_PROGRESS:
        return [TicketResumed(ticket_id=ticket.ticket_id, status=unless_shipped(status))]
    return [TicketMoved(ticket_id=ticket.ticket_id, requester_id=ticket.requester_id, status=status)]


def _noted(ticket: Ticket, comment_id: CommentId, taken_as: TakenAs) -> TicketAnswerNoted:
    return TicketAnswerNoted(ticket_id=ticket.ticket_id, comment_id=comment_id, taken_as=taken_as)
