"""What lists, cards and timelines show of copies, watchers and of what became of comments, and to whom."""

from __future__ import annotations

from uuid import uuid5

import pytest

from commands.ticket.comments import EditComment, WithdrawComment
from commands.ticket.company import CopyTicketTo, EndTicketCopy, WatchTicket
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket
from events.values.identity import CommentId, StreamId, TicketId
from events.values.people import Viewer
from projections.facts.history import history_of_ticket
from projections.ticket.card import WholeCard, whole_card
from projections.ticket.timeline import Entry, timeline
from tests.projections.world import World, viewer

SPECIALIST = viewer("specialist")


@pytest.fixture
def office(world: World) -> World:
    world.agreement(world.schedule())
    return world


def card(office: World, by: Viewer, ticket: TicketId) -> WholeCard | None:
    with office.cursor() as cursor:
        return whole_card(cursor, by, ticket, now=office.now)


def lines(office: World, by: Viewer, ticket: TicketId) -> list[Entry]:
    with office.cursor() as cursor:
        return timeline(cursor, by, ticket)


def sought(office: World, ticket: TicketId) -> list[str]:
    """What of its comments is found by words."""
    with office.cursor() as cursor:
        cursor.execute("SELECT text FROM searched_texts WHERE thing_id = %s AND part = 'comment'", (ticket,))
        return [text for (text,) in cursor]


def test_who_is_in_copy_sees_the_public_words_and_no_address_until_they_are_taken_out(office: World) -> None:
    anna, boris = office.person("Анна", "anna@desk.example"), office.person("Борис", "boris@desk.example")
    ticket = office.ticket(person=anna)
    his = viewer("requester", who=boris)
    office.do(CommentOnTicket(ticket_id=ticket, body="Всем"), SPECIALIST)
    office.do(CommentOnTicket(ticket_id=ticket, body="Между нами", is_public=False), SPECIALIST)
    office.do(CopyTicketTo(ticket_id=ticket, person=From(person_id=boris)), SPECIALIST)
    office.fold()
    seen = card(office, his, ticket)
    assert seen is not None
    assert (seen.comments, seen.requester_email, [one.name for one in seen.in_copy]) == (1, "", ["Борис"])
    bodies = [entry.body for entry in lines(office, his, ticket) if entry.body is not None]
    assert "Всем" in bodies
    assert "Между нами" not in bodies
    office.do(CommentOnTicket(ticket_id=ticket, body="Я тоже"), his)
    office.do(EndTicketCopy(ticket_id=ticket, person_id=boris), SPECIALIST)
    office.fold()
    assert card(office, his, ticket) is None
    office.rebuild("ticket_list")
    assert card(office, his, ticket) is None


def test_watchers_stand_on_the_card_for_staff_alone_and_move_nothing_for_others(office: World) -> None:
    anna = office.person("Анна", "anna@desk.example")
    olga = office.person("Ольга", groups=frozenset({"specialist"}))
    ticket = office.ticket(person=anna)
    office.do(WatchTicket(ticket_id=ticket), viewer("specialist", who=olga))
    office.fold()
    hers, staff = card(office, viewer("requester", who=anna), ticket), card(office, SPECIALIST, ticket)
    assert hers is not None
    assert staff is not None
    assert (hers.watchers, hers.version) == ((), 1)
    assert ([one.name for one in staff.watchers], staff.version) == (["Ольга"], 2)


def test_a_comment_stands_as_it_was_edited_and_a_withdrawn_one_says_nothing(office: World) -> None:
    anna = office.person("Анна", "anna@desk.example")
    ticket, hers = office.ticket(person=anna), viewer("requester", who=anna)
    receipt = office.do(CommentOnTicket(ticket_id=ticket, body="Кабель"), SPECIALIST)
    comment = CommentId(uuid5(receipt.command_id, "comment"))
    office.do(EditComment(ticket_id=ticket, comment_id=comment, body="Кабель питания"), SPECIALIST)
    office.fold()
    told = next(entry for entry in lines(office, hers, ticket) if entry.name.startswith("ticket.commented"))
    assert (told.comment_id, told.body, told.edited_at is not None) == (comment, "Кабель питания", True)
    assert sought(office, ticket) == ["Кабель питания"]
    office.do(WithdrawComment(ticket_id=ticket, comment_id=comment), SPECIALIST)
    office.fold()
    told = next(entry for entry in lines(office, hers, ticket) if entry.name.startswith("ticket.commented"))
    assert (told.body, told.is_withdrawn) == (None, True)
    assert sought(office, ticket) == []
    seen = card(office, hers, ticket)
    assert seen is not None
    assert (seen.comments, seen.last_word) == (0, None)
    facts = office.log.load(StreamId(ticket))
    with office.cursor() as cursor:
        for by, reads in ((hers, False), (SPECIALIST, True)):
            history = str(history_of_ticket(cursor, by, facts))
            assert ("Кабель" in history) == reads
