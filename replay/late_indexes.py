"""Leaves indexes until a read model's rows are written, where its writer finds none by them; called by ``rebuild``.

Each row that is written while an index stands goes into it alone, and most tickets are written several times. Made at
the end an index is sorted once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor, sql

from projections.kit.port import Projection

LONG_LOG = 10_000
"""With fewer facts the rows are in their indexes sooner than these are dropped and made."""

_INDEXES = (
    "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
    " WHERE t.relnamespace = %s::regnamespace AND t.relname = %s AND NOT i.indisunique AND c.relname <> ALL (%s)"
    " ORDER BY c.relname"
)


def take_off(cursor: Cursor[Any], projection: Projection, schema: str) -> list[str]:
    """Drop the indexes of empty tables that wait for the end; gives the statements that make them again."""
    statements: list[str] = []
    for table, sought_by in getattr(projection, "indexed_late", {}).items():
        cursor.execute(_INDEXES, (schema, table, list(sought_by)))
        for index, makes_it in cursor.fetchall():
            cursor.execute(sql.SQL("DROP INDEX {}.{}").format(sql.Identifier(schema), sql.Identifier(index)))
            statements.append(makes_it)
    return statements


def put_on(cursor: Cursor[Any], statements: Sequence[str]) -> None:
    """Make them of the rows that are there."""
    for makes_it in statements:
        cursor.execute(makes_it)
