"""Who of a team is on call, over HTTP: as an answer, and as a file for programs of calendars."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.person import on_call
from api.questions.person.on_call import OnCallWanted
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, wanted_of
from api.sheets import icalendar

router = Routes()

_WANTED = wanted_of(
    OnCallWanted,
    ref=Path(description="The team's id."),
    at=Query(description="From which instant on; now unless told."),
    weeks=Query(ge=1, le=53, description="For how many weeks, 1 to 53."),
)


@router.get(
    "/teams/{ref}/on-call",
    tags=["teams"],
    operation_id="read-on-call",
    summary="Кто в команде дежурит · Who of a team is on call",
)
def read_on_call(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[OnCallWanted, Depends(_WANTED)], min_position: MinPosition = None
) -> Response:
    """Now or at an instant, who follows, and the weeks after it with the gaps."""
    return encoded(on_call.read_on_call(desk, asker, wanted, min_position))


@router.get(
    "/teams/{ref}/on-call.ics",
    tags=["teams"],
    operation_id="read-on-call-calendar",
    summary="Дежурства команды для календаря (iCalendar) · A team's duties for a calendar (iCalendar)",
)
def read_on_call_calendar(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[OnCallWanted, Depends(_WANTED)], min_position: MinPosition = None
) -> Response:
    """An event a duty, in the reader's language; a gap is one, too."""
    answer = on_call.read_on_call_calendar(desk, asker, wanted, min_position)
    headers = {"Content-Disposition": 'attachment; filename="on-call.ics"'}
    if not answer.is_fresh:
        headers["X-Stale"] = "true"
    return Response(answer.value, media_type=icalendar.MEDIA_TYPE, headers=headers)
