"""Somebody who listens to a stream of events, with a socket of their own: each event as it comes, within a time."""

from __future__ import annotations

import json
import socket
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

LONGEST_S = 20.0


class Event(NamedTuple):
    """One event of a stream."""

    kind: str
    data: dict[str, Any]
    id: str


class Listening:
    """An open stream; or the refusal that came instead."""

    def __init__(self, url: str, bearing: dict[str, str], query: str = "", **headers: str) -> None:
        place = urlsplit(url)
        self._socket = self._door(url)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        lines = [f"GET /api/v1/stream{query} HTTP/1.1", f"Host: {place.netloc}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in {**bearing, **headers}.items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self._bytes = b""
        head = self._until(b"\r\n\r\n").decode().split("\r\n")
        self.status = int(head[0].split()[1])
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        self._text = b""
        self.is_over = False

    def _door(self, url: str) -> socket.socket:
        """A connection of its own."""
        place = urlsplit(url)
        return socket.create_connection((place.hostname or "", place.port or 0), timeout=LONGEST_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def refusal(self) -> dict[str, Any]:
        """The body of what came instead of a stream."""
        size = int(self.headers["content-length"])
        while len(self._bytes) < size:
            self._bytes += self._socket.recv(4_096)
        found: dict[str, Any] = json.loads(self._bytes)
        return found

    def event(self) -> Event:
        """The next event."""
        while b"\n\n" not in self._text:
            self._chunk()
        text, _, self._text = self._text.partition(b"\n\n")
        fields = dict(line.split(": ", 1) for line in text.decode().split("\n"))
        return Event(fields["event"], json.loads(fields["data"]), fields.get("id", ""))

    def next(self, *kinds: str) -> Event:
        """The next event of these kinds."""
        while (event := self.event()).kind not in kinds:
            pass
        return event

    def changed_until(self, position: int) -> list[Event]:
        """All that is told up to a position of the log, without what merely says that the stream lives."""
        found = []
        while True:
            event = self.event()
            if event.kind == "changed":
                found.append(event)
            if event.kind not in {"open", "ping", "changed", "presence", "notice"} or (
                event.id and place(event.id) >= position
            ):
                return found

    def waits_for_the_end(self) -> None:
        """Until the stream is over."""
        while not self.is_over:
            self._chunk()

    def _chunk(self) -> None:
        if self.is_over:
            raise EOFError
        size = int(self._until(b"\r\n"), 16)
        while len(self._bytes) < size + 2:
            self._more()
        self._text, self._bytes = self._text + self._bytes[:size], self._bytes[size + 2 :]
        self.is_over = size == 0

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._bytes:
            self._more()
        found, _, self._bytes = self._bytes.partition(mark)
        return found

    def _more(self) -> None:
        part = self._socket.recv(65_536)
        if not part:
            raise EOFError
        self._bytes += part


def place(cursor: str) -> int:
    """The position in a cursor."""
    return int(cursor.partition(".")[2])
