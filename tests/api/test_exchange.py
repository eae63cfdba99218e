"""What an application sends becomes one whole answer, and what is no answer never reaches anybody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, cast

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.flow_control import FlowControl

from api.wire.exchange import Exchange

Headers = list[tuple[bytes, bytes]]


class Wire:
    """A transport that keeps what is written: what the kernel does with it is not asked here."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        return None

    def resume_reading(self) -> None:
        return None


def answering(*messages: Message) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        for message in messages:
            await send(message)

    return app


def start(status: int = 200, *headers: tuple[bytes, bytes]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def body(data: bytes, *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": more}


def answered(
    app: ASGIApp,
    *,
    method: str = "GET",
    version: str = "1.1",
    keeps: bool = True,
    whole: Callable[[Exchange], None] = Exchange.take_end,
) -> Wire:
    async def run() -> Wire:
        wire = Wire()
        transport = cast("asyncio.Transport", wire)
        scope: dict[str, Any] = {"type": "http", "method": method, "http_version": version}
        exchange = Exchange(scope, transport, FlowControl(transport), [], keeps=keeps, expects=False, done=lambda: None)
        whole(exchange)
        await exchange.run(app)
        return wire

    return asyncio.run(run())


def test_a_short_answer_goes_in_one_piece() -> None:
    wire = answered(answering(start(200, (b"content-length", b"2")), body(b"ok")))

    assert wire.written == [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"]
    assert not wire.is_closed


def test_an_answer_without_a_length_comes_in_chunks() -> None:
    wire = answered(answering(start(), body(b"ab", more=True), body(b"c" * 16)))

    assert wire.written == [
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n",
        b"10\r\n" + b"c" * 16 + b"\r\n0\r\n\r\n",
    ]


def test_an_older_client_is_told_the_end_by_hanging_up() -> None:
    wire = answered(answering(start(), body(b"ab", more=True), body(b"c")), version="1.0", keeps=False)

    assert b"".join(wire.written) == b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nabc"
    assert wire.is_closed


def test_an_application_can_end_the_connection() -> None:
    wire = answered(answering(start(204, (b"connection", b"close")), body(b"")))

    assert wire.written == [b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"]
    assert wire.is_closed


def test_the_answer_to_head_says_the_length_of_what_is_not_sent() -> None:
    wire = answered(answering(start(200, (b"content-length", b"2")), body(b"ok")), method="HEAD")

    assert wire.written == [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"]


@pytest.mark.parametrize("value", [b"a\r\nset-cookie: b", b"a\nb", b"a\rb", b"a\0b"])
def test_a_header_that_would_begin_another_line_is_never_sent(value: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        wire = answered(answering(start(200, (b"x", value)), body(b"")))

    assert wire.written[0].startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert b"set-cookie" not in b"".join(wire.written)
    assert "Exception in ASGI application" in caplog.text


@pytest.mark.parametrize("data", [b"o", b"okay"])
def test_an_answer_of_another_length_than_it_says_ends_the_connection(
    data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        wire = answered(answering(start(200, (b"content-length", b"2")), body(data)))

    assert (wire.written, wire.is_closed) == ([], True)
    assert "its length is not what it says" in caplog.text


def test_an_application_that_says_nothing_is_an_error_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        wire = answered(answering())

    assert wire.written[0].endswith(b"\r\n\r\nInternal Server Error")
    assert wire.is_closed


def test_a_body_is_received_in_its_parts_and_then_that_nobody_is_there() -> None:
    told: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        told.append(await receive())
        await send(start(204))
        await send(body(b""))
        told.append(await receive())

    def whole(exchange: Exchange) -> None:
        exchange.take(b"a")
        exchange.take(b"b")
        exchange.take_end()

    answered(app, whole=whole)
    assert told == [{"type": "http.request", "body": b"ab", "more_body": False}, {"type": "http.disconnect"}]


def test_who_hung_up_is_sent_nothing() -> None:
    wire = answered(answering(start(), body(b"x")), whole=Exchange.disconnect)

    assert wire.written == []
