"""Questions about macros over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.at_hand import macros
from api.questions.at_hand.macros import MacrosWanted
from api.questions.paging.whole import MOST
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, goes_on, page_size, wanted_of

router = Routes()

AMacro = Annotated[UUID, Path(description="The macro's id.")]
_MACROS = wanted_of(
    MacrosWanted,
    ticket=Query(description="A number or an id: those that are offered on this ticket as it stands."),
    archived=Query(description="Those that are archived, in place of those in use."),
    cursor=goes_on(),
    limit=page_size(MOST),
)


@router.get("/macros", tags=["macros"], operation_id="list-macros", summary="Макросы · Macros")
def list_macros(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[MacrosWanted, Depends(_MACROS)],
    min_position: MinPosition = None,
) -> Response:
    """One's own, those of one's teams, everyone's: what one uses most first."""
    return encoded(macros.list_macros(desk, asker, wanted, min_position))


@router.get(
    "/macros/{ref}", tags=["macros"], operation_id="read-macro", summary="Что делает макрос · What a macro does"
)
def read_macro(ref: AMacro, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """Its acts, on which tickets it is offered, whose it is, and whether one may change it."""
    return encoded(macros.read_macro(desk, asker, ref, min_position))
