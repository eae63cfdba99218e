"""An administrator makes a comment unreadable for good: with a reason, once, and with its letter where it has one."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from aggregates.ticket import Ticket
from aggregates.ticket_comments import CommentIsRedacted, NoSuchComment
from aggregates.ticket_redaction import LetterSaysItAgain, TicketSaysItAgain
from commands.refusals import NotAllowed
from commands.ticket.comments import EditComment
from commands.ticket.correct import CorrectTicketWords
from commands.ticket.redact import RedactComment
from commands.ticket.requester import From
from commands.ticket.split import SplitComment
from commands.ticket.talk import CommentOnTicket
from events.ticket import TicketCommented
from events.ticket_words import TicketCommentRedacted, TicketDescriptionRedacted
from events.values.identity import CommentId, StreamId, TicketId
from events.values.ticket import Attachment
from tests.dsl import Like, Story, given
from tests.gallery import ATTACHMENT, COMMENTED, DESK, REGISTERED, TICKET
from tests.people import ADMINISTRATOR, ANNA, OPERATOR, REQUESTER, TECHNOLOGIST


def said(*files: Attachment) -> tuple[Story, RedactComment]:
    comment = replace(COMMENTED, attachments=files)
    story = given(*DESK, REGISTERED, comment)
    return story, RedactComment(ticket_id=TICKET, comment_id=comment.comment_id, reason="Пароль")


def test_the_fact_names_every_version_of_the_comment_and_the_reason() -> None:
    story, order = said()
    other = CommentOnTicket(ticket_id=TICKET, body="Другое")
    story.when(other, by=OPERATOR)
    own = next(one.fact for one in story.recorded if isinstance(one.fact, TicketCommented))
    story.when(EditComment(ticket_id=TICKET, comment_id=own.comment_id, body="Иначе"), by=OPERATOR)
    story.when(replace(order, comment_id=own.comment_id), by=ADMINISTRATOR).then(
        TicketCommentRedacted(
            ticket_id=TICKET,
            comment_id=own.comment_id,
            comment_version=3,
            requester_id=ANNA,
            reason="Пароль",
            redacted=(3, 4),
            with_files=False,
            is_public=True,
        )
    )
    bodies = [getattr(one.fact, "body", None) for one in story.log.load(StreamId(TICKET))]
    assert bodies == [None, COMMENTED.body, "[…]", "[…]", None]


def test_once_its_words_and_later_its_files_and_then_nothing_more() -> None:
    story, order = said(ATTACHMENT)
    story.when(order, by=ADMINISTRATOR).then(Like(TicketCommentRedacted, with_files=False))
    story.when(order, by=ADMINISTRATOR).then_nothing()
    files = replace(order, files=True)
    story.when(files, by=TECHNOLOGIST).then(Like(TicketCommentRedacted, with_files=True, redacted=(2,)))
    story.when(order, by=ADMINISTRATOR).then_nothing()
    story.when(files, by=ADMINISTRATOR).then_nothing()


def test_the_letter_that_a_comment_came_by_goes_with_its_words() -> None:
    story, order = said(replace(ATTACHMENT, name="письмо.eml", media_type="message/rfc822"))
    story.when(order, by=ADMINISTRATOR).then_refused(LetterSaysItAgain, field="files")
    story.when(replace(order, files=True), by=ADMINISTRATOR).then(Like(TicketCommentRedacted, with_files=True))


def test_administrators_alone_do_it() -> None:
    story, order = said()
    for somebody in (OPERATOR, REQUESTER):
        story.when(order, by=somebody).then_refused(NotAllowed)
    elsewhere = replace(order, ticket_id=TICKET, comment_id=REGISTERED.ticket_id)  # no comment bears it
    story.when(elsewhere, by=ADMINISTRATOR).then_refused(NoSuchComment, field="comment_id")


def test_a_comment_that_nobody_can_read_gets_no_other_words_and_goes_on_as_no_ticket() -> None:
    story = given(*DESK, REGISTERED).when(CommentOnTicket(ticket_id=TICKET, body="Пароль: 123"), by=OPERATOR)
    own = next(one.fact for one in story.recorded if isinstance(one.fact, TicketCommented))
    story.when(RedactComment(ticket_id=TICKET, comment_id=own.comment_id, reason="Пароль"), by=ADMINISTRATOR)
    anew = EditComment(ticket_id=TICKET, comment_id=own.comment_id, body="Пароль: 1234")
    story.when(anew, by=OPERATOR).then_refused(CommentIsRedacted, field="comment_id")
    split = SplitComment(ticket_id=TICKET, comment_id=own.comment_id)
    story.when(split, by=OPERATOR).then_refused(CommentIsRedacted, field="comment_id")


def split(story: Story, comment_id: CommentId, **more: Any) -> TicketId:
    """The ticket that the comment goes on as."""
    order = SplitComment(ticket_id=TICKET, comment_id=comment_id, **more)
    return TicketId(story.when(order, by=OPERATOR).receipt.stream)


def test_what_a_comment_went_on_as_says_the_same_and_goes_with_it_once_that_is_said() -> None:
    story, order = said(ATTACHMENT)
    new = split(story, order.comment_id, requester=From(person_id=ANNA))
    story.when(CorrectTicketWords(ticket_id=new, description="Иначе, но с паролем"), by=OPERATOR)
    refused = story.when(order, by=ADMINISTRATOR)
    assert isinstance(refused.outcome, TicketSaysItAgain)
    number = Ticket.fold(story.log.load(StreamId(new)))
    assert number is not None
    assert refused.outcome.params["numbers"] == f"№{number.number}"
    story.then_refused(TicketSaysItAgain, field="copies")
    facts = [one.fact for one in story.when(replace(order, copies=True, files=True), by=ADMINISTRATOR).recorded]
    assert len(facts) == 2
    assert Like(TicketCommentRedacted, ticket_id=TICKET, with_files=True) in facts
    assert Like(TicketDescriptionRedacted, ticket_id=new, redacted=(1, 3), with_files=True, reason="Пароль") in facts
    told = Ticket.fold(story.log.load(StreamId(new)))
    assert told is not None
    assert (told.description, told.attachments) == ("", ())
    assert COMMENTED.body not in str(story.log.load(StreamId(new)))
    story.when(replace(order, copies=True, files=True), by=ADMINISTRATOR).then_nothing()


def test_a_private_comment_stays_with_nobody_wherever_it_was_split_off_to() -> None:
    """From ticket to ticket: what was split off twice goes twice."""
    story = given(*DESK, REGISTERED)
    story.when(CommentOnTicket(ticket_id=TICKET, body="Пароль: 123", is_public=False), by=OPERATOR)
    own = next(one.fact for one in story.recorded if isinstance(one.fact, TicketCommented))
    first = split(story, own.comment_id)
    again = next(one.fact for one in story.log.load(StreamId(first)) if isinstance(one.fact, TicketCommented))
    second = SplitComment(ticket_id=first, comment_id=again.comment_id, public=True)
    last = TicketId(story.when(second, by=OPERATOR).receipt.stream)
    order = RedactComment(ticket_id=TICKET, comment_id=own.comment_id, reason="Пароль", copies=True)
    facts = [one.fact for one in story.when(order, by=ADMINISTRATOR).recorded]
    assert len(facts) == 3
    assert Like(TicketCommentRedacted, ticket_id=TICKET, is_public=False) in facts
    assert Like(TicketCommentRedacted, ticket_id=first, is_public=False) in facts
    assert Like(TicketDescriptionRedacted, ticket_id=last) in facts
    for ticket in (TICKET, first, last):
        assert "Пароль: 123" not in str(story.log.load(StreamId(ticket)))
