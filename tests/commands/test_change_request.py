"""Change requests: drafted, consented to in stages, scheduled, carried out (rows 83, 163, 165)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregates.approval_refusals import (
    ApprovalIsNotYours,
    ApproverHasAnswered,
    RejectionNeedsReason,
    StageNeedsApprovers,
)
from aggregates.change_refusals import (
    ChangeIsNotDraft,
    ChangeIsOver,
    ChangeMoveAsksFor,
    ChangeMovesOtherwise,
    ChangeNeedsApprovers,
    ChangeStatusIsNotReachable,
    ChangeStatusIsUnknown,
    NobodyIsAskedAboutChange,
    NoSuchChange,
)
from aggregates.links import NoneIsLinked
from aggregates.service import NoSuchService
from aggregates.ticket_refusals import NoSuchTicket
from commands.approvers import Stage
from commands.change_request.approve import AnswerChangeApproval, SubmitChange
from commands.change_request.draft import (
    AssignChange,
    DraftChange,
    LinkChangeIncidents,
    OutlineChange,
    UnlinkChangeIncidents,
)
from commands.change_request.schedule import MoveChange
from commands.command import Command
from commands.ports import Receipt
from commands.refusals import NotAllowed
from events.change_request import (
    ChangeApprovalAnswered,
    ChangeAssigned,
    ChangeDrafted,
    ChangeIncidentsLinked,
    ChangeIncidentsUnlinked,
    ChangeMoved,
    ChangeOutlined,
    ChangeScheduled,
    ChangeSubmitted,
)
from events.fact import Fact
from events.substitute import SubstituteNamed
from events.values.approval import ApprovalStage
from events.values.change import CHANGE_CYCLE, DRAFT, LED_BY, REJECTED, SCHEDULED, Outline, Window
from events.values.faults import InvalidValue
from events.values.identity import ServiceId, change_id
from events.values.people import Responsible, Viewer
from tests.commands.each_command import ON_CHANGE_REQUESTS
from tests.commands.lives import ANOTHER
from tests.dsl import Like, Story, given
from tests.gallery import DESK, OTHER_TICKET, REGISTERED, START, TICKET
from tests.gallery_changes import APPROVED, CHANGE, DRAFTED, NIGHT, OUTLINE, SUBMITTED
from tests.gallery_services import CATALOGUE, INTERNET, PRINTERS
from tests.people import (
    ADMINISTRATOR,
    ANNA,
    FIRST_LINE,
    OLGA,
    OPERATOR,
    REQUESTER,
    SECOND_LINE,
    SEMYON,
    STRANGER,
    viewer,
)

MAKER = viewer(SEMYON, "Semyon Black", "second_line", "change_specialist", teams=frozenset({SECOND_LINE}))
CLOSED = ChangeMoved(change_id=CHANGE, status="closed")
ON_ONE = [command for name, command in ON_CHANGE_REQUESTS.items() if name != "draft-change"]
IN_LIFE = [command for command in ON_ONE if command.name not in {"answer-change-approval", "move-change"}]
BY_MAKERS = [command for name, command in ON_CHANGE_REQUESTS.items() if name != "answer-change-approval"]
"""Whoever is asked may answer, whatever their group."""


def desk(*facts: Fact) -> Story:
    """The gallery's desk with a catalogue, two tickets and a change request that has come so far."""
    return given(*DESK, *CATALOGUE, REGISTERED, ANOTHER, DRAFTED, *facts)


def moved(to: str, **said: str) -> MoveChange:
    return MoveChange(change_id=CHANGE, to=to, **said)


def said(verdict: str, comment: str = "") -> AnswerChangeApproval:
    return AnswerChangeApproval(change_id=CHANGE, verdict=verdict, comment=comment)  # type: ignore[arg-type] # one of two


# -- drafted ---------------------------------------------------------------------------------------------------
def test_row_165_a_change_request_is_drafted_under_a_number_of_its_own() -> None:
    command = DraftChange(
        subject=" Заменить  коммутатор ",
        risk="high",
        plan="Снять, поставить",
        back_out="Вернуть",
        window=NIGHT,
        services=(INTERNET, INTERNET),
        incidents=(TICKET,),
        responsible=Responsible(SECOND_LINE),
    )
    story = given(*DESK, *CATALOGUE, REGISTERED).when(command, by=ADMINISTRATOR)
    story.then(
        ChangeDrafted(
            change_id=change_id(1),
            number=1,
            outline=Outline(
                subject="Заменить коммутатор",
                risk="high",
                plan="Снять, поставить",
                back_out="Вернуть",
                window=NIGHT,
                services=(INTERNET,),
            ),
            incidents=(TICKET,),
            responsible=Responsible(SECOND_LINE),
        )
    )
    assert story.receipt.reference == "C-1"


def test_row_165_what_a_change_touches_must_exist_and_be_within_reach() -> None:
    story = desk().when(DraftChange(subject="x", services=(ServiceId(OLGA),)), by=MAKER)
    story.then_refused(NoSuchService, field="services")
    story.when(DraftChange(subject="x", incidents=(TICKET,)), by=MAKER).then_refused(NoSuchTicket, field="incidents")
    story.when(OutlineChange(change_id=CHANGE, services=(ServiceId(OLGA),)), by=MAKER)
    story.then_refused(NoSuchService, field="services")


def test_row_165_a_draft_is_written_anew_and_what_was_submitted_is_not() -> None:
    rewrite = OutlineChange(change_id=CHANGE, subject=" Заменить  два ", risk="low", services=(PRINTERS, PRINTERS))
    story = desk().when(rewrite, by=MAKER)
    outline = Outline(
        subject="Заменить два",
        description=OUTLINE.description,
        risk="low",
        plan=OUTLINE.plan,
        back_out=OUTLINE.back_out,
        window=NIGHT,
        services=(PRINTERS,),
    )
    story.then(ChangeOutlined(change_id=CHANGE, outline=outline))
    story.when(rewrite, by=MAKER).then_nothing()
    desk(SUBMITTED).when(rewrite, by=MAKER).then_refused(ChangeIsNotDraft, number="C-1")


def test_row_165_a_window_ends_after_it_begins_and_names_its_instants() -> None:
    for begins, ends in ((NIGHT.ends_at, NIGHT.begins_at), (NIGHT.begins_at, NIGHT.begins_at)):
        with pytest.raises(InvalidValue) as caught:
            Window(begins_at=begins, ends_at=ends)
        assert caught.value.field == "ends_at"
    with pytest.raises(InvalidValue) as caught:
        Window(begins_at=datetime(2026, 3, 7, 19, 0), ends_at=NIGHT.ends_at)  # noqa: DTZ001 - that is the fault
    assert caught.value.field == "begins_at"


def test_row_165_incidents_and_the_responsible_change_at_any_time_before_the_end() -> None:
    link = LinkChangeIncidents(change_id=CHANGE, incidents=(TICKET, OTHER_TICKET))
    story = desk(SUBMITTED, APPROVED).when(link, by=ADMINISTRATOR)
    story.then(ChangeIncidentsLinked(change_id=CHANGE, incidents=(OTHER_TICKET,)))
    story.when(link, by=ADMINISTRATOR).then_nothing()
    unlink = UnlinkChangeIncidents(change_id=CHANGE, incidents=(TICKET,))
    story.when(unlink, by=MAKER).then(ChangeIncidentsUnlinked(change_id=CHANGE, incidents=(TICKET,)))
    story.when(unlink, by=MAKER).then_refused(NoneIsLinked, field="incidents")
    assign = AssignChange(change_id=CHANGE, responsible=Responsible(FIRST_LINE, OLGA))
    story.when(assign, by=MAKER).then(ChangeAssigned(change_id=CHANGE, responsible=Responsible(FIRST_LINE, OLGA)))
    story.when(assign, by=MAKER).then_nothing()


@pytest.mark.parametrize("command", IN_LIFE, ids=lambda command: command.name)
def test_row_165_a_change_request_that_is_over_takes_no_changes(command: Command) -> None:
    desk(CLOSED).when(command, by=ADMINISTRATOR).then_refused(ChangeIsOver, number="C-1")


@pytest.mark.parametrize("command", ON_ONE, ids=lambda command: command.name)
def test_row_165_a_change_request_that_is_not_there_is_refused(command: Command) -> None:
    given(*DESK, REGISTERED, ANOTHER).when(command, by=ADMINISTRATOR).then_refused(NoSuchChange)


# -- consent ---------------------------------------------------------------------------------------------------
BY_STAGES = (Stage(mode="one", leads_of=(FIRST_LINE,), approvers=(SEMYON,)), Stage(mode="all", approvers=(ANNA,)))


def test_row_165_approvers_are_found_when_the_request_is_submitted() -> None:
    story = desk().when(SubmitChange(change_id=CHANGE, stages=BY_STAGES), by=ADMINISTRATOR)
    asked = (
        ApprovalStage(mode="one", approvers=(SEMYON, OLGA)),
        ApprovalStage(mode="all", approvers=(ANNA,)),
    )
    story.then(ChangeSubmitted(change_id=CHANGE, stages=asked))


def test_row_165_plan_and_way_back_are_told_before_anybody_consents() -> None:
    untold = {
        "plan": OutlineChange(change_id=CHANGE, plan="  "),
        "back_out": OutlineChange(change_id=CHANGE, back_out="  "),
    }
    for field, told in untold.items():
        story = desk().when(told, by=ADMINISTRATOR)
        story.when(SubmitChange(change_id=CHANGE, stages=BY_STAGES), by=ADMINISTRATOR)
        story.then_refused(ChangeMoveAsksFor, field=field)


def test_row_165_only_a_change_of_low_risk_goes_without_consent() -> None:
    alone = SubmitChange(change_id=CHANGE)
    story = desk().when(alone, by=MAKER).then_refused(ChangeNeedsApprovers)
    story.when(SubmitChange(change_id=CHANGE, stages=(Stage(),)), by=ADMINISTRATOR).then_refused(StageNeedsApprovers)
    story.when(OutlineChange(change_id=CHANGE, risk="low"), by=MAKER)
    story.when(alone, by=MAKER).then(ChangeSubmitted(change_id=CHANGE, stages=()), APPROVED)


def test_row_163_stage_after_stage_consents_and_the_last_answer_approves() -> None:
    story = desk(SUBMITTED).when(said("approve"), by=REQUESTER).then_refused(ApprovalIsNotYours)
    story.when(said("approve", "Можно"), by=OPERATOR)
    answer = ChangeApprovalAnswered(
        change_id=CHANGE, stage=0, approver_id=OLGA, answered_by=OLGA, verdict="approve", comment="Можно", opens=1
    )
    story.then(answer)
    story.when(said("approve"), by=MAKER).then_refused(ApprovalIsNotYours)
    story.when(said("approve"), by=REQUESTER)
    story.then(Like(ChangeApprovalAnswered, stage=1, approver_id=ANNA, opens=None))
    story.when(said("approve"), by=REQUESTER).then_refused(ApproverHasAnswered)
    story.when(said("approve"), by=OPERATOR)
    story.then(Like(ChangeApprovalAnswered, stage=1, approver_id=OLGA, opens=None), APPROVED)
    story.when(said("approve"), by=OPERATOR).then_refused(NobodyIsAskedAboutChange)


def test_row_163_a_rejection_says_why_and_ends_the_consent_at_once() -> None:
    story = desk(SUBMITTED).when(said("approve"), by=OPERATOR)
    story.when(said("reject", " "), by=REQUESTER).then_refused(RejectionNeedsReason)
    story.when(said("reject", "Не в отчётный период"), by=REQUESTER)
    story.then(
        Like(ChangeApprovalAnswered, verdict="reject"),
        ChangeMoved(change_id=CHANGE, status=REJECTED, reason="Не в отчётный период"),
    )
    story.when(moved(DRAFT), by=MAKER).then(ChangeMoved(change_id=CHANGE, status=DRAFT))
    story.when(SubmitChange(change_id=CHANGE, stages=BY_STAGES), by=ADMINISTRATOR).then(Like(ChangeSubmitted))
    story.when(said("approve"), by=MAKER).then(Like(ChangeApprovalAnswered, stage=0, opens=1))


def test_row_163_a_substitute_answers_for_who_is_away_and_nobody_else_does() -> None:
    away = SubstituteNamed(
        person_id=OLGA, substitute_id=ANNA, from_at=START - timedelta(days=1), until_at=START + timedelta(days=1)
    )
    story = desk(SUBMITTED, away).when(said("approve"), by=REQUESTER)
    story.then(Like(ChangeApprovalAnswered, stage=0, approver_id=OLGA, answered_by=ANNA, opens=1))
    for_semyon = AnswerChangeApproval(change_id=CHANGE, verdict="approve", approver_id=SEMYON)
    desk(SUBMITTED, away).when(for_semyon, by=REQUESTER).then_refused(ApprovalIsNotYours)
    later = START + timedelta(days=2)
    desk(SUBMITTED, away).when(said("approve"), by=REQUESTER, at=later).then_refused(ApprovalIsNotYours)


def test_row_163_a_request_that_somebody_is_not_asked_about_looks_to_them_as_if_it_were_not_there() -> None:
    desk(SUBMITTED).when(said("approve"), by=STRANGER).then_refused(NoSuchChange)
    desk().when(said("approve"), by=REQUESTER).then_refused(NoSuchChange)
    desk().when(said("approve"), by=OPERATOR).then_refused(NobodyIsAskedAboutChange)


# -- how it moves ----------------------------------------------------------------------------------------------
AT_STATUS: dict[str, tuple[Fact, ...]] = {
    "draft": (),
    "submitted": (SUBMITTED,),
    "scheduled": (SUBMITTED, APPROVED, ChangeScheduled(change_id=CHANGE, window=NIGHT)),
}


def test_row_165_every_way_of_the_life_cycle_can_be_walked_and_no_other() -> None:
    """From each status to each other one: moved exactly where the table has a way that no other command takes."""
    codes = [status.code for status in CHANGE_CYCLE.statuses]
    for begin in codes:
        for end in codes:
            facts = AT_STATUS.get(begin, (ChangeMoved(change_id=CHANGE, status=begin),))
            story = desk(*facts).when(moved(end, reason="Так надо", solution="Работает"), by=MAKER)
            way = CHANGE_CYCLE.transition(begin, end) is not None
            led = (begin, end) in LED_BY
            assert isinstance(story.outcome, Receipt) == (begin == end or (way and not led)), (begin, end)
            assert isinstance(story.outcome, ChangeMovesOtherwise) == led, (begin, end)


def test_row_165_what_a_way_asks_for_must_be_said() -> None:
    desk().when(moved("cancelled", reason=" "), by=MAKER).then_refused(ChangeMoveAsksFor, field="reason")
    implemented = ChangeMoved(change_id=CHANGE, status="implemented")
    desk(implemented).when(moved("reviewed"), by=MAKER).then_refused(ChangeMoveAsksFor, field="solution")


def test_row_165_statuses_that_are_not_there_or_not_reachable_are_refused_by_name() -> None:
    story = desk().when(moved("sung"), by=MAKER).then_refused(ChangeStatusIsUnknown, status="sung")
    story.when(moved(SCHEDULED), by=MAKER).then_refused(ChangeStatusIsNotReachable, ways=("submitted", "cancelled"))


# -- whose work it is ------------------------------------------------------------------------------------------
NOT_MAKERS: tuple[Viewer, ...] = (
    OPERATOR,
    viewer(OLGA, "Ольга", "change_specialist"),
    viewer(OLGA, "Ольга", "change_specialist", "specialist"),
    viewer(OLGA, "Ольга", "second_line", "problem_specialist"),
)


@pytest.mark.parametrize("command", BY_MAKERS, ids=lambda command: command.name)
def test_row_83_change_specialists_work_with_changes_beside_the_second_line_alone(command: Command) -> None:
    assert not isinstance(desk().when(command, by=MAKER).outcome, NotAllowed)
    for by in NOT_MAKERS:
        desk().when(command, by=by).then_refused(NotAllowed)


def test_row_165_an_instant_is_the_same_in_whichever_zone_it_was_typed() -> None:
    moscow = datetime.fromisoformat("2026-03-07T22:00:00+03:00")
    window = Window(begins_at=moscow, ends_at=moscow + timedelta(hours=4))
    assert window == NIGHT
    assert window.begins_at.tzinfo is UTC
