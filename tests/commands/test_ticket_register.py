from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from aggregates.agreement import NoSuchAgreement
from aggregates.entitlement_refusals import BaseAgreementIsMissing
from aggregates.person import NoSuchPerson
from aggregates.team import NoSuchTeam, PersonIsNotInTeam
from aggregates.ticket_refusals import RequesterIsUnknown
from aggregates.ticket_type import UnknownTicketType
from commands.refusals import NotAllowed, StaffSayThat
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from events.holding import AgreementGranted
from events.person import NameFreed, NameTaken
from events.ticket import TicketRegistered
from events.values.identity import AgreementId, PersonId, TeamId, ticket_id
from events.values.people import Requester, Responsible
from events.values.refusal import Refusal
from events.values.ticket import LEVELS, Channel, Level
from events.values.ticket_type import PriorityMatrix
from tests.dsl import Like, On, given, stream_of
from tests.gallery import AGREEMENT, ANNA_ASKS, ATTACHMENT, CHOSEN, CONCLUDED, DESK, DRAWN_UP
from tests.people import (
    ANNA,
    AUDITOR,
    FIRST_LINE,
    OLGA,
    OPERATOR,
    REQUESTER,
    SECOND_LINE,
    STRANGER,
    THE_DESK,
)
from tests.support.keyed import reservation, sender_id

FOR_ANNA = From(person_id=ANNA)


def test_row_1_a_ticket_is_registered_with_all_that_was_true_then() -> None:
    asked = RegisterTicket(
        subject="  Не печатает\n\tпринтер ",
        description="Второй этаж",
        type="service_request",
        requester=FOR_ANNA,
        channel="phone",
        agreement_id=AGREEMENT,
        impact="critical",
        urgency="normal",
        attributes={"site": "north"},
        responsible=Responsible(FIRST_LINE, OLGA),
        attachments=(ATTACHMENT,),
        message_id="<m1@client.example>",
    )
    story = given(*DESK).when(asked, by=OPERATOR)
    story.then(
        TicketRegistered(
            ticket_id=ticket_id(1001),
            number=1001,
            type="service_request",
            subject="Не печатает принтер",
            description="Второй этаж",
            requester=ANNA_ASKS,
            channel="phone",
            agreement_id=AGREEMENT,
            priority="high",
            impact="critical",
            urgency="normal",
            attributes={"site": "north"},
            responsible=Responsible(FIRST_LINE, OLGA),
            attachments=(ATTACHMENT,),
            message_id="<m1@client.example>",
        )
    )
    assert (story.receipt.stream, story.receipt.reference, story.receipt.version) == (
        stream_of(story.recorded[0].fact),
        "1001",
        1,
    )


def test_row_97_the_agreement_s_default_responsible_answers_when_nobody_is_named() -> None:
    story = given(*DESK).when(RegisterTicket(subject="Вопрос"), by=REQUESTER)
    story.then(Like(TicketRegistered, responsible=CONCLUDED.default_responsible, requester=ANNA_ASKS))


def test_rows_102_107_without_an_agreement_named_the_base_one_counts() -> None:
    given(*DESK).when(RegisterTicket(subject="Вопрос"), by=REQUESTER).then(
        Like(TicketRegistered, agreement_id=AGREEMENT)
    )


def test_row_103_without_a_base_agreement_the_ticket_is_not_registered() -> None:
    story = given(*[fact for fact in DESK if fact != CHOSEN])
    story.when(RegisterTicket(subject="Вопрос"), by=REQUESTER).then_refused(
        BaseAgreementIsMissing, field="agreement_id"
    )
    story.given(AgreementGranted(recipient_id=ANNA, agreement_id=AGREEMENT))
    story.when(RegisterTicket(subject="Вопрос", agreement_id=AGREEMENT), by=REQUESTER).then(Like(TicketRegistered))


def test_row_106_a_sender_whom_nobody_registered_is_served_and_known_by_the_address() -> None:
    guest = From(email="Guest@Example.org", name="Гость")
    given(*DESK).when(RegisterTicket(subject="Вопрос", requester=guest), by=THE_DESK).then(
        Like(
            TicketRegistered,
            requester=Requester(
                person_id=sender_id("guest@example.org"), name="Гость", email="Guest@Example.org", known=False
            ),
        )
    )


def test_row_106_the_name_of_an_unknown_sender_stands_on_one_line() -> None:
    guest = From(email="guest@example.org", name=" Гость\n с сайта ")
    story = given(*DESK).when(RegisterTicket(subject="Вопрос", requester=guest), by=THE_DESK)
    [registered] = [recorded.fact for recorded in story.recorded]
    assert isinstance(registered, TicketRegistered)
    assert registered.requester.name == "Гость с сайта"


def test_row_106_somebody_signed_in_whom_the_desk_does_not_know_is_served_too() -> None:
    given(*DESK).when(RegisterTicket(subject="Вопрос"), by=STRANGER).then(
        Like(
            TicketRegistered,
            requester=Requester(person_id=PersonId(STRANGER.actor.id), name=STRANGER.actor.name, known=False),
        )
    )


@pytest.mark.parametrize("address", ["orlova@client.example", " Orlova@Client.Example "])
def test_row_106_a_ticket_for_the_address_of_a_registered_person_is_that_person_s(address: str) -> None:
    story = given(*DESK, On(reservation("email", "orlova@client.example"), NameTaken(what="email", person_id=ANNA)))
    asked = RegisterTicket(subject="Вопрос", requester=From(email=address, name="Анюта"))
    for by in (OPERATOR, THE_DESK, REQUESTER):
        story.when(asked, by=by).then(Like(TicketRegistered, requester=ANNA_ASKS))
    story.when(asked, by=STRANGER).then_refused(NotAllowed, field="requester")


def test_row_106_an_address_that_nobody_holds_any_more_is_a_sender_s() -> None:
    left = (NameTaken(what="email", person_id=ANNA), NameFreed(what="email", person_id=ANNA))
    story = given(*DESK, *(On(reservation("email", "orlova@client.example"), fact) for fact in left))
    asked = RegisterTicket(subject="Вопрос", requester=From(email="orlova@client.example"))
    story.when(asked, by=OPERATOR)
    [registered] = [recorded.fact for recorded in story.recorded]
    assert isinstance(registered, TicketRegistered)
    assert registered.requester.person_id == sender_id("orlova@client.example")


@pytest.mark.parametrize("requester", [None, From(), From(name="Кто-то")])
def test_row_106_the_desk_itself_says_whom_a_ticket_is_for(requester: From | None) -> None:
    asked = RegisterTicket(subject="Вопрос", requester=requester)
    given(*DESK).when(asked, by=THE_DESK).then_refused(RequesterIsUnknown, field="requester")


def test_a_person_who_does_not_exist_asks_for_nothing() -> None:
    asked = RegisterTicket(subject="Вопрос", requester=From(person_id=PersonId(UUID(int=404))))
    given(*DESK).when(asked, by=OPERATOR).then_refused(NoSuchPerson, field="requester.person_id")


@pytest.mark.parametrize("somebody", [From(person_id=OLGA), From(email="olga@desk.example")])
def test_row_82_a_requester_asks_for_nobody_else(somebody: From) -> None:
    asked = RegisterTicket(subject="Вопрос", requester=somebody)
    given(*DESK).when(asked, by=REQUESTER).then_refused(NotAllowed, field="requester")


def test_a_requester_does_not_say_who_answers_but_staff_and_the_desk_do() -> None:
    asked = RegisterTicket(subject="Вопрос", requester=FOR_ANNA, responsible=Responsible(SECOND_LINE))
    given(*DESK).when(asked, by=REQUESTER).then_refused(NotAllowed, field="responsible")
    for by in (OPERATOR, THE_DESK):
        given(*DESK).when(asked, by=by).then(Like(TicketRegistered, responsible=Responsible(SECOND_LINE)))


@pytest.mark.parametrize("said", [{"priority": "low"}, {"priority": "critical"}, {"channel": "phone"}])
def test_a_requester_says_neither_how_soon_it_is_due_nor_how_somebody_else_came(said: dict[str, Any]) -> None:
    asked = msgspec.convert({"subject": "Вопрос", "requester": {"person_id": str(ANNA)}, **said}, RegisterTicket)
    given(*DESK).when(asked, by=REQUESTER).then_refused(StaffSayThat, field=next(iter(said)))
    for by in (OPERATOR, THE_DESK):
        given(*DESK).when(asked, by=by).then(Like(TicketRegistered, **said))


def test_a_requester_says_how_bad_it_is_and_through_which_door_of_their_own_they_came() -> None:
    channels: tuple[Channel, ...] = ("portal", "api")
    for channel in channels:
        asked = RegisterTicket(subject="Вопрос", channel=channel, impact="critical", urgency="high")
        given(*DESK).when(asked, by=REQUESTER).then(Like(TicketRegistered, channel=channel, priority="critical"))


@pytest.mark.parametrize(
    ("wanted", "refusal", "field"),
    [
        (Responsible(TeamId(UUID(int=404))), NoSuchTeam, "responsible.team_id"),
        (Responsible(SECOND_LINE, OLGA), PersonIsNotInTeam, "responsible.person_id"),
    ],
)
def test_row_73_a_named_responsible_exists(wanted: Responsible, refusal: type[Refusal], field: str) -> None:
    command = RegisterTicket(subject="Вопрос", responsible=wanted)
    given(*DESK).when(command, by=OPERATOR).then_refused(refusal, field=field)


def test_row_85_an_auditor_registers_nothing() -> None:
    given(*DESK).when(RegisterTicket(subject="Вопрос"), by=AUDITOR).then_refused(NotAllowed)


def test_row_2_a_type_is_one_of_those_that_the_desk_knows() -> None:
    given(*DESK).when(RegisterTicket(subject="Вопрос", type="wish"), by=REQUESTER).then_refused(
        UnknownTicketType, field="type", type="wish"
    )


def test_row_113_a_ticket_is_registered_within_an_agreement_that_exists() -> None:
    for nothing in (UUID(int=404), DRAWN_UP.schedule_id):
        asked = RegisterTicket(subject="Вопрос", agreement_id=AgreementId(nothing))
        given(*DESK).when(asked, by=REQUESTER).then_refused(NoSuchAgreement, field="agreement_id")


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        (None, None, "normal"),
        ("critical", None, "critical"),
        (None, "low", "low"),
        ("critical", "low", "high"),
        ("high", "low", "normal"),
        ("critical", "high", "critical"),
        ("normal", "low", "normal"),
    ],
)
def test_a_priority_is_the_mean_of_impact_and_urgency_rounded_to_the_more_pressing(
    impact: Level | None, urgency: Level | None, priority: Level
) -> None:
    assert PriorityMatrix().priority(impact, urgency) == priority


def test_a_priority_lies_between_impact_and_urgency_whichever_is_which() -> None:
    for impact in LEVELS:
        for urgency in LEVELS:
            low, high = sorted((LEVELS.index(impact), LEVELS.index(urgency)))
            assert low <= LEVELS.index(PriorityMatrix().priority(impact, urgency)) <= high
            assert PriorityMatrix().priority(impact, urgency) == PriorityMatrix().priority(urgency, impact)


def test_tickets_registered_one_after_another_have_growing_numbers() -> None:
    story = given(*DESK)
    numbers = [int(story.when(RegisterTicket(subject="Вопрос"), by=REQUESTER).receipt.reference) for _ in range(3)]
    assert numbers == [1001, 1002, 1003]


@pytest.mark.parametrize(
    "said",
    [
        {"subject": ""},
        {"subject": "   "},
        {"subject": "я" * 501},
        {"subject": "a", "description": "я" * 100_001},
        {"subject": "a", "priority": "urgent"},
        {"subject": "a", "channel": "pigeon"},
        {"subject": "a", "colour": "red"},
        {"subject": "a", "requester": {"email": "no address"}},
        {"subject": "a", "requester": {"login": "anna"}},
        {"subject": "a", "responsible": {"person_id": str(OLGA)}},
        {"subject": "a", "attributes": {"": "x"}},
        {"subject": "a", "attachments": [{"sha256": "../etc", "name": "x", "media_type": "x", "size_bytes": 1}]},
        {},
    ],
)
def test_outside_input_that_is_no_registration_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said, RegisterTicket)
