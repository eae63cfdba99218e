"""Work on a problem: describe, assign, find its cause and a workaround, move it through its life cycle (row 164)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates.outage import Outage
from aggregates.problem import Problem
from aggregates.problem_refusals import NoSuchProblem
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, StatusCode, Subject, kept, refuse_nothing
from commands.linked import Services, known_services
from commands.responsible import Confirmed, Instead, responsible_at_hand
from events.fact import Fact
from events.values.identity import ProblemId, outage_of
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Responsible
from events.values.problem import is_open
from events.values.ticket import Level


def problem(work: UnitOfWork, problem_id: ProblemId) -> Problem:
    """The problem that a command is about."""
    return work.load(problem_id, Problem.fold, NoSuchProblem)


def decided(found: Problem, facts: list[Fact], work: UnitOfWork) -> UUID:
    """Record what was decided about a problem; its receipt tells its number."""
    work.reference = found.called
    work.record(found.problem_id, facts)
    return found.problem_id


class DescribeProblem(Command, frozen=True, kw_only=True):
    """Tell the problem in other words, give it another priority or other services; what is not named stays."""

    name: ClassVar[str] = "describe-problem"

    problem_id: ProblemId
    subject: Subject | UnsetType = UNSET
    description: Body | UnsetType = UNSET
    priority: Level | UnsetType = UNSET
    services: Services | UnsetType = UNSET

    def __post_init__(self) -> None:
        refuse_unclear(kept(self.subject, ""), "subject")


@handles(DescribeProblem)
def describe_problem(command: DescribeProblem, work: UnitOfWork) -> UUID:
    """Services must exist."""
    found = problem(work, command.problem_id)
    refuse_nothing(command)
    facts = found.describe(
        one_line(kept(command.subject, found.subject)),
        kept(command.description, found.description),
        kept(command.priority, found.priority),
        found.services if command.services is UNSET else known_services(work, command.services),
    )
    return decided(found, facts, work)


class AssignProblem(Command, frozen=True, kw_only=True):
    """Make a team, or an employee within it, responsible for the problem (row 73)."""

    name: ClassVar[str] = "assign-problem"

    problem_id: ProblemId
    responsible: Responsible
    confirm: Confirmed = False
    to_substitute: Instead = False


@handles(AssignProblem)
def assign_problem(command: AssignProblem, work: UnitOfWork) -> UUID:
    """The team must exist and the employee be a member of it."""
    found = problem(work, command.problem_id)
    named = responsible_at_hand(work, command.responsible, command)
    return decided(found, found.assign(named), work)


class RecordWorkaround(Command, frozen=True, kw_only=True):
    """Tell how to live with the problem until it is solved; empty: there is no such way after all."""

    name: ClassVar[str] = "record-workaround"

    problem_id: ProblemId
    workaround: Body


@handles(RecordWorkaround)
def record_workaround(command: RecordWorkaround, work: UnitOfWork) -> UUID:
    """Whoever works on its incidents reads it on the problem's card."""
    found = problem(work, command.problem_id)
    return decided(found, found.work_around(command.workaround.strip()), work)


class RecordRootCause(Command, frozen=True, kw_only=True):
    """Tell why the incidents happen; empty: what was taken for the cause is not it."""

    name: ClassVar[str] = "record-root-cause"

    problem_id: ProblemId
    root_cause: Body


@handles(RecordRootCause)
def record_root_cause(command: RecordRootCause, work: UnitOfWork) -> UUID:
    """A known error cannot lose its cause."""
    found = problem(work, command.problem_id)
    return decided(found, found.explain(command.root_cause.strip()), work)


class MoveProblem(Command, frozen=True, kw_only=True):
    """Bring the problem into another status of its life cycle, with what the way asks for."""

    name: ClassVar[str] = "move-problem"

    problem_id: ProblemId
    to: StatusCode
    reason: Body = ""
    solution: Body = ""


@handles(MoveProblem)
def move_problem(command: MoveProblem, work: UnitOfWork) -> UUID:
    """A known error needs its cause, a resolved problem its solution; what ends the problem ends its outage, too."""
    found = problem(work, command.problem_id)
    facts = found.move(command.to, reason=command.reason.strip(), solution=command.solution.strip())
    if not is_open(command.to):
        _works_again(work, found)
    return decided(found, facts, work)


def _works_again(work: UnitOfWork, found: Problem) -> None:
    """Whoever was told that it does not work is told that it does."""
    stream = outage_of(found.problem_id)
    work.record(stream, Outage.of(work.history(stream)).end(found.problem_id))
