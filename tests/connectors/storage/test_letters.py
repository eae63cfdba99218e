"""A database that knows no Cyrillic letters: refused with the way out, and an embedded one is mended."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from connectors.storage.embedded.server import EmbeddedServer
from connectors.storage.server import letters
from connectors.storage.server.database import Database
from connectors.storage.server.letters import DatabaseKnowsNoCyrillic, LettersAreNotMended
from connectors.storage.server.migrate import migrate
from tests.connectors.storage.test_embedded import desk, folder

__all__ = ["folder"]


@pytest.mark.parametrize(
    ("encoding", "told"), [("UTF8", "encoding UTF8, locale C"), ("SQL_ASCII", "encoding SQL_ASCII, locale C")]
)
def test_a_database_without_letters_is_refused_with_the_way_out(database_url: str, encoding: str, told: str) -> None:
    name = f"desk_letters_{encoding.lower()}"
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LOCALE 'C' LOCALE_PROVIDER libc").format(
                sql.Identifier(name), sql.Literal(encoding)
            )
        )
        try:
            with pytest.raises(DatabaseKnowsNoCyrillic) as caught:
                Database(make_conninfo(database_url, dbname=name))
        finally:
            owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    assert told in caught.value.text.en
    for text in (caught.value.text.en, caught.value.text.ru):
        assert f"pg_dump -n desk {name} | psql desk_new" in text
        assert "LOCALE 'C.UTF-8'" in text


def old_folder(folder: Path) -> None:
    """A data folder as a desk before this one made it under LC_ALL=C."""
    desk(folder, "go").communicate(timeout=120)
    server = EmbeddedServer(folder)
    url = server.start()
    with psycopg.connect(make_conninfo(url, dbname="template1"), autocommit=True) as owner:
        owner.execute("DROP DATABASE postgres WITH (FORCE)")
        owner.execute("CREATE DATABASE postgres TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER libc")
    with psycopg.connect(url, autocommit=True) as connection:
        assert not letters.knows_letters(connection)
        connection.execute("CREATE SCHEMA desk; CREATE TABLE desk.kept AS SELECT 'Ёж' AS who")
        connection.execute("CREATE SCHEMA views; CREATE TABLE views.positions AS SELECT 1 AS n")
    server.stop()


def test_an_old_data_folder_is_mended_and_the_former_database_is_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old_folder(folder)
    server = EmbeddedServer(folder)
    url = server.start()
    with pytest.raises(DatabaseKnowsNoCyrillic, match="desk serve"):
        Database(url)
    server.mend_letters()
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT lower(who), to_regclass('views.positions') FROM desk.kept").fetchone()
        assert row == ("ёж", None)
        assert letters.knows_letters(connection)
    with psycopg.connect(make_conninfo(url, dbname=letters.OLD)) as connection:
        assert connection.execute("SELECT n FROM views.positions").fetchone() == (1,)
    told = capsys.readouterr().out
    assert f"DROP DATABASE {letters.OLD}" in told
    server.mend_letters()
    server.stop()


def test_data_that_cannot_be_moved_stay_where_they_are(folder: Path) -> None:
    old_folder(folder)
    server = EmbeddedServer(folder)
    url = server.start()
    with psycopg.connect(url, autocommit=True) as another:
        another.execute("SELECT 1")
        with pytest.raises(LettersAreNotMended, match="being accessed by other users"):
            server.mend_letters()
        assert another.execute("SELECT who FROM desk.kept").fetchone() == ("Ёж",)
    server.mend_letters()
    with Database(url) as database:
        migrate(database)
    server.stop()
