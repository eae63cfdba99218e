"""Approvals as stories: asked, answered, by whom, refused (row 163)."""

from __future__ import annotations

from uuid import UUID, uuid5

import msgspec
import pytest

from aggregates.approval_refusals import (
    ApprovalIsAskedFor,
    ApprovalIsNotYours,
    ApproverHasAnswered,
    NothingWaitsForApproval,
    RejectionNeedsReason,
    ReminderComesTooLate,
    StageNeedsApprovers,
    TeamHasNoLead,
    TicketWaitsForApproval,
)
from aggregates.person import NoSuchPerson
from aggregates.person_refusals import PersonIsDeactivated
from aggregates.team import NoSuchTeam
from aggregates.ticket_refusals import NoSuchTicket, StatusIsNotReachable, StatusIsUnknown
from commands.approvers import Stage
from commands.refusals import NotAllowed, StaleVersion, TicketIsOnlyRead
from commands.ticket.approval import RequestApproval, WithdrawApproval
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import CloseTicket, MoveTicket
from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalRequested
from events.person import PersonDeactivated
from events.ticket import TicketCommented
from events.values.approval import ApprovalStage
from events.values.duration import Duration
from events.values.identity import ApprovalId, PersonId, TeamId
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.ticket import STATUSES
from tests.commands.approvals import APPROVER, ASKER, BOSS, THIRD, access_type, answer, only, waiting
from tests.dsl import Like, given
from tests.gallery import (
    AGREEMENT,
    DESK,
    ON_HOLD,
    OTHER_TICKET,
    REGISTERED,
    RESOLVED,
    TICKET,
)
from tests.gallery_approvals import APPROVAL, QUESTION, WAITING
from tests.people import (
    ADMINISTRATOR,
    ANNA,
    AUDITOR,
    FIRST_LINE,
    OLGA,
    OPERATOR,
    REQUESTER,
    SECOND_LINE,
    SEMYON,
    STRANGER,
    viewer,
)

ASK = RequestApproval(
    ticket_id=TICKET, question=QUESTION, stages=(Stage(approvers=(SEMYON,)), Stage(mode="all", leads_of=(FIRST_LINE,)))
)


# -- asking ------------------------------------------------------------------------------------------------------
def test_row_163_who_is_asked_is_found_out_at_that_moment_and_the_ticket_waits() -> None:
    story = given(*DESK, REGISTERED).when(ASK, by=ASKER)
    approval = ApprovalId(uuid5(story.receipt.command_id, "approval"))
    story.then(
        ApprovalRequested(
            ticket_id=TICKET,
            approval_id=approval,
            requester_id=ANNA,
            question=QUESTION,
            stages=(only(SEMYON), ApprovalStage(mode="all", approvers=(OLGA,))),
            returns_to=STATUSES["new"],
            rejected_to=STATUSES["new"],
        )
    )
    assert story.receipt.reference == str(REGISTERED.number)


@pytest.mark.parametrize(("how", "code"), [("back", "new"), ("in_progress", "in_progress"), ("decline", "declined")])
def test_row_163_the_request_says_where_a_rejection_leads(how: str, code: str) -> None:
    asked = msgspec.structs.replace(ASK, if_rejected=how)
    given(*DESK, REGISTERED).when(asked, by=ASKER).then(Like(ApprovalRequested, rejected_to=STATUSES[code]))


def test_row_163_somebody_named_twice_in_a_stage_is_asked_once() -> None:
    asked = msgspec.structs.replace(ASK, stages=(Stage(approvers=(OLGA, SEMYON, OLGA), leads_of=(FIRST_LINE,)),))
    given(*DESK, REGISTERED).when(asked, by=ASKER).then(Like(ApprovalRequested, stages=(only(OLGA, SEMYON),)))


@pytest.mark.parametrize(
    ("stages", "refusal", "field"),
    [
        ((Stage(),), StageNeedsApprovers, "stages"),
        ((Stage(approvers=(OLGA,)), Stage(mode="all")), StageNeedsApprovers, "stages"),
        ((Stage(leads_of=(SECOND_LINE,)),), TeamHasNoLead, "stages[0].leads_of[0]"),
        ((Stage(leads_of=(TeamId(UUID(int=404)),)),), NoSuchTeam, "stages[0].leads_of[0]"),
        (
            (Stage(approvers=(OLGA,)), Stage(approvers=(PersonId(UUID(int=404)),))),
            NoSuchPerson,
            "stages[1].approvers[0]",
        ),
        ((Stage(approvers=(PersonId(AGREEMENT),)),), NoSuchPerson, "stages[0].approvers[0]"),
    ],
)
def test_row_163_a_stage_without_anybody_to_ask_is_refused_by_its_place(
    stages: tuple[Stage, ...], refusal: type[Refusal], field: str
) -> None:
    asked = msgspec.structs.replace(ASK, stages=stages)
    given(*DESK, REGISTERED).when(asked, by=ASKER).then_refused(refusal, field=field)


def test_row_163_nobody_without_access_is_asked() -> None:
    gone = PersonDeactivated(person_id=SEMYON, reason="Уволился")
    story = given(*DESK, gone, REGISTERED).when(ASK, by=ASKER)
    story.then_refused(PersonIsDeactivated, field="stages[0].approvers[0]")


def test_row_163_a_reminder_comes_before_the_expiry() -> None:
    late = msgspec.structs.replace(ASK, remind_for=Duration(1, "days"), expires_for=Duration(24, "hours"))
    given(*DESK, REGISTERED).when(late, by=ASKER).then_refused(ReminderComesTooLate, field="remind_for")


def test_row_163_one_approval_at_a_time_and_only_where_the_life_cycle_leads() -> None:
    given(*DESK, REGISTERED, WAITING).when(ASK, by=ASKER).then_refused(TicketWaitsForApproval)
    given(*DESK, REGISTERED, ON_HOLD).when(ASK, by=ASKER).then_refused(StatusIsNotReachable)
    given(*DESK, REGISTERED, RESOLVED).when(ASK, by=ASKER).then_refused(StatusIsNotReachable)


def test_row_163_a_type_without_the_status_knows_no_approvals() -> None:
    access = access_type()
    asked = access.definition.lifecycle.statuses[0]
    registered = msgspec.structs.replace(REGISTERED, type=access.code, status=asked)
    given(*DESK, access, registered).when(ASK, by=ASKER).then_refused(StatusIsUnknown, status="on_approval")


@pytest.mark.parametrize("who", [REQUESTER, AUDITOR, STRANGER], ids=lambda viewer: viewer.actor.name)
def test_row_163_only_who_works_on_tickets_asks_or_withdraws(who: Viewer) -> None:
    given(*DESK, REGISTERED).when(ASK, by=who).then_refused(NotAllowed)
    waiting().when(WithdrawApproval(ticket_id=TICKET, approval_id=APPROVAL), by=who).then_refused(NotAllowed)


def test_row_163_a_ticket_waits_only_when_somebody_was_asked() -> None:
    moved = MoveTicket(ticket_id=TICKET, to="on_approval")
    given(*DESK, REGISTERED).when(moved, by=OPERATOR).then_refused(ApprovalIsAskedFor, field="to")


def test_row_163_a_ticket_that_waits_can_be_talked_about() -> None:
    waiting().when(CommentOnTicket(ticket_id=TICKET, body="Ждём"), by=OPERATOR).then(Like(TicketCommented))


# -- answering ---------------------------------------------------------------------------------------------------
def test_row_163_an_approver_answers_though_the_ticket_is_not_theirs() -> None:
    story = waiting(only(SEMYON), only(OLGA)).when(answer(comment="Согласен"), by=APPROVER)
    story.then(
        ApprovalAnswered(
            ticket_id=TICKET,
            approval_id=APPROVAL,
            requester_id=ANNA,
            stage=0,
            approver_id=SEMYON,
            answered_by=SEMYON,
            verdict="approve",
            comment="Согласен",
            opens=1,
        )
    )
    ended = Like(ApprovalEnded, outcome="approved", status=STATUSES["new"], reason="")
    story.when(answer(), by=BOSS).then(Like(ApprovalAnswered, stage=1, opens=None), ended)


def test_row_163_a_rejection_ends_the_wait_with_a_private_note() -> None:
    story = waiting(only(SEMYON), only(OLGA)).when(answer("reject", comment="Нет бюджета"), by=APPROVER)
    note = "Согласование отклонено · The approval was rejected: Нет бюджета"
    story.then(
        Like(ApprovalAnswered, verdict="reject", opens=None),
        Like(TicketCommented, body=note, is_public=False, by_staff=True, requester_id=ANNA),
        Like(ApprovalEnded, outcome="rejected", status=STATUSES["in_progress"], reason=""),
    )


def test_row_163_a_rejection_that_declines_the_ticket_is_the_reason_that_its_requester_reads() -> None:
    declines = waiting(only(SEMYON), rejected_to=STATUSES["declined"])
    declines.when(answer("reject", comment="Нет бюджета"), by=APPROVER)
    assert declines.recorded[-1].fact == ApprovalEnded(
        ticket_id=TICKET,
        approval_id=APPROVAL,
        outcome="rejected",
        status=STATUSES["declined"],
        requester_id=ANNA,
        reason="Нет бюджета",
    )


def test_row_163_a_rejection_says_why() -> None:
    silent = msgspec.structs.replace(answer("reject"), comment="  ")
    waiting(only(SEMYON)).when(silent, by=APPROVER).then_refused(RejectionNeedsReason, field="comment")


def test_row_163_one_answer_each_and_only_in_the_open_stage() -> None:
    everybody = ApprovalStage(mode="all", approvers=(SEMYON, OLGA))
    third = viewer(THIRD, "Третий", "requester")
    story = waiting(everybody, only(THIRD)).when(answer(), by=APPROVER).then(Like(ApprovalAnswered, opens=None))
    story.when(answer("reject"), by=APPROVER).then_refused(ApproverHasAnswered, field="approver_id")
    story.when(answer(), by=third).then_refused(ApprovalIsNotYours, field="approver_id")
    story.when(answer(), by=BOSS).then(Like(ApprovalAnswered, opens=1))
    story.when(answer(), by=third).then(Like(ApprovalAnswered), Like(ApprovalEnded, outcome="approved"))


def test_row_163_nobody_answers_for_somebody_whom_they_do_not_substitute() -> None:
    waiting(only(SEMYON)).when(answer(for_whom=SEMYON), by=OPERATOR).then_refused(ApprovalIsNotYours)
    waiting(only(SEMYON)).when(answer(), by=ADMINISTRATOR).then_refused(ApprovalIsNotYours)


def test_row_163_to_those_who_are_not_asked_the_ticket_looks_absent() -> None:
    waiting(only(SEMYON)).when(answer(), by=STRANGER).then_refused(NoSuchTicket)
    waiting(only(SEMYON)).when(answer(for_whom=SEMYON), by=STRANGER).then_refused(NoSuchTicket)
    nowhere = msgspec.structs.replace(answer(), ticket_id=OTHER_TICKET)
    waiting(only(SEMYON)).when(nowhere, by=APPROVER).then_refused(NoSuchTicket)


@pytest.mark.parametrize("ticket_id", [AGREEMENT, SEMYON, SECOND_LINE])
def test_the_id_of_something_else_waits_for_nobody(ticket_id: UUID) -> None:
    strange = msgspec.structs.replace(answer(), ticket_id=ticket_id)
    waiting().when(strange, by=OPERATOR).then_refused(NoSuchTicket)


def test_row_163_who_is_asked_may_say_something_and_do_nothing_else() -> None:
    story = waiting(only(SEMYON))
    story.when(CommentOnTicket(ticket_id=TICKET, body="Ау"), by=APPROVER).then(Like(TicketCommented, is_public=True))
    story.when(CloseTicket(ticket_id=TICKET), by=APPROVER).then_refused(TicketIsOnlyRead)
    story.when(WithdrawApproval(ticket_id=TICKET, approval_id=APPROVAL), by=APPROVER).then_refused(NotAllowed)


def test_row_163_an_approval_that_is_over_takes_no_answer() -> None:
    story = waiting(only(SEMYON, OLGA)).when(answer(), by=BOSS).then(Like(ApprovalAnswered), Like(ApprovalEnded))
    story.when(answer(), by=APPROVER).then_refused(NothingWaitsForApproval, field="approval_id")
    never = msgspec.structs.replace(answer(), approval_id=ApprovalId(UUID(int=404)))
    waiting().when(never, by=OPERATOR).then_refused(NothingWaitsForApproval)
    given(*DESK, REGISTERED).when(answer(), by=OPERATOR).then_refused(NothingWaitsForApproval)


def test_row_163_an_answer_to_what_changed_meanwhile_is_refused_as_stale() -> None:
    story = waiting(ApprovalStage(mode="all", approvers=(SEMYON, OLGA))).when(answer(), by=BOSS)
    story.when(answer(), by=APPROVER, seen=2).then_refused(StaleVersion, seen=2, now=3)


def test_row_163_the_same_command_twice_answers_once() -> None:
    story = waiting(only(SEMYON), only(OLGA))
    once = story.next_id()
    story.when(answer(), by=APPROVER, command_id=once).then(Like(ApprovalAnswered))
    story.when(answer(), by=APPROVER, command_id=once).then()
    assert story.receipt.repeated
