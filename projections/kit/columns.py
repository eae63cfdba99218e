"""How values of our own stand in columns of JSON, and rows in tables, and how rows are read by the names of columns.

Used by the projections that fold, then write, and by all readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from psycopg import Cursor
from psycopg.rows import class_row, namedtuple_row

T = TypeVar("T")


def named(cursor: Cursor[Any]) -> Iterator[Any]:
    """The rows of the last answer, each column by its name or alias: one that is moved or misnamed is an error.

    psycopg keeps the class of the same names, so that this costs microseconds an answer.
    """
    return map(namedtuple_row(cursor), cursor)


def first_named(cursor: Cursor[Any]) -> Any:
    """The first of them; ``None`` when there is none."""
    return next(named(cursor), None)


def rows_of(kind: type[T], cursor: Cursor[Any]) -> Iterator[T]:
    """The rows of the last answer as what they are the fields of, by name."""
    return map(class_row(kind)(cursor), cursor)


def as_json(value: object) -> str | None:
    """A value as text for a column. Sets in one order in every process: the same facts give the same rows."""
    return None if value is None else msgspec.json.encode(value, order="deterministic").decode()


def put(cursor: Cursor[Any], table: str, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows with the same columns, over those of the same key; a column that they do not name stays."""
    if not rows:
        return
    columns = [*rows[0]]
    values = ", ".join(f"%({column})s" for column in columns)
    settings = ", ".join(f"{column} = excluded.{column}" for column in columns if column != key)
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608 - names of our own
        f" ON CONFLICT ({key}) DO UPDATE SET {settings}"
    )
    if len(rows) == 1:
        cursor.execute(statement.encode(), rows[0])
    else:
        cursor.executemany(statement.encode(), rows)
