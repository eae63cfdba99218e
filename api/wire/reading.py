"""Reads requests from the bytes of one connection: ordinary heads here, whatever else through h11; asked by protocol.

A head is ordinary when every byte of it is as RFC 9112 wants it, and nothing about it can be read in two ways: one line
of HTTP/1.1, one Host, at most one length, no transfer coding. h11 takes ten times as long for the same. What is not
plainly ordinary is h11's to read or to refuse, from its first byte to the end of its body. See decision 0153.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import h11

from api.wire import raw_heads

LONGEST_HEAD = 16_384
"""Bytes of address and headers together."""

_FIRST_LINE = re.compile(rb"([A-Z]{1,20}) (/[!-~]*) HTTP/1\.1")
_FIELD = re.compile(
    rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([!-~\x80-\xff](?:[ -~\x80-\xff\t]*[!-~\x80-\xff])?|)[ \t]*"
)
_LENGTH = re.compile(rb"[0-9]{1,15}")
_TELLING = frozenset({b"host", b"content-length", b"transfer-encoding", b"connection", b"expect"})
"""Headers that say where a request ends and what follows it: each once, or h11 judges."""

Headers = list[tuple[bytes, bytes]]


class Head(NamedTuple):
    """How a request begins."""

    method: str
    target: bytes
    version: str
    headers: Headers
    length: int | None
    """Bytes of its body; ``None``: h11 counts them."""
    keeps: bool
    """Whether another request may follow on the connection."""
    expects: bool
    """Whether its sender waits for a word before the body."""


class Part(NamedTuple):
    """Some of a body."""

    data: bytes


class End(NamedTuple):
    """The body is whole."""


Stage = Literal["head", "body", "whole"]
_END = End()


class Reading:
    """What has come over one connection, request by request: the next begins with ``next_request``."""

    def __init__(self) -> None:
        self.stage: Stage = "head"
        self._kept = b""
        """What is not read yet; of a head that h11 reads: all of it."""
        self._left = 0
        self._odd: h11.Connection | None = None
        self._given = 0

    @property
    def has_more(self) -> bool:
        """Whether bytes lie here that belong to what comes after this request."""
        return self.stage == "whole" and bool(self._kept)

    def receive(self, data: bytes) -> None:
        """More has come."""
        self._kept = self._kept + data if self._kept else data

    def next_request(self) -> None:
        """The one that is whole has been answered."""
        self.stage = "head"

    def next_event(self) -> Head | Part | End | None:
        """What comes next; ``None``: nothing before more has come. Raises ``h11.RemoteProtocolError``."""
        if self.stage == "head":
            return self._head() if self._kept else None
        if self.stage == "whole":
            return None
        return self._counted() if self._odd is None else self._of_odd(self._odd)

    def _head(self) -> Head | None:
        if self._odd is None:
            end = self._kept.find(b"\r\n\r\n", 0, LONGEST_HEAD)
            found = ordinary(self._kept[:end]) if end > 0 else None
            if found is not None:
                self._kept = self._kept[end + 4 :]
                self._left = found.length or 0
                self.stage = "body"
                return found
            odd = self._to_odd(self._kept, h11.Connection(h11.SERVER, LONGEST_HEAD))
        else:
            odd = self._to_odd(self._kept[self._given :], self._odd)
        event = odd.next_event()
        if not isinstance(event, h11.Request):
            return None
        self.stage, self._kept, self._given = "body", b"", 0
        return _of_h11(event)

    def _to_odd(self, data: bytes, odd: h11.Connection) -> h11.Connection:
        if not self._kept.isascii() and (plain := raw_heads.with_plain_address(self._kept)) is not None:
            # Before its first request a parser remembers nothing: a new one may take over.
            self._kept = data = plain
            odd = h11.Connection(h11.SERVER, LONGEST_HEAD)
        if data:  # nothing at all would mean that there is nobody any more
            odd.receive_data(data)
        self._given, self._odd = len(self._kept), odd
        return odd

    def _counted(self) -> Part | End | None:
        if not self._left:
            self.stage = "whole"
            return _END
        if not self._kept:
            return None
        data, self._kept = self._kept[: self._left], self._kept[self._left :]
        self._left -= len(data)
        return Part(data)

    def _of_odd(self, odd: h11.Connection) -> Part | End | None:
        if self._kept:
            odd.receive_data(self._kept)
            self._kept = b""
        event = odd.next_event()
        if isinstance(event, h11.Data):
            return Part(bytes(event.data))
        if isinstance(event, h11.EndOfMessage):
            self._kept, self._odd, self.stage = odd.trailing_data[0], None, "whole"
            return _END
        return None


def ordinary(head: bytes) -> Head | None:
    """An ordinary head without its last empty line; ``None``: it is not one."""
    first, *lines = head.split(b"\r\n")
    asked = _FIRST_LINE.fullmatch(first)
    if asked is None:
        return None
    headers: Headers = []
    told: dict[bytes, bytes] = {}
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None:
            return None
        name, value = field.groups()
        name = name.lower()
        headers.append((name, value))
        if name in _TELLING:
            if name in told:
                return None
            told[name] = value
    length = told.get(b"content-length", b"0")
    if b"host" not in told or b"transfer-encoding" in told or _LENGTH.fullmatch(length) is None:
        return None
    return Head(
        asked[1].decode("ascii"),
        asked[2],
        "1.1",
        headers,
        int(length),
        b"close" not in _words(told.get(b"connection", b"")),
        b"100-continue" in _words(told.get(b"expect", b"")),
    )


def _of_h11(event: h11.Request) -> Head:
    headers = [(bytes(name), bytes(value)) for name, value in event.headers]
    if {b"content-length", b"transfer-encoding"} <= {name for name, _ in headers}:
        # A proxy in front may believe the one and we the other: the rest would be a request that nobody sent.
        raise h11.RemoteProtocolError("Content-Length and Transfer-Encoding")
    words = [word for name, value in headers if name == b"connection" for word in _words(value)]
    awaited = [word for name, value in headers if name == b"expect" for word in _words(value)]
    is_modern = event.http_version >= b"1.1"
    return Head(
        event.method.decode("ascii"),
        bytes(event.target),
        event.http_version.decode("ascii"),
        headers,
        None,
        is_modern and b"close" not in words,
        is_modern and b"100-continue" in awaited,
    )


def _words(value: bytes) -> list[bytes]:
    return [word.strip() for word in value.lower().split(b",")]
