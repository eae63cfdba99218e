"""Tickets that belong together: told on both, no ticket below itself, one parent each."""

from __future__ import annotations

import msgspec
import pytest

from aggregates.ticket_links import (
    AlreadyADuplicate,
    HasAnotherParent,
    LinkedToItself,
    NotLinkedLikeThis,
    ParentIsBelow,
)
from aggregates.ticket_refusals import NoSuchTicket
from commands.refusals import NotAllowed
from commands.ticket.links import LinkTickets, UnlinkTickets
from events.fact import Fact
from events.ticket import TicketRegistered
from events.ticket_links import TicketLinked, TicketUnlinked
from events.values.identity import ticket_id
from events.values.ticket_link import OPPOSITE, LinkKind
from tests.dsl import Story, given
from tests.gallery import CLOSED, DESK, OTHER_TICKET, REGISTERED, RESOLVED, TICKET
from tests.people import OPERATOR, REQUESTER, SPECIALIST_OF_THE_SECOND_LINE

THIRD = ticket_id(19)


def _ticket(number: int) -> TicketRegistered:
    return msgspec.structs.replace(REGISTERED, ticket_id=ticket_id(number), number=number)


def _told(story: Story) -> set[Fact]:
    """What was stored, of both streams in any order."""
    return {recorded.fact for recorded in story.recorded}


def _desk() -> Story:
    return given(*DESK, REGISTERED, _ticket(18), _ticket(19))


@pytest.mark.parametrize("kind", OPPOSITE)
def test_a_link_is_told_on_both_and_taken_away_from_either(kind: LinkKind) -> None:
    story = _desk().when(LinkTickets(ticket_id=TICKET, kind=kind, to=OTHER_TICKET), by=OPERATOR)
    here = TicketLinked(ticket_id=TICKET, kind=kind, to=OTHER_TICKET)
    there = TicketLinked(ticket_id=OTHER_TICKET, kind=OPPOSITE[kind], to=TICKET)
    assert _told(story) == {here, there}
    story.when(LinkTickets(ticket_id=TICKET, kind=kind, to=OTHER_TICKET), by=OPERATOR).then_nothing()
    story.when(UnlinkTickets(ticket_id=OTHER_TICKET, kind=OPPOSITE[kind], to=TICKET), by=OPERATOR)
    assert _told(story) == {
        TicketUnlinked(ticket_id=TICKET, kind=kind, to=OTHER_TICKET),
        TicketUnlinked(ticket_id=OTHER_TICKET, kind=OPPOSITE[kind], to=TICKET),
    }
    again = UnlinkTickets(ticket_id=TICKET, kind=kind, to=OTHER_TICKET)
    story.when(again, by=OPERATOR).then_refused(NotLinkedLikeThis, field="to")


def test_no_ticket_stands_below_itself_however_far() -> None:
    story = _desk()
    story.when(LinkTickets(ticket_id=TICKET, kind="parent_of", to=OTHER_TICKET), by=OPERATOR)
    story.when(LinkTickets(ticket_id=OTHER_TICKET, kind="parent_of", to=THIRD), by=OPERATOR)
    circle = LinkTickets(ticket_id=THIRD, kind="parent_of", to=TICKET)
    story.when(circle, by=OPERATOR).then_refused(ParentIsBelow, field="to")
    itself = LinkTickets(ticket_id=TICKET, kind="related", to=TICKET)
    story.when(itself, by=OPERATOR).then_refused(LinkedToItself, field="to")


def test_a_ticket_has_one_parent_and_is_a_duplicate_of_one() -> None:
    story = _desk()
    story.when(LinkTickets(ticket_id=TICKET, kind="child_of", to=OTHER_TICKET), by=OPERATOR)
    another = LinkTickets(ticket_id=TICKET, kind="child_of", to=THIRD)
    story.when(another, by=OPERATOR).then_refused(HasAnotherParent, field="to")
    story.when(LinkTickets(ticket_id=TICKET, kind="duplicate_of", to=OTHER_TICKET), by=OPERATOR)
    for one, to in ((TICKET, THIRD), (THIRD, TICKET)):
        chain = LinkTickets(ticket_id=one, kind="duplicate_of", to=to)
        story.when(chain, by=OPERATOR).then_refused(AlreadyADuplicate, field="to")


def test_who_does_not_see_the_other_ticket_does_not_link_to_it_and_requesters_link_nothing() -> None:
    story = given(*DESK, msgspec.structs.replace(REGISTERED, responsible=None), _ticket(18))
    order = LinkTickets(ticket_id=TICKET, kind="related", to=OTHER_TICKET)
    story.when(order, by=SPECIALIST_OF_THE_SECOND_LINE).then_refused(NoSuchTicket)
    story.when(order, by=REQUESTER).then_refused(NotAllowed)
    unknown = LinkTickets(ticket_id=TICKET, kind="related", to=THIRD)
    story.when(unknown, by=OPERATOR).then_refused(NoSuchTicket, field="to")


def test_tickets_that_are_over_are_still_linked() -> None:
    story = given(*DESK, REGISTERED, RESOLVED, CLOSED, _ticket(18))
    story.when(LinkTickets(ticket_id=OTHER_TICKET, kind="related", to=TICKET), by=OPERATOR)
    assert _told(story) == {
        TicketLinked(ticket_id=TICKET, kind="related", to=OTHER_TICKET),
        TicketLinked(ticket_id=OTHER_TICKET, kind="related", to=TICKET),
    }
