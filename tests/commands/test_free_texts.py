"""Which attributes of a ticket are free texts, and so sealed: of no other kind, and no rule asks for them (0149)."""

from __future__ import annotations

import msgspec

from commands.ticket.register import RegisterTicket
from commands.ticket.talk import ReclassifyTicket
from events.ticket import TicketReclassified, TicketRegistered
from events.values.text import Text
from events.values.ticket_type import AttributeDefinition
from tests.commands.test_hold_and_unassign import TYPE
from tests.dsl import Like, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.gallery_types import ACCESS, ACCESS_TYPE
from tests.people import OPERATOR, REQUESTER

WITH_ROOM = msgspec.structs.replace(
    ACCESS_TYPE, attributes=(*ACCESS_TYPE.attributes, AttributeDefinition(code="room", name=Text("Комната", "Room")))
)
OF_EVERY_KIND = {"system": "erp", "until": "2026-03-31", "room": "310, у Орловой"}


def test_what_a_shipped_type_takes_freely_is_text_unless_a_rule_of_the_agreement_asks_for_it() -> None:
    asked = RegisterTicket(subject="Не печатает", attributes={"site": "north", "room": "310"})
    given(*DESK).when(asked, by=REQUESTER).then(
        Like(TicketRegistered, attributes={"site": "north", "room": "310"}, texts=("room",))
    )


def test_choices_dates_and_other_kinds_stay_open_and_texts_do_not() -> None:
    defined = msgspec.structs.replace(TYPE, definition=WITH_ROOM)
    asked = RegisterTicket(subject="Нужен доступ", type=ACCESS, attributes=OF_EVERY_KIND)
    given(*DESK, defined).when(asked, by=REQUESTER).then(
        Like(TicketRegistered, attributes=OF_EVERY_KIND, texts=("room",))
    )


def test_what_a_ticket_is_made_tells_its_texts_anew() -> None:
    asked = ReclassifyTicket(ticket_id=TICKET, attributes={"room": "311", "site": "south"})
    given(*DESK, REGISTERED).when(asked, by=OPERATOR).then(
        Like(
            TicketReclassified,
            requester_id=REGISTERED.requester.person_id,
            attributes={"site": "south", "room": "311"},
            texts=("room",),
        )
    )
