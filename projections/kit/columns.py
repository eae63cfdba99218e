"""How values of our own stand in columns of JSON, and rows in tables, and how rows are read by the names of columns.

Used by the projections that fold, then write, and by all readers. A reader says once which columns it asks for:

    class _Row(NamedTuple): ...

    _SELECT = statement("SELECT {columns} FROM teams t", columns=selected(_Row, members=statement("ARRAY(...)")))

    cursor.execute(_SELECT)
    rows_of(_Row, cursor)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any, NamedTuple, TypeVar

import msgspec
from psycopg import Cursor
from psycopg.rows import namedtuple_row

from projections.kit.statement import Fragment, joined, name, names, statement

R = TypeVar("R", bound="NamedTuple | msgspec.Struct")


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
    if rows:
        _fit(kind, rows[0])
    return [*map(_maker(kind), rows)]


def first_of(kind: type[R], cursor: Cursor[Any]) -> R | None:
    """The first of them; ``None`` when there is none."""
    row = cursor.fetchone()
    if row is None:
        return None
    _fit(kind, row)
    made: R = _maker(kind)(row)
    return made


def _maker(kind: type[Any]) -> Callable[[Sequence[object]], Any]:
    """What makes one of a row. A tuple as its ``_make`` does, which measures every row: here one of an answer is."""
    if issubclass(kind, tuple):
        return partial(tuple.__new__, kind)
    fields = _fields(kind)
    return lambda row: kind(**dict(zip(fields, row, strict=True)))


def _fields(kind: type[Any]) -> tuple[str, ...]:
    return kind._fields if issubclass(kind, tuple) else kind.__struct_fields__  # type: ignore[attr-defined,no-any-return] # a NamedTuple, or a struct


def _fit(kind: type[Any], row: Sequence[object]) -> None:
    if len(row) != len(_fields(kind)):
        raise TypeError(f"{kind.__name__} has {len(_fields(kind))} columns, the answer {len(row)}")


def named(cursor: Cursor[Any]) -> Iterator[Any]:
    """The rows of the last answer, each column by its name or alias: one that is moved or misnamed is an error.

    psycopg keeps the class of the same names, so that this costs microseconds an answer.
    """
    return map(namedtuple_row(cursor), cursor)


def first_named(cursor: Cursor[Any]) -> Any:
    """The first of them; ``None`` when there is none."""
    return next(named(cursor), None)


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
        self._of_key = len(key)

    def write(
        self, cursor: Cursor[Any], before: AbstractSet[tuple[object, ...]], now: AbstractSet[tuple[object, ...]]
    ) -> None:
        """Of those ``before`` delete what is not there ``now``, and insert what was not; many in one statement."""
        if gone := before - now:
            cursor.execute(self._delete, [list(each) for each in zip(*gone, strict=True)][: self._of_key])
        if come := now - before:
            cursor.execute(self._insert, [list(each) for each in zip(*come, strict=True)])


def _arrays(columns: Mapping[str, str]) -> Fragment:
    return joined(", ", (statement("%s::{type}[]", type=name(told)) for told in columns.values()))
