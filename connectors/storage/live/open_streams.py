"""How many streams a person holds over all processes and hosts; asked by who opens one, told by who serves them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from connectors.storage.feeds.hints import Backend
from connectors.storage.server.database import Database

SEEN_EVERY_S = 10.0
"""How often a process says which streams it still serves."""
GONE_AFTER = timedelta(seconds=35)
"""A stream that nobody has spoken for this long is gone: its host is."""

# A process that is killed has no last word, and its connection ends with it: of that the server of the storage knows.
_CLEAR = (
    "DELETE FROM desk.open_streams s WHERE s.seen_at <= %(alive)s OR (s.person_id = %(person)s"
    " AND s.backend IS NOT NULL AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = s.backend"
    " AND coalesce(a.backend_start, s.backend_since) = s.backend_since))"
)
_TAKE = (
    "INSERT INTO desk.open_streams (stream_id, person_id, seen_at)"
    " SELECT %(stream)s, %(person)s, %(now)s"
    " WHERE (SELECT count(*) FROM desk.open_streams WHERE person_id = %(person)s) < %(most)s"
)
_SEEN = (
    "INSERT INTO desk.open_streams (stream_id, person_id, seen_at, backend, backend_since)"
    " SELECT held.stream_id, held.person_id, %(now)s, %(backend)s, %(since)s"
    " FROM unnest(%(streams)s::uuid[], %(persons)s::uuid[]) AS held (stream_id, person_id)"
    " ON CONFLICT (stream_id) DO UPDATE SET seen_at = excluded.seen_at, backend = excluded.backend,"
    " backend_since = excluded.backend_since"
)


class OpenStreams:
    """The table of open streams."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, stream: UUID, person: UUID, *, most: int, now: datetime) -> bool:
        """A place for one more stream of a person; ``False``: they hold as many as one may."""
        asked = {"stream": stream, "person": person, "most": most, "now": now, "alive": now - GONE_AFTER}
        with self._database.transaction() as cursor:
            # Two that come at one moment, also in two processes, would each count the other out.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.open_streams', 0))")
            cursor.execute(_CLEAR, asked)
            cursor.execute(_TAKE, asked)
            return cursor.rowcount == 1

    def seen(self, streams: Collection[tuple[UUID, UUID]], *, now: datetime, by: Backend | None) -> None:
        """These streams, each with its person, are still served by whom ``by`` belongs to.

        The table may have been lost in a crash. Nobody's connection is named where none can be: they are believed.
        """
        held = sorted(streams)
        pid, since = by or (None, None)
        asked = {
            "streams": [stream for stream, _ in held],
            "persons": [person for _, person in held],
            "now": now,
            "backend": pid,
            "since": since,
        }
        with self._database.connection() as connection:
            connection.execute(_SEEN, asked)

    def leave(self, streams: Collection[UUID]) -> None:
        """These are closed."""
        with self._database.connection() as connection:
            connection.execute("DELETE FROM desk.open_streams WHERE stream_id = ANY(%s)", (sorted(streams),))
