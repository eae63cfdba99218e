"""What is wrong with the storage is told by SQLSTATE and the server's first line, never by its details."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from connectors.storage.server.connections_needed import shortage
from connectors.storage.server.database import Database, DatabaseUnreachable
from connectors.storage.server.states import state_of
from connectors.storage.server.words import storage_words


def refused(database: Database, statement: str) -> str:
    with pytest.raises(psycopg.Error) as caught, database.transaction() as cursor:
        cursor.execute(statement.encode())
    return storage_words(caught.value)


def test_a_server_s_error_is_told_by_its_state_and_its_first_line_without_values(database: Database) -> None:
    with database.connection() as connection:
        connection.execute("CREATE TABLE people (name text PRIMARY KEY); INSERT INTO people VALUES ('Иванов')")
    told = refused(database, "INSERT INTO people VALUES ('Иванов')")
    assert told == '23505: ERROR: duplicate key value violates unique constraint "people_pkey"'
    assert refused(database, "SET TRANSACTION READ ONLY; DELETE FROM people").startswith("25006: ERROR: cannot execute")
    assert refused(database, "SELECT 1 FROM nowhere").startswith('42P01: ERROR: relation "nowhere" does not exist')


def test_a_database_that_takes_no_more_connections_is_told_so(database: Database, database_url: str) -> None:
    role = sql.Identifier("desk_crowd")
    with psycopg.connect(database_url, autocommit=True) as owner, ExitStack() as crowd:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN CONNECTION LIMIT 2").format(role))
        try:
            url = make_conninfo(database.url, user="desk_crowd")
            for _ in range(2):
                crowd.enter_context(psycopg.connect(url))
            with pytest.raises(DatabaseUnreachable) as caught:
                Database(url)
            assert re.match(r'53300: .*FATAL: too many connections for role "desk_crowd"', storage_words(caught.value))
            assert "53300" in caught.value.text.ru
        finally:
            crowd.close()
            owner.execute(sql.SQL("DROP OWNED BY {}; DROP ROLE {}").format(role, role))


def until_gone(owner: psycopg.Connection[Any], role: str) -> None:
    """The server notices a moment later that a connection was closed."""
    while owner.execute("SELECT FROM pg_stat_activity WHERE usename = %s", (role,)).fetchone() is not None:
        pass


def test_a_desk_gives_idle_connections_back_when_the_server_has_none_left(
    database: Database, database_url: str
) -> None:
    role = sql.Identifier("desk_few")
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN CONNECTION LIMIT 2").format(role))
        try:
            with Database(make_conninfo(database.url, user="desk_few")) as desk:
                with desk.connection(), desk.connection():
                    pass
                assert desk.standing().idle == 2
                # One that nobody uses makes room for the lease; where all are used the refusal is told as it is.
                desk.dedicated().close()
                assert desk.standing().idle == 0
                until_gone(owner, "desk_few")
                with desk.connection(), desk.connection(), pytest.raises(psycopg.OperationalError) as caught:
                    desk.dedicated()
                told = state_of(caught.value)
                assert "too many connections (53300)" in told.en
                assert "max_connections: на каждый Deskledger из двух веб-процессов до 36" in told.ru
        finally:
            owner.execute(sql.SQL("DROP OWNED BY {}; DROP ROLE {}").format(role, role))


@pytest.mark.parametrize(
    ("change", "state"),
    [({"dbname": "desk_nowhere"}, "3D000"), ({"user": "desk_nobody"}, "28000"), ({"port": "1"}, "08001")],
)
def test_why_a_connection_is_not_made_is_told_by_the_state_that_the_words_stand_for(
    database: Database, change: dict[str, str], state: str
) -> None:
    with pytest.raises(DatabaseUnreachable) as caught:
        Database(make_conninfo(database.url, **change))
    assert storage_words(caught.value).startswith(f"{state}: ")
    assert "\n" not in caught.value.text.en


def test_what_is_no_word_of_the_server_is_told_by_its_kind() -> None:
    assert storage_words(RuntimeError("the disk is on fire\nand more")) == "RuntimeError: the disk is on fire"
    assert storage_words(psycopg.OperationalError("the connection is lost")) == "08006: the connection is lost"


def test_a_server_without_room_for_a_desk_is_told_with_the_numbers(database: Database) -> None:
    assert shortage(database, need=1) is None
    told = shortage(database, need=10_000)
    assert told is not None
    assert re.search(r"needs up to 10000, \d+ of \d+ are free", told.en)
    assert "max_connections" in told.ru


def test_the_tightest_limit_decides(database: Database) -> None:
    name = sql.Identifier(str(conninfo_to_dict(database.url)["dbname"]))
    with database.connection() as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} CONNECTION LIMIT 7").format(name))
    told = shortage(database, need=20)
    assert told is not None
    assert " из 7." in told.ru
