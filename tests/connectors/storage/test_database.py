"""The pool: no dead connection is lent, crowds queue, and whoever waits too long hears of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from connectors.storage.server import database as module
from connectors.storage.server.database import Database
from connectors.storage.server.pool import AllConnectionsLent


def cut_off_everybody(database: Database) -> None:
    with psycopg.connect(database.url, autocommit=True) as killer:
        killer.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def one(database: Database) -> int:
    with database.transaction() as cursor:
        row = cursor.execute("SELECT 1").fetchone()
    assert row is not None
    return int(row[0])


def test_connections_that_died_in_the_pool_are_not_lent(fresh_database_url: str) -> None:
    with Database(fresh_database_url) as database, ExitStack() as lent:
        for _ in range(4):
            lent.enter_context(database.connection())
        lent.close()
        assert len(database._pool._idle) == 4
        for _ in range(3):
            cut_off_everybody(database)
            assert [one(database) for _ in range(6)] == [1] * 6


def test_a_transaction_on_a_connection_that_breaks_says_so_and_the_next_works(database: Database) -> None:
    with database.connection() as connection:
        connection.execute("CREATE TABLE kept (n int)")
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO kept VALUES (1)")
        cut_off_everybody(database)
        with pytest.raises(psycopg.OperationalError):
            cursor.execute("INSERT INTO kept VALUES (2)")
    with database.transaction() as cursor:
        assert cursor.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_crowd_shares_a_small_pool(fresh_database_url: str) -> None:
    with Database(fresh_database_url, max_size=2) as database, ThreadPoolExecutor(40) as pool:
        assert list(pool.map(lambda _: one(database), range(400))) == [1] * 400


def test_whoever_waits_too_long_for_a_connection_hears_of_it(
    fresh_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_QUEUE_S", 0.05)
    with Database(fresh_database_url, max_size=1) as database:
        with database.transaction(), pytest.raises(AllConnectionsLent):
            one(database)
        assert one(database) == 1


def test_a_connection_left_in_the_middle_of_something_is_not_lent_again(fresh_database_url: str) -> None:
    with Database(fresh_database_url, max_size=1) as database:
        with database.connection() as connection:
            connection.execute("BEGIN")
            connection.execute("CREATE TABLE half_done (n int)")
        with database.connection() as connection:
            assert connection.execute("SELECT to_regclass('half_done')").fetchone() == (None,)


def test_a_closed_pool_lends_nothing_and_closes_what_comes_back(fresh_database_url: str) -> None:
    database = Database(fresh_database_url)
    with database.connection() as connection:
        database.close()
        connection.execute("SELECT 1")
    assert connection.closed
    with pytest.raises(psycopg.OperationalError, match="closed"):
        one(database)


def test_the_url_may_say_otherwise(fresh_database_url: str) -> None:
    url = make_conninfo(fresh_database_url, application_name="somebody")
    with Database(url) as database, database.connection() as connection:
        assert connection.execute("SHOW application_name").fetchone() == ("somebody",)
