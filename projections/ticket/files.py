"""Which files stand on tickets and who may read them; written with the timeline, read by cards and by the shelf."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.fact import Recorded
from events.files import files_of
from events.inner import is_inner
from events.ticket import TicketCommented
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_pictures import PicturesInPlaceTold
from events.values.people import Viewer
from events.values.ticket import Attachment
from projections.approval import rows as approvals
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement
from projections.kit.wire.arrays import Columns

_INSERT = (
    "INSERT INTO ticket_files (ticket_id, version, place, sha256, name, media_type, size_bytes, is_inner, owner_id)"
    " SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::int[], %b::text[], %b::text[], %b::text[], %b::bigint[],"
    " %b::boolean[], %b::uuid[])"
)
_AS_SENT = Columns("uuid", "bigint", "int", "text", "text", "text", "bigint", "boolean", "uuid")


class ShownFile(Attachment, frozen=True, omit_defaults=True):
    """A file as it is shown; ``inline``: a picture within the words, which point at it by ``content_id``."""

    inline: bool = False
    content_id: str = ""


class _Row(NamedTuple):
    version: int
    sha256: str
    name: str
    media_type: str
    size_bytes: int
    content_id: str | None


_OF_TICKET = statement(
    "SELECT {columns} FROM ticket_files WHERE ticket_id = %s"
    " AND version > %s AND (%s::bigint IS NULL OR version <= %s) AND (%s OR NOT is_inner) ORDER BY version, place",
    columns=selected(_Row),
)


class Readable(NamedTuple):
    """A ticket on which a content stands, whose file it is there, and whether it stands among private words alone."""

    sha256: str
    ticket_id: UUID
    number: int
    owner_id: UUID
    is_inner: bool


MOST_PLACES = 20
"""So many tickets are named for a content: whoever lost all of these a moment ago names the file a moment later."""


def add(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Write the files that the facts of a batch bring; most bring none.

    A corrected requester brings none either: those that the ticket came with are theirs from then on.
    """
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
            owner_id,
        )
        for recorded in batch
        if not isinstance(recorded.fact, TicketRequesterCorrected)
        for place, (owner_id, file) in enumerate(files_of(recorded.fact))
    ]
    if rows:
        cursor.execute(_INSERT, _AS_SENT.of(rows))
    for recorded in batch:
        if isinstance(recorded.fact, PicturesInPlaceTold):
            _stand_within(cursor, recorded.fact)
        if isinstance(recorded.fact, TicketRequesterCorrected) and recorded.fact.attachments:
            owner = recorded.fact.requester.person_id
            cursor.execute(
                "UPDATE ticket_files SET owner_id = %s WHERE ticket_id = %s AND version = 1", (owner, recorded.stream)
            )


_IN_PLACE = (
    "UPDATE ticket_files f SET content_id = p.content_id FROM unnest(%s::text[], %s::text[]) p (sha256, content_id)"
    " WHERE f.ticket_id = %s AND f.sha256 = p.sha256 AND f.version = coalesce((SELECT l.version FROM ticket_timeline l"
    " WHERE l.ticket_id = f.ticket_id AND l.comment_id = %s AND l.name = %s), 1)"
)


def _stand_within(cursor: Cursor[Any], fact: PicturesInPlaceTold) -> None:
    digests, called = [one.sha256 for one in fact.pictures], [one.content_id for one in fact.pictures]
    cursor.execute(_IN_PLACE, (digests, called, fact.ticket_id, fact.comment_id, TicketCommented.stored_name))


@reads("ticket_timeline")
def of_ticket(
    cursor: Cursor[Any], ticket_id: UUID, *, inner: bool, after: int = 0, until: int | None = None
) -> dict[int, tuple[ShownFile, ...]]:
    """A ticket's files, by the version that brought them, oldest first; ``inner``: also those of private words.

    Whether the viewer may see the ticket at all is asked of the card first.
    """
    cursor.execute(_OF_TICKET, (ticket_id, after, until, until, inner))
    found: dict[int, list[ShownFile]] = {}
    for row in rows_of(_Row, cursor):
        at = row.content_id
        file = ShownFile(row.sha256, row.name, row.media_type, row.size_bytes, at is not None, at or "")
        found.setdefault(row.version, []).append(file)
    return {version: tuple(files) for version, files in found.items()}


@reads("ticket_timeline", "ticket_list", "approvals")
def readable(cursor: Cursor[Any], viewer: Viewer, digests: Collection[str], now: datetime) -> dict[str, list[Readable]]:
    """Those of these contents that stand on a ticket where the viewer may read them, as far as this is known by now.

    Each with some of those tickets, the latest first.
    """
    sees, params = visibility.tickets(viewer, "t")
    asked, more = approvals.awaits(viewer, "t", now)
    inner, others = visibility.inner(viewer, "t")
    cursor.execute(
        statement(
            "SELECT {columns} FROM unnest(%(digests)s::text[]) d(sha256) CROSS JOIN LATERAL ("
            "SELECT f.ticket_id, t.number, f.owner_id, bool_and(f.is_inner) AS is_inner"
            " FROM ticket_files f JOIN ticket_list t USING (ticket_id)"
            " WHERE f.sha256 = d.sha256 AND ({inner} OR NOT f.is_inner) AND ({sees} OR {asked})"
            " GROUP BY f.ticket_id, t.number, f.owner_id ORDER BY t.number DESC LIMIT %(places)s) p",
            columns=selected(Readable),
            inner=inner,
            sees=sees,
            asked=asked,
        ),
        {**params, **more, **others, "digests": list(digests), "places": MOST_PLACES},
    )
    found: dict[str, list[Readable]] = {}
    for row in rows_of(Readable, cursor):
        found.setdefault(row.sha256, []).append(row)
    return found


class FileRow(NamedTuple):
    """A file where it stands: on which ticket, brought by which of its facts, and whose it is."""

    ticket_id: UUID
    number: int
    version: int
    place: int
    at: datetime
    sha256: str
    name: str
    media_type: str
    size_bytes: int
    is_inner: bool
    owner_id: UUID
    content_id: str | None


_ON_TICKETS = statement(
    "SELECT {columns} FROM unnest(%s::uuid[], %s::boolean[]) WITH ORDINALITY w (ticket_id, inner_read, nth)"
    " JOIN ticket_files f USING (ticket_id) JOIN ticket_timeline l USING (ticket_id, version)"
    " JOIN ticket_list t USING (ticket_id)"
    " WHERE (w.inner_read OR NOT f.is_inner) AND (%s::text IS NULL OR f.sha256 = %s)"
    " ORDER BY w.nth, f.version, f.place",
    columns=selected(FileRow, "f", number=name("t.number"), at=name("l.at")),
)


@reads("ticket_timeline", "ticket_list")
def on_tickets(cursor: Cursor[Any], wanted: Sequence[tuple[UUID, bool]], sha256: str | None = None) -> list[FileRow]:
    """The files of tickets that the viewer sees, each with whether its private ones are asked for; or one content's."""
    tickets, inner = [ticket_id for ticket_id, _ in wanted], [is_read for _, is_read in wanted]
    return rows_of(FileRow, cursor.execute(_ON_TICKETS, (tickets, inner, sha256, sha256)))


@reads("ticket_timeline")
def named(cursor: Cursor[Any], wanted: Collection[tuple[UUID, str]]) -> set[tuple[UUID, str]]:
    """Of owners and digests those that facts of tickets name."""
    cursor.execute(
        "SELECT DISTINCT f.owner_id, f.sha256 FROM unnest(%s::uuid[], %s::text[]) w (owner_id, sha256)"
        " JOIN ticket_files f USING (owner_id, sha256)",
        ([owner for owner, _ in wanted], [digest for _, digest in wanted]),
    )
    return {(owner, digest) for owner, digest in cursor}
