"""What becomes of words that are said on a ticket; decided by ``aggregates.ticket_answers`` and its neighbours."""

from __future__ import annotations

from typing import ClassVar, Literal

from events.fact import Fact
from events.values.identity import CommentId, PersonId, TicketId

TakenAs = Literal["thanks", "answer_on_hold"]
"""What an answer was taken as that moved nothing: thanks for a solution, or a word on a ticket that waits."""


class TicketAnswerNoted(Fact, frozen=True, kw_only=True):
    """Whoever asked answered and the ticket stays where it is, by a rule of its type: whoever answers for it looks.

    It is noted until staff write publicly, or the ticket comes into another status.
    """

    stored_name: ClassVar[str] = "ticket.answer-noted@1"

    ticket_id: TicketId
    comment_id: CommentId
    taken_as: TakenAs


class TicketCommentEdited(Fact, frozen=True, kw_only=True):
    """Whoever wrote a comment gave it other words; what it said before, the facts before it tell.

    ``comment_version`` is as which fact of the ticket it was written.
    """

    stored_name: ClassVar[str] = "ticket.comment-edited@1"
    personal: ClassVar[dict[str, str]] = {"body": "requester_id"}

    ticket_id: TicketId
    comment_id: CommentId
    comment_version: int
    requester_id: PersonId
    body: str
    is_public: bool


class TicketCommentWithdrawn(Fact, frozen=True, kw_only=True):
    """A comment was taken back, with its files: only who reads private words still reads it, in the history.

    ``last_word`` is who has the last public word without it.
    """

    stored_name: ClassVar[str] = "ticket.comment-withdrawn@1"

    ticket_id: TicketId
    comment_id: CommentId
    comment_version: int
    is_public: bool
    last_word: Literal["staff", "requester"] | None = None


class TicketPeopleMentioned(Fact, frozen=True, kw_only=True):
    """A comment calls people by their logins, all of whom may read it: they are told of it."""

    stored_name: ClassVar[str] = "ticket.people-mentioned@1"

    ticket_id: TicketId
    comment_id: CommentId
    persons: tuple[PersonId, ...]
    is_public: bool


class TicketCommentSplitOff(Fact, frozen=True, kw_only=True):
    """A comment is about something else and goes on as a ticket of its own, ``into``, with the files that it brought.

    Its words stay here, too.
    """

    stored_name: ClassVar[str] = "ticket.comment-split-off@1"

    ticket_id: TicketId
    comment_id: CommentId
    comment_version: int
    into: TicketId
    number: int
    is_public: bool


class TicketCommentRedacted(Fact, frozen=True, kw_only=True):
    """An administrator made what a comment says unreadable for good, and with its files also what it brought.

    ``redacted`` are the versions of the facts that said it: their words are in the log no longer.
    """

    stored_name: ClassVar[str] = "ticket.comment-redacted@1"
    personal: ClassVar[dict[str, str]] = {"reason": "requester_id"}

    ticket_id: TicketId
    comment_id: CommentId
    comment_version: int
    requester_id: PersonId
    reason: str
    redacted: tuple[int, ...]
    with_files: bool
    is_public: bool


class TicketDescriptionRedacted(Fact, frozen=True, kw_only=True):
    """What a ticket was first said to be about was made unreadable for good, and with its files what it came with.

    ``redacted`` are the versions of the facts that said it: their words are in the log no longer.
    """

    stored_name: ClassVar[str] = "ticket.description-redacted@1"
    personal: ClassVar[dict[str, str]] = {"reason": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId
    reason: str
    redacted: tuple[int, ...]
    with_files: bool
    is_public: bool = True


OF_COMMENTS: tuple[type[Fact], ...] = (
    TicketCommentEdited,
    TicketCommentWithdrawn,
    TicketPeopleMentioned,
    TicketCommentSplitOff,
    TicketCommentRedacted,
    TicketDescriptionRedacted,
)
"""What becomes of a comment, public or private as that is, and of one that a ticket began with."""
REDACTIONS: tuple[type[Fact], ...] = (TicketCommentRedacted, TicketDescriptionRedacted)
"""What made words unreadable for good; why, is for staff."""
