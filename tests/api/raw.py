"""A client that speaks bytes: what no library of HTTP would send."""

from __future__ import annotations

import json
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

LONGEST_S = 20.0
"""The longest that anybody waits here for what must happen in a fraction of a second."""


class Answer:
    """What came back until the other side hung up, or until one answer was whole."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        head, _, self.body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1]) if first else 0
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    @property
    def problem(self) -> dict[str, Any]:
        """The problem of a refusal."""
        assert self.headers["content-type"] == "application/problem+json", self.raw
        assert len(self.body) == int(self.headers["content-length"])
        found: dict[str, Any] = json.loads(self.body)
        assert found["texts"]["ru"] != found["texts"]["en"]
        return found


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    """A connection to a served desk that says nothing by itself."""
    parts = urlsplit(url)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=LONGEST_S) as connection:
        yield connection


def until_closed(connection: socket.socket) -> Answer:
    """All that comes until the other side hangs up."""
    found = b""
    while True:
        try:
            part = connection.recv(65_536)
        except ConnectionResetError:
            return Answer(found)
        if not part:
            return Answer(found)
        found += part


def one_answer(connection: socket.socket) -> Answer:
    """One whole answer with a length; the connection stays."""
    found = b""
    while not (answer := Answer(found)).body or len(answer.body) < int(answer.headers["content-length"]):
        found += connection.recv(65_536)
        assert found
    return answer


def asked(url: str, request: bytes) -> Answer:
    """What is answered to these bytes, on a connection of their own."""
    with connected(url) as connection:
        connection.sendall(request)
        return until_closed(connection)


def trickled(connection: socket.socket, piece: bytes = b"x") -> Answer:
    """What is answered while one goes on sending a little every now and then."""
    for _ in range(int(LONGEST_S / 0.02)):
        if select.select([connection], [], [], 0.02)[0]:
            return until_closed(connection)
        try:
            connection.sendall(piece)
        except OSError:
            return until_closed(connection)
    message = "nobody ended it"
    raise AssertionError(message)
