"""Where a rejection may lead a ticket: nowhere past what the ways of its type demand (rows 163, 166)."""

from __future__ import annotations

import msgspec
import pytest

from aggregates.approval_refusals import RejectionCannotLead
from commands.approvers import Stage
from commands.ports import Receipt
from commands.ticket.approval import AnswerApproval, RequestApproval
from events.approval import ApprovalEnded, ApprovalRequested
from events.ticket import TicketPutInProgress
from events.ticket_type import TicketTypeRevised
from events.values.identity import ticket_type_id
from events.values.lifecycle import SHIPPED, Lifecycle, Transition
from events.values.text import Text
from events.values.ticket import STATUSES
from events.values.ticket_type import SHIPPED_TYPES, AttributeDefinition
from tests.commands.approvals import APPROVER, ASKER
from tests.dsl import Like, Story, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.people import SEMYON, viewer

BUDGET = AttributeDefinition(
    code="budget", name=Text(ru="Бюджет", en="Budget"), kind="text", required_in=frozenset({"in_progress"})
)
Way = tuple[str, str]


def asked(to: str) -> RequestApproval:
    stages = (Stage(approvers=(SEMYON,)),)
    return RequestApproval(ticket_id=TICKET, question="Купить?", stages=stages, if_rejected=to)  # type: ignore[arg-type] # one of three


def desk(*, without: Way = ("", ""), attributes: tuple[AttributeDefinition, ...] = (), **ways: Transition) -> Story:
    """The gallery's ticket under a type whose ways out of the wait are these."""
    return given(*DESK, revised(without=without, attributes=attributes, **ways), REGISTERED)


def revised(
    *, without: Way = ("", ""), attributes: tuple[AttributeDefinition, ...] = (), **ways: Transition
) -> TicketTypeRevised:
    """The type of the gallery's ticket, with these ways instead of the shipped ones."""
    changed = {(way.leaves, way.enters): way for way in ways.values()}
    transitions = tuple(
        changed.get((way.leaves, way.enters), way) for way in SHIPPED.transitions if (way.leaves, way.enters) != without
    )
    definition = msgspec.structs.replace(
        SHIPPED_TYPES["incident"],
        lifecycle=Lifecycle(statuses=SHIPPED.statuses, transitions=transitions),
        attributes=attributes,
    )
    return TicketTypeRevised(type_id=ticket_type_id("incident"), code="incident", definition=definition, led={})


def test_row_163_a_rejection_does_not_lead_where_no_way_leads_and_the_others_are_named() -> None:
    story = desk(without=("on_approval", "declined")).when(asked("decline"), by=ASKER)
    story.then_refused(RejectionCannotLead, field="if_rejected", reachable=("back", "in_progress"))
    story.when(asked("back"), by=ASKER).then(Like(ApprovalRequested))


def test_row_163_a_rejection_says_a_reason_and_nothing_else_that_a_way_may_ask_for() -> None:
    way = Transition(leaves="on_approval", enters="in_progress", requires=frozenset({"reason", "solution"}))
    story = desk(way=way).when(asked("in_progress"), by=ASKER)
    why = Text(ru="нужно указать: решение", en="it asks for: solution")
    story.then_refused(RejectionCannotLead, why=why, reachable=("back", "decline"))
    story.when(asked("decline"), by=ASKER).then(Like(ApprovalRequested))


def test_row_163_a_rejection_does_not_lead_past_an_attribute_that_is_not_filled_in() -> None:
    story = desk(attributes=(BUDGET,)).when(asked("in_progress"), by=ASKER)
    why = Text(ru="нужно указать: Бюджет", en="it asks for: Budget")
    story.then_refused(RejectionCannotLead, why=why, reachable=("back", "decline"))


def test_row_163_a_rejection_leads_only_where_whoever_asks_may_lead_the_ticket() -> None:
    way = Transition(leaves="on_approval", enters="declined", groups=frozenset({"second_line"}))
    desk(way=way).when(asked("decline"), by=ASKER).then_refused(RejectionCannotLead, reachable=("back", "in_progress"))
    second_line = viewer(ASKER.actor.id, "Диспетчер", "specialist", "second_line")
    desk(way=way).when(asked("decline"), by=second_line).then(Like(ApprovalRequested))


def test_row_163_a_rejection_leads_back_when_its_way_asks_for_more_by_now() -> None:
    story = desk().when(asked("in_progress"), by=ASKER)
    (recorded,) = story.recorded
    assert isinstance(recorded.fact, ApprovalRequested)
    way = Transition(leaves="on_approval", enters="in_progress", requires=frozenset({"solution"}))
    story.given(revised(way=way))
    said = AnswerApproval(
        ticket_id=TICKET, approval_id=recorded.fact.approval_id, verdict="reject", comment="Нет бюджета"
    )
    story.when(said, by=APPROVER)
    assert story.recorded[-1].fact == Like(ApprovalEnded, outcome="rejected", status=STATUSES["new"], reason="")


def test_row_163_back_is_where_the_ticket_stands_and_asks_for_nothing() -> None:
    """The wait ends there, however it ends: that is no move."""
    way = Transition(leaves="on_approval", enters="new", groups=frozenset({"second_line"}))
    desk(way=way).when(asked("back"), by=ASKER).then(Like(ApprovalRequested))


@pytest.mark.parametrize("to", ["back", "in_progress"])
def test_row_163_a_ticket_in_progress_goes_back_into_progress(to: str) -> None:
    story = desk(attributes=(BUDGET,)).given(TicketPutInProgress(ticket_id=TICKET)).when(asked(to), by=ASKER)
    assert isinstance(story.outcome, Receipt)
