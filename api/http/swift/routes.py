"""Routes that answer without the framework's solving of dependencies: what they ask for is known when they are laid.

For each request the framework walks a tree of what the endpoint asks for, and goes into a thread and back for every
part that asks the storage. The desk's endpoints ask for few things, in a fixed order: who calls is found, what they
sent is read and the answer is made in one turn of one thread. Whatever is not among these few things, or is large, is
left to the framework: answers and refusals are the same, and in the same order. See decision 0146.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NamedTuple

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from typing_extensions import override

from api.bootstrap import Desk
from api.http import door
from api.http.callers import Caller
from api.questions.asking import Admitted
from commands.catalogue import COMMANDS
from events.values.people import Viewer

SMALL = 65_536
"""Bytes of a body that is read before its sender is known; a larger one waits until they are."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Asked:
    """One request, and what was found out about it so far."""

    def __init__(self, request: Request, desk: Desk, body: bytes) -> None:
        self.request = request
        self.desk = desk
        self.body = body
        self._caller: Caller | None = None
        self._admitted: Admitted | None = None

    def caller(self) -> Caller:
        """As ``door.caller_of``."""
        if self._caller is None:
            self._caller = door.called_by(self.request, self.desk)
        return self._caller

    def asker(self) -> Admitted:
        """As ``door.asker_of``."""
        if self._admitted is None:
            self._admitted = door.asked_by(self.request, self.desk, self.caller())
        return self._admitted

    def viewer(self) -> Viewer:
        """As ``door.viewer_of``."""
        if door.operation_of(self.request) not in COMMANDS:
            return self.asker().viewer
        return door.ordered_by(self.request, self.caller())

    def json_body(self) -> bytes:
        """As ``door.body_of``."""
        door.refuse_unless_json(self.request, self.body)
        return self.body


_FOUND: dict[Any, Callable[[Asked], Any]] = {
    door.desk_of: lambda asked: asked.desk,
    door.caller_of: Asked.caller,
    door.asker_of: Asked.asker,
    door.viewer_of: Asked.viewer,
    door.body_of: Asked.json_body,
}
"""Dependency -> the same, found without the framework."""


class _Sent(NamedTuple):
    """Parameters that one function reads, by where they are sent; under which name the endpoint takes what it makes."""

    dependant: Dependant
    becomes: str | None
    unsent: Mapping[str, Any] | None
    """What they are where none is sent; ``None``: one of them has to be."""


class SwiftRoute(APIRoute):
    """A route whose endpoint asks for nothing but what is found here; any other works as the framework does it."""

    straight: Handler | None = None
    """What answers without the framework's layers; ``None``: they are needed."""
    _takes_body = False

    @override
    def get_route_handler(self) -> Handler:
        """What answers a request."""
        framework = super().get_route_handler()
        plan = _plan(self.dependant, getattr(self.endpoint, "__wrapped__", None))
        if plan is None:
            return framework
        self.straight, self._takes_body = _swift(plan, framework), plan.takes_body
        return self.straight

    def is_straight(self, request: Request) -> bool:
        """Whether nothing of a request is left to the framework."""
        if self.straight is None:
            return False
        return not self._takes_body or _is_small(request, request.app.state.desk.settings.body_limit)


class _Plan(NamedTuple):
    """What an endpoint asks for, in its order."""

    endpoint: Callable[..., Response]
    found: tuple[tuple[str | None, Callable[[Asked], Any]], ...]
    sent: tuple[_Sent, ...]
    takes_body: bool
    request_name: str | None


def _plan(dependant: Dependant, endpoint: Callable[..., Response] | None) -> _Plan | None:
    """The plan of an endpoint; ``None``: it asks for something else, or works in no thread."""
    # The parameters of the address are checked first of all, as at the framework.
    asked = dependant.dependencies
    if endpoint is None or not asked or asked[0].call is not door.known_parameters:
        return None
    others = asked[1:]
    found: list[tuple[str | None, Callable[[Asked], Any]]] = []
    sent: list[_Sent] = []
    for each in others:
        if each.call in _FOUND:
            found.append((each.name, _FOUND[each.call]))
        elif getattr(each.call, "makes", None) is not None and not each.dependencies:
            sent.append(_sent(each))
        else:
            return None
    if dependant.body_params or dependant.cookie_params or dependant.response_param_name:
        return None
    sent.append(_sent(dependant))
    takes_body = any(each.call is door.body_of for each in others)
    return _Plan(endpoint, tuple(found), tuple(sent), takes_body, dependant.request_param_name)


def _sent(dependant: Dependant) -> _Sent:
    is_top = getattr(dependant.call, "makes", None) is None
    unsent, missing = request_params_to_args(dependant.query_params, {})
    return _Sent(dependant, None if is_top else dependant.name, None if missing else unsent)


def _swift(plan: _Plan, framework: Handler) -> Handler:
    async def handle(request: Request) -> Response:
        desk: Desk = request.app.state.desk
        body = b""
        if plan.takes_body:
            if not _is_small(request, desk.settings.body_limit):
                return await framework(request)
            body = await door.file_of(request, desk)
        await door.known_parameters(request, desk)
        return await door.in_worker(request, _answer, plan, Asked(request, desk, body))

    return handle


def _is_small(request: Request, limit: int) -> bool:
    """Whether the body may be read before anything else: it says how long it is, and somebody says who they are."""
    length = request.headers.get("content-length", "" if "transfer-encoding" in request.headers else "0")
    return length.isdigit() and int(length) <= min(SMALL, limit) and "authorization" in request.headers


def _answer(plan: _Plan, asked: Asked) -> Response:
    values: dict[str, Any] = {}
    for name, find in plan.found:
        value = find(asked)
        if name is not None:
            values[name] = value
    errors: list[Any] = []
    for sent in plan.sent:
        read, faults = _read(sent, asked.request)
        errors += faults
        if sent.becomes is None:
            values.update(read)
        elif not faults:
            values[sent.becomes] = getattr(sent.dependant.call, "makes")(**read)  # noqa: B009 - a function's mark
    if errors:
        raise RequestValidationError(errors)
    if plan.request_name is not None:
        values[plan.request_name] = asked.request
    return plan.endpoint(**values)


def _read(sent: _Sent, request: Request) -> tuple[dict[str, Any], list[Any]]:
    dependant = sent.dependant
    values, errors = request_params_to_args(dependant.path_params, request.path_params)
    if request.scope["query_string"] or sent.unsent is None:
        asked = dependant.query_params
        if sent.unsent is not None:
            # What is not sent is what it always is then: a list has seventeen parameters, and mostly one is sent.
            values.update(sent.unsent)
            asked = [parameter for parameter in asked if parameter.alias in request.query_params]
        read, faults = request_params_to_args(asked, request.query_params)
        values.update(read)
        errors += faults
    else:
        values.update(sent.unsent)
    read, faults = request_params_to_args(dependant.header_params, request.headers)
    values.update(read)
    return values, [*errors, *faults]
