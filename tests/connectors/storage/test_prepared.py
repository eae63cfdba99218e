"""Statements past the driver's cursor: the same values both ways, prepared anew where they were thrown away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from connectors.storage.server.database import Database
from connectors.storage.server.prepared import Prepared, bigint, bigints, blobs, instant, integers, texts, uuids
from tests.gallery import START

LISTS: dict[str, tuple[Callable[[Any], bytes], Prepared, list[Any]]] = {
    "uuids": (uuids, Prepared("uuids", "SELECT $1::uuid[]"), [UUID(int=0), UUID(int=2**128 - 1)]),
    "blobs": (blobs, Prepared("blobs", "SELECT $1::bytea[]"), [b"", b"\0\xff", b"x" * 70_000]),
    "texts": (texts, Prepared("texts", "SELECT $1::text[]"), ["", "Сеть", 'a,b{}"\\']),
    "integers": (integers, Prepared("integers", "SELECT $1::int[]"), [0, -1, 2**31 - 1]),
    "bigints": (bigints, Prepared("bigints", "SELECT $1::bigint[]"), [0, -1, 2**63 - 1, -(2**63)]),
}
HALF = Prepared("half", "SELECT 10 / $1::bigint, true, NULL::text, 'ё', '\\x00'::bytea")
INSTANT = Prepared("instant", "SELECT $1::timestamptz")
ROWS = Prepared("rows", "SELECT nth FROM generate_series(1, $1::bigint) AS t (nth) WHERE nth > $2::bigint ORDER BY nth")


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_arrives_as_it_is_and_so_does_an_empty_one(database: Database, kind: str) -> None:
    written, statement, values = LISTS[kind]
    with database.connection() as connection:
        for some in (values, [], values[:1]):
            assert statement.ask(connection, written(some)) == [(some,)]


def test_an_answer_is_read_as_the_driver_reads_it(database: Database) -> None:
    with database.connection() as connection:
        assert HALF.ask(connection, bigint(5)) == [(2, True, None, "ё", b"\0")]
        assert ROWS.ask(connection, bigint(4), bigint(1)) == [(2,), (3,), (4,)]
        assert ROWS.ask(connection, bigint(1), bigint(1)) == []


@pytest.mark.parametrize(
    "at", [datetime(2026, 11, 30, 12, 0, 0, 1, UTC), datetime(1999, 12, 31, 23, 59, 59, 999_999, UTC), START]
)
def test_an_instant_is_the_same_to_the_microsecond(database: Database, at: datetime) -> None:
    with database.connection() as connection:
        assert INSTANT.ask(connection, instant(at)) == [(at,)]


def test_what_the_server_refuses_is_raised_as_what_it_is(database: Database) -> None:
    wrong = Prepared("wrong", "SELECT no_such_column")
    with database.connection() as connection:
        for _ in range(2):
            with pytest.raises(psycopg.errors.UndefinedColumn):
                wrong.ask(connection)
            with pytest.raises(psycopg.errors.DivisionByZero):
                HALF.ask(connection, bigint(0))
        assert HALF.ask(connection, bigint(2))[0][0] == 5


def test_what_was_thrown_away_on_a_connection_is_prepared_there_anew(database: Database) -> None:
    with database.connection() as connection:
        for _ in range(2):
            assert HALF.ask(connection, bigint(1))[0][0] == 10
            connection.execute("DEALLOCATE ALL")


def test_what_another_prepared_under_the_name_is_asked(database: Database) -> None:
    """Two threads may make the same statement at once: one of them is forgotten."""
    with database.connection() as connection:
        for _ in range(2):
            assert Prepared("same", "SELECT 7").ask(connection) == [(7,)]


def test_of_a_connection_that_is_lost_the_next_one_knows_nothing(database: Database) -> None:
    with database.connection() as connection, database.connection() as other:
        assert HALF.ask(connection, bigint(1))[0][0] == 10
        other.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
        with pytest.raises(psycopg.OperationalError):
            HALF.ask(connection, bigint(1))
        with pytest.raises(psycopg.OperationalError):
            HALF.ask(connection, bigint(1))
    assert database.patiently(lambda connection: HALF.ask(connection, bigint(1)))[0][0] == 10
