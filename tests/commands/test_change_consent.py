"""Consent holds for what was laid before the approvers: another window or outline asks anew (rows 163, 165)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from aggregates.approval_refusals import ReminderComesTooLate
from aggregates.change_refusals import (
    ApprovalHasNoTime,
    ChangeHasNoWindow,
    ChangeIsNotDraft,
    ChangeMoveAsksFor,
    WindowHasNotBegun,
    WindowIsNotConsented,
)
from aggregates.ticket_refusals import ClocksAreBehind
from commands.approvers import Stage
from commands.change_request.approve import (
    AnswerChangeApproval,
    ExpireChangeApproval,
    RecordChangeReminder,
    SubmitChange,
)
from commands.change_request.draft import DraftChange, OutlineChange
from commands.change_request.schedule import MoveChange, ScheduleChange
from commands.command import Command
from commands.refusals import NotAllowed
from events.change_request import (
    ChangeApprovalAnswered,
    ChangeApprovalReminded,
    ChangeMoved,
    ChangeOutlined,
    ChangeScheduled,
    ChangeSubmitted,
)
from events.fact import Fact
from events.values.approval import ApprovalStage
from events.values.change import Window
from events.values.duration import Duration
from events.values.identity import change_id
from tests.dsl import NOW, Like, Story, given
from tests.gallery import AGREEMENT, DESK
from tests.gallery_changes import APPROVED, CHANGE, DRAFTED, NEXT_NIGHT, NIGHT, SUBMITTED
from tests.gallery_services import CATALOGUE
from tests.people import ADMINISTRATOR, ANNA, OLGA, OPERATOR, REQUESTER, SEMYON, THE_TIMEKEEPER

HOUR = timedelta(hours=1)
LAST_HOUR = Window(begins_at=NIGHT.ends_at - HOUR, ends_at=NIGHT.ends_at)
ASK = SubmitChange(change_id=CHANGE, stages=(Stage(approvers=(OLGA,)),))


def desk(*facts: Fact) -> Story:
    return given(*DESK, *CATALOGUE, DRAFTED, *facts)


def consented() -> Story:
    return desk(SUBMITTED, APPROVED)


def moved(to: str, reason: str = "") -> MoveChange:
    return MoveChange(change_id=CHANGE, to=to, reason=reason)


def scheduled(window: Window | None = None, note: str = "") -> ScheduleChange:
    return ScheduleChange(change_id=CHANGE, window=window, force_note=note)


# -- the window that was consented to --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "window",
    [
        NEXT_NIGHT,
        Window(begins_at=NIGHT.begins_at - HOUR, ends_at=NIGHT.ends_at),
        Window(begins_at=NIGHT.begins_at, ends_at=NIGHT.ends_at + HOUR),
    ],
    ids=["another night", "begins earlier", "ends later"],
)
def test_row_165_a_change_is_not_scheduled_beyond_the_window_that_was_consented_to(window: Window) -> None:
    story = consented().when(scheduled(window, "Надо"), by=ADMINISTRATOR)
    story.then_refused(WindowIsNotConsented, field="window", number="C-1", consented=NIGHT.told())
    story.when(scheduled(), by=ADMINISTRATOR)
    story.when(scheduled(window), by=ADMINISTRATOR).then_refused(WindowIsNotConsented)


def test_row_165_a_part_of_the_window_that_was_consented_to_needs_no_consent() -> None:
    story = consented().when(scheduled(LAST_HOUR), by=ADMINISTRATOR)
    assert story.recorded[0].fact == ChangeScheduled(change_id=CHANGE, window=LAST_HOUR)
    story.when(scheduled(NIGHT), by=ADMINISTRATOR)
    assert story.recorded[0].fact == ChangeScheduled(change_id=CHANGE, window=NIGHT)


def test_row_165_another_window_is_consented_to_anew() -> None:
    story = consented().when(scheduled(), by=ADMINISTRATOR)
    story.when(moved("draft"), by=ADMINISTRATOR).then_refused(ChangeMoveAsksFor, field="reason")
    story.when(moved("draft", "Ночь занята"), by=ADMINISTRATOR)
    story.when(OutlineChange(change_id=CHANGE, window=NEXT_NIGHT), by=ADMINISTRATOR).then(Like(ChangeOutlined))
    story.when(ASK, by=ADMINISTRATOR).then(Like(ChangeSubmitted))
    said = AnswerChangeApproval(change_id=CHANGE, verdict="approve")
    story.when(said, by=OPERATOR).then(Like(ChangeApprovalAnswered), APPROVED)
    story.when(scheduled(NIGHT), by=ADMINISTRATOR).then_refused(WindowIsNotConsented, consented=NEXT_NIGHT.told())
    story.when(scheduled(), by=ADMINISTRATOR)
    assert story.recorded[0].fact == ChangeScheduled(change_id=CHANGE, window=NEXT_NIGHT)


def test_row_165_a_change_without_a_window_is_laid_before_nobody() -> None:
    story = given(*DESK).when(DraftChange(subject="x", plan="План", back_out="Назад"), by=ADMINISTRATOR)
    story.when(ASK, by=ADMINISTRATOR).then_refused(ChangeHasNoWindow, field="window")


def test_row_165_a_change_of_low_risk_that_nobody_was_asked_about_is_scheduled_freely() -> None:
    story = given(*DESK).when(
        DraftChange(subject="x", plan="План", back_out="Назад", risk="low", window=NIGHT), by=ADMINISTRATOR
    )
    story.when(SubmitChange(change_id=change_id(1)), by=ADMINISTRATOR)
    story.when(scheduled(NEXT_NIGHT), by=ADMINISTRATOR).then(Like(ChangeScheduled, window=NEXT_NIGHT))


@pytest.mark.parametrize("stands", ["approved", "scheduled"])
@pytest.mark.parametrize(
    "rewrite",
    [
        OutlineChange(change_id=CHANGE, risk="low"),
        OutlineChange(change_id=CHANGE, plan="Иначе"),
        OutlineChange(change_id=CHANGE, back_out="Иначе"),
        OutlineChange(change_id=CHANGE, services=()),
        OutlineChange(change_id=CHANGE, window=NEXT_NIGHT),
    ],
    ids=["risk", "plan", "back-out", "services", "window"],
)
def test_row_165_what_was_consented_to_is_rewritten_in_a_draft_alone(rewrite: OutlineChange, stands: str) -> None:
    story = consented()
    if stands == "scheduled":
        story.when(scheduled(), by=ADMINISTRATOR)
    story.when(rewrite, by=ADMINISTRATOR).then_refused(ChangeIsNotDraft, number="C-1")
    story.when(moved("draft", "Иначе"), by=ADMINISTRATOR)
    story.when(rewrite, by=ADMINISTRATOR).then(Like(ChangeOutlined))


# -- carried out in its window ---------------------------------------------------------------------------------
def test_row_165_before_its_window_a_change_is_carried_out_for_a_reason_only() -> None:
    story = consented().when(scheduled(), by=ADMINISTRATOR)
    just_before = NIGHT.begins_at - timedelta(microseconds=1)
    story.when(moved("implemented"), by=ADMINISTRATOR, at=just_before)
    story.then_refused(WindowHasNotBegun, field="reason", held=NIGHT.told())
    story.when(moved("implemented", "  "), by=ADMINISTRATOR, at=just_before).then_refused(WindowHasNotBegun)
    story.when(moved("implemented", "Коммутатор сгорел"), by=ADMINISTRATOR, at=just_before)
    assert story.recorded[0].fact == ChangeMoved(change_id=CHANGE, status="implemented", reason="Коммутатор сгорел")


@pytest.mark.parametrize("at", [NIGHT.begins_at, NIGHT.ends_at + HOUR], ids=["as it begins", "told when it is over"])
def test_row_165_from_the_beginning_of_its_window_on_a_change_is_carried_out(at: datetime) -> None:
    story = consented().when(scheduled(), by=ADMINISTRATOR)
    story.when(moved("implemented"), by=ADMINISTRATOR, at=at)
    assert story.recorded[0].fact == ChangeMoved(change_id=CHANGE, status="implemented")


# -- how long approvers have -----------------------------------------------------------------------------------
def test_row_163_a_change_s_approvers_have_working_time_of_the_base_agreement() -> None:
    timed = SubmitChange(
        change_id=CHANGE, stages=ASK.stages, remind_for=Duration(4, "hours"), expires_for=Duration(2, "days")
    )
    story = desk().when(timed, by=ADMINISTRATOR)
    asked = ApprovalStage(mode="one", approvers=(OLGA,))
    story.then(
        ChangeSubmitted(
            change_id=CHANGE,
            stages=(asked,),
            remind_for=timed.remind_for,
            expires_for=timed.expires_for,
            agreement_id=AGREEMENT,
        )
    )
    given(*CATALOGUE, DRAFTED).when(
        SubmitChange(change_id=CHANGE, expires_for=timed.expires_for), by=ADMINISTRATOR
    ).then_refused(ApprovalHasNoTime, field="expires_for")
    late = SubmitChange(
        change_id=CHANGE, stages=ASK.stages, remind_for=Duration(1, "days"), expires_for=Duration(24, "hours")
    )
    desk().when(late, by=ADMINISTRATOR).then_refused(ReminderComesTooLate, field="remind_for")


def reminder(version: int = 2, stage: int = 0) -> RecordChangeReminder:
    return RecordChangeReminder(change_id=CHANGE, change_version=version, stage=stage, due_at=NOW)


def expiry(version: int = 2, stage: int = 0) -> ExpireChangeApproval:
    return ExpireChangeApproval(change_id=CHANGE, change_version=version, stage=stage, due_at=NOW)


def test_row_163_those_who_have_not_answered_about_a_change_are_reminded_once_a_stage() -> None:
    later = NOW + 3 * HOUR
    story = desk(SUBMITTED).when(reminder(), by=THE_TIMEKEEPER, at=later)
    told = ChangeApprovalReminded(change_id=CHANGE, stage=0, approvers=(OLGA, SEMYON), due_at=NOW, noticed_at=later)
    story.then(told)
    assert story.recorded[0].metadata.occurred_at == NOW
    story.when(reminder(3), by=THE_TIMEKEEPER, at=later).then_nothing()
    # A reminder changes nothing that anybody saw.
    said = AnswerChangeApproval(change_id=CHANGE, verdict="approve")
    story.when(said, by=OPERATOR, seen=2, at=later).then(Like(ChangeApprovalAnswered, opens=1))
    story.when(reminder(4, stage=1), by=THE_TIMEKEEPER, at=later)
    story.then(Like(ChangeApprovalReminded, stage=1, approvers=(ANNA, OLGA)))


def test_row_163_a_change_that_nobody_decided_in_time_is_rejected_and_says_so_in_both_languages() -> None:
    story = desk(SUBMITTED).when(expiry(), by=THE_TIMEKEEPER, at=NOW + HOUR)
    why = "Срок согласования истёк, ответа нет · The approval expired without an answer"
    story.then(ChangeMoved(change_id=CHANGE, status="rejected", reason=why))
    assert story.recorded[0].metadata.occurred_at == NOW


@pytest.mark.parametrize("measured", [reminder, expiry], ids=["reminder", "expiry"])
def test_row_163_what_was_measured_at_another_version_or_stage_of_a_change_is_not_recorded(
    measured: Callable[..., Command],
) -> None:
    desk(SUBMITTED).when(measured(version=1), by=THE_TIMEKEEPER).then_refused(ClocksAreBehind)
    desk(SUBMITTED).when(measured(stage=1), by=THE_TIMEKEEPER).then_nothing()
    desk(SUBMITTED, APPROVED).when(measured(version=3), by=THE_TIMEKEEPER).then_nothing()
    desk(SUBMITTED).when(measured(), by=REQUESTER).then_refused(NotAllowed)
