"""People are put in copy of a ticket, staff watch it."""

from __future__ import annotations

from uuid import UUID

import pytest

from aggregates.ticket import Ticket
from aggregates.ticket_company import RequesterNeedsNoCopy, WatchersAreStaffWhoSeeIt
from aggregates.ticket_refusals import NoSuchTicket, TicketIsClosed
from commands.refusals import TicketIsOnlyRead
from commands.ticket.company import CopyTicketTo, EndTicketCopy, UnwatchTicket, WatchTicket
from commands.ticket.requester import From
from events.ticket_company import TicketCopied, TicketCopyEnded, TicketUnwatched, TicketWatched
from tests.commands.lives import LIVES
from tests.dsl import Like, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.people import (
    ANNA,
    AUDITOR,
    OLGA,
    OPERATOR,
    REQUESTER,
    SEMYON,
    SPECIALIST_OF_THE_SECOND_LINE,
    STRANGER,
    viewer,
)

COPY = CopyTicketTo(ticket_id=TICKET, person=From(person_id=SEMYON))
WATCH = WatchTicket(ticket_id=TICKET)
SEMYON_AT_HOME = viewer(SEMYON, "Semyon Black", "requester")


def test_somebody_is_put_in_copy_once_and_taken_out() -> None:
    story = given(*DESK, REGISTERED).when(COPY, by=OPERATOR)
    story.then(Like(TicketCopied, person_id=SEMYON, name="Black Semyon"))
    story.when(COPY, by=OPERATOR).then_nothing()
    ticket = Ticket.fold(story.log.load(story.receipt.stream))
    assert ticket is not None
    assert ticket.copied == {SEMYON}
    story.when(EndTicketCopy(ticket_id=TICKET), by=SEMYON_AT_HOME)
    story.then(TicketCopyEnded(ticket_id=TICKET, person_id=SEMYON))
    story.when(EndTicketCopy(ticket_id=TICKET), by=SEMYON_AT_HOME).then_refused(NoSuchTicket)


def test_a_guest_is_put_in_copy_by_their_address() -> None:
    asked = CopyTicketTo(ticket_id=TICKET, person=From(email="boris@client.example", name="Борис"))
    given(*DESK, REGISTERED).when(asked, by=OPERATOR).then(Like(TicketCopied, email="boris@client.example"))


def test_whoever_asked_needs_no_copy_and_others_are_put_by_staff() -> None:
    own = CopyTicketTo(ticket_id=TICKET, person=From(person_id=ANNA))
    given(*DESK, REGISTERED).when(own, by=OPERATOR).then_refused(RequesterNeedsNoCopy, field="person")
    given(*DESK, *LIVES["closed"]).when(COPY, by=OPERATOR).then_refused(TicketIsClosed)


def test_staff_who_see_a_ticket_watch_it() -> None:
    story = given(*DESK, REGISTERED).when(WATCH, by=OPERATOR)
    story.then(TicketWatched(ticket_id=TICKET, person_id=OLGA))
    story.when(WATCH, by=OPERATOR).then_nothing()
    story.when(UnwatchTicket(ticket_id=TICKET), by=OPERATOR).then(TicketUnwatched(ticket_id=TICKET, person_id=OLGA))
    story.when(UnwatchTicket(ticket_id=TICKET), by=OPERATOR).then_nothing()


@pytest.mark.parametrize("person", [ANNA, SEMYON], ids=["the requester", "who does not see it"])
def test_nobody_else_is_made_to_watch(person: UUID) -> None:
    asked = WatchTicket(ticket_id=TICKET, person_id=person)  # type: ignore[arg-type] # a person's
    given(*DESK, REGISTERED).when(asked, by=OPERATOR).then_refused(WatchersAreStaffWhoSeeIt, field="person_id")


def test_who_does_not_see_the_ticket_hears_of_none() -> None:
    given(*DESK, REGISTERED).when(WATCH, by=SPECIALIST_OF_THE_SECOND_LINE).then_refused(NoSuchTicket)
    for by in (REQUESTER, STRANGER, AUDITOR):
        assert not isinstance(given(*DESK, REGISTERED).when(WATCH, by=by).outcome, TicketIsOnlyRead)
