"""Who came in and who was turned away, over HTTP; for auditors and administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.account import traces
from api.questions.account.traces import SignInsWanted
from api.rest.account.questions import ACCOUNT
from api.rest.encoded import encoded
from api.rest.parameters import BIGGEST, MinPosition, goes_on, page_size, wanted_of

router = Routes()

_ATTEMPTS = wanted_of(
    SignInsWanted,
    person=Query(description="Only at this person's login."),
    outcome=Query(description="Only those that ended so."),
    before=Query(
        ge=1, le=BIGGEST, deprecated=True, description="Only entries older; “cursor” is what every list takes."
    ),
    cursor=goes_on(),
    limit=page_size(500),
)


@router.get(
    "/sign-ins",
    tags=[ACCOUNT],
    operation_id="list-sign-ins",
    summary="Кто входил и кого не впустили · Who signed in and who was refused",
)
def list_sign_ins(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[SignInsWanted, Depends(_ATTEMPTS)],
    min_position: MinPosition = None,
) -> Response:
    """Each with its time and address, kept for 400 days; whoever must wait after wrong passwords is not in it."""
    return encoded(traces.list_sign_ins(desk, asker, wanted, min_position))
