"""Questions about problems over HTTP, and the offer that a resolved problem makes to its incidents."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk
from api.http.swift.laid import Routes
from api.questions.problem import cards, incidents, outages
from api.questions.problem.cards import ProblemsWanted
from api.questions.problem.incidents import IncidentsOf, IncidentsToResolve
from api.rest.encoded import encoded
from api.rest.parameters import (
    ANSWERER,
    BELOW_IT,
    ITSELF,
    MinPosition,
    ThePage,
    goes_on,
    numbers_below,
    page_size,
    sought,
    wanted_of,
)

router = Routes()

ProblemRef = Annotated[str, Path(alias="ref", description="P-1, its number or its id.")]

_FILTER = wanted_of(
    ProblemsWanted,
    status=Query(description="Codes of statuses, such as known_error."),
    is_open=Query(alias="open", description="Neither resolved nor over."),
    service=Query(description=BELOW_IT),
    service_exactly=Query(description=ITSELF),
    ticket=Query(description="Problems that this ticket is a sign of: its number or id."),
    responsible=Query(description=ANSWERER),
    text=sought(),
    before=numbers_below(),
    cursor=goes_on(),
    limit=page_size(),
)


@router.get("/problems", tags=["problems"], operation_id="list-problems", summary="Проблемы · Problems")
def list_problems(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[ProblemsWanted, Depends(_FILTER)],
    min_position: MinPosition = None,
) -> Response:
    """The newest first; for those who do not work with problems there is nothing here (row 84)."""
    return encoded(cards.list_problems(desk, asker, wanted, min_position))


@router.get(
    "/problems/{ref}", tags=["problems"], operation_id="read-problem", summary="Карточка проблемы · A problem's card"
)
def read_problem(ref: ProblemRef, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """With its workaround, its root cause and its tickets; its ETag is what If-Match compares with.

    Whoever works on one of its tickets reads it, too (row 82).
    """
    return encoded(cards.read_problem(desk, asker, ref, min_position))


@router.get(
    "/problems/{ref}/history",
    tags=["problems"],
    operation_id="read-problem-history",
    summary="История проблемы: кто, когда, почему · A problem's history: who, when, why",
)
def read_problem_history(
    ref: ProblemRef, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Straight from the log; only the names in it may be stale."""
    return encoded(cards.read_problem_history(desk, asker, page.of(ref), min_position))


@router.post(
    "/problems/{ref}/resolve-incidents",
    tags=["problems"],
    operation_id="resolve-incidents",
    summary="Решить заявки проблемы её решением · Resolve the problem's tickets with its solution",
)
def resolve_incidents(ref: ProblemRef, desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """Each ticket stands or falls alone, under a command id of its own: asking again changes nothing twice."""
    wanted = IncidentsOf(ref=ref, to_resolve=decoded(object_of(body), IncidentsToResolve))
    return encoded(incidents.resolve_incidents(desk, asker, wanted))


@router.get("/outages", tags=["problems"], operation_id="list-outages", summary="Объявленные сбои · Announced outages")
def list_outages(desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """What does not work at present, as far as whoever asks is told; ``has_joined``: they said that they have it, too.

    That it works again, whoever had it reads for a day.
    """
    return encoded(outages.list_outages(desk, asker, None, min_position))
