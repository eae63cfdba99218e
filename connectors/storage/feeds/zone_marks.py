"""Which versions of the zones' rules the running desks read: each marks its own on the connections of its leases.

A shared session lock is the mark: it is gone the moment its desk is, and costs neither a row nor a connection.
"""

from __future__ import annotations

import re
from typing import Any

from psycopg import Connection, Cursor

_CLASS = 0x7A6F6E65
"""The first half of the lock's key; the second tells the version."""
_VERSION = re.compile(r"(\d{4})([a-z])")

_RUNNING = """
    SELECT DISTINCT objid::int FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = %s
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def mark(connection: Connection[Any], rules: str) -> None:
    """Mark a connection that is kept as long as the desk runs."""
    if number := _number(rules):
        connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (_CLASS, number))


def running(cursor: Cursor[Any]) -> list[str]:
    """The versions that running desks read, this one's among them; the oldest first."""
    return sorted(_told(number) for (number,) in cursor.execute(_RUNNING, (_CLASS,)))


def _number(rules: str) -> int:
    found = _VERSION.fullmatch(rules)
    return 0 if found is None else int(found[1]) * 100 + ord(found[2]) - ord("a") + 1


def _told(number: int) -> str:
    return f"{number // 100}{chr(ord('a') + number % 100 - 1)}"
