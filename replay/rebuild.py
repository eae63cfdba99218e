"""Builds a read model anew beside the live one and swaps them; called by ``desk rebuild`` and at start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from psycopg import Cursor, sql

from events.fact import Recorded
from projections import parking
from projections.port import Projection

BESIDE = "views_next"
BATCH = 5000

Progress = Callable[[int, int], None]
"""Called with the facts done and the facts in all."""


class FactSource(Protocol):
    """The log as a rebuild reads it."""

    def after(self, position: int, limit: int = ..., *, personal: bool = ...) -> Sequence[Recorded]:
        """The facts behind a position, in order."""
        ...

    def head(self) -> int:
        """The position of the last fact."""
        ...


class Tables(Protocol):
    """Where the rows go."""

    def transaction(self) -> AbstractContextManager[Cursor[Any]]:
        """A cursor in one transaction."""
        ...


def rebuild(
    projection: Projection,
    source: FactSource,
    tables: Tables,
    *,
    fingerprint: str,
    batch: int = BATCH,
    progress: Progress = lambda _done, _all: None,
) -> int:
    """Fold the whole log into new tables, then put them in the place of the old; gives the position reached.

    ``projection`` must be an instance of its own: the live consumer goes on with another. Reads see the old
    tables until the swap. A fact that cannot be taken in raises, and the old stay; one of a stream that the projection
    ``parks`` sets that stream aside, as it does live.
    """
    # Held to the end by a transaction that does nothing else: two rebuilds of one read model take turns.
    with tables.transaction() as turn:
        turn.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.rebuild.' || %s, 0))", (projection.name,))
        return _rebuilt(projection, source, tables, fingerprint, batch, progress)


def _rebuilt(
    projection: Projection, source: FactSource, tables: Tables, fingerprint: str, batch: int, progress: Progress
) -> int:
    with tables.transaction() as cursor:
        _beside(cursor)
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(BESIDE)))
        _drop(cursor, projection, BESIDE)
        cursor.execute(projection.ddl.encode())
        cursor.execute(parking.DDL)
        cursor.execute("DELETE FROM parked WHERE projection = %s", (projection.name,))
    position = 0
    while position < (head := source.head()):
        with tables.transaction() as cursor:
            _beside(cursor)
            position = _fold(cursor, projection, source, position, batch)
        progress(position, head)
    with tables.transaction() as cursor:
        # The live consumer stands still from here on; what came in the meantime is folded first.
        cursor.execute("SELECT position FROM views.positions WHERE name = %s FOR UPDATE", (projection.name,))
        row = cursor.fetchone()
        _beside(cursor)
        while position < max(source.head(), 0 if row is None else row[0]):
            position = _fold(cursor, projection, source, position, batch)
        _swap(cursor, projection, position, fingerprint)
    return position


def _fold(cursor: Cursor[Any], projection: Projection, source: FactSource, position: int, batch: int) -> int:
    facts = source.after(position, batch, personal=bool(getattr(projection, "reads_personal", True)))
    interests = frozenset(projection.interests)
    relevant = [recorded for recorded in facts if not interests or type(recorded.fact) in interests]
    if getattr(projection, "parks", ()):
        _fold_or_park(cursor, projection, relevant)
    elif relevant:
        projection.apply(cursor, relevant)
    return facts[-1].position if facts else position


def _fold_or_park(cursor: Cursor[Any], projection: Projection, facts: Sequence[Recorded]) -> bool:
    """Fold facts; the one that cannot be taken in is found by halves, and its stream set aside if it may be.

    Gives whether all were taken in. What no fact raises again was none of theirs, and is raised.
    """
    aside = parking.streams(cursor, projection.name)
    relevant = [recorded for recorded in facts if recorded.stream not in aside]
    if not relevant:
        return True
    try:
        with cursor.connection.transaction():
            projection.apply(cursor, relevant)
    except Exception as error:
        projection.forget()
        half = len(relevant) // 2
        if not parking.is_of_facts(error) or len(aside) >= parking.MOST_PARKED:
            raise
        if not half:
            if not parking.may_park(projection, relevant[0], error):
                raise
            parking.set_aside(cursor, projection, relevant[0], error)
        elif _fold_or_park(cursor, projection, relevant[:half]) & _fold_or_park(cursor, projection, relevant[half:]):
            raise
        return False
    return True


def _swap(cursor: Cursor[Any], projection: Projection, position: int, fingerprint: str) -> None:
    _drop(cursor, projection, "views")
    for table in projection.tables:
        cursor.execute(
            sql.SQL("ALTER TABLE {}.{} SET SCHEMA views").format(sql.Identifier(BESIDE), sql.Identifier(table))
        )
    cursor.execute("DELETE FROM views.parked WHERE projection = %s", (projection.name,))
    cursor.execute("INSERT INTO views.parked SELECT * FROM parked WHERE projection = %s", (projection.name,))
    cursor.execute(
        "INSERT INTO views.positions (name, position, fingerprint) VALUES (%s, %s, %s)"
        " ON CONFLICT (name) DO UPDATE SET position = excluded.position, fingerprint = excluded.fingerprint,"
        " poison_at = NULL, poison = NULL, moved_at = clock_timestamp()",
        (projection.name, position, fingerprint),
    )
    cursor.execute("SELECT pg_notify('desk_views', %s)", (f"{projection.name}:{position}",))


def _drop(cursor: Cursor[Any], projection: Projection, schema: str) -> None:
    for table in projection.tables:
        cursor.execute(
            sql.SQL("DROP TABLE IF EXISTS {}.{} CASCADE").format(sql.Identifier(schema), sql.Identifier(table))
        )


def _beside(cursor: Cursor[Any]) -> None:
    cursor.execute(sql.SQL("SET LOCAL search_path TO {}, desk").format(sql.Identifier(BESIDE)))
