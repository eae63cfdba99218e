"""How the wait for an approval ends without an answer: withdrawn, led out, reminded of, expired (row 163)."""

from __future__ import annotations

import msgspec
import pytest

from aggregates.approval_refusals import (
    NothingWaitsForApproval,
)
from aggregates.ticket_refusals import ClocksAreBehind
from commands.command import Command
from commands.refusals import NotAllowed
from commands.ticket.approval import (
    ExpireApproval,
    RecordApprovalReminder,
    WithdrawApproval,
)
from commands.ticket.talk import ReclassifyTicket
from commands.ticket.work import LeadTicket
from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalReminded
from events.ticket import TicketCommented, TicketReclassified
from events.ticket_type import TicketTypeRevised
from events.values.approval import ApprovalStage
from events.values.identity import ticket_type_id
from events.values.lifecycle import SHIPPED, Lifecycle
from events.values.ticket import STATUSES
from events.values.ticket_type import SHIPPED_TYPES
from tests.commands.approvals import APPROVER, BOSS, DAY, access_type, answer, only, waiting
from tests.dsl import NOW, Like, given
from tests.gallery import (
    DESK,
    IN_PROGRESS,
    REGISTERED,
    TICKET,
)
from tests.gallery_approvals import APPROVAL, WAITING
from tests.people import (
    ADMINISTRATOR,
    OLGA,
    OPERATOR,
    SEMYON,
    THE_TIMEKEEPER,
)


# -- while it waits ----------------------------------------------------------------------------------------------
def test_row_163_a_withdrawn_request_brings_the_ticket_back() -> None:
    fact = msgspec.structs.replace(WAITING, returns_to=STATUSES["in_progress"])
    story = given(*DESK, REGISTERED, IN_PROGRESS, fact)
    withdraw = WithdrawApproval(ticket_id=TICKET, approval_id=APPROVAL)
    story.when(withdraw, by=OPERATOR).then(
        Like(ApprovalEnded, outcome="withdrawn", status=STATUSES["in_progress"], reason="")
    )
    story.when(withdraw, by=OPERATOR).then_refused(NothingWaitsForApproval)


def test_row_163_where_the_status_was_removed_the_ticket_is_led_out_and_nobody_is_asked_any_more() -> None:
    kept = tuple(status for status in SHIPPED.statuses if status.code != "on_approval")
    ways = tuple(way for way in SHIPPED.transitions if "on_approval" not in {way.leaves, way.enters})
    definition = msgspec.structs.replace(
        SHIPPED_TYPES["incident"], lifecycle=Lifecycle(statuses=kept, transitions=ways)
    )
    revised = TicketTypeRevised(
        type_id=ticket_type_id("incident"), code="incident", definition=definition, led={"on_approval": "in_progress"}
    )
    story = waiting(only(SEMYON)).given(revised).when(LeadTicket(ticket_id=TICKET), by=THE_TIMEKEEPER)
    story.then(Like(ApprovalEnded, outcome="withdrawn", status=STATUSES["in_progress"]))
    story.when(answer(), by=APPROVER).then_refused(NothingWaitsForApproval)


def test_row_163_another_type_of_the_same_life_cycle_goes_on_waiting() -> None:
    story = waiting(only(SEMYON)).when(ReclassifyTicket(ticket_id=TICKET, type="inquiry"), by=OPERATOR)
    story.when(answer(), by=APPROVER).then(Like(ApprovalAnswered), Like(ApprovalEnded))


def test_row_163_a_type_that_knows_no_approvals_ends_the_wait() -> None:
    access = access_type()
    another = ReclassifyTicket(ticket_id=TICKET, type=access.code, attributes={"system": "erp"})
    story = waiting(only(SEMYON)).given(access).when(another, by=OPERATOR)
    story.then(
        Like(TicketReclassified, type=access.code),
        Like(ApprovalEnded, outcome="withdrawn", status=access.definition.lifecycle.statuses[0]),
    )


# -- what the timekeeper records ---------------------------------------------------------------------------------
def measured(command: type[RecordApprovalReminder | ExpireApproval], version: int = 2, stage: int = 0) -> Command:
    return command(ticket_id=TICKET, ticket_version=version, approval_id=APPROVAL, stage=stage, due_at=NOW)


def test_row_163_those_who_have_not_answered_are_reminded_once() -> None:
    everybody = ApprovalStage(mode="all", approvers=(SEMYON, OLGA))
    story = waiting(everybody).when(answer(), by=APPROVER)
    later = NOW + DAY
    story.when(measured(RecordApprovalReminder, 3), by=THE_TIMEKEEPER, at=later).then(
        ApprovalReminded(
            ticket_id=TICKET, approval_id=APPROVAL, stage=0, approvers=(OLGA,), due_at=NOW, noticed_at=later
        )
    )
    assert story.recorded[0].metadata.occurred_at == NOW
    story.when(measured(RecordApprovalReminder, 4), by=THE_TIMEKEEPER, at=later).then_nothing()
    # A reminder changes nothing that anybody saw.
    story.when(answer(), by=BOSS, seen=3, at=later).then(Like(ApprovalAnswered), Like(ApprovalEnded))


def test_row_163_an_approval_expires_with_a_private_note_at_the_moment_that_was_due() -> None:
    story = waiting(only(SEMYON)).when(measured(ExpireApproval), by=THE_TIMEKEEPER, at=NOW + DAY)
    note = "Срок согласования истёк, ответа нет · The approval expired without an answer"
    story.then(
        Like(TicketCommented, body=note, is_public=False),
        Like(ApprovalEnded, outcome="expired", status=STATUSES["in_progress"]),
    )
    assert {recorded.metadata.occurred_at for recorded in story.recorded} == {NOW}


def test_row_163_a_ticket_that_silence_declines_says_so_in_both_languages() -> None:
    story = waiting(only(SEMYON), rejected_to=STATUSES["declined"])
    story.when(measured(ExpireApproval), by=THE_TIMEKEEPER, at=NOW + DAY)
    why = "Срок согласования истёк, ответа нет · The approval expired without an answer"
    story.then(Like(TicketCommented, body=why), Like(ApprovalEnded, status=STATUSES["declined"], reason=why))


@pytest.mark.parametrize("command", [RecordApprovalReminder, ExpireApproval])
def test_row_163_what_was_measured_at_another_version_or_stage_is_not_recorded(
    command: type[RecordApprovalReminder | ExpireApproval],
) -> None:
    waiting(only(SEMYON)).when(measured(command, 1), by=THE_TIMEKEEPER).then_refused(ClocksAreBehind)
    waiting(only(SEMYON)).when(measured(command, stage=1), by=THE_TIMEKEEPER).then_nothing()
    given(*DESK, REGISTERED, IN_PROGRESS).when(measured(command), by=THE_TIMEKEEPER).then_nothing()
    waiting(only(SEMYON)).when(measured(command), by=ADMINISTRATOR).then_refused(NotAllowed)
