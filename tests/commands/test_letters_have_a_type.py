"""Letters, and tickets that name no type, always find one of the shipped types that is open (rows 2, 91)."""

from __future__ import annotations

import msgspec
import pytest

from aggregates.ticket_type import LastTypeStays, TicketTypeIsArchived
from commands.ticket.register import RegisterTicket
from commands.ticket_type.define import ArchiveTicketType, RestoreTicketType, ReviseTicketType
from events.ticket import TicketRegistered
from events.ticket_type import TicketTypeArchived, TicketTypeRevised
from events.values.identity import ticket_type_id
from events.values.text import Text
from events.values.ticket_type import SHIPPED_TYPES, AttributeDefinition
from tests.connectors.inbound.mail_desks import MemoryDesk, letter
from tests.dsl import Like, given
from tests.gallery import DESK
from tests.people import ADMINISTRATOR, REQUESTER

ASKS = msgspec.structs.replace(
    SHIPPED_TYPES["inquiry"],
    attributes=(AttributeDefinition(code="room", name=Text("Кабинет", "Room"), required_in=frozenset({"new"})),),
)
"""A type whose tickets need an attribute at the start."""


def archived(*codes: str) -> list[TicketTypeArchived]:
    return [TicketTypeArchived(type_id=ticket_type_id(code), code=code) for code in codes]


@pytest.mark.parametrize(
    ("gone", "code"),
    [((), "incident"), (("incident",), "service_request"), (("incident", "service_request"), "inquiry")],
)
def test_row_91_a_ticket_that_names_no_type_is_of_the_first_that_is_open(gone: tuple[str, ...], code: str) -> None:
    story = given(*DESK, *archived(*gone)).when(RegisterTicket(subject="Вопрос"), by=REQUESTER)
    story.then(Like(TicketRegistered, type=code))
    if gone:
        named = RegisterTicket(subject="Вопрос", type="incident")
        story.when(named, by=REQUESTER).then_refused(TicketTypeIsArchived)


@pytest.mark.parametrize(
    ("gone", "code"),
    [((), "inquiry"), (("inquiry",), "incident"), (("inquiry", "incident"), "service_request")],
)
def test_row_91_a_letter_comes_in_as_the_first_type_that_is_open(gone: tuple[str, ...], code: str) -> None:
    desk = MemoryDesk()
    desk.open()
    for one in gone:
        desk.do(ArchiveTicketType(code=one))
    outcome = desk.take(letter())
    assert outcome.result == "registered"
    assert desk.registered(outcome.number).type == code


def test_row_92_a_letter_comes_in_as_a_type_that_asks_for_nothing_at_the_start() -> None:
    desk = MemoryDesk()
    desk.open()
    desk.do(ReviseTicketType(code="inquiry", definition=ASKS))
    assert desk.registered(desk.take(letter()).number).type == "incident"


def test_row_91_the_last_type_that_letters_can_come_in_as_stays() -> None:
    story = given(*DESK, *archived("inquiry", "service_request"))
    story.when(ArchiveTicketType(code="incident"), by=ADMINISTRATOR).then_refused(LastTypeStays, field="code")
    story.when(ReviseTicketType(code="incident", definition=ASKS), by=ADMINISTRATOR).then_refused(LastTypeStays)
    story.when(RestoreTicketType(code="inquiry"), by=ADMINISTRATOR)
    story.when(ArchiveTicketType(code="incident"), by=ADMINISTRATOR).then(*archived("incident"))


def test_row_92_a_type_that_asks_for_something_is_no_help_to_letters() -> None:
    revised = [TicketTypeRevised(type_id=ticket_type_id(code), code=code, definition=ASKS) for code in ("incident",)]
    story = given(*DESK, *archived("service_request"), *revised)
    story.when(ArchiveTicketType(code="inquiry"), by=ADMINISTRATOR).then_refused(LastTypeStays)
    story.when(ArchiveTicketType(code="incident"), by=ADMINISTRATOR).then(*archived("incident"))
