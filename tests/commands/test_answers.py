"""What an answer of whoever asked does: it goes on with what waited for it, and thanks leave a solution alone."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from aggregates.ticket import Ticket
from aggregates.ticket_refusals import ReplyCameTooLate
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import ReopenTicket
from events.fact import Fact
from events.ticket import TicketCommented, TicketReopened, TicketResumed
from events.ticket_type import TicketTypeRevised
from events.ticket_words import TicketAnswerNoted
from events.values.identity import ticket_type_id
from events.values.text import Text
from events.values.ticket_type import SHIPPED_TYPES, AttributeDefinition
from tests.commands.lives import LIVES
from tests.dsl import NOW, Like, given
from tests.gallery import ANNA_ASKS, ATTACHMENT, REGISTERED, TICKET
from tests.people import ANNA, OPERATOR, REQUESTER

ANSWER = CommentOnTicket(ticket_id=TICKET, body="Запчасть привезли")
THANKS = CommentOnTicket(ticket_id=TICKET, body="Спасибо, всё работает!")
SAID = Like(TicketCommented, by_staff=False)
REOPENED = TicketReopened(ticket_id=TICKET, requester_id=ANNA)


def revised(**rules: object) -> Fact:
    """The ticket's type with other rules."""
    definition = msgspec.structs.replace(SHIPPED_TYPES["incident"], **rules)
    return TicketTypeRevised(type_id=ticket_type_id("incident"), code="incident", definition=definition)


def test_what_waits_goes_on_with_the_answer_of_whoever_asked() -> None:
    given(*LIVES["on_hold"]).when(ANSWER, by=REQUESTER).then(SAID, TicketResumed(ticket_id=TICKET))
    given(*LIVES["on_hold"]).when(ANSWER, by=OPERATOR).then(Like(TicketCommented, by_staff=True))
    given(*LIVES["on_approval"]).when(ANSWER, by=REQUESTER).then(SAID)


def test_where_the_type_says_so_an_answer_to_what_waits_is_only_noted() -> None:
    story = given(revised(answers_on_hold="note"), *LIVES["on_hold"]).when(ANSWER, by=REQUESTER)
    story.then(SAID, Like(TicketAnswerNoted, taken_as="answer_on_hold"))
    comment, noted = (recorded.fact for recorded in story.recorded)
    assert isinstance(comment, TicketCommented)
    assert isinstance(noted, TicketAnswerNoted)
    assert noted.comment_id == comment.comment_id


def test_row_92_an_answer_goes_on_with_nothing_that_asks_for_more() -> None:
    room = AttributeDefinition(
        code="room", name=Text("Комната", "Room"), kind="text", required_in=frozenset({"in_progress"})
    )
    given(revised(attributes=(room,)), *LIVES["on_hold"]).when(ANSWER, by=REQUESTER).then(
        SAID, Like(TicketAnswerNoted, taken_as="answer_on_hold")
    )


def test_thanks_leave_a_solution_alone_and_one_command_reopens() -> None:
    story = given(*LIVES["resolved"]).when(THANKS, by=REQUESTER)
    story.then(SAID, Like(TicketAnswerNoted, taken_as="thanks"))
    story.when(ReopenTicket(ticket_id=TICKET), by=OPERATOR).then(REOPENED)


@pytest.mark.parametrize(
    "said",
    [
        msgspec.structs.replace(THANKS, body="Спасибо, но снова не печатает"),
        msgspec.structs.replace(THANKS, attachments=(ATTACHMENT,)),
    ],
    ids=["more than thanks", "with a file"],
)
def test_row_166_any_other_answer_reopens_a_solution(said: CommentOnTicket) -> None:
    given(*LIVES["resolved"]).when(said, by=REQUESTER).then(SAID, REOPENED)


def test_where_the_type_says_so_thanks_reopen_too() -> None:
    given(revised(thanks_keep_resolved=False), *LIVES["resolved"]).when(THANKS, by=REQUESTER).then(SAID, REOPENED)


def test_thanks_never_come_too_late() -> None:
    late = NOW + timedelta(days=20)
    story = given(*LIVES["resolved"])
    story.when(ANSWER, by=REQUESTER, at=late).then_refused(ReplyCameTooLate)
    story.when(THANKS, by=REQUESTER, at=late).then(SAID, Like(TicketAnswerNoted, taken_as="thanks"))


def test_a_note_stands_until_staff_answer_or_the_status_changes() -> None:
    story = given(*LIVES["resolved"]).when(THANKS, by=REQUESTER).then(SAID, Like(TicketAnswerNoted))
    noted = Ticket.fold(story.log.load(story.receipt.stream))
    assert noted is not None
    assert (noted.noted_answer, noted.requester_name) == ("thanks", ANNA_ASKS.name)
    story.when(CommentOnTicket(ticket_id=TICKET, body="Рады помочь"), by=OPERATOR)
    read = Ticket.fold(story.log.load(story.receipt.stream))
    assert read is not None
    assert (read.noted_answer, read.number) == (None, REGISTERED.number)
