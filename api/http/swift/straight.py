"""Leads requests that swift routes answer past the framework's own layers; the application that ``api.app`` makes.

Behind the front the framework keeps stacks for what is to be closed, looks for who handles which error in a context of
each request, and wraps what is sent four times: for routes that ask for none of it that costs as much as the answer.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from api.http.front import Front
from api.http.swift.by_address import ByAddress
from api.http.swift.routes import SwiftRoute
from api.meters.answers import AnswerMeter

_FOUND = "deskledger.found"
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


class DeskApplication(FastAPI):
    """The framework's application: meter and front stand before both ways, the framework's and the short one."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; what the framework does here for each request is telemetry that the desk has no use of."""
        scope["app"] = self
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        await self.middleware_stack(scope, receive, send)

    @override
    def build_middleware_stack(self) -> ASGIApp:
        """What a request goes through."""
        return Straight(super().build_middleware_stack(), self)


class Straight:
    """Takes a request the short way where its route and its body are of the kind that needs no other."""

    def __init__(self, framework: ASGIApp, app: FastAPI) -> None:
        self._framework = framework
        self._app = app
        self._short: ASGIApp = AnswerMeter(Front(self._answer))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead one request."""
        by_address: Any = self._app.router.middleware_stack
        if scope["type"] == "http" and scope["method"] in METHODS and isinstance(by_address, ByAddress):
            # Noted apart: whoever the front refuses was led nowhere.
            found = dict(scope)
            route = by_address.route_of(found)
            if isinstance(route, SwiftRoute) and route.is_straight(Request(found)):
                scope[_FOUND] = found
                await self._short(scope, receive, send)
                return
        await self._framework(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.update(scope.pop(_FOUND))
        request = Request(scope, receive)
        try:
            response = await scope["route"].straight(request)
        except Exception as error:
            handlers = self._app.exception_handlers
            handler = next((handlers[kind] for kind in type(error).__mro__ if kind in handlers), None)
            if handler is None:
                raise
            response = await handler(request, error)  # type: ignore[misc] # all of ours are coroutines
        await response(scope, receive, send)
