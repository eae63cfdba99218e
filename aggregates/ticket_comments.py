"""What may become of a comment that was written: edited, withdrawn; driven by ``commands.ticket.comments``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, TypeGuard, cast

import msgspec

from aggregates.ticket import Ticket
from events.fact import Fact, Recorded
from events.ticket import TicketCommented
from events.ticket_words import (
    TicketCommentEdited,
    TicketCommentRedacted,
    TicketCommentSplitOff,
    TicketCommentWithdrawn,
)
from events.values.identity import CommentId, PersonId, TicketId
from events.values.people import Viewer
from events.values.refusal import Refusal


class NoSuchComment(Refusal):
    """The ticket has no such comment. Choose one from its timeline."""

    kind = "missing"
    ru: ClassVar[str] = "В заявке нет такого комментария. Выберите из её ленты."
    field = "comment_id"


class CommentIsAnothers(Refusal):
    """Somebody else wrote this comment. Write one of your own; an administrator can withdraw it."""

    kind = "not_yours"
    ru: ClassVar[str] = "Этот комментарий написал другой человек. Напишите свой; убрать этот может администратор."
    field = "comment_id"


class CommentIsAnswered(Refusal):
    """Staff have answered this comment. Write another one that says what should be different."""

    kind = "at_odds"
    ru: ClassVar[str] = "На этот комментарий уже ответили. Напишите ещё один и скажите, что должно быть иначе."
    field = "comment_id"


class CommentIsWithdrawn(Refusal):
    """This comment was withdrawn. Write a new one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Этот комментарий убран. Напишите новый."
    field = "comment_id"


class CommentIsRedacted(Refusal):
    """This comment was made unreadable for good. Write a new one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Этот комментарий навсегда сделан нечитаемым. Напишите новый."
    field = "comment_id"


class CommentIsSplitOff(Refusal):
    """This comment goes on as ticket {number} already. Work on it there."""

    kind = "at_odds"
    ru: ClassVar[str] = "Этот комментарий уже продолжается как заявка {number}. Работайте с ней."
    field = "comment_id"


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment as it stands: who wrote it, what it says, what of the conversation came behind it."""

    fact: TicketCommented
    version: int
    by: PersonId
    body: str
    is_withdrawn: bool
    is_answered: bool
    last_word_without: Literal["staff", "requester"] | None
    goes_on_as: int | None = None
    is_redacted: bool = False


def comment_of(history: Sequence[Recorded], comment_id: CommentId, *, private: bool) -> Comment:
    """A comment of a ticket's history; ``private``: also one for staff alone."""
    told = [one for one in history if isinstance(one.fact, TicketCommented)]
    own = next((one for one in told if _fact(one).comment_id == comment_id), None)
    if own is None or not (_fact(own).is_public or private):
        raise NoSuchComment
    edits = [one.fact for one in history if isinstance(one.fact, TicketCommentEdited)]
    gone = {one.fact.comment_id for one in history if isinstance(one.fact, TicketCommentWithdrawn)}
    unreadable = {one.fact.comment_id for one in history if isinstance(one.fact, TicketCommentRedacted)}
    public = [_fact(one) for one in told if _fact(one).is_public and _fact(one).comment_id not in {*gone, comment_id}]
    behind = [_fact(one) for one in told if one.version > own.version]
    return Comment(
        fact=_fact(own),
        version=own.version,
        by=PersonId(own.metadata.actor.id),
        body=next((one.body for one in reversed(edits) if one.comment_id == comment_id), _fact(own).body),
        is_withdrawn=comment_id in gone,
        is_answered=any(one.is_public and one.by_staff for one in behind),
        goes_on_as=next((fact.number for fact in (one.fact for one in history) if _splits(fact, comment_id)), None),
        is_redacted=comment_id in unreadable,
        last_word_without=("staff" if public[-1].by_staff else "requester") if public else None,
    )


def _fact(told: Recorded) -> TicketCommented:
    return cast("TicketCommented", told.fact)


def _splits(fact: Fact, comment_id: CommentId) -> TypeGuard[TicketCommentSplitOff]:
    return isinstance(fact, TicketCommentSplitOff) and fact.comment_id == comment_id


def refuse_unsplit(comment: Comment) -> None:
    """Once, and not one that was withdrawn, or whose words nobody reads any more."""
    if comment.is_withdrawn:
        raise CommentIsWithdrawn
    if comment.is_redacted:
        raise CommentIsRedacted
    if comment.goes_on_as is not None:
        raise CommentIsSplitOff(number=comment.goes_on_as)


def split_off(ticket: Ticket, comment: Comment, into: TicketId, number: int) -> list[Fact]:
    """It goes on as a ticket of its own, and says where."""
    return [
        TicketCommentSplitOff(
            ticket_id=ticket.ticket_id,
            comment_id=comment.fact.comment_id,
            comment_version=comment.version,
            into=into,
            number=number,
            is_public=comment.fact.is_public,
        )
    ]


def edit(ticket: Ticket, comment: Comment, body: str, by: Viewer) -> list[Fact]:
    """Other words for one's own comment; nothing happens when they are the same."""
    ticket.refuse_if_final()
    if comment.is_withdrawn:
        raise CommentIsWithdrawn
    if comment.by != by.actor.id:
        raise CommentIsAnothers
    if comment.is_redacted:
        raise CommentIsRedacted  # what it would say anew nothing could make unreadable: that happens once
    _refuse_answered(comment)
    if body == comment.body:
        return []
    fact = comment.fact
    return [
        TicketCommentEdited(
            ticket_id=ticket.ticket_id,
            comment_id=fact.comment_id,
            comment_version=comment.version,
            requester_id=ticket.requester_id,
            body=body,
            is_public=fact.is_public,
        )
    ]


def withdraw(ticket: Ticket, comment: Comment, by: Viewer, *, may_any: bool) -> list[Fact]:
    """One's own comment, or anybody's by whom may; nothing happens when it is withdrawn."""
    if comment.is_withdrawn:
        return []
    if not may_any:
        ticket.refuse_if_final()
        if comment.by != by.actor.id:
            raise CommentIsAnothers
        _refuse_answered(comment)
    return [
        TicketCommentWithdrawn(
            ticket_id=ticket.ticket_id,
            comment_id=comment.fact.comment_id,
            comment_version=comment.version,
            is_public=comment.fact.is_public,
            last_word=comment.last_word_without if comment.fact.is_public else ticket.last_word,
        )
    ]


def _refuse_answered(comment: Comment) -> None:
    """What was answered stays as it was read; staff correct themselves as long as the ticket is open."""
    if comment.is_answered and not comment.fact.by_staff:
        raise CommentIsAnswered
