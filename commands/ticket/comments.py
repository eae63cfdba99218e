"""Edit a comment, and withdraw one."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import ticket_comments
from commands.command import Command, UnitOfWork, handles
from commands.fields import Words
from commands.permissions import ADMINISTRATORS
from commands.sight import sees_private
from commands.ticket.access import ticket, told
from commands.ticket.mentions import mentioned
from events.values.identity import CommentId, TicketId


class EditComment(Command, frozen=True, kw_only=True):
    """Give a comment of one's own other words; what it said before stays in the history.

    Staff may until the ticket is over, others until staff have answered publicly.
    """

    name: ClassVar[str] = "edit-comment"

    ticket_id: TicketId
    comment_id: CommentId
    body: Words


@handles(EditComment)
def edit_comment(command: EditComment, work: UnitOfWork) -> UUID:
    """Nothing happens when the words are the same."""
    found = ticket(work, command.ticket_id, to_write=True)
    history = work.history(found.ticket_id)
    comment = ticket_comments.comment_of(history, command.comment_id, private=sees_private(work, found))
    facts = ticket_comments.edit(found, comment, command.body, work.viewer)
    if facts:
        facts += mentioned(work, found, command.comment_id, command.body, is_public=comment.fact.is_public)
    return told(work, found, facts)


class WithdrawComment(Command, frozen=True, kw_only=True):
    """Take a comment back, with its files; only who reads private words still reads it, in the history.

    One's own, as one may edit it. Administrators and technologists withdraw anybody's, also of a ticket that is over.
    """

    name: ClassVar[str] = "withdraw-comment"

    ticket_id: TicketId
    comment_id: CommentId


@handles(WithdrawComment)
def withdraw_comment(command: WithdrawComment, work: UnitOfWork) -> UUID:
    """A clock that it stopped stays stopped (C1); nothing happens when it was withdrawn."""
    found = ticket(work, command.ticket_id, to_write=True)
    history = work.history(found.ticket_id)
    comment = ticket_comments.comment_of(history, command.comment_id, private=sees_private(work, found))
    may_any = not ADMINISTRATORS.isdisjoint(work.viewer.groups)
    return told(work, found, ticket_comments.withdraw(found, comment, work.viewer, may_any=may_any))
