"""Attributes of a type's own: each value in the one form of its kind, and persons who are there (row 92)."""

from __future__ import annotations

import msgspec
import pytest

from aggregates.person import NoSuchPerson
from aggregates.person_refusals import PersonIsDeactivated
from aggregates.ticket_refusals import AttributeDoesNotFit, ChoiceIsUnknown
from commands.bus import Bus
from commands.person.access import DeactivatePerson
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import ReclassifyTicket
from events.person import PersonDeactivated
from events.ticket import TicketReclassified, TicketRegistered
from events.ticket_type import TicketTypeDefined, TicketTypeRevised
from events.values.identity import TicketId
from events.values.refusal import Refusal
from events.values.text import Text
from events.values.ticket_type import AttributeDefinition, Choice, TypeDefinition
from tests.commands.logs import Interleaved
from tests.dsl import Like, Story, given
from tests.gallery import DESK
from tests.gallery_types import ACCESS, ACCESS_ID
from tests.people import ADMINISTRATOR, OLGA, OPERATOR, REQUESTER
from tests.support.unknown import UNKNOWN

COLOURS = (Choice("red", Text("красный", "red")), Choice("blue", Text("синий", "blue")))
KINDS = TypeDefinition(
    name=Text("Разное", "All sorts"),
    attributes=(
        AttributeDefinition(code="words", name=Text("Слова", "Words")),
        AttributeDefinition(code="sum", name=Text("Сумма", "Sum"), kind="number"),
        AttributeDefinition(code="until", name=Text("До", "Until"), kind="date"),
        AttributeDefinition(code="colour", name=Text("Цвет", "Colour"), kind="choice", choices=COLOURS),
        AttributeDefinition(code="owner", name=Text("Владелец", "Owner"), kind="person"),
    ),
)
DEFINED = TicketTypeDefined(type_id=ACCESS_ID, code=ACCESS, definition=KINDS)


def ask(**attributes: str) -> RegisterTicket:
    return RegisterTicket(subject="Разное", type=ACCESS, attributes=attributes)


def test_row_92_a_value_is_stored_in_the_one_form_of_its_kind() -> None:
    story = given(*DESK, DEFINED)
    story.when(ask(sum="007.50", until="2026-03-31", owner=str(OLGA).upper(), colour="red", words="да"), by=REQUESTER)
    stored = {"sum": "7.5", "until": "2026-03-31", "owner": str(OLGA), "colour": "red", "words": "да"}
    story.then(Like(TicketRegistered, attributes=stored))


@pytest.mark.parametrize(
    ("attribute", "value", "refusal", "says"),
    [
        ("sum", "1_000", AttributeDoesNotFit, "It takes a plain decimal number such as -12.5."),
        ("until", "2026W011", AttributeDoesNotFit, "It takes a date such as 2026-03-31."),
        ("words", "\u200b", AttributeDoesNotFit, "It takes a text that is not blank."),
        ("owner", "Ольга", AttributeDoesNotFit, "It takes the id of an employee or contact (a UUID)."),
        ("colour", "green", ChoiceIsUnknown, "Choose one of: “red”, “blue”."),
        ("owner", UNKNOWN, NoSuchPerson, ""),
    ],
)
def test_row_92_another_value_is_refused_by_the_attribute_and_with_what_is_meant(
    attribute: str, value: str, refusal: type[Refusal], says: str
) -> None:
    story = given(*DESK, DEFINED).when(ask(**{attribute: value}), by=REQUESTER)
    assert isinstance(story.outcome, Refusal)
    assert story.outcome.text.en.endswith(says)
    story.then_refused(refusal, field=f"attributes.{attribute}")


GONE = PersonDeactivated(person_id=OLGA, reason="Уволилась")


def test_row_92_who_has_no_access_any_more_is_named_in_no_attribute_and_stays_where_they_stand() -> None:
    story = given(*DESK, DEFINED)
    story.when(ask(owner=str(OLGA), sum="1"), by=REQUESTER)
    ticket = TicketId(story.receipt.stream)
    story.given(GONE)
    story.when(ask(owner=str(OLGA)), by=REQUESTER).then_refused(PersonIsDeactivated, field="attributes.owner")
    more = ReclassifyTicket(ticket_id=ticket, attributes={"owner": str(OLGA), "sum": "02"})
    story.when(more, by=OPERATOR).then(Like(TicketReclassified, attributes={"owner": str(OLGA), "sum": "2"}))


def test_row_92_who_loses_access_in_that_instant_is_named_in_no_attribute() -> None:
    log = Interleaved()
    story = Story(log).given(*DESK, DEFINED)
    bus = Bus(log, log, story)
    gone = DeactivatePerson(person_id=OLGA, reason="Уволилась")
    log.others = [lambda: bus.execute(gone, viewer=ADMINISTRATOR, command_id=story.next_id())]
    story.when(ask(owner=str(OLGA)), by=REQUESTER)
    assert isinstance(story.outcome, PersonIsDeactivated)


def test_row_92_a_choice_that_a_revision_took_away_stays_on_the_tickets_that_have_it() -> None:
    story = given(*DESK, DEFINED)
    story.when(ask(colour="red"), by=REQUESTER)
    ticket = TicketId(story.receipt.stream)
    bluer = msgspec.structs.replace(KINDS.attributes[3], choices=COLOURS[1:])
    revised = msgspec.structs.replace(KINDS, attributes=(*KINDS.attributes[:3], bluer))
    story.given(TicketTypeRevised(type_id=ACCESS_ID, code=ACCESS, definition=revised))
    more = ReclassifyTicket(ticket_id=ticket, attributes={"colour": "red", "sum": "1"})
    story.when(more, by=OPERATOR).then(Like(TicketReclassified))
    other = ReclassifyTicket(ticket_id=ticket, attributes={"colour": "green"})
    story.when(other, by=OPERATOR).then_refused(ChoiceIsUnknown, known=("blue",))
