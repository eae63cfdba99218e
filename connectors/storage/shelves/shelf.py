"""Which stored contents somebody may name in a command: the bus's port to the files; wired by the composition root."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from commands.ports import Content, Place
from connectors.storage.server.database import Database
from connectors.storage.shelves import content_type
from events.values.identity import TicketId
from events.values.people import Viewer
from projections.kit import visibility
from projections.ticket import files as ticket_files


class Shelf:
    """Contents by who may read them: those of the tickets that somebody sees, private comments' only for insiders."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def readable(self, viewer: Viewer, digests: Iterable[str], now: datetime) -> Mapping[str, Content]:
        """As ``Contents.readable``. A content that came this very moment is missing until read models know of it."""
        with self._database.transaction() as cursor:
            seen = ticket_files.readable(cursor, viewer, set(digests), now)
            if not seen:
                return {}
            cursor.execute(
                "SELECT encode(sha256, 'hex'), size, substring(content FROM 1 FOR %s) FROM desk.files"
                " WHERE sha256 = ANY(%s)",
                (content_type.LOOKED_AT, [bytes.fromhex(digest) for digest in seen]),
            )
            return {
                digest: Content(
                    sha256=digest,
                    media_type=content_type.media_type(bytes(head)),
                    size_bytes=size,
                    places=_that_count(viewer, seen[digest]),
                )
                for digest, size, head in cursor
            }


def _that_count(viewer: Viewer, places: list[tuple[UUID, bool]]) -> tuple[Place, ...]:
    """Where a content stands, as far as it matters: who sees every ticket loses none of them by any fact."""
    if visibility.sees_everything(viewer) and not all(is_private for _, is_private in places):
        return ()
    return tuple(Place(TicketId(ticket_id), is_private) for ticket_id, is_private in places)
