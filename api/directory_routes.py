"""Questions about people and teams over HTTP, and who the bearer of a token is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import PersonList, TeamList
from api.door import GUARDED, TheDesk, TheViewer, as_json
from api.reads import MinPosition, fresh, told
from api.rights import rights
from projections import directory

router = APIRouter()


@router.get("/teams", tags=["teams"], operation_id="list-teams", summary="Команды · Teams", dependencies=GUARDED)
def list_teams(desk: TheDesk, min_position: MinPosition = None) -> Response:
    """With their members."""
    is_fresh = fresh(desk, ("directory",), min_position)
    with desk.database.transaction() as db:
        return told(TeamList(directory.teams(db)), is_fresh=is_fresh)


@router.get(
    "/persons",
    tags=["persons"],
    operation_id="find-persons",
    summary="Найти человека · Find a person",
    dependencies=GUARDED,
)
def find_persons(
    desk: TheDesk,
    text: Annotated[str, Query(max_length=200, description="Any part of a name or an address.")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    min_position: MinPosition = None,
) -> Response:
    """In the order of names."""
    is_fresh = fresh(desk, ("directory",), min_position)
    with desk.database.transaction() as db:
        return told(PersonList(directory.search(db, text, limit=limit)), is_fresh=is_fresh)


@router.get("/me", tags=["persons"], operation_id="who-am-i", summary="Кто я и что могу · Who am I")
def who_am_i(viewer: TheViewer) -> Response:
    """The bearer of the token, with groups and teams as they are now."""
    return as_json(viewer)


@router.get("/rights", tags=["persons"], operation_id="read-rights", summary="Кому что можно · Who may what")
def read_rights(_viewer: TheViewer) -> Response:
    """What each group may do and ask; several groups add up."""
    return as_json(rights())
