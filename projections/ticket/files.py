"""Which files stand on tickets and who may read them; written with the timeline, read by cards and by the shelf."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Cursor

from events.fact import Recorded
from events.inner import is_inner
from events.values.people import Viewer
from events.values.ticket import Attachment
from projections.approval import rows as approvals
from projections.kit import visibility
from projections.kit.columns import named
from projections.kit.reads import reads

_INSERT = (
    "INSERT INTO ticket_files (ticket_id, version, place, sha256, name, media_type, size_bytes, is_inner)"
    " SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::int[], %b::text[], %b::text[], %b::text[], %b::bigint[],"
    " %b::boolean[])"
)


def add(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Write the files that the facts of a batch bring; most bring none."""
    rows = [
        (
            recorded.stream,
            recorded.version,
            place,
            file.sha256,
            file.name,
            file.media_type,
            file.size_bytes,
            is_inner(recorded.fact),
        )
        for recorded in batch
        for place, file in enumerate(getattr(recorded.fact, "attachments", ()))
    ]
    if rows:
        cursor.execute(_INSERT, [list(column) for column in zip(*rows, strict=True)])


@reads("ticket_timeline")
def of_ticket(
    cursor: Cursor[Any], ticket_id: UUID, *, inner: bool, after: int = 0, until: int | None = None
) -> dict[int, tuple[Attachment, ...]]:
    """A ticket's files, by the version that brought them, oldest first; ``inner``: also those of private words.

    Whether the viewer may see the ticket at all is asked of the card first.
    """
    cursor.execute(
        "SELECT version, sha256, name, media_type, size_bytes FROM ticket_files WHERE ticket_id = %s"
        " AND version > %s AND (%s::bigint IS NULL OR version <= %s) AND (%s OR NOT is_inner) ORDER BY version, place",
        (ticket_id, after, until, until, inner),
    )
    found: dict[int, list[Attachment]] = {}
    for row in named(cursor):
        file = Attachment(row.sha256, row.name, row.media_type, row.size_bytes)
        found.setdefault(row.version, []).append(file)
    return {version: tuple(files) for version, files in found.items()}


@reads("ticket_timeline", "ticket_list", "approvals")
def readable(cursor: Cursor[Any], viewer: Viewer, digests: Collection[str], now: datetime) -> set[str]:
    """Those of these contents that stand on a ticket where the viewer may read them at this moment."""
    sees, params = visibility.tickets(viewer, "t")
    asked, more = approvals.awaits(viewer, "t", now)
    inner, others = visibility.inner(viewer, "t")
    cursor.execute(
        "SELECT DISTINCT f.sha256 FROM ticket_files f JOIN ticket_list t USING (ticket_id)"  # noqa: S608 - fragments of our own
        f" WHERE f.sha256 = ANY(%(digests)s) AND ({inner} OR NOT f.is_inner) AND ({sees} OR {asked})".encode(),
        {**params, **more, **others, "digests": list(digests)},
    )
    return {row[0] for row in cursor}
