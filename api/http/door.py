"""What every endpoint asks first: who is there, what they sent; used by all routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import Depends, Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query

from api.bootstrap import Desk
from api.http import callers
from api.http.callers import Caller
from api.http.rates import Rates
from api.http.refusals import BadHeader, BodyIsTooLarge
from api.questions.asking import Admitted, admit
from api.questions.refusals import InvalidField
from api.questions.table import QUESTIONS, refuse_question
from api.wire.refusals import BodyIsNotSentAsJson
from api.wire.workers import Workers
from commands.catalogue import COMMANDS
from events.values.people import Viewer
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
    return await in_worker(request, called_by, request, desk)


def called_by(request: Request, desk: Desk) -> Caller:
    """As ``caller_of``, in the thread that asks; what is told behind the endpoint knows the caller, too."""
    caller = callers.caller_of(request, desk)
    request.state.language = caller.viewer.language
    rates: Rates = request.app.state.rates
    rates.count(caller.viewer.actor.id, "questions" if request.method in {"GET", "HEAD"} else "orders")
    request.state.caller = caller
    return caller


TheCaller = Annotated[Caller, Depends(caller_of)]


def operation_of(request: Request) -> str:
    """The operation that a request asks for."""
    return getattr(request.scope.get("route"), "operation_id", None) or ""


async def asker_of(request: Request, desk: TheDesk, caller: TheCaller) -> Admitted:
    """Who asks a question, let in to it before its parameters are read: with the rights that count at this moment,
    within what they bear, and its module is shown.
    """  # noqa: D205 - one paragraph
    operation = operation_of(request)
    if QUESTIONS[operation].module is None:
        return asked_by(request, desk, caller)
    # Whoever may not ask hears so at once; only the labels of modules are waited for.
    callers.refuse_unready(caller)
    refuse_question(caller.viewer, operation, caller.scopes)
    return await in_worker(request, asked_by, request, desk, caller)


def asked_by(request: Request, desk: Desk, caller: Caller) -> Admitted:
    """As ``asker_of``, in the thread that asks."""
    callers.refuse_unready(caller)
    return admit(desk, caller.viewer, operation_of(request), caller.scopes)


TheAsker = Annotated[Admitted, Depends(asker_of)]


async def viewer_of(request: Request, desk: TheDesk, caller: TheCaller) -> Viewer:
    """Who gives an order, with the rights that count at this moment and within what they bear.

    Commands are the bus's to judge; what is no command stands in the table of questions.
    """
    if operation_of(request) not in COMMANDS:
        return (await asker_of(request, desk, caller)).viewer
    return ordered_by(request, caller)


def ordered_by(request: Request, caller: Caller) -> Viewer:
    """As ``viewer_of``, for commands."""
    callers.refuse_unready(caller)
    callers.refuse_beyond(caller, request)
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
    refuse_unless_json(request, body)
    return body


def refuse_unless_json(request: Request, body: bytes) -> None:
    """Raise ``BodyIsNotSentAsJson`` for a body of another kind."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and sent and not JSON_TYPE.fullmatch(sent):
        raise BodyIsNotSentAsJson(sent=sent[:60])


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
