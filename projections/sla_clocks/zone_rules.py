"""New rules of time zones reach the open clocks as an edit of every schedule would; called at the start (W4, W8).

The clocks note by which version they were measured. Clocks of tickets that are over keep what they recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import Cursor

from events.values import zones
from projections.kit.reads import reads
from projections.sla_clocks import change_waits, recount
from projections.sla_clocks.promise_book import Book
from sla_engine.instants import Micros

WHOLE_PAST = Micros(0)
"""New rules may read any instant otherwise: only clocks without a past take the short way."""


def note(cursor: Cursor[Any]) -> None:
    """Note the version of this process where nothing was measured yet."""
    cursor.execute(
        "INSERT INTO sla_zone_rules SELECT %s WHERE NOT EXISTS (SELECT FROM sla_zone_rules)", (zones.rules(),)
    )


@reads("sla_clocks")
def measured_by(cursor: Cursor[Any]) -> str:
    """The version that the open clocks were measured by; empty while there are none."""
    cursor.execute("SELECT rules FROM sla_zone_rules")
    row = cursor.fetchone()
    return "" if row is None else str(row[0])


@reads(also=(measured_by,))
def are_old(cursor: Cursor[Any]) -> bool:
    """Whether the open clocks were measured by other rules than those of this process."""
    return measured_by(cursor) not in {"", zones.rules()}


def remeasure(cursor: Cursor[Any], position: int, told: Callable[[int, int], None]) -> None:
    """Measure every open clock anew by the rules of this process, inside the transaction of the caller.

    ``position`` is the read model's place, which the caller holds.
    """
    book = Book.load(cursor)
    for schedule_id in book.schedules():
        recount.after_edit(cursor, book, schedule_id, WHOLE_PAST, told=told, because=(position, "zone rules"))
        change_waits.measure(cursor, book, schedule_id)
    cursor.execute("UPDATE sla_zone_rules SET rules = %s", (zones.rules(),))
