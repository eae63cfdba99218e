"""Approvals as stories: asked, answered, refused, withdrawn, by whom and for whom (row 163)."""

from __future__ import annotations

from datetime import timedelta
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
    SubstituteOfOneself,
    SubstitutionIsEmpty,
    TeamHasNoLead,
    TicketWaitsForApproval,
)
from aggregates.person import NoSuchPerson
from aggregates.person_refusals import PersonIsDeactivated
from aggregates.refusal import Refusal
from aggregates.team import NoSuchTeam
from aggregates.ticket_refusals import ClocksAreBehind, NoSuchTicket, StatusIsNotReachable, StatusIsUnknown
from commands.command import Command
from commands.person.substitute import DismissSubstitute, NameSubstitute
from commands.refusals import NotAllowed, StaleVersion
from commands.ticket.approval import (
    AnswerApproval,
    ExpireApproval,
    RecordApprovalReminder,
    RequestApproval,
    Stage,
    WithdrawApproval,
)
from commands.ticket.talk import CommentOnTicket, ReclassifyTicket
from commands.ticket.work import LeadTicket, MoveTicket
from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalReminded, ApprovalRequested
from events.person import PersonDeactivated
from events.substitute import SubstituteDismissed, SubstituteNamed
from events.ticket import TicketCommented, TicketReclassified
from events.ticket_type import TicketTypeDefined, TicketTypeRevised
from events.values.approval import ApprovalStage, Verdict
from events.values.duration import Duration
from events.values.identity import ApprovalId, PersonId, TeamId, ticket_type_id
from events.values.lifecycle import SHIPPED, Lifecycle
from events.values.people import Viewer
from events.values.ticket import STATUSES
from events.values.ticket_type import SHIPPED_TYPES
from tests.dsl import NOW, Like, Story, given
from tests.gallery import (
    AGREEMENT,
    DESK,
    IN_PROGRESS,
    ON_HOLD,
    OTHER_TICKET,
    REGISTERED,
    RESOLVED,
    TICKET,
)
from tests.gallery_approvals import APPROVAL, QUESTION, WAITING
from tests.gallery_types import ACCESS_TYPE
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
    THE_TIMEKEEPER,
    viewer,
)

ASK = RequestApproval(
    ticket_id=TICKET, question=QUESTION, stages=(Stage(approvers=(SEMYON,)), Stage(mode="all", leads_of=(FIRST_LINE,)))
)
APPROVER = viewer(SEMYON, "Semyon Black", "requester")
"""Who is asked, without any rights but those that everybody has."""
BOSS = viewer(OLGA, "Ольга Смирнова", "requester")
DAY = timedelta(days=1)


def answer(verdict: Verdict = "approve", *, comment: str = "", for_whom: PersonId | None = None) -> AnswerApproval:
    if verdict == "reject" and not comment:
        comment = "Дорого"
    return AnswerApproval(
        ticket_id=TICKET, approval_id=APPROVAL, verdict=verdict, comment=comment, approver_id=for_whom
    )


def waiting(*stages: ApprovalStage, **more: object) -> Story:
    """A desk where a ticket in work waits for the approval of these."""
    fact = msgspec.structs.replace(WAITING, stages=stages or WAITING.stages, **more)
    return given(*DESK, REGISTERED, fact)


def only(*people: PersonId) -> ApprovalStage:
    return ApprovalStage(mode="one", approvers=people)


@pytest.fixture
def access() -> TicketTypeDefined:
    """A type whose life cycle has no status for approvals."""
    code = "access_request"
    return TicketTypeDefined(type_id=ticket_type_id(code), code=code, definition=ACCESS_TYPE)


# -- asking ------------------------------------------------------------------------------------------------------
def test_row_163_who_is_asked_is_found_out_at_that_moment_and_the_ticket_waits() -> None:
    story = given(*DESK, REGISTERED).when(ASK, by=OPERATOR)
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
    given(*DESK, REGISTERED).when(asked, by=OPERATOR).then(Like(ApprovalRequested, rejected_to=STATUSES[code]))


def test_row_163_somebody_named_twice_in_a_stage_is_asked_once() -> None:
    asked = msgspec.structs.replace(ASK, stages=(Stage(approvers=(OLGA, SEMYON, OLGA), leads_of=(FIRST_LINE,)),))
    given(*DESK, REGISTERED).when(asked, by=OPERATOR).then(Like(ApprovalRequested, stages=(only(OLGA, SEMYON),)))


@pytest.mark.parametrize(
    ("stages", "refusal", "field"),
    [
        ((Stage(),), StageNeedsApprovers, "stages"),
        ((Stage(approvers=(OLGA,)), Stage(mode="all")), StageNeedsApprovers, "stages"),
        ((Stage(leads_of=(SECOND_LINE,)),), TeamHasNoLead, "stages[0].leads_of[0]"),
        ((Stage(leads_of=(TeamId(UUID(int=404)),)),), NoSuchTeam, "stages[0].leads_of[0]"),
        ((Stage(approvers=(OLGA,)), Stage(approvers=(PersonId(UUID(int=404)),))), NoSuchPerson, "stages[1].approvers"),
        ((Stage(approvers=(PersonId(AGREEMENT),)),), NoSuchPerson, "stages[0].approvers"),
    ],
)
def test_row_163_a_stage_without_anybody_to_ask_is_refused_by_its_place(
    stages: tuple[Stage, ...], refusal: type[Refusal], field: str
) -> None:
    asked = msgspec.structs.replace(ASK, stages=stages)
    given(*DESK, REGISTERED).when(asked, by=OPERATOR).then_refused(refusal, field=field)


def test_row_163_nobody_without_access_is_asked() -> None:
    gone = PersonDeactivated(person_id=SEMYON, reason="Уволился")
    story = given(*DESK, gone, REGISTERED).when(ASK, by=OPERATOR)
    story.then_refused(PersonIsDeactivated, field="stages[0].approvers")


def test_row_163_a_reminder_comes_before_the_expiry() -> None:
    late = msgspec.structs.replace(ASK, remind_for=Duration(1, "days"), expires_for=Duration(24, "hours"))
    given(*DESK, REGISTERED).when(late, by=OPERATOR).then_refused(ReminderComesTooLate, field="remind_for")


def test_row_163_one_approval_at_a_time_and_only_where_the_life_cycle_leads() -> None:
    given(*DESK, REGISTERED, WAITING).when(ASK, by=OPERATOR).then_refused(TicketWaitsForApproval)
    given(*DESK, REGISTERED, ON_HOLD).when(ASK, by=OPERATOR).then_refused(StatusIsNotReachable)
    given(*DESK, REGISTERED, RESOLVED).when(ASK, by=OPERATOR).then_refused(StatusIsNotReachable)


def test_row_163_a_type_without_the_status_knows_no_approvals(access: TicketTypeDefined) -> None:
    asked = access.definition.lifecycle.statuses[0]
    registered = msgspec.structs.replace(REGISTERED, type=access.code, status=asked)
    given(*DESK, access, registered).when(ASK, by=OPERATOR).then_refused(StatusIsUnknown, status="on_approval")


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
    ended = ApprovalEnded(ticket_id=TICKET, approval_id=APPROVAL, outcome="approved", status=STATUSES["new"])
    story.when(answer(), by=BOSS).then(Like(ApprovalAnswered, stage=1, opens=None), ended)


def test_row_163_a_rejection_ends_the_wait_with_a_private_note() -> None:
    story = waiting(only(SEMYON), only(OLGA)).when(answer("reject", comment="Нет бюджета"), by=APPROVER)
    note = "Согласование отклонено · The approval was rejected: Нет бюджета"
    story.then(
        Like(ApprovalAnswered, verdict="reject", opens=None),
        Like(TicketCommented, body=note, is_public=False, by_staff=True, requester_id=ANNA),
        ApprovalEnded(ticket_id=TICKET, approval_id=APPROVAL, outcome="rejected", status=STATUSES["in_progress"]),
    )


def test_row_163_a_rejection_may_decline_the_ticket() -> None:
    story = waiting(only(SEMYON), rejected_to=STATUSES["declined"]).when(answer("reject"), by=APPROVER)
    assert story.recorded[-1].fact == Like(ApprovalEnded, status=STATUSES["declined"])


def test_row_163_a_rejection_says_why() -> None:
    silent = msgspec.structs.replace(answer("reject"), comment="  ")
    waiting(only(SEMYON)).when(silent, by=APPROVER).then_refused(RejectionNeedsReason, field="comment")


def test_row_163_one_answer_each_and_only_in_the_open_stage() -> None:
    everybody = ApprovalStage(mode="all", approvers=(SEMYON, OLGA))
    story = waiting(everybody, only(ANNA)).when(answer(), by=APPROVER).then(Like(ApprovalAnswered, opens=None))
    story.when(answer("reject"), by=APPROVER).then_refused(ApproverHasAnswered, field="approver_id")
    story.when(answer(), by=REQUESTER).then_refused(ApprovalIsNotYours, field="approver_id")
    story.when(answer(), by=BOSS).then(Like(ApprovalAnswered, opens=1))
    story.when(answer(), by=REQUESTER).then(Like(ApprovalAnswered), Like(ApprovalEnded, outcome="approved"))


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


def test_row_163_who_is_asked_may_do_nothing_else() -> None:
    story = waiting(only(SEMYON))
    story.when(CommentOnTicket(ticket_id=TICKET, body="Ау"), by=APPROVER).then_refused(NoSuchTicket)
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


# -- while it waits ----------------------------------------------------------------------------------------------
def test_row_163_a_withdrawn_request_brings_the_ticket_back() -> None:
    fact = msgspec.structs.replace(WAITING, returns_to=STATUSES["in_progress"])
    story = given(*DESK, REGISTERED, IN_PROGRESS, fact)
    withdraw = WithdrawApproval(ticket_id=TICKET, approval_id=APPROVAL)
    story.when(withdraw, by=OPERATOR).then(
        ApprovalEnded(ticket_id=TICKET, approval_id=APPROVAL, outcome="withdrawn", status=STATUSES["in_progress"])
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


def test_row_163_a_type_that_knows_no_approvals_ends_the_wait(access: TicketTypeDefined) -> None:
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


@pytest.mark.parametrize("command", [RecordApprovalReminder, ExpireApproval])
def test_row_163_what_was_measured_at_another_version_or_stage_is_not_recorded(
    command: type[RecordApprovalReminder | ExpireApproval],
) -> None:
    waiting(only(SEMYON)).when(measured(command, 1), by=THE_TIMEKEEPER).then_refused(ClocksAreBehind)
    waiting(only(SEMYON)).when(measured(command, stage=1), by=THE_TIMEKEEPER).then_nothing()
    given(*DESK, REGISTERED, IN_PROGRESS).when(measured(command), by=THE_TIMEKEEPER).then_nothing()
    waiting(only(SEMYON)).when(measured(command), by=ADMINISTRATOR).then_refused(NotAllowed)


# -- substitutes -------------------------------------------------------------------------------------------------
AWAY = SubstituteNamed(person_id=SEMYON, substitute_id=UUID(int=404), from_at=NOW - DAY, until_at=NOW + DAY)  # type: ignore[arg-type] # an id
NAME = NameSubstitute(person_id=SEMYON, substitute_id=OLGA, from_at=NOW, until_at=NOW + 7 * DAY)


def test_row_163_a_substitute_answers_and_both_are_named() -> None:
    story = waiting(only(SEMYON)).given(AWAY).when(answer(), by=STRANGER)
    story.then(
        Like(ApprovalAnswered, approver_id=SEMYON, answered_by=STRANGER.actor.id),
        Like(ApprovalEnded, outcome="approved"),
    )


def test_row_163_a_substitute_who_is_asked_themselves_answers_for_themselves_first() -> None:
    away = msgspec.structs.replace(AWAY, substitute_id=OLGA)
    everybody = ApprovalStage(mode="all", approvers=(SEMYON, OLGA))
    story = waiting(everybody).given(away).when(answer(), by=BOSS)
    story.then(Like(ApprovalAnswered, approver_id=OLGA))
    story.when(answer(), by=BOSS).then(
        Like(ApprovalAnswered, approver_id=SEMYON, answered_by=OLGA), Like(ApprovalEnded)
    )


@pytest.mark.parametrize(
    "past",
    [
        (msgspec.structs.replace(AWAY, from_at=NOW + timedelta(microseconds=1)),),
        (msgspec.structs.replace(AWAY, until_at=NOW),),
        (AWAY, SubstituteDismissed(person_id=SEMYON)),
        (AWAY, msgspec.structs.replace(AWAY, substitute_id=OLGA)),
        (msgspec.structs.replace(AWAY, person_id=OLGA),),
    ],
    ids=["not yet", "no more", "dismissed", "another was named", "of another"],
)
def test_row_163_whoever_is_no_substitute_at_that_moment_sees_nothing(past: tuple[SubstituteNamed, ...]) -> None:
    waiting(only(SEMYON)).given(*past).when(answer(), by=STRANGER).then_refused(NoSuchTicket)


@pytest.mark.parametrize("who", [APPROVER, ADMINISTRATOR], ids=["the person", "an administrator"])
def test_row_163_a_person_or_an_administrator_names_and_dismisses_a_substitute(who: Viewer) -> None:
    story = given(*DESK).when(NAME, by=who)
    story.then(SubstituteNamed(person_id=SEMYON, substitute_id=OLGA, from_at=NOW, until_at=NOW + 7 * DAY))
    story.when(NAME, by=who).then_nothing()
    story.when(DismissSubstitute(person_id=SEMYON), by=who).then(SubstituteDismissed(person_id=SEMYON))
    story.when(DismissSubstitute(person_id=SEMYON), by=who).then_nothing()


def test_row_163_a_substitution_begins_now_unless_it_says_when() -> None:
    now = msgspec.structs.replace(NAME, from_at=None)
    given(*DESK).when(now, by=APPROVER).then(Like(SubstituteNamed, from_at=NOW))


@pytest.mark.parametrize(
    ("command", "who", "refusal", "field"),
    [
        (NAME, REQUESTER, NotAllowed, "person_id"),
        (DismissSubstitute(person_id=SEMYON), OPERATOR, NotAllowed, "person_id"),
        (msgspec.structs.replace(NAME, substitute_id=SEMYON), APPROVER, SubstituteOfOneself, "substitute_id"),
        (msgspec.structs.replace(NAME, substitute_id=SECOND_LINE), APPROVER, NoSuchPerson, "substitute_id"),
        (msgspec.structs.replace(NAME, until_at=NOW), APPROVER, SubstitutionIsEmpty, "until_at"),
        (msgspec.structs.replace(NAME, from_at=NOW - 2 * DAY, until_at=NOW), APPROVER, SubstitutionIsEmpty, "until_at"),
        (msgspec.structs.replace(NAME, person_id=PersonId(TICKET)), ADMINISTRATOR, NoSuchPerson, "person_id"),
    ],
)
def test_row_163_a_substitution_that_makes_no_sense_is_refused(
    command: Command, who: Viewer, refusal: type[Refusal], field: str
) -> None:
    given(*DESK).when(command, by=who).then_refused(refusal, field=field)


def test_row_163_nobody_without_access_substitutes() -> None:
    gone = PersonDeactivated(person_id=OLGA, reason="Уволилась")
    given(*DESK, gone).when(NAME, by=APPROVER).then_refused(PersonIsDeactivated, field="substitute_id")
