"""A ticket's words and its requester are corrected; one's own new ticket is taken back."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from aggregates.entitlement_refusals import AgreementIsNotHeld
from aggregates.ticket import Ticket
from aggregates.ticket_corrections import OnlyRequesterTakesBack, TicketIsWorkedOn
from aggregates.ticket_refusals import NoSuchTicket, TicketIsClosed
from commands.refusals import NothingIsAsked, StaleVersion
from commands.ticket.correct import CorrectRequester, CorrectTicketWords, TakeTicketBack
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket
from events.fact import Fact
from events.inner import requesters
from events.ticket import TicketAssigned, TicketCommented, TicketPrioritised
from events.ticket_corrections import TicketRequesterCorrected, TicketReworded, TicketTakenBack
from events.values.identity import OWN_COMPANY, AgreementId
from events.values.people import Responsible, Viewer
from tests.commands.lives import LIVES, OVER
from tests.dsl import Like, given
from tests.gallery import ATTACHMENT, COMMENTED, CONCLUDED, DESK, IN_PROGRESS, ON_HOLD, REGISTERED, TICKET
from tests.gallery_people import DEPARTMENT, OTHER_DEPARTMENT
from tests.gallery_talk import TAKEN_BACK
from tests.people import ADMINISTRATOR, ANNA, OLGA, OPERATOR, REQUESTER, SECOND_LINE, SEMYON, STRANGER, viewer

FOR_SEMYON = CorrectRequester(ticket_id=TICKET, requester=From(person_id=SEMYON))
SEMYON_HIMSELF = viewer(SEMYON, "Semyon Black", "requester")
ANOTHER_SUBJECT = CorrectTicketWords(ticket_id=TICKET, subject="Не печатает принтер в бухгалтерии")
TAKE_BACK = TakeTicketBack(ticket_id=TICKET)
_PRIVATE = msgspec.structs.replace(COMMENTED, is_public=False, attachments=())


# -- words -----------------------------------------------------------------------------------------------------
def test_subject_and_description_are_corrected_and_the_fact_says_which() -> None:
    given(REGISTERED).when(ANOTHER_SUBJECT, by=OPERATOR).then(
        TicketReworded(
            ticket_id=TICKET,
            requester_id=ANNA,
            subject="Не печатает принтер в бухгалтерии",
            description=REGISTERED.description,
            corrected=("subject",),
        )
    )
    both = msgspec.structs.replace(ANOTHER_SUBJECT, description=None)
    given(REGISTERED).when(both, by=OPERATOR).then(
        Like(TicketReworded, description="", corrected=("subject", "description"))
    )


def test_words_that_stay_the_same_are_no_correction_and_none_named_is_refused() -> None:
    same = CorrectTicketWords(ticket_id=TICKET, subject=" ".join(REGISTERED.subject.split()))
    given(REGISTERED).when(same, by=OPERATOR).then_nothing()
    given(REGISTERED).when(CorrectTicketWords(ticket_id=TICKET), by=OPERATOR).then_refused(NothingIsAsked)


@pytest.mark.parametrize("worked_on", [(IN_PROGRESS,), (ON_HOLD,), (COMMENTED,)], ids=["started", "held", "answered"])
def test_whoever_asked_corrects_and_takes_back_until_somebody_works_on_it(worked_on: tuple[Fact, ...]) -> None:
    given(REGISTERED).when(ANOTHER_SUBJECT, by=REQUESTER).then(Like(TicketReworded))
    given(REGISTERED, *worked_on).when(ANOTHER_SUBJECT, by=REQUESTER).then_refused(TicketIsWorkedOn, number=17)
    given(REGISTERED, *worked_on).when(TAKE_BACK, by=REQUESTER).then_refused(TicketIsWorkedOn, number=17)
    given(REGISTERED, *worked_on).when(ANOTHER_SUBJECT, by=OPERATOR).then(Like(TicketReworded))


def test_who_sorts_a_ticket_or_whispers_about_it_does_not_work_on_it_yet() -> None:
    sorted_in = (
        TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, SEMYON)),
        TicketPrioritised(ticket_id=TICKET, priority="high"),
        _PRIVATE,
    )
    given(REGISTERED, *sorted_in).when(TAKE_BACK, by=REQUESTER).then(Like(TicketTakenBack))


@pytest.mark.parametrize("status", OVER)
def test_what_is_over_is_not_corrected(status: str) -> None:
    for command in (ANOTHER_SUBJECT, FOR_SEMYON):
        given(*DESK, *LIVES[status]).when(command, by=OPERATOR).then_refused(TicketIsClosed)


# -- who it is for ---------------------------------------------------------------------------------------------
def test_rules_t3_w7_a_ticket_is_for_another_with_its_words_told_anew() -> None:
    story = given(*DESK, REGISTERED).when(FOR_SEMYON, by=OPERATOR)
    story.then(
        Like(
            TicketRequesterCorrected,
            former_id=ANNA,
            agreement_id=CONCLUDED.agreement_id,
            service_path=REGISTERED.service_path,
            subject=REGISTERED.subject,
            description=REGISTERED.description,
            attributes={"site": "north"},
            attachments=(ATTACHMENT,),
        )
    )
    told = story.recorded[0].fact
    assert isinstance(told, TicketRequesterCorrected)
    assert (told.requester.person_id, told.requester.units) == (SEMYON, (OTHER_DEPARTMENT, DEPARTMENT, OWN_COMPANY))
    ticket = Ticket.fold(story.log.load(story.receipt.stream))
    assert ticket is not None
    assert (ticket.requester_id, ticket.company_id) == (SEMYON, OWN_COMPANY)


def test_who_asked_by_mistake_sees_it_no_longer_and_who_asks_now_does() -> None:
    story = given(*DESK, REGISTERED).when(FOR_SEMYON, by=OPERATOR).then(Like(TicketRequesterCorrected))
    word = CommentOnTicket(ticket_id=TICKET, body="Что нового?")
    story.when(word, by=REQUESTER).then_refused(NoSuchTicket)
    story.when(word, by=SEMYON_HIMSELF).then(Like(TicketCommented, by_staff=False, requester_id=SEMYON))
    assert requesters(story.log.load(story.receipt.stream)) == {SEMYON}


def test_an_unknown_address_may_ask_and_the_same_person_is_no_correction() -> None:
    guest = CorrectRequester(ticket_id=TICKET, requester=From(email="new@elsewhere.example", name="Новиков"))
    story = given(*DESK, REGISTERED).when(guest, by=OPERATOR).then(Like(TicketRequesterCorrected))
    told = story.recorded[0].fact
    assert isinstance(told, TicketRequesterCorrected)
    assert (told.requester.known, told.requester.email) == (False, "new@elsewhere.example")
    same = CorrectRequester(ticket_id=TICKET, requester=From(person_id=ANNA))
    given(*DESK, REGISTERED).when(same, by=OPERATOR).then_nothing()


def test_the_new_requester_holds_the_agreement_that_is_named() -> None:
    other = AgreementId(UUID(int=9))
    vip = msgspec.structs.replace(CONCLUDED, agreement_id=other)
    asked = msgspec.structs.replace(FOR_SEMYON, agreement_id=other)
    given(*DESK, vip, REGISTERED).when(asked, by=OPERATOR).then_refused(AgreementIsNotHeld)


def test_a_correction_of_what_somebody_changed_meanwhile_is_stale() -> None:
    story = given(*DESK, REGISTERED).when(FOR_SEMYON, by=OPERATOR).then(Like(TicketRequesterCorrected))
    story.when(ANOTHER_SUBJECT, by=ADMINISTRATOR, seen=1).then_refused(StaleVersion, seen=1, now=2)


# -- taking back -----------------------------------------------------------------------------------------------
def test_rule_c3_one_s_own_new_ticket_is_taken_back_once() -> None:
    asked = TakeTicketBack(ticket_id=TICKET, reason="Заработало само")
    story = given(REGISTERED).when(asked, by=REQUESTER)
    story.then(TicketTakenBack(ticket_id=TICKET, requester_id=ANNA, reason="Заработало само"))
    story.when(TAKE_BACK, by=REQUESTER).then_nothing()
    story.when(CommentOnTicket(ticket_id=TICKET, body="Ау"), by=REQUESTER).then_refused(TicketIsClosed)


@pytest.mark.parametrize("by", [OPERATOR, ADMINISTRATOR], ids=["operator", "administrator"])
def test_nobody_takes_back_what_another_asked_for(by: Viewer) -> None:
    given(REGISTERED).when(TAKE_BACK, by=by).then_refused(OnlyRequesterTakesBack, number=17)
    given(REGISTERED).when(TAKE_BACK, by=STRANGER).then_refused(NoSuchTicket)


def test_staff_who_asked_for_themselves_take_back_their_own() -> None:
    own = msgspec.structs.replace(REGISTERED, requester=msgspec.structs.replace(REGISTERED.requester, person_id=OLGA))
    given(own).when(TAKE_BACK, by=OPERATOR).then(Like(TicketTakenBack, requester_id=OLGA))
    given(own, TAKEN_BACK).when(ANOTHER_SUBJECT, by=OPERATOR).then_refused(TicketIsClosed)
