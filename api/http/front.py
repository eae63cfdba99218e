"""Stands before every request: HEAD, OPTIONS, what no address may contain, errors that nobody foresaw.

Plain ASGI: it costs a request nothing that it does not use. Put in place by ``api.app``.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import refusal_answers as problems
from api.http.answer_headers import completed
from api.http.fault_answers import unforeseen
from api.http.swift.by_address import is_page
from api.meters.answers import STATUS
from api.questions.refusals import InvalidField, NoSuchThing
from api.wire.refusals import AddressIsNotUtf8
from events.values.refusal import Refusal

LONGEST_PART = 60
IS_HEAD = "deskledger.head"
"""Mark in the scope of a request for the head of an answer alone: what would be long is not read for it."""
FAULT = "deskledger.fault"
"""Mark in the scope of a request for a page: what is wrong with its address."""
METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")


def allowed(scope: Scope) -> list[str]:
    """The methods that some route takes at a request's address; empty when there is none."""
    routes = scope["app"].routes
    found = {
        method
        for method in METHODS
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in routes)
    }
    if "GET" in found:
        found.add("HEAD")
    return sorted(found | {"OPTIONS"}) if found else []


class Front:
    """The outermost layer of our own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = _noting(scope, send)
        fault = _fault_of(scope)
        if fault is not None and not is_page(scope["path"]):
            await problems.respond(Request(scope), fault)(scope, receive, send)
            return
        # Whoever opened a page with it is told by a page.
        scope[FAULT] = fault
        if scope["method"] == "OPTIONS":
            await _options(scope)(scope, receive, send)
        elif scope["method"] == "HEAD":
            asked = {**scope, "method": "GET", IS_HEAD: True}
            await self._guarded(asked, receive, _without_body(send), scope)
            # Whoever stands around hears which route it was.
            scope.update({key: asked[key] for key in ("route", "path_params") if key in asked})
        else:
            await self._guarded(scope, receive, send, scope)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send, noted: Scope) -> None:
        begun = time.perf_counter()
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            # Whoever hung up in the middle of what they sent hears nothing more, and nothing is wrong with us.
            return
        except Exception as error:
            if STATUS in noted:
                raise
            answer = unforeseen(Request(scope), error)
            await answer(scope, receive, send)
        if scope["method"] == "POST":
            _count(scope, noted.get(STATUS, 0), time.perf_counter() - begun)


def _fault_of(scope: Scope) -> Refusal | None:
    """What is wrong with an address whatever it names."""
    if (foreign := _foreign_bytes(scope)) is not None:
        return AddressIsNotUtf8(part=foreign)
    if b"%00" in scope.get("query_string", b"") or "\0" in scope["path"]:
        return InvalidField(
            field="query",
            reason_ru="в адресе есть нулевой символ (%00); уберите его.",
            reason_en="the address contains a null character (%00); take it out.",
        )
    return None


def _noting(scope: Scope, send: Send) -> Send:
    """Sends an answer with the headers that every answer has, and notes its status where the meters look for it."""

    async def completing(message: Message) -> None:
        if message["type"] == "http.response.start":
            scope[STATUS] = message["status"]
            message = {**message, "headers": completed(message.get("headers", ()))}
        await send(message)

    return completing


def _foreign_bytes(scope: Scope) -> str | None:
    """The first part of the address that is no UTF-8; what is decoded with losses would be sought, and not found."""
    for part in (scope.get("raw_path", b""), *scope.get("query_string", b"").split(b"&")):
        if b"%" in part:
            try:
                unquote_to_bytes(part).decode()
            except UnicodeDecodeError:
                return str(part[:LONGEST_PART].decode("ascii", "replace"))
    return None


def _count(scope: Scope, status: int, seconds: float) -> None:
    metrics: Any = getattr(scope["app"].state, "metrics", None)
    command = getattr(scope.get("route"), "operation_id", "")
    if metrics is not None and command:
        outcome = "accepted" if status < 400 else str(status)  # noqa: PLR2004 - HTTP's border
        metrics.commands.labels(command, outcome).inc()
        metrics.command_seconds.observe(seconds)


def _options(scope: Scope) -> Response:
    methods = allowed(scope)
    if not methods:
        return problems.respond(Request(scope), NoSuchThing())
    return Response(status_code=204, headers={"Allow": ", ".join(methods)})


def _without_body(send: Send) -> Send:
    async def head(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return head
