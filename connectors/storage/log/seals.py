"""Seals on the log: the hash of each fact, chained group by group, and when it was known; written with every append.

The forms of entry, leaf and link are for ever: what was handed out is checked against them. See decision 0147.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg import Connection

from connectors.storage.server.database import Row

LEAF = 32
"""Bytes of a leaf, and of a link."""
NO_LINK = bytes(LEAF)
"""What stands in the place of the link before the first."""


class Seal(NamedTuple):
    """A row of ``desk.seals``: the facts from ``first`` to ``last`` were appended together at ``sealed_at``."""

    first: int
    last: int
    sealed_at: datetime
    leaves: bytes
    link: bytes


def entry(stream: UUID, version: int, name: str, state: bytes) -> bytes:
    """What is hashed of a fact: five lines of ASCII. Its state only as a digest, so that it may be shown to anybody."""
    digest = b64encode(hashlib.sha256(state).digest())
    return b"desk/fact@1\n%b\n%d\n%b\n%b\n" % (str(stream).encode(), version, name.encode("ascii"), digest)


def leaf(stream: UUID, version: int, name: str, state: bytes) -> bytes:
    """The hash of a fact's entry, as a leaf of a tree of RFC 9162."""
    return hashlib.sha256(b"\0" + entry(stream, version, name, state)).digest()


def leaves(facts: Iterable[tuple[UUID, int, str, bytes]]) -> bytes:
    """The leaves of some facts, one behind the other."""
    return b"".join([leaf(*fact) for fact in facts])


def link(before: bytes, sealed: bytes) -> bytes:
    """The link of a group from the link of the group before it and its own leaves."""
    return hashlib.sha256(before + sealed).digest()


def known_at(connection: Connection[Row], instant: datetime) -> int:
    """The last position that stood in the log at an instant, that included; 0: none did.

    Of facts that older desks wrote it is what was believed: see ``older_facts``.
    """
    row = connection.execute("SELECT desk.known_at(%s)", (instant,)).fetchone()
    return 0 if row is None else int(row[0])


def last_seal(connection: Connection[Row]) -> tuple[int, bytes]:
    """How far the log is sealed, and the link there; that of nothing, when nothing is."""
    query = "SELECT last_position, link FROM desk.seals ORDER BY last_position DESC LIMIT 1"
    row = connection.execute(query).fetchone()
    return (0, NO_LINK) if row is None else (int(row[0]), bytes(row[1]))


def sealed(connection: Connection[Row], after: int, limit: int) -> Iterator[Seal]:
    """The next seals whose facts end behind a position, in the order of the log."""
    query = (
        "SELECT first_position, last_position, sealed_at, leaves, link FROM desk.seals"
        " WHERE last_position > %s ORDER BY last_position LIMIT %s"
    )
    with connection.cursor(binary=True) as cursor:
        for row in cursor.execute(query, (after, limit), prepare=True):
            yield Seal(*row)
