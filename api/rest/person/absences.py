"""Who is away, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.paging.whole import MOST
from api.questions.person import absences
from api.questions.person.absences import AbsencesWanted
from api.rest.encoded import encoded
from api.rest.parameters import ANSWERER, MinPosition, goes_on, page_size, wanted_of

router = Routes()

_ABSENCES = wanted_of(
    AbsencesWanted,
    since=Query(description="From which instant on; now unless told."),
    before=Query(description="Before which instant; a month later unless told."),
    team=Query(description="Only the members of a team."),
    person=Query(max_length=100, description=ANSWERER),
    cursor=goes_on(),
    limit=page_size(MOST),
)


@router.get(
    "/absences",
    tags=["persons"],
    operation_id="list-absences",
    summary="Кто отсутствует и когда · Who is away and when",
)
def list_absences(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[AbsencesWanted, Depends(_ABSENCES)],
    min_position: MinPosition = None,
) -> Response:
    """In the order in which people go, with who stands in for them."""
    return encoded(absences.list_absences(desk, asker, wanted, min_position))
