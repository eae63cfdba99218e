"""How many tickets are open and how many of them overdue, whoever may see them; asked by the meters."""

from __future__ import annotations

from typing import Any

from psycopg import Cursor

from projections.kit.reads import reads
from sla_engine.instants import Micros


@reads("sla_clocks")
def open_and_overdue(cursor: Cursor[Any], now: Micros) -> tuple[int, int]:
    """Both numbers at an instant."""
    # Due lies before the alarm, and an index is led by it.
    cursor.execute(
        "SELECT (SELECT count(*) FROM sla_clocks WHERE is_open),"
        " (SELECT count(*) FROM sla_clocks WHERE is_open AND due_us < %(now)s AND alarm_us < %(now)s)",
        {"now": now},
    )
    row = cursor.fetchone() or (0, 0)
    return int(row[0]), int(row[1])
