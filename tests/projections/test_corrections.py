"""What lists, cards, clocks and histories show of a ticket that was corrected, and to whom."""

from __future__ import annotations

import pytest

from commands.ticket.correct import CorrectRequester, CorrectTicketWords, TakeTicketBack
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket
from events.values.identity import StreamId, TicketId
from events.values.people import Viewer
from projections.facts.history import history_of_ticket
from projections.ticket import files as ticket_files
from projections.ticket.card import whole_card
from projections.ticket.timeline import timeline
from tests.gallery import ATTACHMENT
from tests.projections.world import World, viewer

SPECIALIST = viewer("specialist")


@pytest.fixture
def office(world: World) -> World:
    world.agreement(world.schedule())
    return world


def _lines(office: World, by: Viewer, ticket: TicketId) -> list[str]:
    with office.cursor() as cursor:
        return [entry.what.en for entry in timeline(cursor, by, ticket)]


def test_a_corrected_requester_sees_the_ticket_and_the_former_one_no_longer(office: World) -> None:
    anna, boris = office.person("Анна", "anna@desk.example"), office.person("Борис", "boris@desk.example")
    ticket = office.ticket(person=anna)
    office.do(CommentOnTicket(ticket_id=ticket, body="Между нами", is_public=False), SPECIALIST)
    office.do(CorrectRequester(ticket_id=ticket, requester=From(person_id=boris)), SPECIALIST)
    office.fold()
    hers, his = viewer("requester", who=anna), viewer("requester", who=boris)
    with office.cursor() as cursor:
        assert whole_card(cursor, hers, ticket, now=office.now) is None
        card = whole_card(cursor, his, ticket, now=office.now)
        history = history_of_ticket(cursor, SPECIALIST, office.log.load(StreamId(ticket)))
    assert card is not None
    assert (card.requester_id, card.requester_email, card.comments) == (boris, "boris@desk.example", 0)
    with office.cursor() as cursor:
        read = str(history_of_ticket(cursor, his, office.log.load(StreamId(ticket))))
    assert ("anna@desk" in read, "boris@desk" in read) == (False, True)
    assert [entry.fact["requester"]["person_id"] for entry in history if "requester" in entry.fact] == [
        str(anna),
        str(boris),
    ]
    assert _lines(office, his, ticket)[-1].startswith("The requester was corrected: before: Анна")


def test_a_guest_who_asked_by_mistake_is_told_as_a_guest(office: World) -> None:
    boris = office.person("Борис", "boris@desk.example")
    ticket = office.ticket()
    office.do(CorrectRequester(ticket_id=ticket, requester=From(person_id=boris)), SPECIALIST)
    office.fold()
    told = _lines(office, viewer("requester", who=boris), ticket)[-1]
    assert "before: a guest" in told
    assert "guest@example" not in told


def test_other_words_stand_on_the_card_and_the_history_keeps_the_first_ones(office: World) -> None:
    ticket = office.ticket()
    with office.cursor() as cursor:
        office.fold()
        before = whole_card(cursor, SPECIALIST, ticket, now=office.now)
    assert before is not None
    office.do(
        CorrectTicketWords(ticket_id=ticket, subject="Сеть в переговорной", description="Ни один порт"), SPECIALIST
    )
    office.fold()
    with office.cursor() as cursor:
        card = whole_card(cursor, SPECIALIST, ticket, now=office.now)
        history = history_of_ticket(cursor, SPECIALIST, office.log.load(StreamId(ticket)))
    assert card is not None
    assert (card.subject, card.description) == ("Сеть в переговорной", "Ни один порт")
    assert [entry.fact["subject"] for entry in history] == [before.subject, "Сеть в переговорной"]
    assert _lines(office, SPECIALIST, ticket)[-1] == "The ticket's words were corrected: subject, description"


def test_a_ticket_that_is_taken_back_is_over_for_everybody(office: World) -> None:
    anna = office.person("Анна", "anna@desk.example")
    ticket = office.ticket(person=anna)
    office.do(TakeTicketBack(ticket_id=ticket, reason="Нашла сама"), viewer("requester", who=anna))
    office.fold()
    with office.cursor() as cursor:
        card = whole_card(cursor, SPECIALIST, ticket, now=office.now)
        cursor.execute("SELECT is_open, is_unfinished FROM ticket_list WHERE ticket_id = %s", (ticket,))
        assert cursor.fetchone() == (False, False)
    assert card is not None
    assert (card.status, card.status_name.en, card.reason) == ("taken_back", "Taken back", "Нашла сама")


def test_the_files_that_a_ticket_came_with_are_shown_once_and_belong_to_whom_it_was_corrected_to(office: World) -> None:
    boris = office.person("Борис", "boris@desk.example")
    ticket = office.ticket(attachments=(ATTACHMENT,))
    office.do(CorrectRequester(ticket_id=ticket, requester=From(person_id=boris)), SPECIALIST)
    office.fold()
    with office.cursor() as cursor:
        rows = ticket_files.on_tickets(cursor, [(ticket, True)])
        card = whole_card(cursor, SPECIALIST, ticket, now=office.now)
    assert [(row.version, row.owner_id, row.name) for row in rows] == [(1, boris, ATTACHMENT.name)]
    assert card is not None
    assert [(one.sha256, one.name, one.inline) for one in card.attachments] == [
        (ATTACHMENT.sha256, ATTACHMENT.name, False)
    ]
