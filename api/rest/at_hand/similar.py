"""Tickets that may be about the same thing over HTTP: before one is registered, and beside one that is."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.at_hand import similar
from api.questions.at_hand.similar import SimilarOfTicket, SimilarWanted
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, page_size, wanted_of

router = Routes()

_WANTED = wanted_of(
    SimilarWanted,
    subject=Query(min_length=1, max_length=500, description="What the new ticket is about."),
    requester=Query(description="For whom: an id, a login, an e-mail address; without it oneself."),
    service=Query(description="Of which service."),
    limit=page_size(20),
)
_BESIDE = wanted_of(SimilarOfTicket, ref=Path(description="A number or an id."), limit=page_size(20))


@router.get(
    "/tickets/similar",
    tags=["tickets"],
    operation_id="find-similar",
    summary="Похожие заявки, до регистрации · Similar tickets, before one is registered",
)
def find_similar(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[SimilarWanted, Depends(_WANTED)],
    min_position: MinPosition = None,
) -> Response:
    """Of the last thirty days, open ones first, each with what it has in common; only what one sees."""
    return encoded(similar.find_similar(desk, asker, wanted, min_position))


@router.get(
    "/tickets/{ref}/similar",
    tags=["tickets"],
    operation_id="list-similar",
    summary="Похожие на эту заявку · Tickets that are like this one",
)
def list_similar(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[SimilarOfTicket, Depends(_BESIDE)],
    min_position: MinPosition = None,
) -> Response:
    """As before registration; the ticket itself and what was merged are left out."""
    return encoded(similar.list_similar(desk, asker, wanted, min_position))
