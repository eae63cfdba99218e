"""What of what staff keep at hand was used on a ticket; told beside what it said or did, read by its history.

Staff read it, requesters do not: the words themselves are facts of their own.
"""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import CommentId, MacroId, ReplyTemplateId, TicketId
from events.values.text import Text


class ReplyTemplateUsed(Fact, frozen=True, kw_only=True):
    """A comment, or without one the solution, was written with a reply template, which was called so then."""

    stored_name: ClassVar[str] = "ticket.reply-template-used@1"

    ticket_id: TicketId
    template_id: ReplyTemplateId
    name: Text
    comment_id: CommentId | None = None


class MacroApplied(Fact, frozen=True, kw_only=True):
    """What is told around this was done by a macro, all of it at once."""

    stored_name: ClassVar[str] = "ticket.macro-applied@1"

    ticket_id: TicketId
    macro_id: MacroId
    name: Text
