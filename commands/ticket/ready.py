"""What staff keep at hand, used on a ticket: told beside what it said; used by comment and resolve."""

from __future__ import annotations

from aggregates.ticket import Ticket
from commands.command import UnitOfWork
from commands.reply_template import usable
from events.fact import Fact
from events.ticket_ready import ReplyTemplateUsed
from events.values.identity import CommentId, ReplyTemplateId


def answered_with(
    work: UnitOfWork, found: Ticket, template_id: ReplyTemplateId, comment_id: CommentId | None = None
) -> list[Fact]:
    """That a template was answered with: one that is open to whoever answers, so that its use is counted."""
    template = usable(work, template_id)
    used = ReplyTemplateUsed(
        ticket_id=found.ticket_id, template_id=template.template_id, name=template.name, comment_id=comment_id
    )
    return [used]
