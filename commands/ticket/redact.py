"""Make the words of a comment unreadable for good, everywhere; for administrators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from aggregates import ticket_redaction
from aggregates.ticket import Ticket
from aggregates.ticket_comments import comment_of
from aggregates.ticket_redaction import TicketSaysItAgain
from aggregates.ticket_refusals import NoSuchTicket
from commands.command import Command, UnitOfWork, handles
from commands.fields import Words
from commands.sight import sees_private
from commands.ticket.access import in_time, told, within_reach
from commands.unsent import Unreadable
from events.fact import Fact
from events.ticket_words import TicketCommentSplitOff
from events.values.identity import CommentId, TicketId


class RedactComment(Command, frozen=True, kw_only=True):
    """Make what a comment says unreadable for good, for everybody, and with ``files`` also what it brought.

    Where it goes on as another ticket, which says the same, it is refused unless ``copies`` go, too. Drafts and orders
    that wait lose the same words. The history keeps that there was a comment, and who made it unreadable, when and why.
    It cannot be undone.
    """

    name: ClassVar[str] = "redact-comment"

    ticket_id: TicketId
    comment_id: CommentId
    reason: Words
    files: bool = False
    copies: bool = False


@handles(RedactComment)
def redact_comment(command: RedactComment, work: UnitOfWork) -> UUID:
    """Also of a ticket that is over, or merged; nothing happens when all of it is unreadable already."""
    found = in_time(work, within_reach(work, command.ticket_id))
    history = work.history(found.ticket_id)
    comment = comment_of(history, command.comment_id, private=sees_private(work, found))
    facts = ticket_redaction.redact(found, comment, history, reason=command.reason, with_files=command.files)
    copies = [(one, more) for one, more in _copies(command, work, found.ticket_id, command.comment_id) if more]
    if copies and not command.copies:
        raise TicketSaysItAgain(numbers=", ".join(f"№{one.number}" for one, _ in copies))
    for one, more in copies:
        work.record(one.ticket_id, more)
    said = [(found, facts), *copies]
    words = frozenset(
        word for one, told_of in said for word in ticket_redaction.words_of(work.history(one.ticket_id), told_of)
    )
    if words:
        work.unreadable = Unreadable(words=words, tickets=frozenset(one.ticket_id for one, _ in said))
    return told(work, found, facts)


def _copies(
    command: RedactComment, work: UnitOfWork, ticket_id: TicketId, comment_id: CommentId
) -> Iterator[tuple[Ticket, Sequence[Fact]]]:
    """What is to be said of each ticket that the comment was split off to, and of those that this was in turn."""
    for split in ticket_redaction.splits_of(work.history(ticket_id), comment_id):
        if not isinstance(split.fact, TicketCommentSplitOff):
            continue
        into = work.load(split.fact.into, Ticket.fold, NoSuchTicket)
        history = work.history(into.ticket_id)
        facts = ticket_redaction.redact_description(into, history, reason=command.reason, with_files=command.files)
        brought = ticket_redaction.came_by(history, split)
        for one in brought:
            comment = comment_of(history, one, private=True)
            facts += ticket_redaction.redact(into, comment, history, reason=command.reason, with_files=command.files)
        yield into, facts
        for one in brought:
            yield from _copies(command, work, into.ticket_id, one)
