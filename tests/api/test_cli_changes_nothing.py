"""Commands that look, or write to what stands, leave another desk's tables: they are told of, never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from api.cli import app as cli_app
from connectors.storage.server import migrate as module
from connectors.storage.server.database import Database
from connectors.storage.server.migrate import migrate, migrations
from tests.api.test_cli import Run, desk, prepared
from tests.support.database import new_database

__all__ = ["desk"]


def everything(database: Database) -> list[tuple[object, ...]]:
    """Every table and column there is, and what is known of migrations and read models."""
    with database.connection() as connection:
        found = connection.execute(
            "SELECT table_schema::text, table_name::text, column_name::text FROM information_schema.columns"
            " WHERE table_schema IN ('desk', 'views', 'views_next') ORDER BY 1, 2, 3"
        ).fetchall()
        for table in ("desk.migrations", "views.positions"):
            row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone()
            if row and row[0]:
                found += connection.execute(f"SELECT * FROM {table} ORDER BY 1".encode()).fetchall()  # noqa: S608 - names above
    return found


def older(database: Database) -> None:
    steps = migrations()
    with pytest.MonkeyPatch.context() as before:
        before.setattr(module, "migrations", lambda: steps[:-1])
        migrate(database)


def newer(database: Database) -> None:
    prepared(database)
    with database.connection() as connection:
        connection.execute("INSERT INTO desk.migrations VALUES (9999, '9999_from_the_future', 'x')")


def empty(_database: Database) -> None:
    """Nothing was ever made here."""


MADE = {older: "desk migrate", newer: "более новой версией", empty: "desk serve"}


@pytest.fixture(scope="module")
def left(request: pytest.FixtureRequest, database_url: str) -> Iterator[tuple[Database, str]]:
    """A database that another desk left, and what is told of it: one for all commands, as none may change it."""
    with new_database(database_url) as url, Database(url) as database:
        request.param(database)
        yield database, MADE[request.param]


def in_turn(*made_by: Callable[[Database], None]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("left", made_by, indirect=True, scope="module")


LOOKING = [
    ["health"],
    ["tickets"],
    ["card", "1001"],
    ["history", "1001"],
    ["sla", "1001"],
    ["quarantine"],
    ["token", "--list"],
    ["zones"],
    ["audit", "seals"],
]
WRITING = [["token", "Anna"], ["quarantine", "1", "--release"], ["password", "admin"], ["rebuild", "agreements"]]


@pytest.mark.parametrize("command", [*LOOKING, *WRITING, ["intake", "mail.eml"]])
@in_turn(older, newer, empty)
def test_tables_of_an_older_or_a_newer_desk_are_told_of_and_left(
    desk: Run, monkeypatch: pytest.MonkeyPatch, command: list[str], left: tuple[Database, str]
) -> None:
    database, told = left
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    before = everything(database)
    status, out, err = desk(*command)
    assert (status, out) == (1, "")
    assert told in err
    assert everything(database) == before


@in_turn(older, newer)
def test_only_an_untouched_database_is_begun_by_founding_a_desk(
    desk: Run, monkeypatch: pytest.MonkeyPatch, left: tuple[Database, str]
) -> None:
    database, told = left
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    before = everything(database)
    status, out, err = desk("found")
    assert (status, out, told in err) == (1, "", True)
    assert everything(database) == before


def test_founding_makes_the_tables_of_an_untouched_database(
    desk: Run, monkeypatch: pytest.MonkeyPatch, empty_database_url: str
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", empty_database_url)
    status, out, _ = desk("found")
    assert (status, "admin" in out) == (0, True)
    assert desk("found") == (0, "Уже основано: пароли показаны не будут\n", "")


@pytest.mark.parametrize("command", LOOKING[1:5])
def test_looking_takes_nothing_in_and_says_that_not_everything_is_shown(
    desk: Run, monkeypatch: pytest.MonkeyPatch, database: Database, command: list[str]
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    monkeypatch.setattr(cli_app, "LAG_S", 0.01)
    prepared(database).found()
    before = everything(database)
    assert "Показано не всё" in desk(*command)[2]
    assert "are behind the log" in desk(*command, language="en")[2]
    assert everything(database) == before


def test_health_tells_of_read_models_that_the_next_start_would_make_anew_and_makes_none(
    desk: Run, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    prepared(database)
    with database.connection() as connection:
        connection.execute("UPDATE views.positions SET fingerprint = 'other' WHERE name = 'agreements'")
        connection.execute("DROP TABLE views.ticket_timeline")
    before = everything(database)
    status, out, err = desk("health", language="en")
    assert (status, out) == (1, "")
    assert "as another version of the desk made them: ticket_timeline, agreements." in err
    assert everything(database) == before


def test_a_token_is_made_without_touching_the_read_models(
    desk: Run, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    before = everything(database)
    status, out, _ = desk("token", "Anna")
    assert (status, out.startswith("desk_")) == (0, True)
    assert everything(database) == before


def test_a_read_model_whose_positions_were_emptied_heals_at_the_next_start(database: Database) -> None:
    first = prepared(database)
    with database.connection() as connection:
        connection.execute("DELETE FROM views.positions")
    assert set(first.prepare()) == {consumer.name for consumer in first.consumers}
    assert first.prepare() == []
    first.refuse_other_read_models()


def takes_no_writes(database: Database) -> None:
    """As a stand-by server: every session that begins now is read-only."""
    name = sql.Identifier(str(conninfo_to_dict(database.url)["dbname"]))
    with database.connection() as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))


@pytest.mark.parametrize(
    "command", [["serve", "--port", "0"], ["intake", "mail.eml"], ["rebuild", "agreements"], ["found"]]
)
def test_a_database_that_takes_no_writes_is_said_so_with_the_way_out(
    desk: Run, monkeypatch: pytest.MonkeyPatch, database: Database, command: list[str]
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    prepared(database)
    takes_no_writes(database)
    status, out, err = desk(*command)
    assert (status, out) == (1, "")
    assert "не принимает записи" in err
    assert "ведущий сервер" in err


def test_a_database_that_takes_no_writes_can_be_looked_at_and_has_nothing_to_migrate(
    desk: Run, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    prepared(database)
    takes_no_writes(database)
    assert [desk(*command)[0] for command in (["tickets"], ["quarantine"], ["token", "--list"])] == [0, 0, 0]
    assert desk("migrate") == (0, "Всё уже применено\n", "")
    status, _, err = desk("token", "Anna", language="en")
    assert (status, "takes no writes" in err, "25006" in err) == (1, True, True)


def test_tables_are_not_made_in_a_database_that_takes_no_writes_and_this_is_said(
    desk: Run, monkeypatch: pytest.MonkeyPatch, empty_database_url: str
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", empty_database_url)
    with Database(empty_database_url) as database:
        takes_no_writes(database)
    for command in (("migrate",), ("serve", "--port", "0")):
        status, out, err = desk(*command, language="en")
        assert (status, out, "takes no writes" in err) == (1, "", True)
