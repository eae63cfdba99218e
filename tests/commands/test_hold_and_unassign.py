"""Waiting for something else while on hold, and nobody responsible any more."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from aggregates.ticket_refusals import MoveAsksFor, TicketIsClosed, WakeUpIsPast
from commands.refusals import NotAllowed
from commands.ticket.work import MoveTicket, PutTicketOnHold, UnassignTicket
from events.ticket import TicketAssigned, TicketMoved, TicketPutOnHold, TicketUnassigned
from events.ticket_type import TicketTypeDefined
from events.values.lifecycle import Lifecycle, Transition
from events.values.people import Responsible
from events.values.text import Text
from events.values.ticket import STATUSES, Status
from events.values.ticket_type import TypeDefinition
from tests.dsl import NOW, Like, given
from tests.gallery import CLOSED, DESK, ON_HOLD, REGISTERED, RESOLVED, TICKET, WAKE_UP_AT
from tests.gallery_types import ACCESS, ACCESS_ID
from tests.people import ANNA, OPERATOR, REQUESTER, SECOND_LINE, SEMYON, SPECIALIST_OF_THE_SECOND_LINE

LATER = NOW + timedelta(days=9)


def test_a_ticket_on_hold_waits_for_something_else_and_its_wake_up_stays() -> None:
    story = given(*DESK, REGISTERED, ON_HOLD)
    story.when(PutTicketOnHold(ticket_id=TICKET, reason="Ждём заявителя"), by=OPERATOR)
    story.then(TicketPutOnHold(ticket_id=TICKET, requester_id=ANNA, reason="Ждём заявителя", wake_up_at=WAKE_UP_AT))
    story.when(PutTicketOnHold(ticket_id=TICKET, reason="Ждём заявителя"), by=OPERATOR).then_nothing()


def test_the_wake_up_of_a_ticket_on_hold_is_named_anew_or_taken_away() -> None:
    story = given(*DESK, REGISTERED, ON_HOLD)
    story.when(PutTicketOnHold(ticket_id=TICKET, reason=ON_HOLD.reason, wake_up_at=LATER), by=OPERATOR)
    story.then(Like(TicketPutOnHold, reason=ON_HOLD.reason, wake_up_at=LATER))
    story.when(PutTicketOnHold(ticket_id=TICKET, reason=ON_HOLD.reason, wake_up_at=None), by=OPERATOR)
    story.then(Like(TicketPutOnHold, reason=ON_HOLD.reason, wake_up_at=None))
    past = PutTicketOnHold(ticket_id=TICKET, reason="Снова", wake_up_at=NOW)
    story.when(past, by=OPERATOR).then_refused(WakeUpIsPast)


def test_a_ticket_on_hold_is_moved_on_hold_with_another_reason_as_well() -> None:
    story = given(*DESK, REGISTERED, ON_HOLD)
    story.when(MoveTicket(ticket_id=TICKET, to="on_hold", reason="Ждём заявителя"), by=OPERATOR)
    story.then(Like(TicketPutOnHold, reason="Ждём заявителя", wake_up_at=WAKE_UP_AT))
    story.when(MoveTicket(ticket_id=TICKET, to="on_hold"), by=OPERATOR).then_nothing()


OUTSIDE = Status(code="outside", name=Text("У подрядчика", "Outside"), wakes_to="in_progress")
CYCLE = Lifecycle(
    statuses=(STATUSES["new"], STATUSES["in_progress"], OUTSIDE, STATUSES["resolved"], STATUSES["closed"]),
    transitions=(
        Transition(leaves="new", enters="in_progress"),
        Transition(leaves="in_progress", enters="outside", requires=frozenset({"reason", "wake_up_at"})),
        Transition(leaves="outside", enters="in_progress"),
        Transition(leaves="in_progress", enters="resolved"),
        Transition(leaves="resolved", enters="closed"),
    ),
)
TYPE = TicketTypeDefined(
    type_id=ACCESS_ID, code=ACCESS, definition=TypeDefinition(name=Text("Своё", "Own"), lifecycle=CYCLE)
)


def test_a_status_of_one_s_own_that_waits_takes_another_reason_and_asks_for_what_its_ways_ask_for() -> None:
    outside = TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=OUTSIDE, reason="Подрядчик", wake_up_at=LATER)
    story = given(*DESK, TYPE, msgspec.structs.replace(REGISTERED, type=ACCESS, attributes={}), outside)
    story.when(MoveTicket(ticket_id=TICKET, to="outside", reason="Другой подрядчик"), by=OPERATOR)
    story.then(
        TicketMoved(ticket_id=TICKET, requester_id=ANNA, status=OUTSIDE, reason="Другой подрядчик", wake_up_at=LATER)
    )
    bare = MoveTicket(ticket_id=TICKET, to="outside", reason="Третий", wake_up_at=None)
    story.when(bare, by=OPERATOR).then_refused(MoveAsksFor, field="wake_up_at")


@pytest.mark.parametrize("life", [(REGISTERED,), (REGISTERED, RESOLVED)])
def test_where_nothing_waits_the_same_status_again_is_nothing(life: tuple[object, ...]) -> None:
    code = "new" if len(life) == 1 else "resolved"
    story = given(*DESK, *life)  # type: ignore[arg-type] # facts
    story.when(MoveTicket(ticket_id=TICKET, to=code, reason="x"), by=OPERATOR).then_nothing()


# -- nobody responsible ----------------------------------------------------------------------------------------
ASSIGNED = TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, SEMYON))


def test_nobody_is_responsible_any_more() -> None:
    story = given(*DESK, REGISTERED, ASSIGNED).when(UnassignTicket(ticket_id=TICKET), by=OPERATOR)
    story.then(TicketUnassigned(ticket_id=TICKET))
    story.when(UnassignTicket(ticket_id=TICKET), by=OPERATOR).then_nothing()
    story.when(UnassignTicket(ticket_id=TICKET, keep_team=True), by=OPERATOR).then_nothing()


def test_the_team_stays_responsible_without_the_employee() -> None:
    story = given(*DESK, REGISTERED, ASSIGNED)
    story.when(UnassignTicket(ticket_id=TICKET, keep_team=True), by=SPECIALIST_OF_THE_SECOND_LINE)
    story.then(TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE)))
    story.when(UnassignTicket(ticket_id=TICKET, keep_team=True), by=OPERATOR).then_nothing()


def test_who_asked_for_a_ticket_takes_nobody_off_it_and_nobody_is_taken_off_one_that_is_over() -> None:
    asked = UnassignTicket(ticket_id=TICKET)
    given(*DESK, REGISTERED, ASSIGNED).when(asked, by=REQUESTER).then_refused(NotAllowed)
    over = given(*DESK, REGISTERED, ASSIGNED, RESOLVED, CLOSED)
    over.when(asked, by=OPERATOR).then_refused(TicketIsClosed)
