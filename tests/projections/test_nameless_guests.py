"""A guest who gave no name is a word to whoever may not read their address, and merges in a chain are all told."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from commands.approvers import Stage
from commands.ticket.approval import RequestApproval
from commands.ticket.recognise import RecogniseRequester
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import MergeTicket
from events.ticket import TicketMerged
from events.values.identity import PersonId, StreamId, TicketId, ticket_id
from events.values.people import Actor, Viewer
from projections.facts.history import history_of_ticket
from projections.kit import guests
from projections.ticket.as_registered import as_registered
from projections.ticket.card import whole_card
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to
from projections.ticket.timeline import timeline
from tests.projections.test_one_ticket import store
from tests.projections.world import AS_DESK, World, viewer
from tests.support.keyed import KEYED, sender_id

SPECIALIST = viewer("specialist")
ADDRESS = "o'hara@guest.example"
MARK = sender_id(ADDRESS).hex[:4]


@pytest.fixture
def office(world: World) -> World:
    world.agreement(world.schedule())
    return world


def by_mail(email: str, name: str) -> Viewer:
    """A guest as the mail intake knows them who answers a ticket of theirs."""
    actor = Actor(kind="person", id=sender_id(email), name=name)
    return Viewer(actor=actor, groups=frozenset({"requester"}))


def asked_by(world: World, email: str, name: str | None = None) -> TicketId:
    asked = RegisterTicket(subject="От гостя", requester=From(email=email, name=name))
    return ticket_id(int(world.do(asked, SPECIALIST).reference))


def told(world: World, by: Viewer, ticket: TicketId) -> str:
    """All that is told of a ticket: card, timeline, history, list and what was true at registration."""
    facts = world.log.load(StreamId(ticket))
    with world.cursor() as cursor:
        shown = (
            whole_card(cursor, by, ticket, now=world.now),
            timeline(cursor, by, ticket),
            history_of_ticket(cursor, by, facts, world.log.load),
            [
                line
                for line in visible_to(cursor, by, TicketFilter(), now=world.now).tickets
                if line.ticket_id == ticket
            ],
            as_registered(cursor, by, facts[0]),
        )
    return msgspec.json.encode(shown).decode()


def joined(world: World, name: str | None) -> tuple[TicketId, PersonId]:
    """A guest's ticket that Anna's ticket was merged into; the guest has written on it."""
    anna = world.person("Анна", "anna@desk.example")
    target, hers = asked_by(world, ADDRESS, name), world.ticket("Её", person=anna)
    world.do(CommentOnTicket(ticket_id=target, body="Пишу"), by_mail(ADDRESS, name or ADDRESS))
    world.do(MergeTicket(ticket_id=hers, into=target), SPECIALIST)
    world.fold()
    return target, anna


@pytest.mark.parametrize("name", [None, ADDRESS, f"'{ADDRESS}'", f"Письмо от {ADDRESS}.", ADDRESS.upper()])
@pytest.mark.parametrize("group", ["requester", "second_line", "change_specialist"])
def test_row_106_who_may_not_read_an_address_reads_a_word_where_a_guest_gave_no_name(
    office: World, name: str | None, group: str
) -> None:
    target, anna = joined(office, name)
    by_anna = viewer(group, who=anna)  # type: ignore[arg-type] # parametrised
    seen = told(office, by_anna, target)
    assert ADDRESS not in seen.lower()
    assert "hara@" not in seen.lower()
    assert f"гость {MARK}" in seen
    assert f"guest {MARK}" in seen
    in_english = told(office, msgspec.structs.replace(by_anna, language="en"), target)
    assert f'"requester_name":"guest {MARK}"' in in_english
    assert "гость" not in in_english.replace(f'"ru":"гость {MARK}"', "")


def test_who_works_on_a_ticket_reads_the_address_where_a_guest_gave_no_name(office: World) -> None:
    target, _ = joined(office, None)
    seen = told(office, SPECIALIST, target)
    assert f'"requester_name":"{ADDRESS}"' in seen
    assert f'"actor_name":"{ADDRESS}"' in seen
    assert "guest " not in seen


def test_a_guest_s_own_name_is_told_to_all_and_so_is_one_that_only_looks_like_an_address(office: World) -> None:
    target, anna = joined(office, "Мэри @ Дублин")
    seen = told(office, viewer("requester", who=anna), target)
    assert ADDRESS not in seen
    assert "Мэри @ Дублин" in seen
    assert "guest " not in seen
    assert not guests.is_by_address(KEYED, UUID(int=7), "support@desk.example")


def test_guests_whose_tickets_were_merged_are_words_to_the_target_s_requester_and_addresses_to_staff(
    office: World,
) -> None:
    boris = office.person("Борис", "boris@desk.example")
    target, other = office.ticket("Его", person=boris), asked_by(office, ADDRESS)
    office.do(CommentOnTicket(ticket_id=other, body="До"), by_mail(ADDRESS, ADDRESS))
    office.do(MergeTicket(ticket_id=other, into=target), SPECIALIST)
    office.do(CommentOnTicket(ticket_id=target, body="После"), by_mail(ADDRESS, ADDRESS))
    office.fold()
    seen = told(office, viewer("requester", who=boris), target)
    assert ADDRESS not in seen
    assert seen.count(f'"requester_name":"гость {MARK}"') == 1
    assert seen.count(f'"actor_name":"гость {MARK}"') == 2
    assert "boris@desk.example" in seen
    assert told(office, SPECIALIST, target).count(f'"actor_name":"{ADDRESS}"') == 2


def test_whoever_was_a_guest_reads_their_own_address_and_not_that_of_another(office: World) -> None:
    first, second = asked_by(office, ADDRESS), asked_by(office, "two@guest.example")
    for ticket, email in ((first, ADDRESS), (second, "two@guest.example")):
        office.do(CommentOnTicket(ticket_id=ticket, body="Пишу"), by_mail(email, email))
    office.do(MergeTicket(ticket_id=first, into=second), SPECIALIST)
    clara = office.person("Клара", ADDRESS)
    office.do(RecogniseRequester(ticket_id=first, person_id=clara), AS_DESK)
    office.fold()
    seen = told(office, viewer("requester", who=clara), second)
    assert f'"actor_name":"{ADDRESS}"' in seen
    assert "two@guest.example" not in seen
    assert f"гость {sender_id('two@guest.example').hex[:4]}" in seen


LETTER = "<77.1@guest.example>"


def by_letter(world: World, into: TicketId) -> TicketId:
    """A named guest's ticket, of a letter and another one behind it, that goes on as ``into``."""
    asked = RegisterTicket(subject="Письмо", requester=From(email=ADDRESS, name="Мэри"), message_id=LETTER)
    ticket = ticket_id(int(world.do(asked, AS_DESK).reference))
    later = CommentOnTicket(ticket_id=ticket, body="Ещё", message_id="<78.2@guest.example>")
    world.do(later, AS_DESK)
    world.do(MergeTicket(ticket_id=ticket, into=into), SPECIALIST)
    world.fold()
    return ticket


def test_the_id_of_a_letter_is_told_where_the_address_is_and_nowhere_else(office: World) -> None:
    boris = office.person("Борис", "boris@desk.example")
    own = RegisterTicket(subject="Его", requester=From(person_id=boris), message_id="<1@desk.example>")
    target = ticket_id(int(office.do(own, AS_DESK).reference))
    by_letter(office, target)
    seen = told(office, viewer("requester", who=boris), target)
    assert "guest.example" not in seen
    assert "<1@desk.example>" in seen
    assert "Мэри" in seen
    staff = told(office, SPECIALIST, target)
    assert LETTER in staff
    assert "<78.2@guest.example>" in staff


def test_the_id_of_the_letter_that_a_ticket_came_by_is_not_told_to_who_sees_it_by_a_merge(office: World) -> None:
    boris = office.person("Борис", "boris@desk.example")
    asked = RegisterTicket(subject="Письмо", requester=From(email=ADDRESS, name="Мэри"), message_id=LETTER)
    target = ticket_id(int(office.do(asked, AS_DESK).reference))
    office.do(MergeTicket(ticket_id=office.ticket("Его", person=boris), into=target), SPECIALIST)
    office.fold()
    assert "guest.example" not in told(office, viewer("requester", who=boris), target)


def test_who_is_asked_to_approve_reads_the_address_of_who_asks(office: World) -> None:
    approver = office.person("Вера", "vera@desk.example")
    ticket = asked_by(office, ADDRESS)
    office.do(CommentOnTicket(ticket_id=ticket, body="Пишу"), by_mail(ADDRESS, ADDRESS))
    stages = (Stage(approvers=(approver,)),)
    office.do(RequestApproval(ticket_id=ticket, question="Можно?", stages=stages), SPECIALIST)
    office.fold()
    seen = told(office, viewer("requester", who=approver), ticket)
    assert f'"requester_email":"{ADDRESS}"' in seen
    assert f'"actor_name":"{ADDRESS}"' in seen
    assert "guest " not in seen


def chain(world: World) -> tuple[TicketId, TicketId, TicketId]:
    """The first ticket goes on as the second, and that one as the third."""
    first, second, third = (world.ticket(word) for word in ("А", "Б", "В"))
    world.do(MergeTicket(ticket_id=first, into=second), SPECIALIST)
    world.do(MergeTicket(ticket_id=second, into=third), SPECIALIST)
    world.fold()
    return first, second, third


def test_the_last_of_a_chain_of_merges_tells_each_of_them(office: World) -> None:
    _, _, third = chain(office)
    with office.cursor() as cursor:
        lines = [entry for entry in timeline(cursor, SPECIALIST, third) if entry.name == "ticket.joined@1"]
        facts = history_of_ticket(cursor, SPECIALIST, office.log.load(StreamId(third)), office.log.load)
    assert [(line.what.en, line.version, line.merged_from and line.merged_from.number) for line in lines] == [
        ("Ticket #1002 was merged into this one", 2, None),
        ("Ticket #1001 was merged into this one", 2, 1002),
    ]
    merges = [(entry.what.ru, entry.merged_from) for entry in facts if entry.name == "ticket.joined@1"]
    assert merges == [("Сюда объединена заявка №1001", 1002), ("Сюда объединена заявка №1002", None)]


def test_a_merge_of_an_older_desk_is_told_by_the_merged_ticket_s_own_fact(office: World) -> None:
    first, second, third = (office.ticket(word) for word in ("А", "Б", "В"))
    for merged, into in ((first, second), (second, third)):
        store(office, merged, TicketMerged(ticket_id=merged, into=into))
    office.fold()
    with office.cursor() as cursor:
        lines = [entry for entry in timeline(cursor, SPECIALIST, third) if entry.name == "ticket.merged@1"]
        facts = history_of_ticket(cursor, SPECIALIST, office.log.load(StreamId(third)), office.log.load)
    assert [(line.what.en, line.merged_from and line.merged_from.number) for line in lines] == [
        ("Merged into another ticket: №1002", 1001),
        ("Merged into another ticket: №1003", 1002),
    ]
    assert [entry.merged_from for entry in facts if entry.name == "ticket.merged@1"] == [1001, 1002]
