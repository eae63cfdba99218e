"""The stream of events over HTTP: what changed in the viewer's lists, as it happens."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Query, Request, Response

from api.http.callers import secret_of
from api.http.door import TheAsker, TheCaller, TheDesk
from api.http.swift.laid import Routes
from api.live.hub import Hub
from api.live.stream import EventStream
from api.questions.refusals import InvalidField
from events.values.log_place import LAST, LogPlace, place_of

router = Routes()

LONGEST_CURSOR = 40
Cursor = Annotated[
    str,
    Query(
        max_length=LONGEST_CURSOR,
        description="Tell what came behind this cursor, or position, too; the header Last-Event-ID says the same.",
    ),
]
LastEventId = Annotated[
    str, Header(alias="Last-Event-ID", max_length=LONGEST_CURSOR, description="The id of the last event that was read.")
]


@router.get(
    "/stream",
    tags=["live"],
    operation_id="open-stream",
    summary="Поток событий: что изменилось в ваших списках · The stream of events: what changed in your lists",
)
def open_stream(
    request: Request,
    desk: TheDesk,
    caller: TheCaller,
    asker: TheAsker,
    after: Cursor = "",
    last_event_id: LastEventId = "",
) -> Response:
    """Server-sent events; ids are cursors. Who comes back with the last one misses nothing and hears nothing twice."""
    del asker, desk
    hub: Hub = request.app.state.live
    # A browser that comes back by itself says where it was, and asks for the address that it was given once.
    begin = hub.admit(caller, secret_of(request), _position(last_event_id or after))
    return EventStream(begin, hub.leave)


def _position(written: str) -> int | None:
    if not written:
        return None
    place: LogPlace | None = place_of(written)
    if place is not None:
        return place
    if written.isascii() and written.isdigit() and int(written) <= LAST:
        return int(written)
    raise InvalidField(
        field="after",
        reason_ru="нужен id события: эпоха и позиция через точку (1.2745), как его дал поток.",
        reason_en="an event's id is needed: epoch and position with a dot between (1.2745), as the stream gave it.",
    )
