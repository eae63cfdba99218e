"""Questions about problems over HTTP, and the offer that a resolved problem makes to its incidents."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query, Response

from aggregates.problem import Problem
from aggregates.problem_refusals import NoSuchProblem, ProblemIsNotResolved
from api.http.body import decoded, object_of
from api.http.door import TheBody, TheDesk, TheViewer, as_json
from api.http.refusals import NoSuchThing
from api.questions.answers import History
from api.questions.reads import (
    Answerer,
    MinPosition,
    NumbersBelow,
    PageSize,
    ServiceExactly,
    SoughtText,
    fresh,
    known_codes,
    open_ways,
    refuse_exactly_nothing,
    someone,
    told,
)
from api.questions.references import problem_ref, ticket_ref
from commands.problem.incidents import orders_to_resolve
from events.values.identity import StreamId, TicketId
from events.values.problem import PROBLEM_CYCLE
from events.values.refusal import Refusal
from events.values.text import Text
from projections.facts.history import history_with_names
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.problem import rows as problems
from projections.problem.rows import ProblemFilter

router = APIRouter()

_LIST = views_of(problems.visible_to)
_CARD = views_of(problems.card)
_HISTORY = views_of(history_with_names)

ProblemRef = Annotated[str, Path(alias="ref", description="P-1, its number or its id.")]


@router.get("/problems", tags=["problems"], operation_id="list-problems", summary="Проблемы · Problems")
def list_problems(  # noqa: PLR0913, PLR0917 - the questions of a list
    desk: TheDesk,
    viewer: TheViewer,
    status: Annotated[list[str], Query(description="Codes of statuses, such as known_error.")] = [],  # noqa: B006 - FastAPI copies it
    is_open: Annotated[bool | None, Query(alias="open", description="Neither resolved nor over.")] = None,
    service: Annotated[UUID | None, Query(description="A service, with all that is below it.")] = None,
    service_exactly: ServiceExactly = False,  # noqa: FBT002 - FastAPI's way
    ticket: Annotated[
        str | None, Query(description="Problems that this ticket is a sign of: its number or id.")
    ] = None,
    team: UUID | None = None,
    responsible: Answerer = None,
    text: SoughtText = "",
    before: NumbersBelow = None,
    limit: PageSize = 50,
    min_position: MinPosition = None,
) -> Response:
    """The newest first; for those who do not work with problems there is nothing here (row 84)."""
    if not visibility.sees_every_problem(viewer):
        raise NoSuchThing
    known_codes("status", status, [known.code for known in PROBLEM_CYCLE.statuses])
    refuse_exactly_nothing(service, exactly=service_exactly)
    wanted = ProblemFilter(
        statuses=tuple(status),
        is_open=is_open,
        service=service,
        service_exactly=service_exactly,
        ticket=None if ticket is None else ticket_ref(ticket),
        team=team,
        responsible=someone(responsible, viewer),
        text=text,
    )
    is_fresh = fresh(desk, _LIST, min_position)
    with desk.database.snapshot() as db:
        page = problems.visible_to(db, viewer, wanted, before=before, limit=limit)
    return told(page, is_fresh=is_fresh)


@router.get(
    "/problems/{ref}", tags=["problems"], operation_id="read-problem", summary="Карточка проблемы · A problem's card"
)
def read_problem(ref: ProblemRef, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """With its workaround, its root cause and its tickets; its ETag is what If-Match compares with.

    Whoever works on one of its tickets reads it, too (row 82).
    """
    is_fresh = fresh(desk, _CARD, min_position)
    with desk.database.snapshot() as db:
        card = problems.card(db, viewer, problem_ref(ref))
    if card is None:
        raise NoSuchProblem
    shown = msgspec.structs.replace(card, ways=open_ways(card.ways, viewer))
    return told(shown, is_fresh=is_fresh, headers={"ETag": f'"{card.version}"'})


@router.get(
    "/problems/{ref}/history",
    tags=["problems"],
    operation_id="read-problem-history",
    summary="История проблемы: кто, когда, почему · A problem's history: who, when, why",
)
def read_problem_history(
    ref: ProblemRef, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None
) -> Response:
    """Straight from the log; only the names in it may be stale."""
    is_fresh = fresh(desk, _HISTORY, min_position)
    with desk.database.snapshot() as db:
        facts = desk.log.at(db).load(StreamId(problem_ref(ref)))
        if Problem.fold(facts) is None or not visibility.sees_every_problem(viewer):
            raise NoSuchProblem
        return told(History(history_with_names(db, viewer, facts)), is_fresh=is_fresh)


class IncidentsToResolve(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of the problem's tickets are to be resolved with its solution; none: all of them."""

    tickets: tuple[UUID, ...] = ()


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


@router.post(
    "/problems/{ref}/resolve-incidents",
    tags=["problems"],
    operation_id="resolve-incidents",
    summary="Решить заявки проблемы её решением · Resolve the problem's tickets with its solution",
)
def resolve_incidents(ref: ProblemRef, desk: TheDesk, viewer: TheViewer, body: TheBody) -> Response:
    """Each ticket stands or falls alone, under a command id of its own: asking again changes nothing twice."""
    wanted = decoded(object_of(body), IncidentsToResolve)
    found = Problem.fold(desk.log.load(StreamId(problem_ref(ref))))
    if found is None or not visibility.sees_every_problem(viewer):
        raise NoSuchProblem
    if not found.stands.resolves:
        raise ProblemIsNotResolved(number=found.called)
    tickets = [TicketId(ticket) for ticket in dict.fromkeys(wanted.tickets)] or list(found.incidents)
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
    return as_json(IncidentOutcomes(outcomes))
