"""Everything that waits in the database has a limit and says so: requests, appends, loops, rebuilds, migrations."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from structlog.testing import capture_logs

from connectors.storage.feeds import positions
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server import database as module
from connectors.storage.server import limits, migrate
from connectors.storage.server.database import BUSY, Database, StorageIsBusy
from connectors.storage.server.limits import LOOPS, REQUESTS, Limits
from connectors.storage.server.migrate import TablesAreHeld
from replay import rebuild as replay
from replay.rebuild import ReadModelIsHeld
from tests.connectors.storage.samples import change, command_id, stream_id
from tests.connectors.storage.tally import Tally


@contextmanager
def held(database: Database, statement: str) -> Iterator[None]:
    """Another session that holds something, in the name of pg_dump."""
    with psycopg.connect(database.url, application_name="pg_dump") as connection:
        connection.execute(statement.encode())
        yield


def test_every_connection_has_both_limits(database: Database) -> None:
    with database.connection() as connection:
        row = connection.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        assert row.fetchone() == (f"{REQUESTS.lock_s}s", f"{REQUESTS.statement_s}s")


def test_a_transaction_may_choose_others_and_leaves_none_behind(database: Database) -> None:
    with database.transaction() as cursor:
        limits.limit(cursor, LOOPS)
        assert cursor.execute("SHOW statement_timeout").fetchone() == ("10min",)
    with database.transaction() as cursor:
        assert cursor.execute("SHOW statement_timeout").fetchone() == (f"{REQUESTS.statement_s}s",)


def test_an_append_that_somebody_holds_up_is_refused_in_words_and_stores_nothing(
    fresh_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REQUESTS", Limits(lock_s=0.05, statement_s=5))
    with Database(fresh_database_url) as database:
        log = PostgresLog(database)
        stream, wanted = stream_id(), command_id()
        with (
            capture_logs() as told,
            held(database, "SELECT pg_advisory_xact_lock(hashtextextended('desk.facts', 0))"),
            pytest.raises(StorageIsBusy) as caught,
        ):
            log.append([change(stream, 0, 2)], command_id=wanted, fingerprint=b"f")
        assert "nothing was stored" in caught.value.text.en
        assert "ничего не записано" in caught.value.text.ru
        assert told[0]["error"].startswith("55P03: ERROR: canceling statement due to lock timeout")
        assert log.append([change(stream, 0, 2)], command_id=wanted, fingerprint=b"f").version == 2


def test_a_statement_that_takes_too_long_is_cut_off(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REQUESTS", Limits(lock_s=1, statement_s=0.05))
    with Database(fresh_database_url) as database, pytest.raises(BUSY), database.transaction() as cursor:
        cursor.execute("SELECT pg_sleep(60)")


def test_a_migration_tells_who_is_in_its_way(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "MIGRATIONS", Limits(lock_s=0.05, statement_s=0))
    with Database(empty_database_url) as database:
        with (
            held(database, "SELECT pg_advisory_lock(hashtextextended('desk.migrations', 0))"),
            pytest.raises(TablesAreHeld, match=r"pg_dump, pid \d+"),
        ):
            migrate.migrate(database)
        assert len(migrate.migrate(database)) == len(migrate.migrations())


def test_a_swap_never_makes_a_list_wait_behind_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "PAUSE_S", 0.01)
    tally = Tally()
    positions.prepare(database, tally)
    log = PostgresLog(database)
    log.append([change(stream_id(), 0, 3)], command_id=command_id(), fingerprint=b"f")
    tried = threading.Event()
    monkeypatch.setattr(replay._Wait, "for_holders", lambda *_: tried.set())
    done: list[int] = []

    def work() -> None:
        done.append(replay.rebuild(Tally(), log, database, fingerprint=str(uuid4())))

    worker = threading.Thread(target=work)
    with held(database, "LOCK TABLE views.tally IN ACCESS SHARE MODE"):
        worker.start()
        assert tried.wait(timeout=60)
        for _ in range(20):
            with database.transaction() as cursor:
                # Far less than the dump would hold it: the swap stands in the queue for a moment only.
                cursor.execute("SET LOCAL lock_timeout TO '3s'")
                assert tally.counted(cursor) == (0, 0)
        assert not done
    worker.join(timeout=60)
    assert done == [3]
    with database.transaction() as cursor:
        assert tally.counted(cursor)[0] == 3


def test_a_swap_that_is_barred_for_too_long_says_who_bars_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "PAUSE_S", 0.0)
    monkeypatch.setattr(replay, "SHORT_MS", 10)
    monkeypatch.setattr(replay, "LONGEST_WAIT_S", 0.2)
    tally = Tally()
    positions.prepare(database, tally)
    with (
        capture_logs() as told,
        held(database, "LOCK TABLE views.tally IN ACCESS SHARE MODE"),
        pytest.raises(ReadModelIsHeld, match=r"pg_dump \(pid \d+"),
    ):
        replay.rebuild(Tally(), PostgresLog(database), database, fingerprint="new")
    assert told[0]["event"] == "rebuild_waits"
    assert "pg_dump" in told[0]["ru"]
    with database.transaction() as cursor:
        assert tally.counted(cursor) == (0, 0)
