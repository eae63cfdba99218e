"""Whose a request is: what the connection says, unless a proxy that is trusted says otherwise."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.serve import server_config
from api.settings import Settings


def seen(trusted: str, peer: str) -> str:
    """The address that the app sees of a request that names another one."""
    found: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        found.append(scope["client"][0])

    async def nothing(*_: Any) -> Message:
        return {"type": "http.disconnect"}

    config = server_config(app, Settings(trusted_proxies=trusted))
    config.load()
    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": [(b"x-forwarded-for", b"203.0.113.7")]}
    loaded: ASGIApp = config.loaded_app
    asyncio.run(loaded(scope, nothing, nothing))  # type: ignore[arg-type]  # a coroutine of the framework
    return found[0]


@pytest.mark.parametrize(
    ("trusted", "peer", "whose"),
    [
        ("", "127.0.0.1", "127.0.0.1"),
        ("10.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "203.0.113.7"),
        ("10.0.0.1,127.0.0.1", "127.0.0.1", "203.0.113.7"),
    ],
)
def test_only_a_trusted_proxy_says_from_where_somebody_signs_in(trusted: str, peer: str, whose: str) -> None:
    assert seen(trusted, peer) == whose
