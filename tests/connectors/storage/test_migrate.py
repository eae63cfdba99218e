"""Migrations: once each, in turn, never edited, never by an older desk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from connectors.storage.server.database import Database, DatabaseUnreachable, ServerTooOld
from connectors.storage.server.migrate import (
    DatabaseIsNewer,
    Migration,
    MigrationWasEdited,
    migrate,
    migrations,
    pending,
)


def test_all_steps_are_applied_once(empty_database_url: str) -> None:
    with Database(empty_database_url) as database:
        names = [step.name for step in migrations()]
        assert pending(database) == names
        assert migrate(database) == names
        assert migrate(database) == []
        assert pending(database) == []


def test_numbers_are_consecutive() -> None:
    assert [step.number for step in migrations()] == list(range(1, len(migrations()) + 1))


def test_two_desks_that_start_at_once_take_turns(empty_database_url: str) -> None:
    with Database(empty_database_url) as database, ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(lambda _: migrate(database), range(4)))
    assert sorted(map(len, applied)) == [0, 0, 0, len(migrations())]


def test_a_database_newer_than_the_code_is_refused(database: Database) -> None:
    with database.connection() as connection:
        connection.execute("INSERT INTO desk.migrations VALUES (9999, '9999_from_the_future', 'x')")
    with pytest.raises(DatabaseIsNewer, match="9999_from_the_future"):
        migrate(database)


def test_an_edited_step_is_refused(database: Database) -> None:
    with database.connection() as connection:
        connection.execute("UPDATE desk.migrations SET checksum = 'other' WHERE number = 1")
    with pytest.raises(MigrationWasEdited, match="0001_facts"):
        pending(database)


def test_an_unreachable_server_is_said_in_both_languages() -> None:
    with pytest.raises(DatabaseUnreachable) as caught:
        Database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    assert "DESK_DATABASE_URL" in caught.value.text.ru
    assert "127.0.0.1" in caught.value.text.en


def test_an_old_server_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.storage.server.database.OLDEST_SERVER", 99)
    with pytest.raises(ServerTooOld, match="needs version 99"):
        Database(database.url)


def test_the_search_path_reads_views_before_the_truth(database: Database) -> None:
    with database.connection() as connection:
        assert connection.execute("SHOW search_path").fetchone() == ("views, desk",)
    with Database(database.url, views="views_next") as rebuild, rebuild.transaction() as cursor:
        assert cursor.execute("SHOW search_path").fetchone() == ("views_next, desk",)


def with_another(text: str) -> tuple[Migration, ...]:
    return (*migrations(), Migration(len(migrations()) + 1, "9000_tomorrow", text))


def test_a_step_that_is_interrupted_half_way_leaves_nothing_and_is_done_again(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The steps before it stay; what it had done is gone; its second half cuts the connection."""
    half, whole = "CREATE TABLE desk.tomorrow (n int);", "CREATE TABLE desk.after_tomorrow (n int);"
    known = migrations()
    cut = with_another(half + "SELECT pg_terminate_backend(pg_backend_pid());" + whole)
    mended = with_another(half + whole)
    with Database(empty_database_url) as database:
        monkeypatch.setattr("connectors.storage.server.migrate.migrations", lambda: cut)
        with pytest.raises(psycopg.OperationalError):
            migrate(database)
        assert pending(database) == ["9000_tomorrow"]
        with database.connection() as connection:
            assert connection.execute("SELECT to_regclass('desk.tomorrow')").fetchone() == (None,)
            assert connection.execute("SELECT count(*) FROM desk.migrations").fetchone() == (len(known),)
        monkeypatch.setattr("connectors.storage.server.migrate.migrations", lambda: mended)
        assert migrate(database) == ["9000_tomorrow"]
        assert pending(database) == []


def test_every_step_has_a_number_of_its_own() -> None:
    assert [step.number for step in migrations()] == list(range(1, len(migrations()) + 1))
