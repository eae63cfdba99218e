"""Finds numbers that were taken and that nothing bears, and gives them to who registers next; run by the caretaker.

A process that dies between taking a number and storing what would bear it gives nothing back. Nothing is written when
a number is taken: the sequence says how far numbers went, the log which of them stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Cursor

from commands.numbering import STREAMS
from commands.ports import Numbered
from connectors.storage.server.database import Database

GRACE = timedelta(minutes=10)
"""No order is decided for so long. Should one be after all, the log refuses its number and it takes the next."""
REST = timedelta(minutes=1)
MOST = 5_000
"""Numbers that are looked at in one turn."""


class LeftNumbers:
    """Looks through the numbers that were taken a while ago, each once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looked_at: datetime | None = None

    def turn(self, now: datetime) -> int:
        """Look again when it is time to; gives how many numbers were left behind."""
        if self._looked_at is not None and self._looked_at <= now < self._looked_at + REST:
            return 0
        self._looked_at = now
        return self.look(now)

    def look(self, now: datetime) -> int:
        """Make spare what was taken before the grace and stands nowhere; gives how many numbers that are."""
        with self._database.transaction() as cursor:
            return sum(_fresh(cursor, noun, now) + _spare(cursor, noun, now) for noun in STREAMS)


def _fresh(cursor: Cursor[Any], noun: Numbered, now: datetime) -> int:
    """Numbers of the sequence between what was looked through and what was taken a while ago."""
    cursor.execute(
        "SELECT looked_until, seen_until, seen_at FROM desk.number_watch WHERE noun = %s FOR UPDATE SKIP LOCKED",
        (noun,),
    )
    row = cursor.fetchone()
    # A clock that was put back makes nobody wait for it.
    if row is None or now - GRACE < row[2] <= now:
        return 0
    looked, seen, _ = row
    until = min(seen, looked + MOST)
    left = _unborne(cursor, noun, range(looked + 1, until + 1))
    cursor.execute(
        "INSERT INTO desk.spare_numbers (noun, number) SELECT %s, unnest(%s::bigint[]) ON CONFLICT DO NOTHING",
        (noun, left),
    )
    # One that is spare already is not counted.
    added = max(cursor.rowcount, 0)
    if until < seen:
        cursor.execute("UPDATE desk.number_watch SET looked_until = %s WHERE noun = %s", (until, noun))
    else:
        cursor.execute(
            "UPDATE desk.number_watch SET looked_until = %s, seen_until = desk.last_number(%s), seen_at = %s"
            " WHERE noun = %s",
            (until, noun, now, noun),
        )
    return added


def _spare(cursor: Cursor[Any], noun: Numbered, now: datetime) -> int:
    """Spare numbers that were taken: what stands is spare no more, the others are again."""
    cursor.execute(
        "SELECT number FROM desk.spare_numbers WHERE noun = %s AND taken_at <= %s LIMIT %s FOR UPDATE SKIP LOCKED",
        (noun, now - GRACE, MOST),
    )
    taken = [number for (number,) in cursor]
    left = _unborne(cursor, noun, taken)
    cursor.execute(
        "DELETE FROM desk.spare_numbers WHERE noun = %s AND number = ANY(%s) AND NOT number = ANY(%s)",
        (noun, taken, left),
    )
    cursor.execute(
        "UPDATE desk.spare_numbers SET taken_at = NULL WHERE noun = %s AND number = ANY(%s)",
        (noun, left),
    )
    return len(left)


def _unborne(cursor: Cursor[Any], noun: Numbered, numbers: Sequence[int]) -> list[int]:
    """Those of the numbers that nothing in the log bears."""
    streams = {STREAMS[noun](number): number for number in numbers}
    if not streams:
        return []
    cursor.execute(
        "SELECT originator_id FROM desk.facts WHERE originator_id = ANY(%s) AND originator_version = 1",
        (list(streams),),
    )
    for (stream,) in cursor:
        del streams[stream]
    return list(streams.values())
