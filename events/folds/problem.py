"""The one reading of a problem's facts; shared by ``aggregates.problem`` and the rows of problems."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, begins, on, says
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
from events.values.identity import ProblemId, ServiceId, TicketId
from events.values.people import Responsible
from events.values.problem import PROBLEM_CYCLE
from events.values.ticket import RESOLVED, Level


class ProblemState(msgspec.Struct, frozen=True, kw_only=True):
    """One problem. ``reason`` is that of the last move; ``solution`` what resolved it last."""

    problem_id: ProblemId
    number: int
    subject: str
    description: str
    priority: Level
    responsible: Responsible | None
    incidents: tuple[TicketId, ...]
    services: tuple[ServiceId, ...]
    status: str = PROBLEM_CYCLE.initial
    workaround: str = ""
    root_cause: str = ""
    reason: str = ""
    solution: str = ""


def _registered(kind: type[ProblemState], fact: ProblemRegistered) -> ProblemState:
    return kind(**msgspec.structs.asdict(fact))


def _described(problem: ProblemState, fact: ProblemDescribed) -> ProblemState:
    return replace(
        problem,
        subject=fact.subject,
        description=fact.description,
        priority=fact.priority,
        services=fact.services,
    )


def _linked(problem: ProblemState, fact: ProblemIncidentsLinked) -> ProblemState:
    return replace(problem, incidents=problem.incidents + fact.incidents)


def _unlinked(problem: ProblemState, fact: ProblemIncidentsUnlinked) -> ProblemState:
    gone = frozenset(fact.incidents)
    return replace(problem, incidents=tuple(ticket for ticket in problem.incidents if ticket not in gone))


def _moved(problem: ProblemState, fact: ProblemMoved) -> ProblemState:
    solution = fact.solution if fact.status == RESOLVED else problem.solution
    return replace(problem, status=fact.status, reason=fact.reason, solution=solution)


PROBLEM = Reading(
    ProblemState,
    begins(ProblemRegistered, _registered),
    on(ProblemDescribed, _described),
    says(ProblemAssigned, "responsible"),
    on(ProblemIncidentsLinked, _linked),
    on(ProblemIncidentsUnlinked, _unlinked),
    says(WorkaroundFound, "workaround"),
    says(RootCauseFound, "root_cause"),
    on(ProblemMoved, _moved),
)
