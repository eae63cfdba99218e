"""A ticket is closed together with what stands below it: all in one append, or nothing."""

from __future__ import annotations

from msgspec.structs import replace

from commands.ticket.children import ChildrenStayOpen, StaffCloseChildren
from commands.ticket.work import CloseTicket
from events.fact import Fact
from events.ticket import TicketAssigned, TicketClosed, TicketResolved
from events.ticket_links import TicketLinked
from events.values.identity import TicketId, ticket_id
from events.values.people import Responsible
from tests.commands.lives import ANOTHER
from tests.dsl import given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.people import ANNA, FIRST_LINE, OPERATOR, REQUESTER, SECOND_LINE, SPECIALIST_OF_THE_SECOND_LINE

CHILD, GRANDCHILD = ticket_id(18), ticket_id(19)
CLOSE = CloseTicket(ticket_id=TICKET, children=True)
FAMILY: tuple[Fact, ...] = (
    REGISTERED,
    ANOTHER,
    replace(ANOTHER, ticket_id=GRANDCHILD, number=19),
    TicketLinked(ticket_id=TICKET, kind="parent_of", to=CHILD),
    TicketLinked(ticket_id=CHILD, kind="child_of", to=TICKET),
    TicketLinked(ticket_id=CHILD, kind="parent_of", to=GRANDCHILD),
    TicketLinked(ticket_id=GRANDCHILD, kind="child_of", to=CHILD),
)


def resolved(*tickets: TicketId) -> tuple[Fact, ...]:
    return tuple(TicketResolved(ticket_id=one, requester_id=ANNA, solution="Готово") for one in tickets)


def closed(*tickets: TicketId) -> tuple[Fact, ...]:
    return tuple(TicketClosed(ticket_id=one) for one in tickets)


def test_all_that_stands_below_a_ticket_is_closed_with_it_in_one_append() -> None:
    story = given(*DESK, *FAMILY, *resolved(TICKET, CHILD, GRANDCHILD)).when(CLOSE, by=OPERATOR)
    story.then(*closed(TICKET, CHILD, GRANDCHILD))
    assert story.receipt.reference == str(REGISTERED.number)


def test_without_being_asked_for_children_stay_as_they_are() -> None:
    story = given(*DESK, *FAMILY, *resolved(TICKET, CHILD, GRANDCHILD))
    story.when(CloseTicket(ticket_id=TICKET), by=OPERATOR).then(*closed(TICKET))


def test_what_is_over_below_it_stays_as_it_is() -> None:
    story = given(*DESK, *FAMILY, *resolved(TICKET, CHILD, GRANDCHILD), *closed(CHILD))
    story.when(CLOSE, by=OPERATOR).then(*closed(TICKET, GRANDCHILD))


def test_those_that_cannot_be_closed_are_named_and_nothing_is() -> None:
    story = given(*DESK, *FAMILY, *resolved(TICKET, GRANDCHILD)).when(CLOSE, by=OPERATOR)
    refused = story.outcome
    story.then_refused(ChildrenStayOpen, field="children", number=REGISTERED.number)
    assert isinstance(refused, ChildrenStayOpen)
    assert refused.parameters["children"] == (str(CHILD),)
    assert "№18" in refused.text.ru
    assert "№19" not in refused.text.ru


def test_what_is_out_of_sight_is_told_without_its_number() -> None:
    mine = TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE))
    others = TicketAssigned(ticket_id=CHILD, responsible=Responsible(FIRST_LINE))
    story = given(*DESK, *FAMILY, mine, others, *resolved(TICKET, CHILD, GRANDCHILD))
    story.when(CLOSE, by=SPECIALIST_OF_THE_SECOND_LINE)
    refused = story.outcome
    story.then_refused(ChildrenStayOpen, field="children")
    assert isinstance(refused, ChildrenStayOpen)
    assert refused.parameters["children"] == ("hidden",)


def test_whoever_asked_closes_their_own_ticket_alone() -> None:
    story = given(*DESK, *FAMILY, *resolved(TICKET, CHILD, GRANDCHILD))
    story.when(CLOSE, by=REQUESTER).then_refused(StaffCloseChildren, field="children")
