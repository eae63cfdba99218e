"""What the desk keys its names with, read by whoever holds a connection: read models of people, and readers of guests.

No read model keeps it: what it was computed with is the same for ever, so a rebuild computes the same.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from events.values.keyed import Keyed


def keyed_in(connection: Connection[Any]) -> Keyed:
    """The desk's secret. Asked on the connection, not on a cursor, whose rows somebody may be in the middle of."""
    with connection.cursor(binary=True) as cursor:
        row = cursor.execute("SELECT key, has_older FROM desk.digest_key").fetchone()
    return Keyed.of(row)
