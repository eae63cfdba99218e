"""How values of our own stand in columns of JSON, and rows in tables, and how rows are read by the names of columns.

Used by the projections that fold, then write, and by all readers. A reader says once which columns it asks for:

    class _Row(NamedTuple): ...

    _SELECT = statement("SELECT {columns} FROM teams t", columns=selected(_Row, members=statement("ARRAY(...)")))

    cursor.execute(_SELECT)
    rows_of(_Row, cursor)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeVar

import msgspec
from psycopg import Cursor

from projections.kit.statement import Fragment, joined, name, names, statement
from projections.kit.wire.arrays import Columns

R = TypeVar("R", bound="NamedTuple | msgspec.Struct")
B = TypeVar("B", bound="NamedTuple | msgspec.Struct")

_KEPT = 512
"""So many choices of columns to write, and kinds of rows, are kept; mostly a noun has a few."""


def selected(kind: type[NamedTuple | msgspec.Struct], of: str = "", /, **computed: Fragment) -> Fragment:
    """The columns of a SELECT whose rows are of a kind: its fields, in their order; ``of`` is the alias of their table.

    What is not a column of that name is ``computed``: cast, counted, taken from another table.
    """
    if strange := computed.keys() - {*_fields(kind)}:
        raise LookupError(f"{kind.__name__} has no {', '.join(sorted(strange))}")
    own = f"{of}." if of else ""
    return joined(
        ", ",
        (
            statement("{told} AS {field}", told=computed[field], field=name(field))
            if field in computed
            else name(own + field)
            for field in _fields(kind)
        ),
    )


def rows_of(kind: type[R], cursor: Cursor[Any]) -> list[R]:
    """The rows of the last answer, which was asked for what is ``selected`` for this kind."""
    rows = cursor.fetchall()
    if not rows:
        return []
    return [*map(_maker(kind, len(rows[0])), rows)]  # type: ignore[arg-type] # a class has a hash, if its rows have none


def first_of(kind: type[R], cursor: Cursor[Any]) -> R | None:
    """The first of them; ``None`` when there is none."""
    row = cursor.fetchone()
    if row is None:
        return None
    made: R = _maker(kind, len(row))(row)  # type: ignore[arg-type] # as above
    return made


def first_in(kind: type[R], rows: Sequence[Sequence[object]]) -> R | None:
    """The same of rows that were asked past the cursor."""
    made: R | None = _maker(kind, len(rows[0]))(rows[0]) if rows else None  # type: ignore[arg-type] # as above
    return made


def first_of_both(kind: type[R], beside: type[B], cursor: Cursor[Any]) -> tuple[R, B] | None:
    """The first row of an answer that was asked for what is ``selected`` for two kinds, one behind the other."""
    row = cursor.fetchone()
    if row is None:
        return None
    width = len(_fields(kind))
    one: R = _maker(kind, width)(row[:width])  # type: ignore[arg-type] # as above
    other: B = _maker(beside, len(row) - width)(row[width:])  # type: ignore[arg-type] # as above
    return one, other


@lru_cache(_KEPT)
def _maker(kind: type[Any], width: int) -> Callable[[Sequence[object]], Any]:
    """What makes one of a row. A tuple as its ``_make`` does, which measures every row: here one of an answer is."""
    fields = _fields(kind)
    if width != len(fields):
        raise TypeError(f"{kind.__name__} has {len(fields)} columns, the answer {width}")
    if issubclass(kind, tuple):
        return partial(tuple.__new__, kind)
    return lambda row: kind(**dict(zip(fields, row, strict=True)))


def _fields(kind: type[Any]) -> tuple[str, ...]:
    return kind._fields if issubclass(kind, tuple) else kind.__struct_fields__  # type: ignore[attr-defined,no-any-return] # a NamedTuple, or a struct


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
    one, many = _inserts(table, tuple(rows[0]))
    if len(rows) == 1:
        cursor.execute(one, rows[0])
    else:
        cursor.execute(many, (_as_one(rows),))


def update(
    cursor: Cursor[Any], table: str, key: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write these columns of rows that are there, of many in one statement."""
    if not rows or not columns:
        return
    one, many = _updates(table, key, tuple(columns))
    told = [{column: row[column] for column in (key, *columns)} for row in rows]
    if len(rows) == 1:
        cursor.execute(one, told[0])
    else:
        cursor.execute(many, (_as_one(told),))


# Lists differ in length from row to row, which arrays of arrays cannot: several rows travel as JSON.
@lru_cache(_KEPT)
def _inserts(table: str, columns: tuple[str, ...]) -> tuple[Fragment, Fragment]:
    """How one row is written, and how many are."""
    into = {"table": name(table), "columns": names(columns)}
    values = joined(", ", (statement("%({column})s", column=name(column)) for column in columns))
    return (
        statement("INSERT INTO {table} ({columns}) VALUES ({values})", values=values, **into),
        statement(
            "INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)", **into
        ),
    )


@lru_cache(_KEPT)
def _updates(table: str, key: str, columns: tuple[str, ...]) -> tuple[Fragment, Fragment]:
    """How some columns of one row are written, and of many."""
    own = {"table": name(table), "key": name(key)}
    one = joined(", ", (statement("{column} = %({column})s", column=name(column)) for column in columns))
    many = joined(", ", (statement("{column} = told.{column}", column=name(column)) for column in columns))
    return (
        statement("UPDATE {table} SET {settings} WHERE {key} = %({key})s", settings=one, **own),
        statement(
            "UPDATE {table} t SET {settings} FROM json_populate_recordset(NULL::{table}, %s) told"
            " WHERE t.{key} = told.{key}",
            settings=many,
            **own,
        ),
    )


def _as_one(rows: Sequence[Mapping[str, Any]]) -> str:
    return msgspec.json.encode(
        [
            {name: msgspec.Raw(value.encode()) if type(value) is JsonText else value for name, value in row.items()}
            for row in rows
        ]
    ).decode()


class SetOfRows:
    """Rows that are there or are not, each with its key: a batch says which are there from now on."""

    def __init__(self, table: str, key: Mapping[str, str], beside: Mapping[str, str] | None = None) -> None:
        """Columns of the ``key`` and those ``beside`` it, each with its type, in the order of what is written."""
        columns = {**key, **(beside or {})}
        self._insert = statement(
            "INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays})",
            table=name(table),
            columns=names(columns),
            arrays=_arrays(columns),
        )
        self._delete = statement(
            "DELETE FROM {table} kept USING unnest({arrays}) AS gone ({key}) WHERE {same}",
            table=name(table),
            arrays=_arrays(key),
            key=names(key),
            same=joined(" AND ", (statement("kept.{column} = gone.{column}", column=name(column)) for column in key)),
        )
        self._of_key, self._key, self._all = len(key), Columns(*key.values()), Columns(*columns.values())

    def write(
        self, cursor: Cursor[Any], before: AbstractSet[tuple[object, ...]], now: AbstractSet[tuple[object, ...]]
    ) -> None:
        """Of those ``before`` delete what is not there ``now``, and insert what was not; many in one statement."""
        if gone := before - now:
            cursor.execute(self._delete, self._key.of(row[: self._of_key] for row in gone))
        if come := now - before:
            cursor.execute(self._insert, self._all.of(come))


def _arrays(columns: Mapping[str, str]) -> Fragment:
    return joined(", ", (statement("%s::{type}[]", type=name(told)) for told in columns.values()))
