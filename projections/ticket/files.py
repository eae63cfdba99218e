"""Which files stand on tickets and who may read them; written with the timeline, read by cards and by the shelf."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.fact import Recorded
from events.inner import is_inner
from events.values.people import Viewer
from events.values.ticket import Attachment
from projections.approval import rows as approvals
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement

_INSERT = (
    "INSERT INTO ticket_files (ticket_id, version, place, sha256, name, media_type, size_bytes, is_inner)"
    " SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::int[], %b::text[], %b::text[], %b::text[], %b::bigint[],"
    " %b::boolean[])"
)


class _Row(NamedTuple):
    version: int
    sha256: str
    name: str
    media_type: str
    size_bytes: int


_OF_TICKET = statement(
    "SELECT {columns} FROM ticket_files WHERE ticket_id = %s"
    " AND version > %s AND (%s::bigint IS NULL OR version <= %s) AND (%s OR NOT is_inner) ORDER BY version, place",
    columns=selected(_Row),
)

MOST_PLACES = 20
"""So many tickets are named for a content: whoever lost all of these a moment ago names the file a moment later."""


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
    cursor.execute(_OF_TICKET, (ticket_id, after, until, until, inner))
    found: dict[int, list[Attachment]] = {}
    for row in rows_of(_Row, cursor):
        file = Attachment(row.sha256, row.name, row.media_type, row.size_bytes)
        found.setdefault(row.version, []).append(file)
    return {version: tuple(files) for version, files in found.items()}


@reads("ticket_timeline", "ticket_list", "approvals")
def readable(
    cursor: Cursor[Any], viewer: Viewer, digests: Collection[str], now: datetime
) -> dict[str, list[tuple[UUID, bool]]]:
    """Those of these contents that stand on a ticket where the viewer may read them, as far as this is known by now.

    Each with some of those tickets, the latest first, and whether it stands there among private words alone.
    """
    sees, params = visibility.tickets(viewer, "t")
    asked, more = approvals.awaits(viewer, "t", now)
    inner, others = visibility.inner(viewer, "t")
    cursor.execute(
        statement(
            "SELECT d.sha256, p.ticket_id, p.is_inner FROM unnest(%(digests)s::text[]) d(sha256) CROSS JOIN LATERAL ("
            "SELECT f.ticket_id, t.number, bool_and(f.is_inner) AS is_inner"
            " FROM ticket_files f JOIN ticket_list t USING (ticket_id)"
            " WHERE f.sha256 = d.sha256 AND ({inner} OR NOT f.is_inner) AND ({sees} OR {asked})"
            " GROUP BY f.ticket_id, t.number ORDER BY t.number DESC LIMIT %(places)s) p",
            inner=inner,
            sees=sees,
            asked=asked,
        ),
        {**params, **more, **others, "digests": list(digests), "places": MOST_PLACES},
    )
    found: dict[str, list[tuple[UUID, bool]]] = {}
    for digest, ticket_id, is_inner_alone in cursor:
        found.setdefault(digest, []).append((ticket_id, is_inner_alone))
    return found
