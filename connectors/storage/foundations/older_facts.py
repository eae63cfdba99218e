"""Seals the facts that desks wrote before there were seals, once; a step of ``connectors.storage.foundations.steps``.

When they were appended nobody has kept. Their seals say what was believed: the instants at which they were recorded,
made to rise with their positions and never later than the sealing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from psycopg import Connection, Cursor

from commands.command import Command
from connectors.storage.log import seals
from connectors.storage.log.reading import AFTER, position_of
from connectors.storage.log.seals import Seal
from connectors.storage.server.database import Row
from events.values.text import Text

PIECE = 5_000
"""Facts that are sealed in one transaction."""
GROUP = 1_000
"""Facts under one seal at most; those of one instant stand under one."""

_LAST = "SELECT last_position, link, sealed_at FROM desk.seals ORDER BY last_position DESC LIMIT 1"


class _Written(msgspec.Struct):
    recorded_at: datetime


class _State(msgspec.Struct):
    m: _Written


_written = msgspec.json.Decoder(_State).decode


class SealOlderFacts:
    """As ``Step``."""

    name = "facts-sealed"
    words = Text(ru="Запечатываются прежние факты", en="Sealing older facts")

    def begin(self, connection: Connection[Row]) -> None:
        """Nothing stands in the way: nobody appends while facts without a seal are there."""

    def piece(self, cursor: Cursor[Row], after: int, until: int) -> int:  # noqa: ARG002 - the seals say how far
        """Seal the next facts; gives the position of the last."""
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.facts', 0)), clock_timestamp()")
        now = _one(cursor)[1]
        row = cursor.execute(_LAST).fetchone()
        reached, link, latest = (0, seals.NO_LINK, None) if row is None else (int(row[0]), bytes(row[1]), row[2])
        if reached >= until:
            return until
        with cursor.connection.cursor(binary=True) as reader:
            rows = reader.execute(AFTER, (reached, min(PIECE, until - reached)), prepare=True).fetchall()
        made: list[Seal] = []
        for sealed_at, group in _groups(rows, latest, now):
            leaves = seals.leaves([row[:4] for row in group])  # by number: what is sealed of the codec's row
            link = seals.link(link, leaves)
            made.append(Seal(position_of(group[0]), position_of(group[-1]), sealed_at, leaves, link))
        cursor.executemany("INSERT INTO desk.seals VALUES (%s, %s, %s, %s, %s)", made)
        return made[-1].last

    def told_by(self, until: int) -> Command | None:  # noqa: ARG002 - as ``Step`` has it
        """``desk.foundations`` keeps how many there were; the log says nothing of it."""
        return None


def _groups(
    rows: Sequence[tuple[Any, ...]], latest: datetime | None, now: datetime
) -> list[tuple[datetime, Sequence[tuple[Any, ...]]]]:
    """Facts in a row that are believed to be of one instant, in groups that are not too large."""
    instants: list[datetime] = []
    for row in rows:
        # A clock that once ran ahead says nothing of what came after it was put right.
        instant = min(_written(row[3]).m.recorded_at, now)  # by number: the state of the codec's row
        latest = instant if latest is None else max(latest, instant)
        instants.append(latest)
    found: list[tuple[datetime, Sequence[tuple[Any, ...]]]] = []
    for instant, together in groupby(zip(instants, rows, strict=True), key=lambda pair: pair[0]):
        same = [row for _, row in together]
        found += [(instant, same[at : at + GROUP]) for at in range(0, len(same), GROUP)]
    return found


def _one(cursor: Cursor[Row]) -> Row:
    row = cursor.fetchone()
    if row is None:
        raise LookupError("the server gave no row")
    return row
