"""Waiting for a position: one look is enough, one watcher looks for all, and no for an answer is honest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.storage.feeds import positions, waiting
from connectors.storage.feeds.waiting import Waiter
from connectors.storage.server.database import Database
from tests.connectors.storage.tally import Tally

FOR_EVER = 600.0


@pytest.fixture
def waiter(database: Database) -> Iterator[Waiter]:
    positions.prepare(database, Tally())
    positions.prepare(database, Tally(name="other"))
    made = Waiter(database)
    yield made
    made.stop()


def move(database: Database, position: int, name: str = "tally") -> None:
    with positions.turn(database, name) as (cursor, _):
        positions.end_turn(cursor, name, position)


def test_what_is_reached_is_seen_at_the_first_look(database: Database) -> None:
    """With ten minutes between looks: no wait for the next one, and none at all for what is known."""
    positions.prepare(database, Tally())
    waiter = Waiter(database, poll_s=FOR_EVER)
    move(database, 7)
    assert waiter.wait(("tally",), 7, FOR_EVER)
    assert waiter.wait(("tally",), 5, FOR_EVER)
    assert waiter._looks == 1


def test_all_who_wait_share_one_watcher(database: Database, waiter: Waiter) -> None:
    with ThreadPoolExecutor(50) as pool:
        waits = [pool.submit(waiter.wait, ("tally", "other"), nth, FOR_EVER) for nth in range(1, 51)]
        for nth in (20, 50):
            move(database, nth)
            move(database, nth, "other")
        assert all(wait.result(10) for wait in waits)
    looks = waiter._looks
    assert looks < 2 * 50
    assert waiter._waiting == 0


def test_all_named_read_models_must_be_there(database: Database, waiter: Waiter) -> None:
    move(database, 9)
    assert waiter.wait(("tally",), 9, 10)
    assert not waiter.wait(("tally", "other"), 9, 0.02)
    assert not waiter.wait(("tally", "unheard of"), 9, 0.02)
    move(database, 9, "other")
    assert waiter.wait(("tally", "other"), 9, 10)


def test_without_time_left_one_look_is_taken(database: Database, waiter: Waiter) -> None:
    move(database, 3)
    assert waiter.wait(("tally",), 3, 0.0)
    assert not waiter.wait(("tally",), 4, 0.0)
    move(database, 4)
    assert waiter.wait(("tally",), 4, 0.0)


def test_a_look_that_hangs_is_not_waited_for(
    database: Database, waiter: Waiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "GRACE_S", 0.05)
    with database.transaction() as cursor:
        cursor.execute("LOCK TABLE views.positions IN ACCESS EXCLUSIVE MODE")
        begun = time.monotonic()
        assert not waiter.wait(("tally",), 1, 0.05)
        assert time.monotonic() - begun < 5


def test_a_lost_connection_is_outlived(database: Database, waiter: Waiter) -> None:
    assert not waiter.wait(("tally",), 1, 0.0)
    with database.dedicated() as killer:
        killer.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        )
    move(database, 1)
    assert waiter.wait(("tally",), 1, 10)


def test_a_stop_sends_everybody_home(waiter: Waiter) -> None:
    with ThreadPoolExecutor(4) as pool:
        waits = [pool.submit(waiter.wait, ("tally",), 1, FOR_EVER) for _ in range(4)]
        while waiter._waiting < 4:
            pass
        waiter.stop()
        assert [wait.result(10) for wait in waits] == [False] * 4
