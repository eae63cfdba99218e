"""One mailbox is one person, however its address is spelt, also where it was recorded before (row 66)."""

from __future__ import annotations

import msgspec
import pytest

from aggregates.names import EmailIsTaken, LoginIsTaken
from commands.person.access import GiveLogin
from commands.person.card import ChangeEmails
from commands.person.register import RegisterPerson
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from events.person import NameFreed, NameTaken, PersonEmailsChanged
from events.ticket import TicketRegistered
from events.values.faults import InvalidValue
from events.values.identity import StreamId, named
from events.values.people import Requester
from events.values.person_name import PersonName
from tests.dsl import Like, On, Story, given
from tests.gallery import DESK
from tests.gallery_people import DEPARTMENT
from tests.people import ADMINISTRATOR, ANNA, OLGA, OPERATOR
from tests.support.keyed import reservation, sender_id

LETTERS, TRAVELS = "cy@пример.рф", "cy@xn--e1afmkfd.xn--p1ai"
SPELT = [LETTERS, TRAVELS, "CY@ПРИМЕР.рф", "Cy@XN--E1AFMKFD.xn--p1ai"]


def holds(email: str, person: object = OLGA) -> Story:
    return given(*DESK).when(ChangeEmails(person_id=person, emails=(email,)), by=ADMINISTRATOR)  # type: ignore[arg-type] # an id of the gallery


@pytest.mark.parametrize("first", SPELT)
@pytest.mark.parametrize("second", SPELT)
def test_row_66_an_address_in_another_spelling_belongs_to_who_has_it(first: str, second: str) -> None:
    story = holds(first)
    story.when(ChangeEmails(person_id=ANNA, emails=(second,)), by=ADMINISTRATOR).then_refused(EmailIsTaken)
    story.when(
        RegisterPerson(full_name=PersonName("Цой"), unit_id=DEPARTMENT, emails=(second,)), by=ADMINISTRATOR
    ).then_refused(EmailIsTaken)
    if second.isascii():
        # Letters of two scripts are no login anyway.
        story.when(GiveLogin(person_id=ANNA, login=second), by=ADMINISTRATOR).then_refused(LoginIsTaken)
    story.when(RegisterTicket(subject="Вопрос", requester=From(email=second)), by=OPERATOR)
    (fact,) = (recorded.fact for recorded in story.recorded)
    assert isinstance(fact, TicketRegistered)
    assert fact.requester.person_id == OLGA


def test_row_66_an_address_is_kept_as_people_read_it_and_once() -> None:
    asked = ChangeEmails(person_id=OLGA, emails=(TRAVELS, "B@x.example", LETTERS, "b@X.example"))
    story = given(*DESK).when(asked, by=ADMINISTRATOR)
    assert Like(PersonEmailsChanged, emails=(LETTERS, "b@x.example")) in [told.fact for told in story.recorded]
    story.when(ChangeEmails(person_id=OLGA, emails=(LETTERS, "b@x.example")), by=ADMINISTRATOR).then_nothing()


def test_a_name_that_was_reserved_under_its_letters_before_is_still_held_and_freed() -> None:
    earlier = On(StreamId(named("reservation:email", LETTERS)), NameTaken(what="email", person_id=OLGA))
    had = PersonEmailsChanged(person_id=OLGA, emails=(LETTERS,))
    for spelt in (LETTERS, TRAVELS):
        story = given(*DESK, had, earlier)
        story.when(ChangeEmails(person_id=ANNA, emails=(spelt,)), by=ADMINISTRATOR).then_refused(EmailIsTaken)
        story.when(ChangeEmails(person_id=OLGA, emails=("o@x.example",)), by=ADMINISTRATOR)
        assert NameFreed(what="email", person_id=OLGA) in [told.fact for told in story.recorded]
        story.when(ChangeEmails(person_id=ANNA, emails=(spelt,)), by=ADMINISTRATOR)
        assert NameTaken(what="email", person_id=ANNA) in [told.fact for told in story.recorded]


def test_row_106_a_guest_is_one_sender_in_every_spelling_and_is_shown_in_letters() -> None:
    for spelt in SPELT[:2]:
        given(*DESK).when(RegisterTicket(subject="Вопрос", requester=From(email=spelt)), by=OPERATOR).then(
            Like(
                TicketRegistered,
                requester=Requester(person_id=sender_id(TRAVELS), name=LETTERS, email=LETTERS, known=False),
            )
        )
    assert reservation("email", LETTERS) == reservation("email", TRAVELS)


@pytest.mark.parametrize("address", ["a@x..example", "a@x", "a,b@x.example", "a b@x.example", '"a"@x.example'])
def test_an_odd_address_is_refused_wherever_somebody_types_one(address: str) -> None:
    with pytest.raises(InvalidValue, match="no e-mail address"):
        ChangeEmails(person_id=OLGA, emails=("o@x.example", address))
    with pytest.raises(InvalidValue, match="no e-mail address"):
        RegisterPerson(full_name=PersonName("Цой"), unit_id=DEPARTMENT, emails=(address,))
    with pytest.raises((InvalidValue, msgspec.ValidationError), match=r"e-mail address|matching regex"):
        msgspec.convert({"subject": "Вопрос", "requester": {"email": address}}, RegisterTicket)
