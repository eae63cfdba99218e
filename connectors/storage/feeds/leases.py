"""A lease on a name: at most one holder among all desks on one database; each loop works under one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Lock
from typing import Any

import psycopg
from psycopg import Connection

from connectors.storage.feeds import zone_marks
from connectors.storage.server.database import Database
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
        return held_on(connection, names)


def held_on(connection: Connection[Any], names: Sequence[str]) -> dict[str, bool]:
    """The same on a connection that is in hand."""
    return dict(connection.execute(_HELD, (list(names),)).fetchall())


class Leases:
    """All leases of one process, on one connection: they are free the moment it dies.

    Session locks of PostgreSQL. A session would take its own lock twice, so what this process holds is kept here.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._one_at_a_time = Lock()
        self._connection: Connection[Any] | None = None
        self._names: set[str] = set()
        self._checked = 0.0

    def acquire(self, name: str) -> bool:
        """Try to take a lease that this process does not hold; whether it does now."""
        with self._one_at_a_time:
            if name in self._names:
                return False
            try:
                connection = self._connected()
                row = connection.execute(
                    "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"desk.lease.{name}",)
                ).fetchone()
            except psycopg.Error:
                self._lose()
                return False
            if not (row and row[0]):
                return False
            self._names.add(name)
            self._checked = time.monotonic()
            return True

    def holds(self, name: str) -> bool:
        """Whether the lease still is ours: the connection is asked at most once a second, for all of them."""
        with self._one_at_a_time:
            if name not in self._names or self._connection is None:
                return False
            if time.monotonic() - self._checked < CHECK_S:
                return True
            try:
                self._connection.execute("SELECT 1")
            except psycopg.Error:
                self._lose()
                return False
            self._checked = time.monotonic()
            return True

    def release(self, name: str) -> None:
        """Give a lease up, or no longer reach for it; when none is left the connection goes."""
        with self._one_at_a_time:
            was_held = name in self._names
            self._names.discard(name)
            if not self._names or self._connection is None:
                self._lose()
                return
            if not was_held:
                return
            try:
                self._connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (f"desk.lease.{name}",))
            except psycopg.Error:
                self._lose()

    def _connected(self) -> Connection[Any]:
        if self._connection is None:
            self._connection = self._database.dedicated()
            self._connection.execute(_NOTICE_THE_DEAD)
            zone_marks.mark(self._connection, zones.rules())
        return self._connection

    def _lose(self) -> None:
        """Closing the connection frees whatever it holds."""
        self._names.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Lease:
    """One name among the leases of a process; a lost connection loses it, and the next ``acquire`` begins anew."""

    def __init__(self, leases: Leases, name: str) -> None:
        self._leases = leases
        self.name = name
        self._held = False

    def acquire(self) -> bool:
        """Try to take the lease; whether it is held now."""
        if self.is_held():
            return True
        self._held = self._leases.acquire(self.name)
        return self._held

    def is_held(self) -> bool:
        """Whether the lease still is ours: its connection is asked at most once a second."""
        self._held = self._held and self._leases.holds(self.name)
        return self._held

    def release(self) -> None:
        """Give the lease up."""
        self._held = False
        self._leases.release(self.name)
