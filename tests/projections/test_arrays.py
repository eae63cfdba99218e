"""Columns as PostgreSQL reads them: what was sent comes back, whatever stands in it and however many there are."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from connectors.storage.server.database import Database
from projections.kit.statement import name, statement
from projections.kit.wire.arrays import Columns

AT = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
VALUES: dict[str, list[Any]] = {
    "uuid": [UUID(int=0), None, UUID(int=2**128 - 1), UUID(int=77)],
    "text": ["", None, "Не печатает «принтер»", "{a,b}", "NULL", 'кавычка " и \\', "\n"],
    "bytea": [b"", None, b"\x00\xff", b"{}"],
    "boolean": [True, None, False],
    "smallint": [0, None, -(2**15), 2**15 - 1],
    "int": [0, None, -(2**31), 2**31 - 1],
    "bigint": [0, None, -(2**63), 2**63 - 1],
    "timestamptz": [AT, None, AT.astimezone(timezone(timedelta(hours=5))), datetime(1970, 1, 1, tzinfo=UTC)],
}


def came_back(database: Database, kind: str, values: list[Any]) -> list[Any]:
    with database.connection() as connection:
        told = Columns(kind).of([(value,) for value in values])
        rows = connection.execute(statement("SELECT * FROM unnest(%s::{kind}[])", kind=name(kind)), told).fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize("kind", VALUES)
def test_what_was_sent_comes_back_with_what_is_null(database: Database, kind: str) -> None:
    for values in (VALUES[kind], VALUES[kind][:1], [None]):
        assert came_back(database, kind, values) == values


@pytest.mark.parametrize(("kind", "words"), [("jsonb", '{"а": [1, null]}'), ("tsvector", "'принтер':1A,3B '@77'")])
def test_what_is_told_in_words_is_read_as_its_type(database: Database, kind: str, words: str) -> None:
    with database.connection() as connection:
        told = Columns(kind).of([(words,), (None,)])
        sent = connection.execute(
            statement("SELECT v::text FROM unnest(%b::{kind}[]) v", kind=name(kind)), told
        ).fetchall()
        plain = connection.execute(statement("SELECT %s::{kind}::text", kind=name(kind)), (words,)).fetchone()
    assert [row[0] for row in sent] == [plain and plain[0], None]


def test_columns_of_several_types_are_told_beside_one_another(database: Database) -> None:
    rows = [(UUID(int=1), 1, "а"), (UUID(int=2), None, None)]
    with database.connection() as connection:
        told = Columns("uuid", "bigint", "text").of(iter(rows))
        found = connection.execute("SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::text[])", told).fetchall()
    assert found == rows


def test_what_is_too_large_for_its_column_is_refused_as_a_value(database: Database) -> None:
    with pytest.raises(struct.error, match="format"):
        came_back(database, "smallint", [2**15])


def test_rows_of_another_length_than_the_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        Columns("uuid", "text").of([(UUID(int=1),)])
