"""Nobody approves their own, and each human has one voice in a stage: of tickets and of changes (row 163)."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from aggregates.approval_refusals import (
    ApproverHasAnswered,
    ApproverIsInvolved,
    NobodyApprovesTheirOwn,
    OneVoiceInStage,
)
from commands.approvers import Stage
from commands.change_request.approve import AnswerChangeApproval, SubmitChange
from commands.change_request.draft import DraftChange, OutlineChange
from commands.person.substitute import NameSubstitute
from commands.ticket.approval import AnswerApproval, RequestApproval
from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalRequested
from events.change_request import ChangeApprovalAnswered, ChangeMoved, ChangeSubmitted
from events.substitute import SubstituteNamed
from events.values.approval import ApprovalStage, Mode
from events.values.identity import ApprovalId, ChangeId, PersonId, change_id
from events.values.people import Viewer
from tests.commands.approvals import APPROVER, BOSS, THIRD, answer, only, waiting
from tests.dsl import NOW, Like, Story, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.gallery_changes import CHANGE, DRAFTED, NIGHT
from tests.gallery_services import CATALOGUE
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OLGA, OPERATOR, REQUESTER, SECOND_LINE, SEMYON, viewer

DAY = timedelta(days=1)
THIRDS = viewer(THIRD, "Третий", "requester")
MAKER = viewer(SEMYON, "Semyon Black", "second_line", "change_specialist", teams=frozenset({SECOND_LINE}))
OTHER_MAKER = viewer(OLGA, "Ольга Смирнова", "second_line", "change_specialist")


def away(person: PersonId, substitute: PersonId) -> SubstituteNamed:
    """The substitute answers for the person these days."""
    return SubstituteNamed(person_id=person, substitute_id=substitute, from_at=NOW - DAY, until_at=NOW + DAY)


# -- tickets -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stages", "field"),
    [
        ((Stage(approvers=(OLGA,)),), "stages[0].approvers[0]"),
        ((Stage(approvers=(SEMYON,)), Stage(approvers=(SEMYON, ANNA))), "stages[1].approvers[1]"),
        ((Stage(approvers=(SEMYON,), leads_of=(FIRST_LINE,)),), "stages[0].leads_of[0]"),
    ],
    ids=["who asks", "whom the ticket is for", "who asks and leads the team"],
)
def test_row_163_who_asks_and_whom_the_ticket_is_for_are_not_asked(stages: tuple[Stage, ...], field: str) -> None:
    asked = RequestApproval(ticket_id=TICKET, question="Купить?", stages=stages)
    given(*DESK, REGISTERED).when(asked, by=OPERATOR).then_refused(ApproverIsInvolved, field=field)


def test_row_163_the_refusal_names_who_is_involved_and_another_may_ask_them() -> None:
    asked = RequestApproval(ticket_id=TICKET, question="Купить?", stages=(Stage(leads_of=(FIRST_LINE,)),))
    story = given(*DESK, REGISTERED).when(asked, by=OPERATOR).then_refused(ApproverIsInvolved, person="Смирнова Ольга")
    story.when(asked, by=ADMINISTRATOR).then(Like(ApprovalRequested, stages=(only(OLGA),)))


def asked_by_operator() -> tuple[Story, ApprovalId]:
    """Olga asked Semyon and a third one about Anna's ticket."""
    story = given(*DESK, REGISTERED)
    asked = RequestApproval(ticket_id=TICKET, question="Купить?", stages=(Stage(mode="all", approvers=(SEMYON,)),))
    story.when(asked, by=OPERATOR)
    (fact,) = (recorded.fact for recorded in story.recorded)
    assert isinstance(fact, ApprovalRequested)
    return story, fact.approval_id


@pytest.mark.parametrize("who", [OPERATOR, REQUESTER], ids=["who asked", "whom it is for"])
def test_row_163_who_is_involved_does_not_answer_as_a_substitute_either(who: Viewer) -> None:
    story, approval = asked_by_operator()
    story.given(away(SEMYON, PersonId(who.actor.id)))
    said = AnswerApproval(ticket_id=TICKET, approval_id=approval, verdict="approve")
    story.when(said, by=who).then_refused(NobodyApprovesTheirOwn, field="approver_id")
    story.when(said, by=APPROVER).then(Like(ApprovalAnswered), Like(ApprovalEnded, outcome="approved"))


def test_row_163_who_was_asked_about_their_own_before_the_rule_does_not_answer() -> None:
    story = waiting(only(ANNA, SEMYON)).when(answer(), by=REQUESTER).then_refused(NobodyApprovesTheirOwn)
    substituted = waiting(only(ANNA)).given(away(ANNA, SEMYON))
    substituted.when(answer(), by=APPROVER).then_refused(NobodyApprovesTheirOwn)
    story.when(answer(), by=APPROVER).then(Like(ApprovalAnswered), Like(ApprovalEnded))


@pytest.mark.parametrize("mode", ["all", "one", "first"])
def test_row_163_who_stands_in_for_two_speaks_once_in_a_stage(mode: Mode) -> None:
    both = ApprovalStage(mode=mode, approvers=(SEMYON, OLGA))
    story = waiting(both).given(away(SEMYON, THIRD), away(OLGA, THIRD))
    story.when(answer("reject" if mode == "one" else "approve"), by=THIRDS)
    if mode == "first":
        story.then(Like(ApprovalAnswered, approver_id=OLGA, answered_by=THIRD), Like(ApprovalEnded))
        return
    story.then(Like(ApprovalAnswered, approver_id=OLGA, answered_by=THIRD))
    story.when(answer(), by=THIRDS).then_refused(OneVoiceInStage)
    story.when(answer(for_whom=OLGA), by=THIRDS).then_refused(ApproverHasAnswered)
    story.when(answer(), by=APPROVER).then(Like(ApprovalAnswered, answered_by=SEMYON), Like(ApprovalEnded))


def test_row_163_the_next_stage_may_ask_the_same_human_again() -> None:
    story = waiting(only(SEMYON), only(OLGA)).given(away(SEMYON, THIRD), away(OLGA, THIRD))
    story.when(answer(), by=THIRDS).then(Like(ApprovalAnswered, approver_id=SEMYON, opens=1))
    story.when(answer(), by=THIRDS).then(Like(ApprovalAnswered, approver_id=OLGA), Like(ApprovalEnded))


def test_row_163_who_is_away_may_name_another_when_their_substitute_is_asked_themselves() -> None:
    both = ApprovalStage(mode="all", approvers=(SEMYON, OLGA))
    story = waiting(both).given(away(SEMYON, OLGA)).when(answer(), by=BOSS)
    story.when(answer(for_whom=SEMYON), by=BOSS).then_refused(OneVoiceInStage)
    named = NameSubstitute(person_id=SEMYON, substitute_id=ANNA, until_at=NOW + DAY)
    story.when(named, by=APPROVER)
    story.when(answer(), by=REQUESTER).then_refused(NobodyApprovesTheirOwn)
    story.given(away(SEMYON, THIRD))
    story.when(answer(), by=THIRDS).then(Like(ApprovalAnswered, answered_by=THIRD), Like(ApprovalEnded))


# -- changes -----------------------------------------------------------------------------------------------------
def drafted_by_maker() -> tuple[Story, ChangeId]:
    story = given(*DESK, *CATALOGUE)
    draft = DraftChange(subject="Заменить", plan="План", back_out="Назад", window=NIGHT)
    story.when(draft, by=MAKER)
    return story, change_id(1)


def test_row_163_neither_who_wrote_a_change_nor_who_submits_it_is_asked() -> None:
    story, found = drafted_by_maker()
    submit = SubmitChange(change_id=found, stages=(Stage(approvers=(SEMYON,)),))
    story.when(submit, by=MAKER).then_refused(ApproverIsInvolved, field="stages[0].approvers[0]", person="Black Semyon")
    story.when(submit, by=OTHER_MAKER).then_refused(ApproverIsInvolved, person="Black Semyon")
    by_lead = SubmitChange(change_id=found, stages=(Stage(leads_of=(FIRST_LINE,)),))
    story.when(by_lead, by=OTHER_MAKER).then_refused(ApproverIsInvolved, field="stages[0].leads_of[0]")
    story.when(by_lead, by=MAKER).then(Like(ChangeSubmitted))


def test_row_163_who_wrote_the_draft_anew_is_an_author_of_it_too() -> None:
    story, found = drafted_by_maker()
    story.when(OutlineChange(change_id=found, risk="high"), by=OTHER_MAKER)
    submit = SubmitChange(change_id=found, stages=(Stage(approvers=(OLGA,)),))
    story.when(submit, by=ADMINISTRATOR).then_refused(ApproverIsInvolved, person="Смирнова Ольга")
    asked = msgspec.structs.replace(submit, stages=(Stage(approvers=(ANNA,)),))
    story.when(asked, by=ADMINISTRATOR).then(Like(ChangeSubmitted))


@pytest.mark.parametrize("who", [MAKER, OTHER_MAKER], ids=["who wrote it", "who submitted it"])
def test_row_163_who_is_involved_in_a_change_does_not_answer_for_another(who: Viewer) -> None:
    story, found = drafted_by_maker()
    story.when(SubmitChange(change_id=found, stages=(Stage(approvers=(ANNA,)),)), by=OTHER_MAKER)
    story.given(away(ANNA, PersonId(who.actor.id)))
    said = AnswerChangeApproval(change_id=found, verdict="approve")
    story.when(said, by=who).then_refused(NobodyApprovesTheirOwn)
    story.when(said, by=REQUESTER).then(Like(ChangeApprovalAnswered), ChangeMoved(change_id=found, status="approved"))


def test_row_163_one_human_does_not_fill_a_stage_of_a_change_alone() -> None:
    stage = ApprovalStage(mode="all", approvers=(OLGA, ANNA))
    story = given(*DESK, *CATALOGUE, DRAFTED, ChangeSubmitted(change_id=CHANGE, stages=(stage,)), away(OLGA, ANNA))
    for_olga = AnswerChangeApproval(change_id=CHANGE, verdict="approve", approver_id=OLGA)
    story.when(for_olga, by=REQUESTER).then_refused(OneVoiceInStage, field="approver_id")
    said = AnswerChangeApproval(change_id=CHANGE, verdict="approve")
    story.when(said, by=REQUESTER).then(Like(ChangeApprovalAnswered, approver_id=ANNA))
    story.when(for_olga, by=REQUESTER).then_refused(OneVoiceInStage)
    story.when(said, by=OPERATOR).then(Like(ChangeApprovalAnswered, approver_id=OLGA), Like(ChangeMoved))
