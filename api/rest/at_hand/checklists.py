"""Questions about checklist templates over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.at_hand import checklists
from api.questions.at_hand.checklists import ChecklistsWanted
from api.questions.paging.whole import MOST
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, goes_on, page_size, wanted_of

router = Routes()

ATemplate = Annotated[UUID, Path(description="The template's id.")]
_CHECKLISTS = wanted_of(
    ChecklistsWanted,
    text=Query(max_length=200, description="These words in the name or an item."),
    archived=Query(description="Those that are archived, in place of those in use."),
    cursor=goes_on(),
    limit=page_size(MOST),
)


@router.get(
    "/checklist-templates",
    tags=["checklist-templates"],
    operation_id="list-checklist-templates",
    summary="Шаблоны чек-листов · Checklist templates",
)
def list_checklists(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[ChecklistsWanted, Depends(_CHECKLISTS)],
    min_position: MinPosition = None,
) -> Response:
    """One's own, those of one's teams, everyone's: what one uses most first."""
    return encoded(checklists.list_templates(desk, asker, wanted, min_position))


@router.get(
    "/checklist-templates/{ref}",
    tags=["checklist-templates"],
    operation_id="read-checklist-template",
    summary="Что в шаблоне чек-листа · What a checklist template says",
)
def read_checklist(ref: ATemplate, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """Its items, whose it is, and whether one may change it."""
    return encoded(checklists.read_template(desk, asker, ref, min_position))
