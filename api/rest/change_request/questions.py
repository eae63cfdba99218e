"""Questions about change requests over HTTP: the list with its windows, those that ask the viewer, a card."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query, Response

from aggregates.change_refusals import NoSuchChange
from api.http.door import TheDesk, TheViewer
from api.questions.answers import History
from api.questions.reads import (
    Answerer,
    MinPosition,
    NumbersBelow,
    PageSize,
    ServiceExactly,
    SoughtText,
    aware,
    fresh,
    known_codes,
    open_ways,
    refuse_exactly_nothing,
    someone,
    told,
)
from api.questions.references import change_ref, ticket_ref
from events.values.change import CHANGE_CYCLE
from events.values.identity import StreamId
from projections.change_request import pages as changes_query
from projections.change_request.pages import ChangeFilter
from projections.facts.history import history_with_names
from projections.kit.reads import views_of

router = APIRouter()

_LIST = views_of(changes_query.visible_to)
_CARD = views_of(changes_query.card)
_HISTORY = views_of(changes_query.card, history_with_names)
"""What a change request is read from: when its approval expires, the clocks know."""

ChangeRef = Annotated[str, Path(alias="ref", description="C-1, its number or its id.")]


@router.get("/changes", tags=["changes"], operation_id="list-changes", summary="Запросы на изменение · Change requests")
def list_changes(  # noqa: PLR0913, PLR0917 - the questions of a list
    desk: TheDesk,
    viewer: TheViewer,
    status: Annotated[list[str], Query(description="Codes of statuses, such as scheduled.")] = [],  # noqa: B006 - FastAPI copies it
    is_open: Annotated[bool | None, Query(alias="open", description="Not over.")] = None,
    service: Annotated[UUID | None, Query(description="A service, with all that is below it.")] = None,
    service_exactly: ServiceExactly = False,  # noqa: FBT002 - FastAPI's way
    ticket: Annotated[
        str | None, Query(description="Changes that are asked for this ticket: its number or id.")
    ] = None,
    team: UUID | None = None,
    responsible: Answerer = None,
    since: Annotated[datetime | None, Query(description="Windows that end later than this.")] = None,
    until: Annotated[datetime | None, Query(description="Windows that begin earlier than this.")] = None,
    held: Annotated[bool | None, Query(description="Whether the window is held on its services.")] = None,
    asks_me: Annotated[bool | None, Query(description="Only those that wait for my consent.")] = None,
    text: SoughtText = "",
    before: NumbersBelow = None,
    limit: PageSize = 50,
    min_position: MinPosition = None,
) -> Response:
    """The newest first; whoever does not work with changes sees those that ask or asked them (row 83)."""
    known_codes("status", status, [known.code for known in CHANGE_CYCLE.statuses])
    refuse_exactly_nothing(service, exactly=service_exactly)
    wanted = ChangeFilter(
        statuses=tuple(status),
        is_open=is_open,
        service=service,
        service_exactly=service_exactly,
        ticket=None if ticket is None else ticket_ref(ticket),
        team=team,
        responsible=someone(responsible, viewer),
        since=aware("since", since),
        until=aware("until", until),
        is_held=held,
        asks_me=bool(asks_me),
        text=text,
    )
    is_fresh = fresh(desk, _LIST, min_position)
    with desk.database.snapshot() as db:
        page = changes_query.visible_to(db, viewer, wanted, now=desk.clock.now(), before=before, limit=limit)
    return told(page, is_fresh=is_fresh)


@router.get(
    "/changes/{ref}",
    tags=["changes"],
    operation_id="read-change",
    summary="Карточка запроса на изменение · A change request's card",
)
def read_change(ref: ChangeRef, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """With its plan, its approvals and its tickets; its ETag is what If-Match compares with."""
    is_fresh = fresh(desk, _CARD, min_position)
    with desk.database.snapshot() as db:
        card = changes_query.card(db, viewer, change_ref(ref), now=desk.clock.now())
    if card is None:
        raise NoSuchChange
    shown = msgspec.structs.replace(card, ways=open_ways(card.ways, viewer))
    return told(shown, is_fresh=is_fresh, headers={"ETag": f'"{card.version}"'})


@router.get(
    "/changes/{ref}/history",
    tags=["changes"],
    operation_id="read-change-history",
    summary="История запроса: кто, когда, почему · A change request's history: who, when, why",
)
def read_change_history(ref: ChangeRef, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Straight from the log, for those who see its card; only that and the names in it may be stale."""
    is_fresh = fresh(desk, _HISTORY, min_position)
    with desk.database.snapshot() as db:
        card = changes_query.card(db, viewer, change_ref(ref), now=desk.clock.now())
        if card is None:
            raise NoSuchChange
        facts = desk.log.at(db).load(StreamId(card.change_id))
        return told(History(history_with_names(db, viewer, facts)), is_fresh=is_fresh)
