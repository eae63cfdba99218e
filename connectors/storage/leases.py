"""A lease on a name: at most one holder among all desks on one database; each loop works under one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import Connection

from connectors.storage import zone_marks
from connectors.storage.database import Database
from events.values import zones

CHECK_S = 1.0

_NOTICE_THE_DEAD = (
    "SELECT set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false),"
    " set_config('tcp_keepalives_count', '3', false)"
)
"""A holder whose machine lost power never says goodbye: let the server miss it in seconds, not in two hours.
Over a Unix socket this changes nothing, and nothing is needed.
"""


_HELD = """
    SELECT name, EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND ((classid::bigint << 32) | objid::bigint) = hashtextextended('desk.lease.' || name, 0)
    ) FROM unnest(%s::text[]) name
"""


def held(database: Database, names: Sequence[str]) -> dict[str, bool]:
    """Which leases some desk holds now, this one or another."""
    with database.connection() as connection:
        return dict(connection.execute(_HELD, (list(names),)).fetchall())


class Lease:
    """A session lock of PostgreSQL on a connection of its own: it is free the moment its holder dies."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self.name = name
        self._connection: Connection[Any] | None = None
        self._held = False
        self._checked = 0.0

    def acquire(self) -> bool:
        """Try to take the lease; whether it is held now."""
        if self.is_held():
            return True
        try:
            if self._connection is None:
                self._connection = self._database.dedicated()
                self._connection.execute(_NOTICE_THE_DEAD)
                zone_marks.mark(self._connection, zones.rules())
            row = self._connection.execute(
                "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"desk.lease.{self.name}",)
            ).fetchone()
        except psycopg.Error:
            self.release()
            return False
        self._held = bool(row and row[0])
        self._checked = time.monotonic()
        return self._held

    def is_held(self) -> bool:
        """Whether the lease still is ours: its connection is asked at most once a second."""
        if not self._held or self._connection is None:
            return False
        if time.monotonic() - self._checked < CHECK_S:
            return True
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            self.release()
            return False
        self._checked = time.monotonic()
        return True

    def release(self) -> None:
        """Give the lease up; closing its connection frees it."""
        self._held = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None
