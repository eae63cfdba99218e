"""The one search box over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.paging.cursors import LONGEST
from api.questions.search import box
from api.questions.search.box import SearchWanted
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, page_size, sought, wanted_of

router = Routes()

_WANTED = wanted_of(
    SearchWanted,
    text=sought("Words in any of their forms, a number, a name, a code, a path; “words in quotes” as they stand."),
    kinds=Query(
        description="ticket, problem, change, article, person, service, unit; several with commas. All, if none."
    ),
    cursor=Query(max_length=LONGEST, description="“next_cursor” of a section: goes on in that kind."),
    limit=page_size(50),
)


@router.get(
    "/search",
    tags=["search"],
    operation_id="search",
    summary="Поиск по всему сразу · Search of everything at once",
)
def search(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[SearchWanted, Depends(_WANTED)],
    min_position: MinPosition = None,
) -> Response:
    """What bears the number that was typed stands first. Rank is bounded, counts stop at 10,000: “notes” say so."""
    return encoded(box.search(desk, asker, wanted, min_position))
