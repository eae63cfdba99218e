"""Questions about views of tickets over HTTP, and tickets by groups."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.paging.whole import MOST
from api.questions.ticket import views
from api.questions.ticket.views import GROUPED_BY, GroupsWanted, ViewsWanted
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, goes_on, page_size, wanted_of
from api.rest.ticket.narrowed import NARROWED

router = Routes()

AView = Annotated[UUID, Path(description="The view's id.")]
_VIEWS = wanted_of(
    ViewsWanted,
    counts=Query(description="With how many tickets each finds, up to 10,000."),
    cursor=goes_on(),
    limit=page_size(MOST),
)
_GROUPS = wanted_of(
    GroupsWanted,
    **NARROWED,
    by=Query(description=f"{', '.join(GROUPED_BY)}; without it by the view's grouping, else by status."),
    view=Query(description="A view: what it asks for narrows, too."),
    cursor=goes_on(),
    limit=page_size(MOST),
)


@router.get("/views", tags=["views"], operation_id="list-views", summary="Представления · Views of tickets")
def list_views(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[ViewsWanted, Depends(_VIEWS)], min_position: MinPosition = None
) -> Response:
    """One's own, those of one's teams, everyone's."""
    return encoded(views.list_views(desk, asker, wanted, min_position))


@router.get(
    "/views/{ref}",
    tags=["views"],
    operation_id="read-view",
    summary="Представление и число заявок в нём · A view and how many tickets it finds",
)
def read_view(ref: AView, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """Its condition, columns, order, grouping; whose it is, and whether one may change it."""
    return encoded(views.read_view(desk, asker, ref, min_position))


@router.get(
    "/tickets/groups",
    tags=["tickets"],
    operation_id="group-tickets",
    summary="Сколько заявок и по чему · How many tickets, by what they have in common",
)
def group_tickets(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[GroupsWanted, Depends(_GROUPS)], min_position: MinPosition = None
) -> Response:
    """By the same filters as the list; each key is the value to narrow by next."""
    return encoded(views.group_tickets(desk, asker, wanted, min_position))
