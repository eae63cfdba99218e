"""Tell people of an outage, end it, and say that one has it, too (row 164)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import outage as outages
from aggregates.outage import AffectedPerson, NoSuchOutage, Outage, OutageOfSolvedProblem
from aggregates.person import Person
from commands.command import Command, UnitOfWork, handles
from commands.fields import Named
from commands.problem.work import problem
from events.values.article import is_client
from events.values.identity import PersonId, ProblemId, StreamId, affected_by, outage_of
from events.values.outage import Affected


class AnnounceOutage(Command, frozen=True, kw_only=True):
    """Tell people that something does not work, in both languages; told again, in these words from now on."""

    name: ClassVar[str] = "announce-outage"

    problem_id: ProblemId
    title: Named
    affects: Affected = "everyone"


@handles(AnnounceOutage)
def announce_outage(command: AnnounceOutage, work: UnitOfWork) -> UUID:
    """Of a problem that is being solved."""
    found = problem(work, command.problem_id)
    if not found.is_open:
        raise OutageOfSolvedProblem(number=found.called)
    work.watch(found.problem_id)
    work.reference = found.called
    stream = outage_of(found.problem_id)
    told = Outage.of(work.history(stream))
    work.record(stream, told.announce(found.problem_id, command.title.text, command.affects))
    return found.problem_id


class EndOutage(Command, frozen=True, kw_only=True):
    """Say that it works again."""

    name: ClassVar[str] = "end-outage"

    problem_id: ProblemId


@handles(EndOutage)
def end_outage(command: EndOutage, work: UnitOfWork) -> UUID:
    """Solving the problem ends it, too."""
    found = problem(work, command.problem_id)
    work.reference = found.called
    stream = outage_of(found.problem_id)
    told = Outage.of(work.history(stream))
    if not told.nth:
        raise NoSuchOutage
    work.record(stream, told.end(found.problem_id))
    return found.problem_id


class JoinOutage(Command, frozen=True, kw_only=True):
    """Say that one has it, too: whoever solves it sees how many do."""

    name: ClassVar[str] = "join-outage"

    problem_id: ProblemId


@handles(JoinOutage)
def join_outage(command: JoinOutage, work: UnitOfWork) -> UUID:
    """Whoever is told of it, as long as it lasts."""
    told = _told_to(work, command.problem_id)
    person, stream = _mine(work, command.problem_id)
    work.record(stream, outages.join(told, AffectedPerson.of(work.history(stream)), command.problem_id, person))
    return command.problem_id


class LeaveOutage(Command, frozen=True, kw_only=True):
    """Take back that one has it, too."""

    name: ClassVar[str] = "leave-outage"

    problem_id: ProblemId


@handles(LeaveOutage)
def leave_outage(command: LeaveOutage, work: UnitOfWork) -> UUID:
    """One's own word alone."""
    told = _told_to(work, command.problem_id)
    person, stream = _mine(work, command.problem_id)
    work.record(stream, outages.leave(told, AffectedPerson.of(work.history(stream)), command.problem_id, person))
    return command.problem_id


def _told_to(work: UnitOfWork, problem_id: ProblemId) -> Outage:
    """The outage, for whom it is announced; who works for the desk is told of all."""
    told = Outage.of(work.history(outage_of(problem_id)))
    if told.is_over:
        raise NoSuchOutage
    if told.affects != "everyone" and not work.viewer.is_staff:
        person = Person.fold(work.history(work.viewer.actor.id))
        if person is None or is_client(person.kind) != (told.affects == "clients"):
            raise NoSuchOutage
    return told


def _mine(work: UnitOfWork, problem_id: ProblemId) -> tuple[PersonId, StreamId]:
    person = PersonId(work.viewer.actor.id)
    return person, affected_by(problem_id, person)
