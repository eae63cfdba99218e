"""What every endpoint asks first: who is there, what they sent, which ticket they mean; used by all routes."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import Depends, Request, Response

from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.refusals import BadHeader, BadToken, BodyIsTooLarge, NotJson
from events.values.identity import TicketId, ticket_id
from events.values.people import Viewer
from projections import directory

LONGEST_KEY = 200


def desk_of(request: Request) -> Desk:
    """The desk that serves this request."""
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]


def viewer_of(request: Request, desk: TheDesk) -> Viewer:
    """Who sends the request: the bearer of its token, with their teams as they are now."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise BadToken
    bearer = desk.tokens.bearer(token.strip(), now=desk.clock.now())
    if bearer is None:
        raise BadToken
    with desk.database.transaction() as cursor:
        teams = directory.teams_of(cursor, bearer.actor.id)
    return Viewer(actor=bearer.actor, groups=bearer.groups, teams=teams, language=bearer.language)


TheViewer = Annotated[Viewer, Depends(viewer_of)]


async def body_of(request: Request, desk: TheDesk) -> bytes:
    """The body, read no further than the limit."""
    limit = desk.settings.body_limit
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise BodyIsTooLarge(limit=limit)
        parts.append(part)
    return b"".join(parts)


TheBody = Annotated[bytes, Depends(body_of)]


def object_of(body: bytes) -> dict[str, Any]:
    """The JSON object of a body; an empty body is an empty object."""
    if not body.strip():
        return {}
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise NotJson(reason=str(error)) from error
    if not isinstance(found, dict):
        raise NotJson(reason="an object is expected")
    return found


def ticket_ref(ref: str) -> TicketId:
    """A ticket by its human number or its id."""
    if ref.isascii() and ref.isdigit() and len(ref) <= 18:  # noqa: PLR2004 - what a bigint holds
        return ticket_id(int(ref))
    try:
        return TicketId(UUID(ref))
    except ValueError as error:
        raise NoSuchTicket from error


def expected_version(request: Request) -> int | None:
    """The version of an If-Match header, if there is one."""
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        return None
    text = header.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) <= 18):  # noqa: PLR2004 - what a bigint holds
        raise BadHeader(field="If-Match", name="If-Match", wanted='the ETag of the ticket, such as "3"')
    return int(text)


def as_json(value: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer in JSON."""
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json", headers=headers)
