"""How a client asks a desk on loopback: past every proxy, without the machine's certificates, in few steps."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from select import select
from typing import Any

import httpx
from typing_extensions import override

PLAINLY: dict[str, Any] = {"trust_env": False, "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}
"""Arguments of a client that speaks plain HTTP. To read the certificates of the machine takes each client 24 ms."""

PIECE = 65_536


def straight() -> dict[str, Any]:
    """Arguments of a client that asks a desk thousands of things: its own transport takes as long as the answer."""
    return {"trust_env": False, "transport": Straight()}


class Straight(httpx.BaseTransport):
    """HTTP/1.1 on connections that are kept, for answers as the desk gives them; whatever is odd is an error."""

    def __init__(self) -> None:
        self._idle: list[socket.socket] = []

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        patience = request.extensions["timeout"]
        body = request.read()
        if request.headers.get("Transfer-Encoding") == "chunked":
            body = (b"%x\r\n%s\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
        lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
        lines += [b"%s: %s" % header for header in request.headers.raw]
        connection = None
        try:
            connection = self._connection(request.url, patience)
            # Whoever is refused before the end of a long body is answered all the same.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
            answer = Answer(connection)
        except OSError as error:
            # Nothing more comes on it, or too late for what was asked.
            if connection is not None:
                connection.close()
            if not isinstance(error, TimeoutError):
                raise httpx.ReadError(str(error), request=request) from error
            raise httpx.ReadTimeout(str(error), request=request) from error
        stream = Body(self._idle, answer, is_bodiless=request.method == "HEAD" or answer.status in {204, 304})
        return httpx.Response(
            answer.status, headers=answer.headers, stream=stream, extensions={"http_version": b"HTTP/1.1"}
        )

    def _connection(self, url: httpx.URL, patience: dict[str, float | None]) -> socket.socket:
        while self._idle:
            connection = self._idle.pop()
            # One with something to read was hung up on.
            if not select([connection], [], [], 0)[0]:
                connection.settimeout(patience["read"])
                return connection
            connection.close()
        connection = socket.create_connection((url.host, url.port), timeout=patience["connect"])
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(patience["read"])
        return connection

    @override
    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


class Answer:
    """The head of an answer, and what came of its body with it."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.read = b""
        head = self.until(b"\r\n\r\n")
        status, *lines = head.split(b"\r\n")
        self.status = int(status.split(b" ", 2)[1])
        self.headers = [(name, value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
        self.named = {name.lower(): value for name, value in self.headers}

    def until(self, mark: bytes) -> bytes:
        """What comes before the mark, which is taken, too."""
        while (end := self.read.find(mark)) < 0:
            self._more()
        found, self.read = self.read[:end], self.read[end + len(mark) :]
        return found

    def take(self, size: int) -> bytes:
        """So many bytes."""
        while len(self.read) < size:
            self._more()
        found, self.read = self.read[:size], self.read[size:]
        return found

    def _more(self) -> None:
        piece = self.connection.recv(PIECE)
        if not piece:
            self.connection.close()
            raise ConnectionResetError("hung up in the middle of an answer")
        self.read += piece


class Body(httpx.SyncByteStream):
    """The body of an answer, as far as somebody reads it; the connection of one that was read is kept."""

    def __init__(self, idle: list[socket.socket], answer: Answer, *, is_bodiless: bool) -> None:
        self._idle = idle
        self._answer = answer
        self._is_read = is_bodiless

    @override
    def __iter__(self) -> Iterator[bytes]:
        if self._is_read:
            return
        try:
            if self._answer.named.get(b"transfer-encoding") == b"chunked":
                while size := int(self._answer.until(b"\r\n"), 16):
                    yield self._answer.take(size)
                    self._answer.until(b"\r\n")
                self._answer.until(b"\r\n")
            else:
                yield self._answer.take(int(self._answer.named[b"content-length"]))
        except TimeoutError as error:
            raise httpx.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpx.ReadError(str(error)) from error
        self._is_read = True

    @override
    def close(self) -> None:
        with suppress(OSError):
            if self._is_read and self._answer.named.get(b"connection") != b"close" and not self._answer.read:
                self._idle.append(self._answer.connection)
            else:
                self._answer.connection.close()
