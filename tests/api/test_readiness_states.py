"""What ails the storage is told by readiness as what it is: silence is only one of the states."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from api.readiness import readiness
from connectors.storage.server.database import Database
from tests.api.test_readiness import desk_with, reasons
from tests.support.database import running_server


def test_a_server_without_a_free_connection_is_told_as_that_and_not_as_silent(
    database: Database, database_url: str
) -> None:
    role = sql.Identifier("desk_crowded")
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN SUPERUSER").format(role))
        try:
            with Database(make_conninfo(database.url, user="desk_crowded")) as opened:
                desk = desk_with(opened)
                owner.execute(sql.SQL("ALTER ROLE {} NOSUPERUSER CONNECTION LIMIT 1").format(role))
                with opened.connection():
                    is_ready, told = readiness(desk)
        finally:
            owner.execute(sql.SQL("ALTER ROLE {} SUPERUSER").format(role))
            owner.execute(sql.SQL("DROP ROLE {}").format(role))

    assert (is_ready, reasons(told)) == (False, {"storage-has-no-connection-free"})
    texts = told["reasons"][0]["texts"]
    assert "too many connections (53300)" in texts["en"]
    assert "max_connections" in texts["ru"]


@pytest.mark.parametrize("change", ["views.parked RENAME COLUMN projection TO x", "views.positions DROP COLUMN poison"])
def test_a_column_that_is_missing_is_told_as_that_and_not_as_silence(database: Database, change: str) -> None:
    desk = desk_with(database)
    with database.connection() as connection:
        connection.execute(f"ALTER TABLE {change}".encode())
    is_ready, told = readiness(desk)

    assert (is_ready, reasons(told)) == (False, {"storage-lacks-a-table-or-column"})
    assert "desk rebuild NAME" in told["reasons"][0]["texts"]["en"]
    assert "нет таблицы или столбца" in told["reasons"][0]["texts"]["ru"]
    assert told["storage"] == "UndefinedColumn"


def test_a_server_that_is_gone_is_told_as_silent() -> None:
    with running_server() as url:
        desk = desk_with(Database(url))
    is_ready, told = readiness(desk)
    desk.database.close()

    assert (is_ready, reasons(told)) == (False, {"storage-does-not-answer"})
