"""How values of our own stand in columns of JSON, and rows in tables; used by the projections that fold, then write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from psycopg import Cursor


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
