"""Questions about the org structure and the clients over HTTP: the tree, opened lazily, cards, search by name."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.org_unit import cards
from api.questions.org_unit.cards import UnitsSought, UnitsWanted
from api.questions.person.cards import CardWanted, PeopleWanted
from api.rest.encoded import encoded
from api.rest.parameters import AFTER, AsOf, MinPosition, goes_on, page_size, people_of, sought, wanted_of

router = Routes()

_ID = "The unit's id."
AUnit = Annotated[UUID, Path(description=_ID)]

_BRANCH = wanted_of(
    UnitsWanted,
    parent=Query(description="The unit to open; without it the roots."),
    after=Query(description=AFTER, deprecated=True),
    cursor=goes_on(),
    limit=page_size(),
)
_SEARCH = wanted_of(
    UnitsSought,
    text=sought("Any part of a name."),
    among=Query(description="Only units of our own company, or only clients and their branches."),
    cursor=goes_on(),
    limit=page_size(),
)

_PEOPLE = people_of(_ID)


@router.get(
    "/units",
    tags=["units"],
    operation_id="list-units",
    summary="Дерево: корни или то, что внутри · The tree: its roots, or what is in a unit",
)
def list_units(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[UnitsWanted, Depends(_BRANCH)], min_position: MinPosition = None
) -> Response:
    """Our own company first, then by name; each with how many units and people stand right in it."""
    return encoded(cards.list_units(desk, asker, wanted, min_position))


@router.get(
    "/units/search",
    tags=["units"],
    operation_id="find-units",
    summary="Найти подразделение или компанию · Find a unit or a company",
)
def find_units(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[UnitsSought, Depends(_SEARCH)], min_position: MinPosition = None
) -> Response:
    """Names that begin with it come first."""
    return encoded(cards.find_units(desk, asker, wanted, min_position))


@router.get("/units/{ref}", tags=["units"], operation_id="read-unit", summary="Карточка подразделения · A unit's card")
def read_unit(
    ref: AUnit, desk: TheDesk, asker: TheAsker, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Now, or as it was on a date, with the way up to the root as it was then."""
    return encoded(cards.read_unit(desk, asker, CardWanted(ref=ref, as_of=as_of), min_position))


@router.get(
    "/units/{ref}/people",
    tags=["units"],
    operation_id="list-unit-people",
    summary="Люди подразделения · The people of a unit",
)
def list_people(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[PeopleWanted, Depends(_PEOPLE)], min_position: MinPosition = None
) -> Response:
    """Whose cards stand right in it, in the order of names."""
    return encoded(cards.list_people(desk, asker, wanted, min_position))


@router.get(
    "/units/{ref}/archive-preview",
    tags=["units"],
    operation_id="preview-unit-archive",
    summary="Кого и что затронет архив · What archiving would touch",
)
def preview_archive(ref: AUnit, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """With everything below it. The order itself refuses with the same numbers when it is sent with confirm: false."""
    return encoded(cards.preview_archive(desk, asker, ref, min_position))
