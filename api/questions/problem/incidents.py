"""The offer that a resolved problem makes to its incidents: each gets an order of its own, and hears of it."""

from __future__ import annotations

from uuid import UUID

import msgspec

from aggregates.problem import Problem
from aggregates.problem_refusals import NoSuchProblem, ProblemIsNotResolved
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.references import problem_ref
from commands.problem.incidents import orders_to_resolve
from events.values.identity import StreamId, TicketId
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.text import Text


class IncidentsToResolve(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of the problem's tickets are to be resolved with its solution; none: all of them."""

    tickets: tuple[UUID, ...] = ()


class IncidentsOf(msgspec.Struct, frozen=True, kw_only=True):
    """Which problem's, and which of them."""

    ref: str
    to_resolve: IncidentsToResolve = IncidentsToResolve()


class IncidentOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one ticket: resolved now or before by the same wish, or why not."""

    ticket_id: UUID
    number: int | None = None
    version: int | None = None
    position: int = 0
    refused: str = ""
    texts: Text | None = None


class IncidentOutcomes(msgspec.Struct, frozen=True):
    """What became of each ticket."""

    incidents: list[IncidentOutcome]


@question("resolve-incidents")
def resolve_incidents(desk: Desk, viewer: Viewer, wanted: IncidentsOf) -> Answer[IncidentOutcomes]:
    """Each ticket stands or falls alone, under a command id of its own: asking again changes nothing twice."""
    found = Problem.fold(desk.log.load(StreamId(problem_ref(wanted.ref))))
    if found is None:
        raise NoSuchProblem
    if not found.stands.resolves:
        raise ProblemIsNotResolved(number=found.called)
    tickets = [TicketId(ticket) for ticket in dict.fromkeys(wanted.to_resolve.tickets)] or list(found.incidents)
    orders = orders_to_resolve(found, tickets, viewer=viewer, at=desk.clock.now())
    outcomes = [
        IncidentOutcome(ticket_id=ticket, refused=outcome.code(), texts=outcome.text)
        if isinstance(outcome, Refusal)
        else IncidentOutcome(
            ticket_id=ticket,
            number=int(outcome.reference),
            version=outcome.version,
            position=outcome.position,
        )
        for ticket, outcome in zip(tickets, desk.bus.carry_out_many(orders), strict=True)
    ]
    return Answer(IncidentOutcomes(outcomes))
