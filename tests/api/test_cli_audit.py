"""``desk audit`` and ``desk migrate``: whether the log is what was sealed, and older facts sealed with a bar."""

from __future__ import annotations

import gzip
from typing import get_args

import psycopg
import pytest

from api.cli.audit import told as told_of_audit
from connectors.storage.log import seals
from connectors.storage.proof.audit import Finding, How
from connectors.storage.server.database import Database
from tests.api.serving import World
from tests.api.test_cli import Run, desk, prepared
from tests.journeys.test_data_of_an_earlier_desk import WRITTEN

__all__ = ["desk"]


def test_an_audit_says_that_the_log_is_what_was_sealed_up_to_which_link(desk: Run, world: World) -> None:
    world.ticket()
    with world.desk.database.connection() as connection:
        last, link = seals.last_seal(connection)
    status, out, _ = desk("audit", "seals")
    assert status == 0
    assert f"Факты с 1 по {last} — те, что были запечатаны." in out
    assert link.hex() in out
    assert f"The facts from 1 to {last} are those that were sealed." in desk("audit", "seals", language="en")[1]
    behind = desk("audit", "seals", "--from", str(last + 1))
    assert (behind[0], behind[1]) == (0, "С этой позиции фактов нет\n"), "a script goes on where it left off"


def test_an_audit_from_beyond_the_log_is_refused(desk: Run, world: World) -> None:
    """Where the log went that far before, facts are gone: that is no success."""
    last = world.desk.log.head()
    status, out, err = desk("audit", "seals", "--from", str(last + 2))
    assert (status, out) == (1, "")
    assert f"Позиции {last + 2} в журнале нет: он кончается на {last}. Укажите --from не больше {last + 1}." in err
    err = desk("audit", "seals", "--from", str(2**63), language="en")[2]
    assert f"There is no position {2**63} in the log: it ends at {last}. Give --from at most {last + 1}." in err


def test_an_audit_tells_what_was_altered_and_what_to_do(
    desk: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", database.url)
    prepared(database).found()
    with database.transaction() as cursor:
        cursor.execute("ALTER TABLE desk.facts DISABLE TRIGGER USER")
        cursor.execute("UPDATE desk.facts SET state = '{}' WHERE notification_id = 2")
    status, out, err = desk("audit", "seals")
    assert (status, out) == (1, "")
    assert "Факт на позиции 2 не тот, что был запечатан: его изменили. Сравните с копией базы." in err
    assert "position 2 is not the one that was sealed: it was altered" in desk("audit", "seals", language="en")[2]


@pytest.mark.parametrize("how", get_args(How))
def test_whatever_an_audit_finds_has_words_in_both_languages(how: How) -> None:
    text = told_of_audit(Finding(4, how, 7))
    assert "4" in text.ru
    assert "4" in text.en
    assert text.ru != text.en
    assert "{" not in text.ru + text.en


def test_older_facts_are_sealed_by_a_migration_that_shows_how_far_it_is(
    desk: Run, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        connection.execute(gzip.decompress((WRITTEN / "desk.sql.gz").read_bytes()))
        row = connection.execute("SELECT max(notification_id) FROM desk.facts").fetchone()
    assert row is not None
    monkeypatch.setenv("DESK_DATABASE_URL", empty_database_url)
    status, out, err = desk("migrate")
    assert status == 0
    assert "0015_seals" in out
    assert "Запечатываются прежние факты" in err
    assert f"{row[0]}/{row[0]}" in err
    assert "Запечатываются" not in desk("migrate")[2]
    with psycopg.connect(empty_database_url) as connection:
        told = connection.execute("SELECT max(notification_id) FROM desk.facts").fetchone()
    assert told is not None
    status, out, _ = desk("audit", "seals", language="en")
    assert (status, f"The facts from 1 to {told[0]} are those that were sealed." in out) == (0, True)
