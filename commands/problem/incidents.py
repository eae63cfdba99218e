"""The incidents of a problem: link, unlink, and resolve with the problem's own solution (row 164)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid5

from aggregates.links import NoneIsLinked
from aggregates.problem import Problem
from commands.command import Command, Order, UnitOfWork, handles
from commands.linked import Incidents, known_incidents, with_merged
from commands.problem.work import decided, problem
from commands.ticket.access import ticket
from commands.ticket.work import refuse_foreign_way
from events.values.identity import CommandId, ProblemId, TicketId
from events.values.people import Viewer


class LinkProblemIncidents(Command, frozen=True, kw_only=True):
    """Say that tickets are signs of the problem, one or several at once."""

    name: ClassVar[str] = "link-problem-incidents"

    problem_id: ProblemId
    incidents: Incidents


@handles(LinkProblemIncidents)
def link_problem_incidents(command: LinkProblemIncidents, work: UnitOfWork) -> UUID:
    """Each must be within reach of whoever links it."""
    found = problem(work, command.problem_id)
    return decided(found, found.link(known_incidents(work, command.incidents)), work)


class UnlinkProblemIncidents(Command, frozen=True, kw_only=True):
    """Say that tickets have nothing to do with the problem."""

    name: ClassVar[str] = "unlink-problem-incidents"

    problem_id: ProblemId
    incidents: Incidents


@handles(UnlinkProblemIncidents)
def unlink_problem_incidents(command: UnlinkProblemIncidents, work: UnitOfWork) -> UUID:
    """Those that are not linked are passed over beside others; what goes on as a named one is unlinked with it."""
    found = problem(work, command.problem_id)
    facts = found.unlink(with_merged(work, command.incidents))
    if not facts:
        raise NoneIsLinked
    return decided(found, facts, work)


class ResolveProblemIncident(Command, frozen=True, kw_only=True):
    """Resolve one incident of a resolved problem with the problem's solution."""

    name: ClassVar[str] = "resolve-problem-incident"

    problem_id: ProblemId
    ticket_id: TicketId


@handles(ResolveProblemIncident)
def resolve_problem_incident(command: ResolveProblemIncident, work: UnitOfWork) -> UUID:
    """As if its solution were typed in by hand: reach, life cycle and rights are those of the ticket.

    Nothing happens to a ticket that somebody resolved already, with whatever solution.
    """
    found = ticket(work, command.ticket_id)
    cause = problem(work, command.problem_id)
    solution = cause.solution_for(found.ticket_id)
    work.watch(cause.problem_id)
    facts = [] if found.stands.resolves else found.resolve(solution=solution)
    for fact in facts:
        refuse_foreign_way(found, fact, work.viewer)
    work.reference = str(found.number)
    work.record(found.ticket_id, facts)
    return found.ticket_id


def orders_to_resolve(found: Problem, tickets: Sequence[TicketId], *, viewer: Viewer, at: datetime) -> Sequence[Order]:
    """What resolving a problem offers: an order for each of its tickets.

    The id of each follows from the solution, the ticket and the issuer: whoever asks twice gets the first receipts,
    and a ticket that was reopened meanwhile is not resolved again behind its requester's back.
    """
    return [
        Order(
            command=ResolveProblemIncident(problem_id=found.problem_id, ticket_id=ticket_id),
            viewer=viewer,
            at=at,
            command_id=CommandId(
                uuid5(found.problem_id, f"resolve:{found.resolved_version}:{ticket_id}:{viewer.actor.id}")
            ),
        )
        for ticket_id in tickets
    ]
