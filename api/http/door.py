"""What every endpoint asks first: who is there, what they sent, which ticket they mean; used by all routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
from fastapi import Depends, Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query

from aggregates.change_refusals import NoSuchChange
from aggregates.module import refuse_hidden
from aggregates.problem_refusals import NoSuchProblem
from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.http import callers
from api.http.callers import Caller
from api.http.refusals import BadHeader, BodyIsTooLarge, InvalidField
from api.questions.table import MODULE_OF_QUESTION, refuse_question
from api.wire.refusals import BodyIsNotSentAsJson
from api.wire.workers import Workers
from events.values.identity import MODULES_STREAM, ChangeId, ProblemId, TicketId, change_id, problem_id, ticket_id
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.text import Text

T = TypeVar("T")

LONGEST_KEY = 200
JSON_TYPE = re.compile(r"application/([!-~]+\+)?json")
PATIENT_TIMES = 16
"""A body over the limit is read on, and thrown away, up to so many times the limit: then its sender hears why."""


async def desk_of(request: Request) -> Desk:
    """The desk that serves this request."""
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]


async def in_worker(request: Request, work: Callable[..., T], *args: Any) -> T:
    """What ``work`` gives, done in a thread: it may ask the storage."""
    workers: Workers = request.app.state.workers
    return await workers.run(work, *args)


async def caller_of(request: Request, desk: TheDesk) -> Caller:
    """Who sends the request, also when all they may do is choose a password."""
    caller = await in_worker(request, callers.caller_of, request, desk)
    request.state.language = caller.viewer.language
    return caller


TheCaller = Annotated[Caller, Depends(caller_of)]


async def viewer_of(request: Request, desk: TheDesk, caller: TheCaller) -> Viewer:
    """Who sends the request, with the rights that count at this moment and within what they bear.

    Only the labels of modules are waited for: a question of a hidden module is refused here, once it is known that
    they might ask it (row 159).
    """
    callers.refuse_beyond(caller, request)
    operation = getattr(request.scope.get("route"), "operation_id", None) or ""
    refuse_question(caller.viewer, operation)
    if (module := MODULE_OF_QUESTION.get(operation)) is not None:
        refuse_hidden(module, await in_worker(request, desk.log.load, MODULES_STREAM))
    return caller.viewer


TheViewer = Annotated[Viewer, Depends(viewer_of)]
GUARDED = [Depends(viewer_of)]
"""For operations that need not know who asks, once they may."""


async def file_of(request: Request, desk: TheDesk) -> bytes:
    """The body, whatever it is; what passes the limit is not kept."""
    limit = desk.settings.body_limit
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size <= limit:
            parts.append(part)
        elif size > limit * PATIENT_TIMES:
            break
    if size > limit:
        raise BodyIsTooLarge(limit=limit)
    return b"".join(parts)


TheFile = Annotated[bytes, Depends(file_of)]


async def body_of(request: Request, body: TheFile) -> bytes:
    """A body that is sent as JSON, or as nothing in particular: a browser sends other kinds for any page that asks."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and sent and not JSON_TYPE.fullmatch(sent):
        raise BodyIsNotSentAsJson(sent=sent[:60])
    return body


TheBody = Annotated[bytes, Depends(body_of)]


_PARAMETERS: dict[str, frozenset[str]] = {}


async def known_parameters(request: Request, desk: TheDesk) -> None:
    """Refuse a parameter that the operation does not know: a slip of the pen must not widen a list."""
    if not request.query_params:
        return
    route = request.scope["route"]
    known = _PARAMETERS.get(route.unique_id)
    if known is None:
        fields = get_flat_params(route.dependant)
        named = {field.alias for field in fields if isinstance(field.field_info, Query)}
        known = _PARAMETERS[route.unique_id] = frozenset(named | {"lang"})
    for name in request.query_params:
        if name not in known:
            if "authorization" in request.headers:  # a bearer is told in their language, and a stranger nothing
                await caller_of(request, desk)
            names = ", ".join(sorted(known))
            raise InvalidField(
                field=name,
                reason_ru=f"такого параметра нет; есть: {names}.",
                reason_en=f"there is no such parameter; known: {names}.",
            )


def ticket_ref(ref: str, *, field: str = "") -> TicketId:
    """A ticket by its human number or its id."""
    if ref.isascii() and ref.isdigit() and len(ref) <= 18:  # noqa: PLR2004 - what a bigint holds
        return ticket_id(int(ref))
    try:
        return TicketId(UUID(ref))
    except ValueError as error:
        raise NoSuchTicket(field=field) from error


def problem_ref(ref: str) -> ProblemId:
    """A problem by what people call it (P-1), its number or its id."""
    return ProblemId(_numbered(ref, "P-", problem_id, NoSuchProblem))


def change_ref(ref: str) -> ChangeId:
    """A change request by what people call it (C-1), its number or its id."""
    return ChangeId(_numbered(ref, "C-", change_id, NoSuchChange))


def _numbered(ref: str, prefix: str, of: Callable[[int], UUID], missing: type[Refusal]) -> UUID:
    number = ref.upper().removeprefix(prefix)
    if number.isascii() and number.isdigit() and len(number) <= 18:  # noqa: PLR2004 - what a bigint holds
        return of(int(number))
    try:
        return UUID(ref)
    except ValueError as error:
        raise missing from error


REFS: dict[str, Callable[[str], UUID]] = {
    "ticket_id": ticket_ref,
    "problem_id": problem_ref,
    "change_id": change_ref,
}
"""Field of a command -> how the address names that thing, for those that people call by a number."""


def expected_version(request: Request) -> int | None:
    """The version of an If-Match header, if there is one."""
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        return None
    # A weak ETag says "much the same", and an If-Match is about exactly the same (RFC 9110, 13.1.1).
    text = header.strip().strip('"')
    if not (text.isascii() and text.isdigit() and len(text) <= 18):  # noqa: PLR2004 - what a bigint holds
        raise BadHeader(
            field="If-Match",
            name="If-Match",
            wanted=Text(ru='ETag увиденного, например "3"', en='the ETag that you saw, such as "3"'),
        )
    return int(text)


def as_json(value: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer in JSON."""
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json", headers=headers)
