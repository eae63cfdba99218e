"""How many streams a person holds over all processes and hosts; asked by who opens one, told by who serves them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from connectors.storage.server.database import Database

SEEN_EVERY_S = 10.0
"""How often a process says which streams it still serves."""
GONE_AFTER = timedelta(seconds=35)
"""A stream that nobody has spoken for this long is gone: its process died."""

_TAKE = (
    "INSERT INTO desk.open_streams (stream_id, person_id, seen_at)"
    " SELECT %(stream)s, %(person)s, %(now)s"
    " WHERE (SELECT count(*) FROM desk.open_streams WHERE person_id = %(person)s AND seen_at > %(alive)s) < %(most)s"
)
_SEEN = (
    "INSERT INTO desk.open_streams (stream_id, person_id, seen_at)"
    " SELECT held.stream_id, held.person_id, %(now)s FROM unnest(%(streams)s::uuid[], %(persons)s::uuid[])"
    " AS held (stream_id, person_id) ON CONFLICT (stream_id) DO UPDATE SET seen_at = excluded.seen_at"
)


class OpenStreams:
    """The table of open streams."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, stream: UUID, person: UUID, *, most: int, now: datetime) -> bool:
        """A place for one more stream of a person; ``False``: they hold as many as one may."""
        alive = now - GONE_AFTER
        with self._database.transaction() as cursor:
            # Two that come at one moment, also in two processes, would each count the other out.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.open_streams', 0))")
            cursor.execute("DELETE FROM desk.open_streams WHERE seen_at <= %s", (alive,))
            cursor.execute(_TAKE, {"stream": stream, "person": person, "most": most, "now": now, "alive": alive})
            return cursor.rowcount == 1

    def seen(self, streams: Collection[tuple[UUID, UUID]], *, now: datetime) -> None:
        """These streams, each with its person, are still served; the table may have been lost in a crash."""
        held = sorted(streams)
        asked = {"streams": [stream for stream, _ in held], "persons": [person for _, person in held], "now": now}
        with self._database.connection() as connection:
            connection.execute(_SEEN, asked)

    def leave(self, streams: Collection[UUID]) -> None:
        """These are closed."""
        with self._database.connection() as connection:
            connection.execute("DELETE FROM desk.open_streams WHERE stream_id = ANY(%s)", (sorted(streams),))
