"""Which notices people have read, and of which kinds they do not want to hear: no facts; for the doors (0226)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Cursor

from connectors.storage.server.database import Database

KEPT = timedelta(days=90)
"""As long as notices are told (``projections.ticket.notices``)."""

_READ = (
    "WITH old AS (DELETE FROM desk.notices_read WHERE person_id = %(person)s AND read_at < %(long_ago)s)"
    " INSERT INTO desk.notices_read (person_id, notice_id, read_at)"
    " SELECT %(person)s, one, %(now)s FROM unnest(%(notices)s::uuid[]) AS read (one)"
    " ON CONFLICT (person_id, notice_id) DO UPDATE SET read_at = excluded.read_at"
)
_ALL = (
    "WITH gone AS (DELETE FROM desk.notices_read WHERE person_id = %(person)s AND read_at <= %(until)s)"
    " INSERT INTO desk.notices_seen AS s (person_id, until) VALUES (%(person)s, %(until)s)"
    " ON CONFLICT (person_id) DO UPDATE SET until = greatest(s.until, excluded.until)"
)
_MUTE = (
    "INSERT INTO desk.notice_settings (person_id, muted) VALUES (%s, %s)"
    " ON CONFLICT (person_id) DO UPDATE SET muted = excluded.muted"
)


class NoticeMarks:
    """The tables of what people have read and muted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, person: UUID, notices: Collection[UUID], *, now: datetime) -> None:
        """Somebody has read these."""
        asked = {"person": person, "notices": sorted(notices), "now": now, "long_ago": now - KEPT}
        with self._database.connection() as connection:
            connection.execute(_READ, asked)

    def read_all(self, person: UUID, until: datetime) -> None:
        """Somebody has read all of theirs up to an instant."""
        with self._database.connection() as connection:
            connection.execute(_ALL, {"person": person, "until": until})

    def mute(self, person: UUID, kinds: Collection[str]) -> None:
        """Somebody does not want to hear of these kinds, and of all others they do."""
        with self._database.connection() as connection:
            connection.execute(_MUTE, (person, sorted(kinds)))


def muted_by(cursor: Cursor[Any], person: UUID) -> frozenset[str]:
    """The kinds that somebody does not want to hear of."""
    row = cursor.execute("SELECT muted FROM desk.notice_settings WHERE person_id = %s", (person,)).fetchone()
    return frozenset() if row is None else frozenset(row[0])  # by number: the only one
