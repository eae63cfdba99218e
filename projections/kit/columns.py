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


class JsonText(str):
    """JSON as text: what stands in a column that is told as JSON, not a text with quotes around it."""

    __slots__ = ()


def as_json(value: object) -> JsonText | None:
    """A value as text for a column. Sets in one order in every process: the same facts give the same rows."""
    return None if value is None else JsonText(msgspec.json.encode(value, order="deterministic").decode())


def insert(cursor: Cursor[Any], table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows that are not there yet, all with the same columns; many in one statement."""
    if not rows:
        return
    columns = ", ".join(rows[0])
    if len(rows) == 1:
        values = ", ".join(f"%({column})s" for column in rows[0])
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})".encode(), rows[0])  # noqa: S608 - names of our own
    else:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {_told(table)}".encode(),  # noqa: S608 - as above
            (_as_one(rows),),
        )


def update(
    cursor: Cursor[Any], table: str, key: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write these columns of rows that are there, of many in one statement."""
    if not rows or not columns:
        return
    if len(rows) == 1:
        settings = ", ".join(f"{column} = %({column})s" for column in columns)
        one = {column: rows[0][column] for column in (key, *columns)}
        cursor.execute(f"UPDATE {table} SET {settings} WHERE {key} = %({key})s".encode(), one)  # noqa: S608 - names of our own
    else:
        settings = ", ".join(f"{column} = told.{column}" for column in columns)
        told = [{column: row[column] for column in (key, *columns)} for row in rows]
        cursor.execute(
            f"UPDATE {table} t SET {settings} FROM {_told(table)} told WHERE t.{key} = told.{key}".encode(),  # noqa: S608 - as above
            (_as_one(told),),
        )


def _told(table: str) -> str:
    """Lists differ in length from row to row, which arrays of arrays cannot: rows travel as JSON."""
    return f"json_populate_recordset(NULL::{table}, %s)"


def _as_one(rows: Sequence[Mapping[str, Any]]) -> str:
    return msgspec.json.encode(
        [
            {name: msgspec.Raw(value.encode()) if type(value) is JsonText else value for name, value in row.items()}
            for row in rows
        ]
    ).decode()
