"""Change freezes over HTTP: those that stand, and the preview of one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.change_request import freeze_history, freezes
from api.questions.change_request.freezes import FreezesWanted, FreezeWanted
from api.questions.paging.whole import MOST
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, ThePage, goes_on, page_size, wanted_of

router = Routes()

_FREEZES = wanted_of(
    FreezesWanted,
    since=Query(description="Those that end later; now unless told."),
    until=Query(description="Those that begin earlier."),
    cursor=goes_on(),
    limit=page_size(MOST),
)
_FREEZE = wanted_of(
    FreezeWanted,
    begins=Query(description="What the zone's clock shows as it begins: 2030-12-28T18:00:00."),
    ends=Query(description="What the zone's clock shows as it ends."),
    zone=Query(max_length=100, description="An IANA time zone."),
    service=Query(max_length=100, description="With all that is below; none: everything."),
    risk=Query(max_length=3, description="Changes of which risk; none: all."),
    cursor=goes_on(),
    limit=page_size(MOST),
)


@router.get("/freezes", tags=["freezes"], operation_id="list-freezes", summary="Запреты изменений · Change freezes")
def list_freezes(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[FreezesWanted, Depends(_FREEZES)],
    min_position: MinPosition = None,
) -> Response:
    """Those that stand, now and ahead, with who may pass."""
    return encoded(freezes.list_freezes(desk, asker, wanted, min_position))


@router.get(
    "/freezes/preview",
    tags=["freezes"],
    operation_id="preview-freeze",
    summary="Что уже запланировано на время запрета · What is scheduled already into a freeze",
)
def preview_freeze(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[FreezeWanted, Depends(_FREEZE)], min_position: MinPosition = None
) -> Response:
    """Before it is declared: its instants, and the changes that hold a window in it."""
    return encoded(freezes.preview_freeze(desk, asker, wanted, min_position))


@router.get(
    "/freezes/history",
    tags=["freezes"],
    operation_id="read-freeze-history",
    summary="Кто и когда объявлял и снимал запреты изменений · Who declared and lifted change freezes, and when",
)
def read_freeze_history(desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None) -> Response:
    """Also those that are over or were lifted, the first in front; for auditors and those who make changes."""
    return encoded(freeze_history.read_freeze_history(desk, asker, page, min_position))
