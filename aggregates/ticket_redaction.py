"""What of a comment is made unreadable for good; driven by ``commands.ticket.redact``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from aggregates.ticket import Ticket
from aggregates.ticket_comments import Comment
from events.fact import Fact, Recorded
from events.ticket import TicketCommented
from events.ticket_words import TicketCommentEdited, TicketCommentRedacted
from events.values.refusal import Refusal


class LetterSaysItAgain(Refusal):
    """This comment came by mail, and the letter says the same. Say “files”, too: then the letter goes as well."""

    ru: ClassVar[str] = (
        "Этот комментарий пришёл письмом, и письмо говорит то же. Укажите ещё и «files»: тогда исчезнет и письмо."
    )
    field = "files"


def redact(
    ticket: Ticket, comment: Comment, history: Sequence[Recorded], *, reason: str, with_files: bool
) -> list[Fact]:
    """The comment and all that it was edited to; nothing happens when that is unreadable already, files and all."""
    fact = comment.fact
    is_letter = any(file.media_type == "message/rfc822" for file in fact.attachments)
    before = [one.fact for one in history if isinstance(one.fact, TicketCommentRedacted)]
    done = [one for one in before if one.comment_id == fact.comment_id]
    if any(one.with_files or not with_files for one in done):
        return []
    if is_letter and not with_files:
        raise LetterSaysItAgain
    return [
        TicketCommentRedacted(
            ticket_id=ticket.ticket_id,
            comment_id=fact.comment_id,
            comment_version=comment.version,
            requester_id=ticket.requester_id,
            reason=reason,
            redacted=tuple(
                one.version
                for one in history
                if isinstance(one.fact, TicketCommented | TicketCommentEdited)
                and one.fact.comment_id == fact.comment_id
            ),
            with_files=with_files,
            is_public=fact.is_public,
        )
    ]
