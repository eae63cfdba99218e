"""One request and its answer on a connection: what the application receives and what it sends; made by the protocol."""

from __future__ import annotations

import asyncio
import http
import logging
import socket
from collections.abc import Callable, Iterable

from starlette.types import ASGIApp, Message, Scope
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT, FlowControl

_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode("ascii") for status in http.HTTPStatus}
_WITHOUT_BODY = frozenset({204, 304})
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_FAILED = b"Internal Server Error"

STREAM = "deskledger.stream"
"""Marks the head of an answer that has no end of its own: what lies untaken is kept small, who is away is noticed."""
LAST_WORD = "deskledger.last_word"
"""Marks the end of such an answer: it waits for nobody to take what came before it."""
ENDING = "deskledger.ending"
"""What such an answer receives once the server ends."""
_UNTAKEN = 16_384
_SENT = 32_768
_AWAY_MS = 30_000


class BrokenAnswerError(RuntimeError):
    """The application sent what is no answer: a fault of ours."""


class Exchange:
    """From the head of a request to the last byte of its answer."""

    def __init__(
        self,
        scope: Scope,
        transport: asyncio.Transport,
        flow: FlowControl,
        default_headers: Iterable[tuple[bytes, bytes]],
        *,
        keeps: bool,
        expects: bool,
        done: Callable[[], None],
    ) -> None:
        self.keeps = keeps
        """Whether another request may follow."""
        self.expects = expects
        """Whether the sender waits for a word of ours before the body."""
        self.disconnected = False
        self.has_begun = False
        self.is_complete = False
        self._scope = scope
        self._transport = transport
        self._flow = flow
        self._default_headers = default_headers
        self._done: Callable[[], None] | None = done
        self._body: list[bytes] = []
        self._held = 0
        self._is_whole = self._is_told = False
        self._is_stream = self._ends = False
        self._came: asyncio.Event | None = None
        self._head: bytes | None = None
        self._left: int | None = None
        """Bytes that the answer still owes; ``None``: it comes in chunks."""

    async def run(self, app: ASGIApp) -> None:
        """Let the application answer, whatever it does."""
        try:
            await app(self._scope, self.receive, self.send)
        except BaseException:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
            await self._give_up()
        else:
            if not self.is_complete and not self.disconnected:
                logging.getLogger("uvicorn.error").error("The application ended before its answer did")
                await self._give_up()
        finally:
            self._done = None

    def take(self, data: bytes) -> None:
        """Some of the body has come."""
        self.expects = False
        self._body.append(data)
        self._held += len(data)
        if self._held > HIGH_WATER_LIMIT:
            self._flow.pause_reading()
        self.wake()

    def take_end(self) -> None:
        """The body is whole."""
        self.expects = False
        self._is_whole = True
        self.wake()

    def disconnect(self) -> None:
        """Nobody is there any more."""
        self.disconnected = True
        self.wake()

    def wake(self) -> None:
        """Let whoever waits for the next part look again."""
        if self._came is not None:
            self._came.set()

    def wind_up(self) -> None:
        """The server ends: an answer that would go on is to come to its end."""
        self._ends = True
        self.wake()

    async def receive(self) -> Message:
        """The next part of the body, or that there is nobody any more."""
        if self.expects and not self._transport.is_closing():
            self._transport.write(_CONTINUE)
            self.expects = False
        while not self.disconnected and not self.is_complete:
            if self._body or (self._is_whole and not self._is_told):
                body, self._body, self._held = b"".join(self._body), [], 0
                self._is_told = self._is_whole
                return {"type": "http.request", "body": body, "more_body": not self._is_whole}
            if self._ends and self._is_stream:
                return {"type": ENDING}
            await self._more()
        return {"type": "http.disconnect"}

    async def _more(self) -> None:
        self._flow.resume_reading()
        self._came = self._came or asyncio.Event()
        self._came.clear()
        await self._came.wait()

    async def send(self, message: Message) -> None:
        """Send a part of the answer on."""
        if self._flow.write_paused and not self.disconnected and LAST_WORD not in message:
            await self._flow.drain()
        if self.disconnected:
            return
        if not self.has_begun:
            if message["type"] != "http.response.start":
                raise BrokenAnswerError(message["type"])
            self._begin(message["status"], message.get("headers", ()))
            if STREAM in message:
                self._go_on_for_long()
        elif not self.is_complete:
            if message["type"] != "http.response.body":
                raise BrokenAnswerError(message["type"])
            self._go_on(message.get("body", b""), more=message.get("more_body", False))
        else:
            raise BrokenAnswerError("there is an answer already")

    def _begin(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """The head is kept until some of the body is there: both go together."""
        self.has_begun = True
        self.expects = False
        lines = [_LINES.get(status) or b"HTTP/1.1 %d \r\n" % status]
        length: int | None = None
        says_close = False
        for pair in (*self._default_headers, *headers):
            name, value = pair
            lines.append(b"%b: %b\r\n" % pair)
            if name == b"content-length":
                length = int(value)
            elif name == b"connection" and b"close" in value.lower():
                says_close = True
        if says_close:
            self.keeps = False
        elif not self.keeps:
            lines.append(b"connection: close\r\n")
        if self._scope["method"] == "HEAD" or status in _WITHOUT_BODY:
            self._left = 0
        elif length is not None:
            self._left = length
        elif self._scope["http_version"] == "1.1":
            lines.append(b"transfer-encoding: chunked\r\n")
        lines.append(b"\r\n")
        self._head = head = b"".join(lines)
        # Each line has one end, and that is its last: nothing in a header begins another.
        if head.count(b"\n") != len(lines) or head.count(b"\r") != len(lines) or b"\0" in head:
            self._head, self.has_begun = None, False
            raise BrokenAnswerError("a header holds the end of a line")

    def _go_on_for_long(self) -> None:
        """Nobody's answer is kept for them in memory, and whose machine is gone is noticed in half a minute."""
        self._is_stream = True
        self.keeps = False
        self._transport.set_write_buffer_limits(high=_UNTAKEN)
        door = self._transport.get_extra_info("socket")
        if door is not None and door.family in {socket.AF_INET, socket.AF_INET6}:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT)
            door.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _AWAY_MS)

    def _go_on(self, body: bytes, *, more: bool) -> None:
        if self._scope["method"] == "HEAD":
            body = b""
        if self._left is not None:
            self._left -= len(body)
            if self._left < 0 or (self._left and not more):
                raise BrokenAnswerError("its length is not what it says")
        elif self._scope["http_version"] == "1.1":
            body = (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + (b"" if more else b"0\r\n\r\n")
        else:
            self.keeps = False
        head, self._head = self._head, None
        if head is not None:
            body = head + body
        if body:
            self._transport.write(body)
        if not more:
            self._complete()

    def _complete(self) -> None:
        self.is_complete = True
        self.wake()
        if not self.keeps:
            self._transport.close()
        if self._done is not None:
            self._done()

    async def _give_up(self) -> None:
        if self.has_begun:
            self._transport.close()
            return
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(_FAILED)),
            (b"connection", b"close"),
        ]
        await self.send({"type": "http.response.start", "status": 500, "headers": headers})
        await self.send({"type": "http.response.body", "body": _FAILED})
