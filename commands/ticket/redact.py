"""Make the words of a comment unreadable for good, everywhere; for administrators."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import ticket_redaction
from aggregates.ticket_comments import comment_of
from commands.command import Command, UnitOfWork, handles
from commands.fields import Words
from commands.sight import sees_private
from commands.ticket.access import in_time, told, within_reach
from events.values.identity import CommentId, TicketId


class RedactComment(Command, frozen=True, kw_only=True):
    """Make what a comment says unreadable for good, for everybody, and with ``files`` also what it brought.

    The history keeps that there was a comment, and who made it unreadable, when and why. It cannot be undone.
    """

    name: ClassVar[str] = "redact-comment"

    ticket_id: TicketId
    comment_id: CommentId
    reason: Words
    files: bool = False


@handles(RedactComment)
def redact_comment(command: RedactComment, work: UnitOfWork) -> UUID:
    """Also of a ticket that is over, or merged; nothing happens when all of it is unreadable already."""
    found = in_time(work, within_reach(work, command.ticket_id))
    history = work.history(found.ticket_id)
    comment = comment_of(history, command.comment_id, private=sees_private(work, found))
    facts = ticket_redaction.redact(found, comment, history, reason=command.reason, with_files=command.files)
    return told(work, found, facts)
