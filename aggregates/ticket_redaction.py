"""What of a comment is made unreadable for good, and of what it went on as; driven by ``commands.ticket.redact``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from aggregates.ticket import Ticket
from aggregates.ticket_comments import Comment
from events.fact import Fact, Recorded
from events.ticket import TicketCommented, TicketRegistered
from events.ticket_corrections import TicketRequesterCorrected, TicketReworded
from events.ticket_words import (
    TicketCommentEdited,
    TicketCommentRedacted,
    TicketCommentSplitOff,
    TicketDescriptionRedacted,
)
from events.values.identity import CommentId
from events.values.refusal import Refusal

REDACTIONS = (TicketCommentRedacted, TicketDescriptionRedacted)


class LetterSaysItAgain(Refusal):
    """This comment came by mail, and the letter says the same. Say “files”, too: then the letter goes as well."""

    ru: ClassVar[str] = (
        "Этот комментарий пришёл письмом, и письмо говорит то же. Укажите ещё и «files»: тогда исчезнет и письмо."
    )
    field = "files"


class TicketSaysItAgain(Refusal):
    """This comment goes on as another ticket, which says the same: {numbers}. Say “copies”, too: then it goes there
    as well.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Этот комментарий продолжается как другая заявка, и она говорит то же: {numbers}. Укажите ещё и «copies»: тогда"
        " слова исчезнут и там."
    )
    field = "copies"


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


def redact_description(ticket: Ticket, history: Sequence[Recorded], *, reason: str, with_files: bool) -> list[Fact]:
    """What a ticket was split off with, and what this was corrected to; nothing where that is done or empty."""
    done = [one.fact for one in history if isinstance(one.fact, TicketDescriptionRedacted)]
    said = [
        one
        for one in history
        if isinstance(one.fact, TicketRegistered | TicketReworded | TicketRequesterCorrected) and one.fact.description
    ]
    if not said or any(one.with_files or not with_files for one in done):
        return []
    return [
        TicketDescriptionRedacted(
            ticket_id=ticket.ticket_id,
            requester_id=ticket.requester_id,
            reason=reason,
            redacted=tuple(one.version for one in said),
            with_files=with_files,
        )
    ]


def splits_of(history: Sequence[Recorded], comment_id: CommentId) -> list[Recorded]:
    """The facts that say as which tickets a comment goes on; at most one by now."""
    return [one for one in history if isinstance(one.fact, TicketCommentSplitOff) and one.fact.comment_id == comment_id]


def came_by(history: Sequence[Recorded], split: Recorded) -> list[CommentId]:
    """The private comments that the ticket began with when another one was split off as it."""
    return [
        one.fact.comment_id
        for one in history
        if isinstance(one.fact, TicketCommented) and one.metadata.command_id == split.metadata.command_id
    ]


def words_of(history: Sequence[Recorded], told: Sequence[Fact]) -> Iterator[str]:
    """What facts that are redacted said."""
    redacted = {version for fact in told if isinstance(fact, REDACTIONS) for version in fact.redacted}
    for one in history:
        if one.version in redacted:
            yield getattr(one.fact, "body", "") or getattr(one.fact, "description", "")
