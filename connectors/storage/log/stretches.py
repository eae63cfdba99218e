"""Pieces of the log for those who hear some facts only: all read and chosen, or read by name; used by the log.

By name it is the event store library that reads, and it is told which names to give: of one that nobody knows it would
say nothing. So a piece is looked over first: how far the log goes, and where the first name stands that today's code
does not know. See decision 0135.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Connection, sql

from connectors.storage.log.datastore import PooledDatastore
from connectors.storage.log.reading import COLUMNS, position_of
from connectors.storage.server.database import Row
from connectors.storage.server.prepared import Prepared, bigint
from events.catalogue import is_known, known_names
from projections.kit.statement import statement

SPAN = 50_000
"""Positions that are looked through at once: bounds what one statement reads when nothing there is of interest."""

_LOOK = """
SELECT coalesce(max(notification_id), 0),
       (SELECT min(notification_id) FROM desk.facts
        WHERE notification_id > %s AND notification_id <= %s AND topic <> ALL ({}))
FROM desk.facts
"""


_AFTER = Prepared(
    "after",
    statement(
        "SELECT {columns} FROM desk.facts WHERE notification_id > $1 ORDER BY notification_id LIMIT $2", columns=COLUMNS
    ),
)


class Piece(NamedTuple):
    """Rows as the codec reads them, the last position of the piece, and whether the log ended there."""

    rows: Sequence[tuple[Any, ...]]
    until: int
    is_last: bool


def of_all(
    connection: Connection[Row], names: Collection[str], *, after: int, limit: int, before: int | None = None
) -> Piece:
    """The next ``limit`` facts, and of these the rows of ``names`` and of names that nobody knows; no names: all."""
    most = limit if before is None else min(limit, before - after - 1)
    found = _AFTER.ask(connection, bigint(after), bigint(most))
    until = position_of(found[-1]) if found else after
    chosen = [row for row in found if row[2] in names or not is_known(row[2])] if names else found
    return Piece(chosen, until, is_last=len(found) < most)


def by_name(
    recorder: PostgresApplicationRecorder,
    connection: Connection[Row],
    names: Collection[str],
    *,
    after: int,
    limit: int,
    before: int | None = None,
) -> Piece:
    """The facts of ``names`` behind a position, ``limit`` at most, in what was looked over.

    A piece ends at the head that was seen first: whatever is appended later stands behind it, since the order of the
    log is the order of commits. It ends before a fact of an unknown name, which is then given alone.
    """
    looked_until = after + SPAN
    with connection.cursor(binary=True) as cursor:
        cursor.execute(_look(known_names()), (after, looked_until), prepare=True)
        head, unknown = cursor.fetchall()[0]
    if unknown == after + 1:
        return of_all(connection, names, after=after, limit=1)
    stop = min(head, looked_until, *(each - 1 for each in (unknown, before) if each is not None))
    if stop <= after:
        return Piece([], after, is_last=True)
    datastore = recorder.datastore
    if not isinstance(datastore, PooledDatastore):
        raise TypeError("the log lends its own connections to the library")
    with datastore.on(connection):
        notes = recorder.select_notifications(after, limit, stop, sorted(names), inclusive_of_start=False)
    found = [(note.originator_id, note.originator_version, note.topic, note.state, note.id) for note in notes]
    until = notes[-1].id if len(notes) == limit else stop
    return Piece(found, until, is_last=until >= head)


def _look(known: Collection[str]) -> str:
    # A constant is looked up by its hash, a parameter from one end to the other for each row.
    return sql.SQL(_LOOK).format(sql.Literal(sorted(known))).as_string()
