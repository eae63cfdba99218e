"""Leases: one holder at most, free the moment it dies."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from connectors.storage.feeds import leases
from connectors.storage.feeds.leases import Lease, Leases
from connectors.storage.server.database import Database
from tests.support.begun import PIPE, Program


def eventually(lease: Lease, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if lease.acquire():
            return True
    return False


def test_of_many_that_reach_for_a_lease_one_holds_it(database: Database) -> None:
    contenders = [Lease(Leases(database), "clocks") for _ in range(8)]
    start = threading.Barrier(8)

    def reach(lease: Lease) -> bool:
        start.wait()
        return lease.acquire()

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(reach, contenders))
    assert won.count(True) == 1
    assert [lease.is_held() for lease in contenders] == won
    holder = contenders.pop(won.index(True))
    assert holder.acquire()
    assert not any(lease.acquire() for lease in contenders)
    holder.release()
    assert eventually(contenders[0])
    for lease in contenders:
        lease.release()


def test_leases_of_two_names_do_not_meet(database: Database) -> None:
    first, second = Lease(Leases(database), "clocks"), Lease(Leases(database), "mail")
    assert (first.acquire(), second.acquire()) == (True, True)
    first.release()
    second.release()


def test_the_second_takes_over_when_the_first_is_killed_with_9(database: Database) -> None:
    with Program("-m", "tests.connectors.storage.holder", database.url, "clocks", stdout=PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        second = Lease(Leases(database), "clocks")
        assert not second.acquire()
        holder.kill()
        assert eventually(second)
    second.release()


def test_who_lost_the_connection_knows_that_the_lease_is_gone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Lease(Leases(database), "clocks"), Lease(Leases(database), "clocks")
    assert first.acquire()
    with database.connection() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    assert eventually(second)
    monkeypatch.setattr(leases, "CHECK_S", 0.0)
    assert not first.is_held()
    assert not first.acquire()
    second.release()
    assert eventually(first)
    first.release()


def test_a_holder_without_a_machine_is_missed_in_seconds(database: Database) -> None:
    lease = Lease(Leases(database), "clocks")
    assert lease.acquire()
    connection = lease._leases._connection
    assert isinstance(connection, psycopg.Connection)
    row = connection.execute("SELECT current_setting('tcp_keepalives_idle'), inet_server_addr() IS NULL").fetchone()
    # Over a Unix socket both sides share the machine, and the setting reads as 0.
    assert row in {("5", False), ("0", True)}
    lease.release()
