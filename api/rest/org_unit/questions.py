"""Questions about the org structure and the clients over HTTP: the tree, opened lazily, cards, search by name."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from aggregates.org_unit_refusals import NoSuchUnit
from api.http.door import GUARDED, TheDesk, TheViewer
from api.questions.answers import PersonPage, UnitList
from api.questions.reads import AsOf, MinPosition, PageSize, foreign_cursor, fresh, instant_of, told
from projections.facts import cards_as_of
from projections.kit.reads import views_of
from projections.org_unit import card as unit_card
from projections.org_unit import tree as org_tree
from projections.org_unit.tree import Branches
from projections.person import directory

router = APIRouter()

AUnit = Annotated[UUID, Path(description="The unit's id.")]

_BELOW = views_of(org_tree.unit, org_tree.below)
_FOUND = views_of(org_tree.search)
_CARD = views_of(unit_card.card)
_PEOPLE = views_of(org_tree.unit, directory.person, directory.people_of)


@router.get(
    "/units",
    tags=["units"],
    operation_id="list-units",
    summary="Дерево: корни или то, что внутри · The tree: its roots, or what is in a unit",
    dependencies=GUARDED,
)
def list_units(
    desk: TheDesk,
    parent: Annotated[UUID | None, Query(description="The unit to open; without it the roots.")] = None,
    after: Annotated[UUID | None, Query(description="“after” of the page before.")] = None,
    limit: PageSize = 50,
    min_position: MinPosition = None,
) -> Response:
    """Our own company first, then by name; each with how many units and people stand right in it."""
    is_fresh = fresh(desk, _BELOW, min_position)
    with desk.database.snapshot() as db:
        if parent is not None and org_tree.unit(db, parent) is None:
            raise NoSuchUnit(field="parent")
        if after is not None and org_tree.unit(db, after) is None:
            raise foreign_cursor("after")
        found: Branches = org_tree.below(db, parent, after=after, limit=limit)
    return told(found, is_fresh=is_fresh)


@router.get(
    "/units/search",
    tags=["units"],
    operation_id="find-units",
    summary="Найти подразделение или компанию · Find a unit or a company",
    dependencies=GUARDED,
)
def find_units(
    desk: TheDesk,
    text: Annotated[str, Query(max_length=200, description="Any part of a name.")] = "",
    limit: PageSize = 50,
    min_position: MinPosition = None,
) -> Response:
    """Names that begin with it come first."""
    is_fresh = fresh(desk, _FOUND, min_position)
    with desk.database.snapshot() as db:
        return told(UnitList(org_tree.search(db, text, limit=limit)), is_fresh=is_fresh)


@router.get("/units/{ref}", tags=["units"], operation_id="read-unit", summary="Карточка подразделения · A unit's card")
def read_unit(
    ref: AUnit, desk: TheDesk, viewer: TheViewer, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Now, or as it was on a date, with the way up to the root as it was then."""
    if as_of is not None:
        with desk.database.snapshot() as db:
            then = cards_as_of.unit(desk.log.at(db).load_many, ref, instant_of(as_of))
        if then is None:
            raise NoSuchUnit
        return told(then, is_fresh=True)
    is_fresh = fresh(desk, _CARD, min_position)
    with desk.database.snapshot() as db:
        card = unit_card.card(db, viewer, ref)
    if card is None:
        raise NoSuchUnit
    return told(card, is_fresh=is_fresh)


@router.get(
    "/units/{ref}/people",
    tags=["units"],
    operation_id="list-unit-people",
    summary="Люди подразделения · The people of a unit",
    dependencies=GUARDED,
)
def list_people(
    ref: AUnit,
    desk: TheDesk,
    after: Annotated[UUID | None, Query(description="“after” of the page before.")] = None,
    limit: PageSize = 50,
    min_position: MinPosition = None,
) -> Response:
    """Whose cards stand right in it, in the order of names."""
    is_fresh = fresh(desk, _PEOPLE, min_position)
    with desk.database.snapshot() as db:
        if org_tree.unit(db, ref) is None:
            raise NoSuchUnit
        last = None if after is None else directory.person(db, after)
        if after is not None and last is None:
            raise foreign_cursor("after")
        key = None if last is None else (last.name, last.person_id)
        found = directory.people_of(db, ref, after=key, limit=limit)
    return told(PersonPage.of(found, limit), is_fresh=is_fresh)
