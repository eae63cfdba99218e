"""What a guest asked for is theirs when they are known by name (row 106), as the desk promised it to the guest."""

from __future__ import annotations

import pytest

from commands.merging.persons import MergePerson
from commands.org_unit.change import ShareCompanyTickets
from commands.person.access import DeactivatePerson, ReactivatePerson
from commands.person.card import ChangeEmails
from commands.ticket.company import CopyTicketTo
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.work import DeclineTicket
from connectors.inbound.due.caretaker import Caretaker
from events.ticket import TicketRequesterRecognised
from events.ticket_company import TicketCopied, TicketCopyEnded
from events.values.identity import PersonId, StreamId, TicketId
from events.values.people import Actor, Group, Viewer
from projections.sla_clocks.readers import clocks_of
from projections.ticket import card as ticket_card
from projections.ticket.lists import pages as tickets_query
from projections.ticket.lists.filters import TicketFilter
from tests.projections.world import World
from tests.support.keyed import sender_id

GUEST = "guest.one@later.example"


def asked(world: World, email: str = GUEST, name: str = "Гость") -> TicketId:
    return TicketId(world.do(RegisterTicket(subject="Вопрос", requester=From(email=email, name=name))).stream)


def recognised(world: World) -> int:
    """Let the caretaker work until it rests; how many facts it recorded."""
    keeper = Caretaker(world.bus, world.database, world.log, world, world.hand.now)
    world.fold()
    before = world.log.head()
    while not keeper.turn():
        world.fold()
    world.fold()
    return world.log.head() - before


def viewer(person: PersonId, *groups: Group) -> Viewer:
    return Viewer(actor=Actor(kind="person", id=person, name="-"), groups=frozenset({"requester", *groups}))


def numbers(world: World, by: Viewer, **wanted: object) -> list[int]:
    with world.cursor() as cursor:
        page = tickets_query.visible_to(cursor, by, TicketFilter(**wanted), now=world.now)  # type: ignore[arg-type] # its fields
    return [line.number for line in page.tickets]


@pytest.fixture
def desk(world: World) -> World:
    world.agreement(world.schedule())
    return world


OVERSEER = viewer(PersonId(sender_id("admin")), "administrator")


def test_row_106_a_guest_who_is_registered_has_their_tickets_and_the_card_names_them(desk: World) -> None:
    ticket, other = asked(desk), asked(desk, "guest.two@later.example")
    with desk.cursor() as cursor:
        desk.fold()
        promised = clocks_of(cursor, ticket, desk.now)
    person = desk.person("Гостева Анна", GUEST)
    assert recognised(desk) == 1
    assert numbers(desk, viewer(person)) == [1001]
    assert numbers(desk, OVERSEER, requester=person) == [1001]
    with desk.cursor() as cursor:
        card = ticket_card.whole_card(cursor, viewer(person), ticket, now=desk.now)
        assert card is not None
        assert (card.requester_id, card.requester_name, card.requester_email) == (person, "Гостева Анна", GUEST)
        now = clocks_of(cursor, ticket, desk.now)
        assert now is not None
        assert promised is not None
        assert (now.reaction, now.resolution) == (promised.reaction, promised.resolution)
        assert ticket_card.whole_card(cursor, viewer(person), other, now=desk.now) is None
    assert recognised(desk) == 0


@pytest.mark.parametrize("spelt", ["cy@пример.рф", "CY@xn--e1afmkfd.xn--p1ai"])
def test_row_106_also_one_who_gets_the_address_later_in_any_spelling(desk: World, spelt: str) -> None:
    person = desk.person("Цой")
    ticket = asked(desk, spelt)
    assert recognised(desk) == 0
    desk.do(ChangeEmails(person_id=person, emails=("cy@пример.рф",)))
    assert recognised(desk) == 1
    told = desk.log.load(StreamId(ticket))[-1].fact
    assert told == TicketRequesterRecognised(
        ticket_id=ticket, requester_id=person, name="Цой", guest_id=sender_id(spelt)
    )


def test_row_106_who_left_has_what_they_wrote_meanwhile_when_they_come_back(desk: World) -> None:
    person = desk.person("Гостева Анна", GUEST)
    desk.do(DeactivatePerson(person_id=person, reason="Отпуск"))
    asked(desk)
    assert recognised(desk) == 0
    desk.do(ReactivatePerson(person_id=person))
    assert recognised(desk) == 1
    assert numbers(desk, viewer(person)) == [1001]


def test_a_ticket_that_is_over_is_theirs_to_read_too(desk: World) -> None:
    ticket = asked(desk)
    desk.do(DeclineTicket(ticket_id=ticket, reason="Не к нам"))
    person = desk.person("Гостева Анна", GUEST)
    assert recognised(desk) == 1
    assert numbers(desk, viewer(person)) == [1001]


def test_a_ticket_is_recognised_once_and_does_not_go_with_the_address(desk: World) -> None:
    asked(desk)
    first = desk.person("Гостева Анна", GUEST)
    assert recognised(desk) == 1
    desk.do(ChangeEmails(person_id=first, emails=()))
    asked(desk)
    second = desk.person("Другой Пётр", GUEST)
    assert recognised(desk) == 1
    assert (numbers(desk, viewer(first)), numbers(desk, viewer(second))) == ([1001], [1002])


def test_colleagues_of_a_sharing_company_see_nothing_that_was_asked_before_they_were_its_own(desk: World) -> None:
    asked(desk)
    client = desk.client()
    desk.do(ShareCompanyTickets(unit_id=client, shares_tickets=True))
    contact = desk.person("Гостева Анна", GUEST, kind="contact")
    assert recognised(desk) == 1
    colleague = Viewer(
        actor=Actor(kind="person", id=sender_id("colleague"), name="-"),
        groups=frozenset({"requester"}),
        company=client,
    )
    assert numbers(desk, colleague) == []
    assert numbers(desk, viewer(contact)) == [1001]


def test_recognised_tickets_rebuilt_are_as_they_were_lived(desk: World) -> None:
    asked(desk)
    asked(desk, "cy@пример.рф")
    desk.person("Гостева Анна", GUEST)
    desk.person("Цой", "cy@xn--e1afmkfd.xn--p1ai")
    assert recognised(desk) == 2
    live = desk.rows()
    for batch in (1, 3):
        for name in ("ticket_list", "sla_clocks", "directory", "ticket_timeline"):
            desk.rebuild(name, batch)
        assert desk.rows() == live


def test_a_guest_in_copy_who_becomes_known_goes_along_as_that_person(desk: World) -> None:
    ticket, own = asked(desk, "other@later.example"), asked(desk)
    for one, email in ((ticket, GUEST), (own, "second@later.example")):
        desk.do(CopyTicketTo(ticket_id=one, person=From(email=email, name="Гость")))
    person = desk.person("Гостева Анна", GUEST)
    assert recognised(desk) == 3
    assert numbers(desk, viewer(person)) == [1002, 1001]
    told = [one.fact for one in desk.log.load(StreamId(ticket))][-2:]
    assert told == [
        TicketCopyEnded(ticket_id=ticket, person_id=PersonId(sender_id(GUEST))),
        TicketCopied(ticket_id=ticket, person_id=person, name="Гостева Анна", email=GUEST),
    ]
    # Whoever asks for a ticket needs no copy of it.
    desk.do(ChangeEmails(person_id=person, emails=(GUEST, "second@later.example")))
    assert recognised(desk) == 1
    assert [one.fact for one in desk.log.load(StreamId(own))][-1] == TicketCopyEnded(
        ticket_id=own, person_id=PersonId(sender_id("second@later.example"))
    )
    assert recognised(desk) == 0


def test_a_guest_s_tickets_are_theirs_also_when_the_address_comes_by_a_merge(desk: World) -> None:
    ticket = asked(desk)
    desk.fold()
    kept, old = desk.person("Гостева Анна", "anna@later.example"), desk.person("Анна Г.", GUEST)
    desk.do(MergePerson(person_id=old, into_id=kept))
    assert recognised(desk) == 1
    assert numbers(desk, viewer(kept)) == [1001]
    assert desk.log.load(StreamId(ticket))[-1].fact == TicketRequesterRecognised(
        ticket_id=ticket, requester_id=kept, name="Гостева Анна", guest_id=PersonId(sender_id(GUEST))
    )
