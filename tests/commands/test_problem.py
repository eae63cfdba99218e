"""Problems: registered, explained, solved, and the offer that they make to their incidents (rows 84, 164)."""

from __future__ import annotations

import pytest

from aggregates.links import NoneIsLinked
from aggregates.problem import Problem
from aggregates.problem_refusals import (
    IncidentIsNotLinked,
    NoSuchProblem,
    ProblemCauseIsUnknown,
    ProblemIsNotResolved,
    ProblemIsOver,
    ProblemMoveAsksFor,
    ProblemStatusIsNotReachable,
    ProblemStatusIsUnknown,
)
from aggregates.service import NoSuchService
from aggregates.team import PersonIsNotInTeam
from aggregates.ticket_refusals import NoSuchTicket, TicketIsClosed
from commands.command import Command
from commands.ports import Receipt
from commands.problem.incidents import (
    LinkProblemIncidents,
    ResolveProblemIncident,
    UnlinkProblemIncidents,
    orders_to_resolve,
)
from commands.problem.register import RegisterProblem
from commands.problem.work import AssignProblem, DescribeProblem, MoveProblem, RecordRootCause, RecordWorkaround
from commands.refusals import NotAllowed, StaleVersion
from events.problem import (
    ProblemAssigned,
    ProblemDescribed,
    ProblemIncidentsLinked,
    ProblemIncidentsUnlinked,
    ProblemMoved,
    ProblemRegistered,
    RootCauseFound,
    WorkaroundFound,
)
from events.ticket import TicketDeclined, TicketReopened, TicketResolved
from events.values.identity import ServiceId, problem_id, ticket_id
from events.values.people import Responsible, Viewer
from events.values.problem import CANCELLED, KNOWN_ERROR, PROBLEM_CYCLE
from events.values.ticket import CLOSED, IN_PROGRESS, NEW, RESOLVED
from tests.commands.each_command import ON_PROBLEMS
from tests.commands.lives import ANOTHER
from tests.dsl import NOW, Like, Story, given
from tests.gallery import DESK, OTHER_TICKET, REGISTERED, TICKET
from tests.gallery_problems import (
    CAUSE,
    PROBLEM,
    PROBLEM_REGISTERED,
    PROBLEM_RESOLVED,
    SOLUTION,
)
from tests.gallery_services import CATALOGUE, PRINTERS
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OLGA, OPERATOR, SECOND_LINE, SEMYON, viewer

SOLVER = viewer(SEMYON, "Semyon Black", "second_line", "problem_specialist", teams=frozenset({SECOND_LINE}))
CLOSED_PROBLEM = ProblemMoved(problem_id=PROBLEM, status=CLOSED)
ON_ONE = [command for name, command in ON_PROBLEMS.items() if name != "register-problem"]
IN_LIFE = [command for command in ON_ONE if command.name != "resolve-problem-incident"]


def desk() -> Story:
    """The gallery's desk with two tickets and a problem behind the first of them."""
    return given(*DESK, REGISTERED, ANOTHER, PROBLEM_REGISTERED)


def moved(to: str, **said: str) -> MoveProblem:
    return MoveProblem(problem_id=PROBLEM, to=to, **said)


# -- registered and described ----------------------------------------------------------------------------------
def test_row_164_a_problem_gathers_incidents_under_a_number_of_its_own() -> None:
    command = RegisterProblem(
        subject="  Принтеры \n теряют сеть ",
        priority="high",
        incidents=(TICKET, TICKET, OTHER_TICKET),
        services=(PRINTERS,),
        responsible=Responsible(FIRST_LINE, OLGA),
    )
    story = given(*DESK, *CATALOGUE, REGISTERED, ANOTHER).when(command, by=ADMINISTRATOR)
    story.then(
        ProblemRegistered(
            problem_id=problem_id(1),
            number=1,
            subject="Принтеры теряют сеть",
            priority="high",
            incidents=(TICKET, OTHER_TICKET),
            services=(PRINTERS,),
            responsible=Responsible(FIRST_LINE, OLGA),
        )
    )
    assert story.receipt.reference == "P-1"
    second = story.when(RegisterProblem(subject="Ещё одна"), by=ADMINISTRATOR)
    assert second.receipt.reference == "P-2"


def test_row_164_what_a_problem_touches_must_exist_and_be_within_reach() -> None:
    story = desk()
    story.when(RegisterProblem(subject="x", services=(ServiceId(OLGA),)), by=ADMINISTRATOR)
    story.then_refused(NoSuchService, field="services")
    story.when(RegisterProblem(subject="x", incidents=(ticket_id(999),)), by=ADMINISTRATOR)
    story.then_refused(NoSuchTicket, field="incidents")
    story.when(RegisterProblem(subject="x", incidents=(TICKET,)), by=SOLVER)
    story.then_refused(NoSuchTicket, field="incidents")
    story.when(RegisterProblem(subject="x", responsible=Responsible(FIRST_LINE, SEMYON)), by=ADMINISTRATOR)
    story.then_refused(PersonIsNotInTeam)


def test_row_164_what_is_not_named_stays_and_the_same_words_change_nothing() -> None:
    story = desk().when(DescribeProblem(problem_id=PROBLEM, priority="low"), by=SOLVER)
    story.then(
        ProblemDescribed(
            problem_id=PROBLEM,
            subject=PROBLEM_REGISTERED.subject,
            description=PROBLEM_REGISTERED.description,
            priority="low",
            services=(PRINTERS,),
        )
    )
    story.when(DescribeProblem(problem_id=PROBLEM, priority="low"), by=SOLVER).then_nothing()
    story.when(DescribeProblem(problem_id=PROBLEM, priority="low"), by=SOLVER, seen=1).then_refused(
        StaleVersion, seen=1, now=2
    )


def test_row_164_incidents_are_linked_and_unlinked_each_once() -> None:
    link = LinkProblemIncidents(problem_id=PROBLEM, incidents=(TICKET, OTHER_TICKET, OTHER_TICKET))
    story = desk().when(link, by=OPERATOR_WHO_SOLVES)
    story.then(ProblemIncidentsLinked(problem_id=PROBLEM, incidents=(OTHER_TICKET,)))
    story.when(link, by=OPERATOR_WHO_SOLVES).then_nothing()
    unlink = UnlinkProblemIncidents(problem_id=PROBLEM, incidents=(TICKET, ticket_id(404)))
    story.when(unlink, by=SOLVER).then(ProblemIncidentsUnlinked(problem_id=PROBLEM, incidents=(TICKET,)))
    story.when(unlink, by=SOLVER).then_refused(NoneIsLinked, field="incidents")


OPERATOR_WHO_SOLVES = viewer(OLGA, "Ольга Смирнова", "specialist", "problem_specialist")


def test_row_164_workaround_and_root_cause_are_told_and_taken_back() -> None:
    story = desk().when(RecordWorkaround(problem_id=PROBLEM, workaround=" Выключить "), by=SOLVER)
    story.then(WorkaroundFound(problem_id=PROBLEM, workaround="Выключить"))
    story.when(RecordWorkaround(problem_id=PROBLEM, workaround=""), by=SOLVER)
    story.then(WorkaroundFound(problem_id=PROBLEM, workaround=""))
    story.when(RecordRootCause(problem_id=PROBLEM, root_cause="Коммутатор"), by=SOLVER)
    story.then(RootCauseFound(problem_id=PROBLEM, root_cause="Коммутатор"))
    story.when(RecordRootCause(problem_id=PROBLEM, root_cause="Коммутатор"), by=SOLVER).then_nothing()


def test_row_73_a_problem_s_responsible_is_a_team_or_a_member_of_it() -> None:
    story = desk().when(AssignProblem(problem_id=PROBLEM, responsible=Responsible(SECOND_LINE, SEMYON)), by=SOLVER)
    story.then(ProblemAssigned(problem_id=PROBLEM, responsible=Responsible(SECOND_LINE, SEMYON)))
    story.when(AssignProblem(problem_id=PROBLEM, responsible=Responsible(SECOND_LINE, OLGA)), by=SOLVER)
    story.then_refused(PersonIsNotInTeam, field="responsible.person_id")


# -- how it moves ----------------------------------------------------------------------------------------------
def test_row_164_a_known_error_has_a_root_cause_and_keeps_it() -> None:
    story = desk().when(moved(KNOWN_ERROR), by=SOLVER).then_refused(ProblemCauseIsUnknown)
    story.given(CAUSE).when(moved(KNOWN_ERROR), by=SOLVER).then(ProblemMoved(problem_id=PROBLEM, status=KNOWN_ERROR))
    story.when(RecordRootCause(problem_id=PROBLEM, root_cause=" "), by=SOLVER).then_refused(ProblemCauseIsUnknown)


def test_row_164_a_problem_is_resolved_with_a_solution_and_cancelled_with_a_reason() -> None:
    story = desk().when(moved(RESOLVED, solution="  "), by=SOLVER)
    story.then_refused(ProblemMoveAsksFor, field="solution")
    story.when(moved(CANCELLED), by=SOLVER).then_refused(ProblemMoveAsksFor, field="reason")
    story.when(moved(RESOLVED, solution=SOLUTION), by=SOLVER).then(PROBLEM_RESOLVED)
    story.when(moved(RESOLVED, solution="Иначе"), by=SOLVER).then_nothing()


def test_row_164_statuses_that_are_not_there_or_not_reachable_are_refused_by_name() -> None:
    story = desk().when(moved("sung"), by=SOLVER).then_refused(ProblemStatusIsUnknown, status="sung")
    ways = ("in_progress", KNOWN_ERROR, RESOLVED, CANCELLED)
    story.when(moved(CLOSED), by=SOLVER).then_refused(ProblemStatusIsNotReachable, ways=ways)


@pytest.mark.parametrize("command", IN_LIFE, ids=lambda command: command.name)
def test_row_164_a_problem_that_is_over_takes_no_changes(command: Command) -> None:
    story = desk().given(PROBLEM_RESOLVED, CLOSED_PROBLEM).when(command, by=ADMINISTRATOR)
    story.then_refused(ProblemIsOver, number="P-1")


@pytest.mark.parametrize("command", ON_ONE, ids=lambda command: command.name)
def test_row_164_a_problem_that_is_not_there_is_refused(command: Command) -> None:
    given(*DESK, REGISTERED, ANOTHER).when(command, by=ADMINISTRATOR).then_refused(NoSuchProblem)


def test_row_164_every_way_of_the_life_cycle_can_be_walked_and_no_other() -> None:
    """From each status to each other one: accepted exactly where the table has a way."""
    said = {"reason": "Так надо", "solution": SOLUTION}
    codes = [status.code for status in PROBLEM_CYCLE.statuses]
    for begin in codes:
        for end in codes:
            story = desk().given(CAUSE)
            if begin != NEW:
                story.given(ProblemMoved(problem_id=PROBLEM, status=begin, solution=SOLUTION))
            story.when(moved(end, **said), by=SOLVER)
            allowed = begin == end or PROBLEM_CYCLE.transition(begin, end) is not None
            assert isinstance(story.outcome, Receipt) == allowed, (begin, end)


# -- the offer to its incidents --------------------------------------------------------------------------------
def problem_of(story: Story) -> Problem:
    found = Problem.fold(story.log.load(PROBLEM))  # type: ignore[arg-type] # a problem's id is its stream's
    assert found is not None
    return found


def carry_out(story: Story, by: Viewer) -> list[object]:
    found = problem_of(story)
    return list(story.bus.carry_out_many(orders_to_resolve(found, found.incidents, viewer=by, at=NOW)))


def test_row_164_a_resolved_problem_resolves_its_incidents_with_its_solution() -> None:
    link = ProblemIncidentsLinked(problem_id=PROBLEM, incidents=(OTHER_TICKET,))
    story = desk().given(link, PROBLEM_RESOLVED)
    head = story.log.head()
    outcomes = carry_out(story, OPERATOR_WHO_SOLVES)
    assert [isinstance(outcome, Receipt) for outcome in outcomes] == [True, True]
    assert [recorded.fact for recorded in story.log.after(head)] == [
        TicketResolved(ticket_id=TICKET, requester_id=ANNA, solution=SOLUTION),
        TicketResolved(ticket_id=OTHER_TICKET, requester_id=ANNA, solution=SOLUTION),
    ]


def test_row_164_asking_twice_resolves_nothing_twice_not_even_what_was_reopened_meanwhile() -> None:
    story = desk().given(PROBLEM_RESOLVED)
    first = carry_out(story, OPERATOR_WHO_SOLVES)
    story.given(TicketReopened(ticket_id=TICKET, requester_id=ANNA, reason="Снова"))
    again = carry_out(story, OPERATOR_WHO_SOLVES)
    assert [isinstance(one, Receipt) and one.repeated for one in first + again] == [False, True]
    assert isinstance(story.log.load(TICKET)[-1].fact, TicketReopened)  # type: ignore[arg-type] # as above


def test_row_164_the_problem_s_next_solution_offers_anew() -> None:
    story = desk().given(PROBLEM_RESOLVED)
    carry_out(story, OPERATOR_WHO_SOLVES)
    again = ProblemMoved(problem_id=PROBLEM, status=IN_PROGRESS, reason="Вернулась")
    story.given(again, ProblemMoved(problem_id=PROBLEM, status=RESOLVED, solution="Новый коммутатор"))
    story.given(TicketReopened(ticket_id=TICKET, requester_id=ANNA, reason="Снова"))
    head = story.log.head()
    carry_out(story, OPERATOR_WHO_SOLVES)
    assert [recorded.fact for recorded in story.log.after(head)] == [
        TicketResolved(ticket_id=TICKET, requester_id=ANNA, solution="Новый коммутатор")
    ]


def test_row_164_no_incident_is_resolved_before_its_problem_nor_one_of_another() -> None:
    story = desk().when(ResolveProblemIncident(problem_id=PROBLEM, ticket_id=TICKET), by=OPERATOR_WHO_SOLVES)
    story.then_refused(ProblemIsNotResolved)
    story.given(PROBLEM_RESOLVED)
    story.when(ResolveProblemIncident(problem_id=PROBLEM, ticket_id=OTHER_TICKET), by=OPERATOR_WHO_SOLVES)
    story.then_refused(IncidentIsNotLinked, field="ticket_id")


def test_row_164_an_incident_that_somebody_resolved_already_keeps_its_own_solution() -> None:
    story = desk().given(PROBLEM_RESOLVED, TicketResolved(ticket_id=TICKET, requester_id=ANNA, solution="Сам прошёл"))
    story.when(ResolveProblemIncident(problem_id=PROBLEM, ticket_id=TICKET), by=OPERATOR_WHO_SOLVES).then_nothing()
    over = TicketDeclined(ticket_id=TICKET, requester_id=ANNA, reason="Не наша")
    story = desk().given(PROBLEM_RESOLVED, over)
    story.when(ResolveProblemIncident(problem_id=PROBLEM, ticket_id=TICKET), by=OPERATOR_WHO_SOLVES)
    story.then_refused(TicketIsClosed)


def test_row_82_the_second_line_resolves_only_those_incidents_that_it_works_on() -> None:
    story = desk().given(PROBLEM_RESOLVED)
    (outcome,) = carry_out(story, SOLVER)
    assert isinstance(outcome, NoSuchTicket)


# -- whose work it is ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("command", ON_PROBLEMS.values(), ids=lambda command: command.name)
def test_row_84_problem_specialists_work_with_problems_beside_a_group_of_staff_alone(command: Command) -> None:
    for partner in ("administrator", "specialist", "second_line"):
        both = viewer(OLGA, "Ольга", "problem_specialist", partner)
        assert not isinstance(desk().when(command, by=both).outcome, NotAllowed)
    for by in (OPERATOR, viewer(OLGA, "Ольга", "problem_specialist"), viewer(OLGA, "Ольга", "change_specialist")):
        desk().when(command, by=by).then_refused(NotAllowed)


def test_row_164_a_decision_is_a_line_in_the_logbook() -> None:
    story = desk().when(moved(IN_PROGRESS), by=SOLVER)
    story.then(Like(ProblemMoved, status=IN_PROGRESS, reason="", solution=""))
    assert problem_of(story).status == IN_PROGRESS
