"""Questions about change requests over HTTP: the list with its windows, those that ask the viewer, a card."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.change_request import cards
from api.questions.change_request.cards import ChangesWanted
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

ChangeRef = Annotated[str, Path(alias="ref", description="C-1, its number or its id.")]

_FILTER = wanted_of(
    ChangesWanted,
    status=Query(description="Codes of statuses, such as scheduled."),
    is_open=Query(alias="open", description="Not over."),
    service=Query(description=BELOW_IT),
    service_exactly=Query(description=ITSELF),
    ticket=Query(description="Changes that are asked for this ticket: its number or id."),
    team=Query(),
    responsible=Query(description=ANSWERER),
    since=Query(description="Windows that end later than this."),
    until=Query(description="Windows that begin earlier than this."),
    held=Query(description="Whether the window is held on its services."),
    asks_me=Query(description="Only those that wait for my consent."),
    text=sought(),
    before=numbers_below(),
    cursor=goes_on(),
    limit=page_size(),
)


@router.get("/changes", tags=["changes"], operation_id="list-changes", summary="Запросы на изменение · Change requests")
def list_changes(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[ChangesWanted, Depends(_FILTER)], min_position: MinPosition = None
) -> Response:
    """The newest first; whoever does not work with changes sees those that ask or asked them (row 83)."""
    return encoded(cards.list_changes(desk, asker, wanted, min_position))


@router.get(
    "/changes/{ref}",
    tags=["changes"],
    operation_id="read-change",
    summary="Карточка запроса на изменение · A change request's card",
)
def read_change(ref: ChangeRef, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """With its plan, its approvals and its tickets; its ETag is what If-Match compares with."""
    return encoded(cards.read_change(desk, asker, ref, min_position))


@router.get(
    "/changes/{ref}/history",
    tags=["changes"],
    operation_id="read-change-history",
    summary="История запроса: кто, когда, почему · A change request's history: who, when, why",
)
def read_change_history(
    ref: ChangeRef, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Straight from the log, for those who see its card; only that and the names in it may be stale."""
    return encoded(cards.read_change_history(desk, asker, page.of(ref), min_position))
