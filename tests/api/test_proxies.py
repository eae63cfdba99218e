"""Whose a request is: what the connection says, unless a proxy that is trusted says otherwise."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.testing import capture_logs

from api.serve import server_config
from api.settings import Settings


def seen(trusted: str, peer: str, header: bytes = b"x-forwarded-for") -> str:
    """The address that the app sees of a request that names another one."""
    found: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        found.append(scope["client"][0])

    async def nothing(*_: Any) -> Message:
        return {"type": "http.disconnect"}

    config = server_config(app, Settings(trusted_proxies=trusted))
    config.load()
    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": [(header, b"203.0.113.7")]}
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


@pytest.mark.parametrize("header", [b"x-forwarded-for", b"forwarded", b"x-real-ip"])
def test_a_proxy_that_nobody_named_is_warned_of_with_the_way_out(header: bytes) -> None:
    with capture_logs() as lines:
        assert seen("10.0.0.1", "192.0.2.9", header) == "192.0.2.9"
    (line,) = [line for line in lines if line["event"] == "proxy_is_not_trusted"]

    assert (line["log_level"], line["peer"]) == ("warning", "192.0.2.9")
    assert "DESK_TRUSTED_PROXIES=192.0.2.9" in line["hint"]
    assert "203.0.113.7" not in str(line)


def test_a_proxy_that_is_trusted_is_not_warned_of() -> None:
    with capture_logs() as lines:
        assert seen("127.0.0.1", "127.0.0.1") == "203.0.113.7"
    assert not [line for line in lines if line["event"] == "proxy_is_not_trusted"]
