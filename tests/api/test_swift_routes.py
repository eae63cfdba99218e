"""Routes that find what their endpoints ask for themselves answer and refuse as the framework's own would."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import app as made
from api.app import create_app
from api.http.swift.by_address import ByAddress
from api.http.swift.routes import SMALL, SwiftRoute, _plan
from tests.api.serving import World
from tests.api.test_openapi import OPERATIONS

NOWHERE = "00000000-0000-0000-0000-000000000000"
UNCOUNTED = ("date", "etag", "x-position", "location")
"""Headers that tell of the moment."""


class Sent(NamedTuple):
    """One way to ask."""

    who: str = "admin"
    query: str = ""
    body: bytes = b"{}"
    headers: dict[str, str] = {}


WAYS = {
    "as nobody": Sent(who=""),
    "with a token of nobody": Sent(who="Bearer desk_nothing"),
    "as a requester": Sent(who="requester"),
    "as an auditor": Sent(who="auditor"),
    "with an empty body": Sent(body=b""),
    "with an unknown parameter": Sent(query="colour=red"),
    "with an unknown parameter and as nobody": Sent(who="", query="colour=red"),
    "with parameters out of bounds": Sent(query="limit=0&min_position=-1&after=x&as_of=yesteryear"),
    "with one parameter twice": Sent(query="limit=1&limit=2"),
    "with a body of another kind": Sent(headers={"content-type": "text/plain"}, body=b"words"),
    "with a body of another kind, as a requester": Sent("requester", headers={"content-type": "text/plain"}),
    "with no JSON": Sent(body=b"{"),
    "with a list": Sent(body=b"[]"),
    "with an If-Match that is none": Sent(headers={"if-match": "much"}),
    "with a key that is too long": Sent(headers={"idempotency-key": "k" * 300}),
    "with a large body": Sent(body=b'{"a": "%b"}' % (b"x" * (SMALL // 4))),
    "with a body beyond the limit": Sent(body=b"x" * 30_000),
    "in English": Sent(who="", headers={"accept-language": "en"}),
}


@pytest.fixture(scope="module")
def apps(world: World) -> tuple[FastAPI, FastAPI]:
    """The application as it is, and with the framework's own routes and router."""
    swift = create_app(world.desk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "SwiftRoute", APIRoute)
        plain = create_app(world.desk)
    plain.router.middleware_stack = plain.router.app
    assert not any(isinstance(route, SwiftRoute) for route in plain.routes)
    return swift, plain


ENDLESS = "open-stream"
"""Whoever listens hears no end: a client that waits for one would wait for ever. It has tests of its own."""


@pytest.fixture(scope="module")
def kinds(apps: tuple[FastAPI, FastAPI]) -> list[str]:
    """Operations that ask for the same things are of one kind: two of each."""
    seen: Counter[object] = Counter()
    chosen = []
    for route in apps[0].routes:
        if isinstance(route, SwiftRoute) and route.operation_id not in {None, ENDLESS}:
            asks = route.dependant
            kind = (
                *(each.call for each in asks.dependencies),
                *(field.name for field in (*asks.path_params, *asks.query_params, *asks.header_params)),
                asks.request_param_name,
            )
            seen[kind] += 1
            if seen[kind] <= 2:
                chosen.append(str(route.operation_id))
    return chosen


def asked(app: FastAPI, method: str, path: str, sent: Sent, headers: dict[str, str]) -> tuple[int, dict[str, str], Any]:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
            content = None if method == "get" else sent.body
            return await client.request(method, f"{path}?{sent.query}", content=content, headers=headers)

    answer = asyncio.run(ask())
    told = {name: value for name, value in answer.headers.items() if name not in UNCOUNTED}
    return answer.status_code, told, answer.json() if answer.content and answer.is_error else b""


@pytest.mark.parametrize("way", WAYS)
def test_operations_answer_as_the_framework_would(
    world: World, apps: tuple[FastAPI, FastAPI], kinds: list[str], way: str
) -> None:
    sent = WAYS[way]
    headers = {"content-type": "application/json", **sent.headers}
    if sent.who.startswith("Bearer"):
        headers["authorization"] = sent.who
    elif sent.who:
        headers["authorization"] = f"Bearer {world.token(sent.who)}"
    refused, differs = 0, []
    for name in kinds:
        method, address, _ = OPERATIONS[name]
        parts = [NOWHERE if part.startswith("{") else part for part in address.split("/")]
        swift, plain = (asked(app, method, "/".join(parts), sent, headers) for app in apps)
        refused += swift[0] >= 400
        if swift[0] < 300 and plain[0] < 300:
            continue
        if swift != plain:
            differs.append((name, swift, plain))
    assert refused > len(kinds) // 3, "the ways to ask are there to be refused"
    assert differs == []


def test_all_but_what_reads_files_are_swift(apps: tuple[FastAPI, FastAPI]) -> None:
    left = {
        route.operation_id
        for route in apps[0].routes
        if isinstance(route, SwiftRoute)
        and _plan(route.dependant, getattr(route.endpoint, "__wrapped__", None)) is None
    }
    assert left == {"upload-photo", "upload-file"}


def test_an_address_leads_to_the_route_that_the_router_finds(apps: tuple[FastAPI, FastAPI]) -> None:
    swift, plain = apps
    by_address = swift.router.middleware_stack
    assert isinstance(by_address, ByAddress)
    for method, address, _ in OPERATIONS.values():
        for part in ("1001", "counts", "me", NOWHERE):
            path = "/".join(part if each.startswith("{") else each for each in address.split("/"))
            scope = {"type": "http", "method": method.upper(), "path": path, "root_path": "", "app": swift}
            found = by_address.route_of(dict(scope))
            wanted = next((r for r in plain.routes if r.matches(dict(scope))[0].value == 2), None)
            assert (found and found.path) == getattr(wanted, "path", None) or not isinstance(wanted, APIRoute)
