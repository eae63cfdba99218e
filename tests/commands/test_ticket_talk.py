from __future__ import annotations

from uuid import UUID, uuid5

import msgspec
import pytest

from aggregates.agreement import NoSuchAgreement
from aggregates.ticket_refusals import AttributeIsNotThere, OwnTicketHasNoPrivateComments, PrivateCommentIsForStaff
from aggregates.ticket_type import UnknownTicketType
from commands.ticket.letters import LetterIdComesByMail
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket, ReclassifyTicket
from events.holding import AgreementGranted
from events.ticket import TicketCommented, TicketPrioritised, TicketReclassified, TicketReopened, TicketResumed
from events.values.identity import AgreementId
from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import AttributeChange
from tests.commands.lives import LIVES, OVER
from tests.dsl import Like, given
from tests.gallery import ATTACHMENT, CONCLUDED, DESK, DRAWN_UP, PEOPLE, REGISTERED, TICKET
from tests.people import ANNA, OPERATOR, REQUESTER, viewer

ANOTHER_AGREEMENT = AgreementId(UUID(int=9))
VIP = msgspec.structs.replace(CONCLUDED, agreement_id=ANOTHER_AGREEMENT)


# -- comments --------------------------------------------------------------------------------------------------
def test_rows_128_130_a_comment_says_whose_word_it_is() -> None:
    said = CommentOnTicket(ticket_id=TICKET, body="Проверьте кабель", attachments=(ATTACHMENT,), message_id="<m@d>")
    story = given(REGISTERED).when(said, by=OPERATOR)
    story.then(
        TicketCommented(
            ticket_id=TICKET,
            comment_id=uuid5(story.receipt.command_id, "comment"),  # type: ignore[arg-type] # a plain id
            requester_id=ANNA,
            body="Проверьте кабель",
            is_public=True,
            by_staff=True,
            attachments=(ATTACHMENT,),
            message_id="<m@d>",
        )
    )
    story.when(CommentOnTicket(ticket_id=TICKET, body="Проверила"), by=REQUESTER).then(
        Like(TicketCommented, by_staff=False, is_public=True)
    )


def test_the_id_of_a_letter_is_told_by_the_mail_and_by_staff_alone() -> None:
    said = CommentOnTicket(ticket_id=TICKET, body="Это моё письмо", message_id="<of-another@client.example>")
    given(REGISTERED).when(said, by=REQUESTER).then_refused(LetterIdComesByMail, field="message_id")
    asked = RegisterTicket(subject="Вопрос", message_id="<of-another@client.example>")
    given(*DESK).when(asked, by=REQUESTER).then_refused(LetterIdComesByMail, field="message_id")


def test_row_130_staff_who_asked_for_the_ticket_themselves_speak_as_its_requester() -> None:
    anna_at_work = viewer(ANNA, "Анна Орлова", "specialist")
    said = CommentOnTicket(ticket_id=TICKET, body="Это я сама и спрашиваю")
    given(REGISTERED).when(said, by=anna_at_work).then(Like(TicketCommented, by_staff=False))


def test_row_129_private_comments_are_for_staff() -> None:
    aside = CommentOnTicket(ticket_id=TICKET, body="Между нами", is_public=False)
    given(REGISTERED).when(aside, by=OPERATOR).then(Like(TicketCommented, is_public=False, by_staff=True))
    given(REGISTERED).when(aside, by=REQUESTER).then_refused(PrivateCommentIsForStaff, field="is_public")
    at_work = Viewer(actor=REQUESTER.actor, groups=frozenset({"specialist"}))
    given(REGISTERED).when(aside, by=at_work).then_refused(OwnTicketHasNoPrivateComments, field="is_public")


@pytest.mark.parametrize("status", [status for status in LIVES if status not in OVER])
@pytest.mark.parametrize("by", [OPERATOR, REQUESTER], ids=["staff", "requester"])
def test_people_talk_on_until_a_ticket_is_over(by: Viewer, status: str) -> None:
    """To the requester's word a resolved one opens again, and what waits goes on (row 166)."""
    said = CommentOnTicket(ticket_id=TICKET, body="Не помогло")
    moves = {
        "resolved": TicketReopened(ticket_id=TICKET, requester_id=ANNA),
        "on_hold": TicketResumed(ticket_id=TICKET),
    }
    answers = [moves[status]] if by is REQUESTER and status in moves else []
    given(*LIVES[status]).when(said, by=by).then(Like(TicketCommented, body="Не помогло"), *answers)


def test_the_same_words_said_twice_are_two_comments() -> None:
    said = CommentOnTicket(ticket_id=TICKET, body="Ау")
    story = given(REGISTERED).when(said, by=REQUESTER).when(said, by=REQUESTER)
    story.then(Like(TicketCommented, body="Ау"))
    comments = [recorded.fact for recorded in story.log.load(story.receipt.stream)[1:]]
    assert len({fact.comment_id for fact in comments if isinstance(fact, TicketCommented)}) == 2


@pytest.mark.parametrize("body", ["", " \n\t ", "я" * 20_001])
def test_a_comment_has_words_and_not_too_many(body: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="body"):
        msgspec.convert({"ticket_id": str(TICKET), "body": body}, CommentOnTicket)


# -- priority --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "becomes"),
    [
        (PrioritiseTicket(ticket_id=TICKET, priority="critical"), ("critical", "high", "low")),
        (PrioritiseTicket(ticket_id=TICKET, urgency="critical"), ("critical", "high", "critical")),
        (PrioritiseTicket(ticket_id=TICKET, impact="low", urgency="low"), ("low", "low", "low")),
        (PrioritiseTicket(ticket_id=TICKET, priority="normal", impact="critical"), ("normal", "critical", "low")),
    ],
    ids=["named", "by urgency", "by both", "named against the matrix"],
)
def test_a_priority_is_named_or_follows_from_impact_and_urgency(
    asked: PrioritiseTicket, becomes: tuple[str, str, str]
) -> None:
    story = given(REGISTERED).when(asked, by=OPERATOR)
    story.then(Like(TicketPrioritised))
    fact = story.recorded[0].fact
    assert isinstance(fact, TicketPrioritised)
    assert (fact.priority, fact.impact, fact.urgency) == becomes


@pytest.mark.parametrize(
    "asked",
    [
        PrioritiseTicket(ticket_id=TICKET, priority="normal"),
        PrioritiseTicket(ticket_id=TICKET, priority="normal", impact="high", urgency="low"),
    ],
)
def test_the_same_priority_again_is_nothing(asked: PrioritiseTicket) -> None:
    given(REGISTERED).when(asked, by=OPERATOR).then_nothing()


# -- what it is ------------------------------------------------------------------------------------------------
def test_a_ticket_is_given_another_type_agreement_and_attributes() -> None:
    asked = ReclassifyTicket(
        ticket_id=TICKET, type="service_request", agreement_id=ANOTHER_AGREEMENT, attributes={"site": "south"}
    )
    held = AgreementGranted(recipient_id=ANNA, agreement_id=ANOTHER_AGREEMENT)
    given(DRAWN_UP, *PEOPLE, VIP, held, REGISTERED).when(asked, by=OPERATOR).then(
        TicketReclassified(
            ticket_id=TICKET,
            requester_id=ANNA,
            type="service_request",
            agreement_id=ANOTHER_AGREEMENT,
            service_path=REGISTERED.service_path,
            attributes={"site": "south"},
            changed=(
                AttributeChange(code="site", name=Text.same("site"), was=Text.same("north"), now=Text.same("south")),
            ),
        )
    )


def test_what_is_not_named_stays_as_it_is() -> None:
    given(REGISTERED).when(ReclassifyTicket(ticket_id=TICKET, type="incident"), by=OPERATOR).then_nothing()


@pytest.mark.parametrize("unknown", ["wish", "", "Incident"])
def test_row_2_a_type_is_one_of_those_that_the_desk_knows(unknown: str) -> None:
    asked = ReclassifyTicket(ticket_id=TICKET, type=unknown)
    given(REGISTERED).when(asked, by=OPERATOR).then_refused(UnknownTicketType, field="type", type=unknown)


def test_an_agreement_that_does_not_exist_promises_nothing() -> None:
    asked = ReclassifyTicket(ticket_id=TICKET, agreement_id=AgreementId(UUID(int=404)))
    given(REGISTERED).when(asked, by=OPERATOR).then_refused(NoSuchAgreement, field="agreement_id")


def test_an_attribute_that_is_not_there_cannot_be_taken_away() -> None:
    asked = ReclassifyTicket(ticket_id=TICKET, attributes={"zz": None})
    given(*DESK, REGISTERED).when(asked, by=OPERATOR).then_refused(AttributeIsNotThere, field="attributes.zz")
