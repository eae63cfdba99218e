"""Outages: people are told what does not work, say that they have it, too, and hear that it works again (row 164)."""

from __future__ import annotations

import pytest

from aggregates.outage import NoSuchOutage, OutageOfSolvedProblem
from commands.fields import Named
from commands.problem.outage import AnnounceOutage, EndOutage, JoinOutage, LeaveOutage
from commands.problem.work import MoveProblem
from commands.refusals import NotAllowed
from events.outage import OutageAnnounced, OutageEnded, OutageJoined, OutageLeft
from events.problem import ProblemMoved
from events.values.outage import Affected
from events.values.text import Text
from tests.dsl import Story, given
from tests.gallery import DESK, REGISTERED
from tests.gallery_problems import JOINED, OUTAGE, PROBLEM, PROBLEM_REGISTERED, PROBLEM_RESOLVED
from tests.people import ADMINISTRATOR, ANNA, OLGA, OPERATOR, REQUESTER

TITLE = Named(ru="Принтеры без сети, чиним", en="Printers are offline, we are on it")
ANNOUNCE = AnnounceOutage(problem_id=PROBLEM, title=TITLE)
JOIN, LEAVE, END = JoinOutage(problem_id=PROBLEM), LeaveOutage(problem_id=PROBLEM), EndOutage(problem_id=PROBLEM)


def desk() -> Story:
    return given(*DESK, REGISTERED, PROBLEM_REGISTERED)


def test_row_164_people_are_told_once_and_in_other_words_when_they_change() -> None:
    story = desk().when(ANNOUNCE, by=ADMINISTRATOR).then(OUTAGE)
    assert story.receipt.reference == "P-1"
    story.when(ANNOUNCE, by=ADMINISTRATOR).then_nothing()
    other = AnnounceOutage(problem_id=PROBLEM, title=Named(ru="Чиним до обеда"), affects="employees")
    told = OutageAnnounced(problem_id=PROBLEM, nth=1, title=Text.same("Чиним до обеда"), affects="employees")
    story.when(other, by=ADMINISTRATOR).then(told)


def test_row_164_whoever_has_it_too_says_so_once_and_may_take_it_back() -> None:
    story = desk().given(OUTAGE).when(JOIN, by=REQUESTER).then(JOINED)
    story.when(JOIN, by=REQUESTER).then_nothing()
    story.when(LEAVE, by=REQUESTER).then(OutageLeft(problem_id=PROBLEM, person_id=ANNA, nth=1))
    story.when(LEAVE, by=REQUESTER).then_nothing()
    story.when(JOIN, by=REQUESTER).then(JOINED)


def test_row_164_the_next_outage_of_a_problem_asks_everybody_anew() -> None:
    story = desk().given(OUTAGE, JOINED, OutageEnded(problem_id=PROBLEM, nth=1))
    story.when(JOIN, by=REQUESTER).then_refused(NoSuchOutage, field="problem_id")
    story.when(ANNOUNCE, by=ADMINISTRATOR)
    assert [recorded.fact.nth for recorded in story.recorded if isinstance(recorded.fact, OutageAnnounced)] == [2]
    story.when(LEAVE, by=REQUESTER).then_nothing()
    story.when(JOIN, by=REQUESTER).then(OutageJoined(problem_id=PROBLEM, person_id=ANNA, nth=2))


@pytest.mark.parametrize(("affects", "is_told"), [("employees", False), ("clients", True), ("everyone", True)])
def test_row_164_whoever_is_not_told_of_an_outage_has_none_to_join(affects: Affected, *, is_told: bool) -> None:
    story = desk().given(OutageAnnounced(problem_id=PROBLEM, nth=1, title=TITLE.text, affects=affects))
    story.when(JOIN, by=REQUESTER)  # a contact of a client
    if is_told:
        story.then(JOINED)
    else:
        story.then_refused(NoSuchOutage)
    story.when(JOIN, by=OPERATOR).then(OutageJoined(problem_id=PROBLEM, person_id=OLGA, nth=1))


def test_row_164_what_solves_the_problem_ends_its_outage() -> None:
    story = desk().given(OUTAGE)
    story.when(MoveProblem(problem_id=PROBLEM, to="resolved", solution="Новый коммутатор"), by=ADMINISTRATOR)
    assert [type(recorded.fact) for recorded in story.recorded] == [ProblemMoved, OutageEnded]
    story.when(END, by=ADMINISTRATOR).then_nothing()
    story.when(ANNOUNCE, by=ADMINISTRATOR).then_refused(OutageOfSolvedProblem, number="P-1")


def test_row_164_an_outage_is_announced_and_ended_by_who_works_on_problems() -> None:
    desk().when(ANNOUNCE, by=REQUESTER).then_refused(NotAllowed)
    desk().given(OUTAGE).when(END, by=REQUESTER).then_refused(NotAllowed)
    desk().when(END, by=ADMINISTRATOR).then_refused(NoSuchOutage)
    desk().given(OUTAGE).when(END, by=ADMINISTRATOR).then(OutageEnded(problem_id=PROBLEM, nth=1))
    desk().given(PROBLEM_RESOLVED).when(ANNOUNCE, by=ADMINISTRATOR).then_refused(OutageOfSolvedProblem)
