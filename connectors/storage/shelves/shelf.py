"""Which stored contents somebody may name in a command: the bus's port to the files; wired by the composition root."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg import Cursor

from commands.ports import Content, Place, Source
from connectors.storage.server.database import Database, Row
from connectors.storage.shelves.sealed_contents import SealedContents
from connectors.storage.shelves.uploads import Uploads
from events.values.identity import CommandId, TicketId
from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.statement import statement
from projections.ticket import files as ticket_files
from projections.ticket.files import Readable


class _Owned(NamedTuple):
    owner_id: UUID
    sha256: str
    content_id: UUID
    size: int
    media_type: str


_OWNED = statement(
    "SELECT {columns} FROM unnest(%s::uuid[], %s::bytea[]) w (owner_id, sha256)"
    " JOIN desk.content_keys k USING (owner_id, sha256) JOIN desk.contents c USING (content_id)"
    " WHERE EXISTS (SELECT FROM desk.owner_keys o WHERE o.key_id = k.key_id)",
    columns=selected(_Owned, sha256=statement("encode(k.sha256, 'hex')")),
)


class Shelf:
    """Contents by who may name them: those that they sent lately, and those of the tickets that they see.

    Private comments' only for insiders; nothing whose owner was forgotten.
    """

    def __init__(self, database: Database, contents: SealedContents, uploads: Uploads) -> None:
        self._database = database
        self._contents = contents
        self._uploads = uploads

    def readable(self, viewer: Viewer, digests: Iterable[str], now: datetime) -> Mapping[str, Content]:
        """As ``Contents.readable``. A content of a ticket of this very moment is missing until read models know it."""
        wanted = set(digests)
        with self._database.transaction() as cursor:
            sent = self._uploads.of(viewer.actor.id, wanted, now, cursor)
            found = {
                digest: Content(
                    sha256=digest, media_type=one.media_type, size_bytes=one.size, content_id=one.content_id
                )
                for digest, one in sent.items()
            }
            return found | self._on_tickets(cursor, viewer, wanted - found.keys(), now)

    def hold(
        self, wanted: Mapping[tuple[UUID, str], Source], now: datetime, by: CommandId
    ) -> Collection[tuple[UUID, str]]:
        """As ``Contents.hold``."""
        return self._contents.hold(wanted, now, by)

    def _on_tickets(self, cursor: Cursor[Row], viewer: Viewer, digests: set[str], now: datetime) -> dict[str, Content]:
        seen = ticket_files.readable(cursor, viewer, digests, now) if digests else {}
        pairs = sorted({(place.owner_id, place.sha256) for places in seen.values() for place in places})
        if not pairs:
            return {}
        cursor.execute(_OWNED, ([owner for owner, _ in pairs], [bytes.fromhex(digest) for _, digest in pairs]))
        owned = {(row.owner_id, row.sha256): row for row in rows_of(_Owned, cursor)}
        found = {}
        for digest, places in seen.items():
            alive = [place for place in places if (place.owner_id, digest) in owned]
            if alive:
                one = owned[alive[0].owner_id, digest]
                found[digest] = Content(
                    sha256=digest,
                    media_type=one.media_type,
                    size_bytes=one.size,
                    places=_that_count(viewer, alive),
                    content_id=one.content_id,
                )
        return found


def _that_count(viewer: Viewer, places: Sequence[Readable]) -> tuple[Place, ...]:
    """Where a content stands, as far as it matters: who sees every ticket loses none of them by any fact."""
    if visibility.sees_everything(viewer) and not all(place.is_inner for place in places):
        return ()
    return tuple(Place(TicketId(place.ticket_id), place.is_inner) for place in places)
