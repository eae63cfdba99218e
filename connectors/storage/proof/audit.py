"""Compares facts with seals and seals with each other, and names the first difference; called by ``desk audit``.

It proves that nobody touched a fact without making all later seals anew; against whoever did that, what was kept
elsewhere is needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from psycopg import Connection

from connectors.storage.log import seals
from connectors.storage.log.codec import plain_form
from connectors.storage.log.reading import AFTER, position_of, rows
from connectors.storage.log.seals import LEAF, Seal
from connectors.storage.server.database import Database, Row
from events.catalogue import stored_names
from events.ticket_words import REDACTIONS

PIECE = 200
"""Seals that are read at once."""
FACTS = 2_000
"""Facts that are read at once."""

How = Literal["altered", "missing", "swapped", "unsealed", "seal_altered", "seal_moved_back"]
"""What is wrong: the fact is not the one that was sealed, is not there, or is one that was sealed elsewhere; facts have
no seal; the seal does not follow from the one before; it says an earlier instant than the one before."""

_REDACTIONS = stored_names(REDACTIONS)

OnChecked = Callable[[int, int], None]
"""Called with the position up to which all is well, and the last that is sealed."""


class Finding(NamedTuple):
    """The first position at which something is wrong."""

    position: int
    how: How
    other: int = 0
    """``swapped``: where that fact was sealed. Of a seal, the last of its facts. ``unsealed``: up to where."""


class Audit(NamedTuple):
    """What was compared: from ``first`` to ``last``, the link there, and what was found first, if anything.

    ``redacted`` are the facts whose words were made unreadable, each with the fact that told it, and as that left them.
    """

    first: int
    last: int
    link: bytes
    finding: Finding | None
    redacted: tuple[tuple[int, int], ...] = ()


def verify(database: Database, first: int = 1, progress: OnChecked = lambda _done, _all: None) -> Audit:
    """Compare every fact from ``first`` on (from the begin of its group) with its seal, every seal with the one before.

    What is appended meanwhile is not looked at: it was sealed when this began, or it stands behind.
    """
    with database.dedicated() as connection:
        before = _seal_before(connection, first)
        begun = position = 0 if before is None else before.last
        until, link = seals.last_seal(connection)
        audit = Audit(begun + 1, until, link, None)
        redacted: list[tuple[int, int]] = []
        while position < until:
            piece = [seal for seal in seals.sealed(connection, position, PIECE) if seal.first <= until]
            if not piece:
                return audit._replace(last=position, finding=Finding(position + 1, "unsealed", until))
            facts = _facts(connection, position, piece[-1].last)
            for seal in piece:
                finding = _of_seal(seal, before) or _of_facts(connection, seal, facts, redacted)
                if finding is not None:
                    return audit._replace(last=position, finding=finding)
                before, position = seal, seal.last
            progress(position, until)
        return audit._replace(finding=_of_tail(connection), redacted=tuple(redacted))


def _seal_before(connection: Connection[Row], first: int) -> Seal | None:
    query = (
        "SELECT first_position, last_position, sealed_at, leaves, link FROM desk.seals"
        " WHERE last_position < %s ORDER BY last_position DESC LIMIT 1"
    )
    with connection.cursor(binary=True) as cursor:
        row = cursor.execute(query, (first,)).fetchone()
    return None if row is None else Seal(*row)


def _of_seal(seal: Seal, before: Seal | None) -> Finding | None:
    """What is wrong with a seal itself."""
    reached, link = (0, seals.NO_LINK) if before is None else (before.last, before.link)
    if seal.first > reached + 1:
        return Finding(reached + 1, "unsealed", seal.first - 1)
    count = seal.last - seal.first + 1
    if seal.first <= reached or len(seal.leaves) != LEAF * count or seal.link != seals.link(link, seal.leaves):
        return Finding(seal.first, "seal_altered", seal.last)
    if before is not None and seal.sealed_at < before.sealed_at:
        return Finding(seal.first, "seal_moved_back", seal.last)
    return None


def _of_facts(
    connection: Connection[Row], seal: Seal, facts: Iterator[Sequence[Any]], redacted: list[tuple[int, int]]
) -> Finding | None:
    """The first fact under a seal that is not the one that was sealed there; ``facts`` are those from its first on."""
    for nth, position in enumerate(range(seal.first, seal.last + 1)):
        row = next(facts, None)
        if row is None or position_of(row) != position:
            return Finding(position, "missing")
        if (found := seals.leaf(*row[:4])) != seal.leaves[nth * LEAF : (nth + 1) * LEAF]:  # by number: what is sealed
            by = _redacted_by(connection, position, row)
            if by:
                redacted.append((position, by))
                continue
            elsewhere = _sealed_at(connection, found)
            return Finding(position, "swapped", elsewhere) if elsewhere else Finding(position, "altered")
    return None


def _redacted_by(connection: Connection[Row], position: int, row: Sequence[Any]) -> int:
    """The fact by which another one was redacted: it names it, and what is left is what that left. 0: there is none.

    That the other one is as it was sealed shows when its own turn comes.
    """
    query = (
        "SELECT r.by_position, r.digest, f.originator_id, f.topic, f.state FROM desk.redactions r"
        " JOIN desk.facts f ON f.notification_id = r.by_position WHERE r.position = %s"
        " ORDER BY r.by_position DESC LIMIT 1"
    )
    found = connection.execute(query, (position,)).fetchone()
    if found is None:
        return 0
    by, digest, stream, name, state = found
    told = plain_form(bytes(state)).f
    is_named = name in _REDACTIONS and stream == row[0] and row[1] in told["redacted"]  # by number: what is sealed
    sealed = hashlib.sha256(row[3]).digest()  # by number: what is sealed
    return int(by) if is_named and sealed == bytes(digest) else 0


def _facts(connection: Connection[Row], position: int, until: int) -> Iterator[Sequence[Any]]:
    while position < until:
        found = rows(connection, AFTER, (position, min(FACTS, until - position)))
        if not found:
            return
        position = position_of(found[-1])
        yield from found


def _sealed_at(connection: Connection[Row], leaf: bytes) -> int:
    """The position under which a leaf was sealed; 0: under none. It reads all seals, once an audit."""
    query = (
        "SELECT first_position + (position(%s::bytea IN leaves) - 1) / 32 FROM desk.seals"
        " WHERE position(%s::bytea IN leaves) > 0 LIMIT 1"
    )
    row = connection.execute(query, (leaf, leaf)).fetchone()
    return 0 if row is None else int(row[0])


def _of_tail(connection: Connection[Row]) -> Finding | None:
    """Facts behind the last seal, in one look: what is appended brings both."""
    query = (
        "SELECT min(f.notification_id), max(f.notification_id) FROM desk.facts f"
        " WHERE f.notification_id > (SELECT coalesce(max(s.last_position), 0) FROM desk.seals s)"
    )
    row = connection.execute(query).fetchone()
    return None if row is None or row[0] is None else Finding(int(row[0]), "unsealed", int(row[1]))
