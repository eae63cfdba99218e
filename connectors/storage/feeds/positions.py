"""Where each read model stands in the log: one row a projection, moved by compare-and-set; used by consumers.

The library's tracking table proves positions one event at a time; a batch needs the position it was read at
to be compared with the position it is written over, together with the poison that may stop it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor, sql
from psycopg.pq.abc import PGresult

from connectors.storage.server.database import Database, Row, at_once
from connectors.storage.server.limits import LOOPS, TURNS, limit
from projections.kit import parking
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.port import Projection
from projections.kit.statement import Fragment, in_one_trip, name, number, statement

CHANNEL = "desk_views"

DDL = """
CREATE TABLE IF NOT EXISTS views.positions (
    name        text PRIMARY KEY,
    position    bigint NOT NULL DEFAULT 0,
    fingerprint text   NOT NULL,
    poison_at   bigint,
    poison      text,
    moved_at    timestamptz NOT NULL DEFAULT now()
)
"""


_OVER = """
    WITH still AS (
        SELECT name FROM views.positions WHERE name = ANY(%s) AND position = %s AND poison_at IS NULL
        ORDER BY name FOR UPDATE SKIP LOCKED
    ), moved AS (
        UPDATE views.positions SET position = %s, moved_at = clock_timestamp() FROM still
        WHERE positions.name = still.name RETURNING positions.name
    )
    SELECT array_agg(name), pg_notify(%s, string_agg(name, ',') || ':' || %s),
           set_config('synchronous_commit', 'off', true)
    FROM moved HAVING count(*) > 0
"""


_RELEASE = "UPDATE views.positions SET poison_at = NULL, poison = NULL WHERE name = %s"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a projection stands; ``poison_at`` is the position of the fact that stopped it, with the reason."""

    name: str
    position: int
    fingerprint: str
    poison_at: int | None = None
    poison: str | None = None
    moved_at: datetime | None = None


_ALL = statement("SELECT {columns} FROM views.positions ORDER BY name", columns=selected(Place))
_ONE = statement("SELECT {columns} FROM views.positions WHERE name = %s", columns=selected(Place))
_ONE_LOCKED = statement("{one} FOR UPDATE", one=_ONE)


class Turn(NamedTuple):
    """Where a projection stands, to whoever moves it: nobody else does until the transaction ends.

    ``parked`` are the streams that it leaves out.
    """

    position: int
    is_poisoned: bool
    parked: frozenset[UUID]


def fingerprint(projection: Projection) -> str:
    """What tells whether the live tables were made by today's definition."""
    return hashlib.sha256(projection.ddl.encode()).hexdigest()[:16]


def prepare(database: Database, projection: Projection) -> bool:
    """Make the tables of a projection that has none yet. Gives whether a rebuild is needed instead.

    It is when the definition is another, and when tables or position are there without the other. A fact that could
    not be taken in is tried again: the code may be another by now. Two desks that start at once take turns.
    """
    with database.transaction() as cursor:
        limit(cursor, TURNS)
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.views', 0))")
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(database.views)))
        cursor.execute(DDL)
        cursor.execute(parking.DDL)
        standing, there = read(cursor, projection.name), _tables_there(cursor, database.views, projection)
        if standing is None and there:
            return True
        if standing is None:
            cursor.execute(projection.ddl)
            cursor.execute(
                "INSERT INTO views.positions (name, fingerprint) VALUES (%s, %s)",
                (projection.name, fingerprint(projection)),
            )
            return False
        if standing.poison_at is not None:
            cursor.execute(_RELEASE, (projection.name,))
        return standing.fingerprint != fingerprint(projection) or there < len(projection.tables)


def unfit(database: Database, projections: Iterable[Projection]) -> list[str]:
    """The names of read models that the next start would make or rebuild; changes nothing."""
    with database.transaction() as cursor:
        row = cursor.execute("SELECT num_nulls(to_regclass('views.positions'), to_regclass('views.parked'))").fetchone()
        if row != (0,):
            return [projection.name for projection in projections]
        found = []
        for projection in projections:
            standing = read(cursor, projection.name)
            is_whole = _tables_there(cursor, database.views, projection) == len(projection.tables)
            if standing is None or standing.fingerprint != fingerprint(projection) or not is_whole:
                found.append(projection.name)
        return found


def _tables_there(cursor: Cursor[Any], schema: str, projection: Projection) -> int:
    cursor.execute(
        "SELECT count(*) FROM pg_tables WHERE schemaname = %s AND tablename = ANY(%s)",
        (schema, list(projection.tables)),
    )
    row = cursor.fetchone()
    return 0 if row is None else int(row[0])


def read(cursor: Cursor[Any], name: str, *, lock: bool = False) -> Place | None:
    """Where a projection stands; with ``lock`` nobody else moves it until the transaction ends."""
    cursor.execute(_ONE_LOCKED if lock else _ONE, (name,))
    return first_of(Place, cursor)


def read_all(database: Database) -> list[Place]:
    """Where every projection stands."""
    with database.connection() as connection, connection.cursor() as cursor:
        return places(cursor)


def places(cursor: Cursor[Any]) -> list[Place]:
    """As ``read_all``, in the snapshot of a question."""
    return rows_of(Place, cursor.execute(_ALL))


@contextmanager
def turn(database: Database, name: str) -> Iterator[tuple[Cursor[Row], Turn | None]]:
    """A transaction in which a projection moves on, if it ends with ``end_turn``; ``None``: it has no position."""
    with database.turn() as cursor:
        found = at_once(cursor.connection, in_one_trip(_begin(name)))
        yield cursor, _standing(found) if found.ntuples else None


def end_turn(cursor: Cursor[Any], name: str, position: int) -> None:
    """Write a new position and commit; who waits hears of it."""
    at_once(cursor.connection, in_one_trip(_end(name), position, position))


@cache
def _begin(projection: str) -> Fragment:
    """How a turn begins in one round trip.

    Its rows and its position are lost together when the server crashes, and are taken in again: there is no need to
    wait for the disk, which the commands wait for.
    """
    return statement(
        "BEGIN; SET LOCAL lock_timeout TO '{lock}s'; SET LOCAL statement_timeout TO '{runs}s';"
        " SET LOCAL synchronous_commit TO off;"
        " SELECT position, poison_at IS NOT NULL, ARRAY(SELECT stream FROM views.parked WHERE projection = '{name}')"
        " FROM views.positions WHERE name = '{name}' FOR UPDATE",
        lock=number(int(LOOPS.lock_s)),
        runs=number(int(LOOPS.statement_s)),
        name=name(projection),
    )


@cache
def _end(projection: str) -> Fragment:
    """How it ends in another, with a place for the new position, twice."""
    return statement(
        "UPDATE views.positions SET position = %d, moved_at = clock_timestamp(), poison_at = NULL, poison = NULL"
        " WHERE name = '{name}'; SELECT pg_notify('{channel}', '{name}:%d'); COMMIT",
        name=name(projection),
        channel=name(CHANNEL),
    )


def _standing(found: PGresult) -> Turn:
    position, poisoned, parked = (found.get_value(0, column) or b"" for column in range(3))
    streams = parked.strip(b"{}").decode()
    return Turn(int(position), poisoned == b"t", frozenset(map(UUID, streams.split(","))) if streams else frozenset())


def pass_over(database: Database, names: Collection[str], position: int, to: int) -> frozenset[str]:
    """Move projections over facts that change no row of theirs, all in one statement; gives which of them moved.

    Those move that still stand at ``position``, and well, and that nobody is moving.
    """
    with database.connection() as connection:
        # The setting holds until the end of the statement, which is its own transaction.
        row = connection.execute(_OVER, (sorted(names), position, to, CHANNEL, str(to))).fetchone()
        return frozenset() if row is None else frozenset(row[0])


def poison(database: Database, name: str, position: int, at: int, reason: str) -> None:
    """Stop a projection loudly before a fact that it cannot take in, unless it has moved on by now."""
    with database.connection() as connection:
        connection.execute(
            "UPDATE views.positions SET poison_at = %s, poison = %s WHERE name = %s AND position = %s",
            (at, reason, name, position),
        )


def release(database: Database, name: str) -> None:
    """Let a poisoned projection try again, after its code or its tables were mended."""
    with database.connection() as connection:
        connection.execute(_RELEASE, (name,))
