"""Questions before two cards are merged, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.person import merging
from api.questions.person.merging import DuplicatesWanted, MergeWanted
from api.questions.references import person_ref
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, Someone, goes_on, page_size, wanted_of

router = Routes()

_DUPLICATES = wanted_of(DuplicatesWanted, cursor=goes_on(), limit=page_size())


@router.get(
    "/duplicate-persons",
    tags=["persons"],
    operation_id="list-duplicates",
    summary="Кто записан дважды · Who may be one person under two cards",
)
def list_duplicates(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[DuplicatesWanted, Depends(_DUPLICATES)],
    min_position: MinPosition = None,
) -> Response:
    """Groups that share a phone, a mailbox or a name; who is one with whom, people decide."""
    return encoded(merging.list_duplicates(desk, asker, wanted, min_position))


@router.get(
    "/persons/{ref}/merge-preview",
    tags=["persons"],
    operation_id="preview-merge",
    summary="Что перейдёт при объединении · What would follow if they were merged",
)
def preview_merge(
    ref: Someone,
    into: Annotated[
        str, Query(description="Whose card would be kept: an id, login or e-mail address.", max_length=254)
    ],
    desk: TheDesk,
    asker: TheAsker,
    min_position: MinPosition = None,
) -> Response:
    """Tickets, approvals, agreements, addresses, teams, rights, drafts; and why it would be refused, if it would."""
    wanted = MergeWanted(
        ref=person_ref(desk, asker.viewer, ref), into=person_ref(desk, asker.viewer, into, field="into")
    )
    return encoded(merging.preview_merge(desk, asker, wanted, min_position))
