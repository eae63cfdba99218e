"""Loops: told apart by leases, woken by hints, living by polls, outliving servers, ending within seconds."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TypeVar

import psutil  # type: ignore[import-untyped] # it ships no types
import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from structlog.testing import capture_logs
from typing_extensions import override

from connectors.storage.embedded.server import EmbeddedServer
from connectors.storage.feeds import consumer as consuming
from connectors.storage.feeds import loops as module
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.feeds.hints import FACTS, Hints
from connectors.storage.feeds.loops import Loop, Loops, State
from connectors.storage.feeds.waiting import Waiter
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database, Row
from connectors.storage.server.migrate import migrate
from tests.connectors.storage.samples import change, command_id, stream_id
from tests.connectors.storage.tally import Tally
from tests.support.processes import until_ended

LONG_S = 20.0
T = TypeVar("T")


class Turns:
    """A loop that does what a test says, and counts its turns."""

    wakes_on = FACTS

    def __init__(self, work: Callable[[], float], name: str = "turns") -> None:
        self.name = name
        self.count = 0
        self._work = work

    def turn(self) -> float:
        self.count += 1
        return self._work()


@contextmanager
def running(database: Database, *loops: Loop, hints: Hints | None = None) -> Iterator[Loops]:
    made = Loops(database, loops, hints or Hints(database))
    made.start()
    try:
        yield made
    finally:
        made.stop()


def becomes_true(told: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + LONG_S
    while not told():
        if time.monotonic() > deadline:
            return False
        os.sched_yield()
    return True


def state(loops: Loops) -> State:
    return loops.health()[0].state


def consumer(database: Database) -> Consumer:
    tally = Tally()
    positions.prepare(database, tally)
    return Consumer(tally, PostgresLog(database), database)


def append(database: Database) -> int:
    return PostgresLog(database).append([change(stream_id(), 0, 3)], command_id=command_id(), fingerprint=b"f").position


def reached(database: Database, position: int) -> bool:
    waiter = Waiter(database)
    try:
        return waiter.wait(("tally",), position, LONG_S)
    finally:
        waiter.stop()


def test_a_second_instance_stands_by_and_takes_over(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STANDBY_S", 0.01)
    first, second = Turns(lambda: LONG_S), Turns(lambda: LONG_S)
    with running(database, second) as standby:
        assert becomes_true(lambda: state(standby) == "running")
        with running(database, first) as late:
            assert becomes_true(lambda: state(late) == "standby")
            assert first.count == 0
            standby.stop()
            assert state(standby) == "stopped"
            assert becomes_true(lambda: state(late) == "running")
    assert first.count > 0


def test_what_goes_wrong_in_one_loop_is_told_tried_again_and_harms_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FIRST_PAUSE_S", 0.01)
    mended = Event()

    def fail() -> float:
        if not mended.is_set():
            raise RuntimeError("the disk is on fire")
        return LONG_S

    broken, well = Turns(fail, "broken"), Turns(lambda: LONG_S, "well")
    with running(database, broken, well) as loops:
        assert becomes_true(lambda: broken.count >= 3)
        told = {loop.name: (loop.state, loop.error) for loop in loops.health()}
        assert told["broken"] == ("retrying", "RuntimeError: the disk is on fire")
        assert becomes_true(lambda: loops.health()[1].state == "running")
        mended.set()
        assert becomes_true(lambda: state(loops) == "running")


def test_a_poisoned_projection_shows_and_every_other_goes_on(database: Database) -> None:
    bad = Tally(before=lambda _cursor, _recorded: 1 / 0, name="bad")  # type: ignore[arg-type] # it raises
    positions.prepare(database, bad)
    with running(database, Consumer(bad, PostgresLog(database), database), consumer(database)) as loops:
        position = append(database)
        assert reached(database, position)
        assert becomes_true(lambda: by_name(database)["bad"].poison_at == 1)
        assert becomes_true(lambda: {loop.state for loop in loops.health()} == {"running"})
    assert "ZeroDivisionError" in str(by_name(database)["bad"].poison)
    assert by_name(database)["bad"].position == 0


def by_name(database: Database) -> dict[str, positions.Place]:
    return {standing.name: standing for standing in positions.read_all(database)}


def test_a_hint_wakes_only_who_waits_for_its_topic(database: Database) -> None:
    facts, clocks, idle = Turns(lambda: 600.0, "facts"), Turns(lambda: 600.0, "clocks"), Turns(lambda: 600.0, "idle")
    clocks.wakes_on, idle.wakes_on = "tally", "nothing"
    hints = Hints(database)
    hints.start()
    try:
        with running(database, facts, clocks, idle, hints=hints):
            assert becomes_true(lambda: min(facts.count, clocks.count, idle.count) >= 1)
            # The listener's own first word wakes everybody once.
            assert becomes_true(lambda: hints._everybody == 1)
            assert becomes_true(lambda: hints.count(FACTS) == 1)
            quiet = clocks.count
            append(database)
            assert becomes_true(lambda: hints.count(FACTS) == 2)
            positions.prepare(database, Tally())
            with positions.turn(database, "tally") as (cursor, _):
                positions.end_turn(cursor, "tally", 3)
            assert becomes_true(lambda: clocks.count > quiet)
            assert idle.count <= 2
    finally:
        hints.stop()


def test_while_hints_are_heard_nobody_looks_often_and_everybody_does_as_soon_as_they_are_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = Hints(database)
    assert hints.longest_sleep_s() == consuming.IDLE_S == 1.0
    hints.start()
    try:
        assert becomes_true(lambda: hints.longest_sleep_s() == 10.0)
        following = Consumer(Tally(), PostgresLog(database), database, idle=hints.longest_sleep_s)
        positions.prepare(database, following.projection)
        assert following.turn() == 10.0
        assert following.rests_at() == 0
        woken = hints.count("tally")
        monkeypatch.setattr(database, "dedicated", lambda: psycopg.connect("host=/nowhere"))
        with psycopg.connect(database.url, autocommit=True) as killer:
            killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
        assert becomes_true(lambda: hints.count("tally") > woken)
        assert hints.longest_sleep_s() == 1.0
    finally:
        hints.stop()


@pytest.mark.parametrize("listening", [False, True])
def test_without_hints_the_view_catches_up_by_polling(
    database: Database, monkeypatch: pytest.MonkeyPatch, *, listening: bool
) -> None:
    """Nobody listens at all, or the backend that does is frozen: the poll is the truth."""
    monkeypatch.setattr(consuming, "IDLE_S", 0.05)
    hints, frozen = Hints(database), None
    if listening:
        hints.start()
        frozen = listener(database)
        os.kill(frozen, signal.SIGSTOP)
    try:
        with running(database, consumer(database), hints=hints):
            for _ in range(2):
                assert reached(database, append(database))
    finally:
        if frozen is not None:
            os.kill(frozen, signal.SIGCONT)
        hints.stop()


def listener(database: Database) -> int:
    """The backend that listens, which this process may freeze: it runs on this machine."""
    if not str(conninfo_to_dict(database.url).get("host", "")).startswith("/"):
        pytest.skip("the server may run on another machine")
    found: list[int] = []

    def listens() -> bool:
        with database.connection() as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN desk_views'"
            ).fetchall()
        found[:] = [row[0] for row in rows]
        return bool(found)

    assert becomes_true(listens)
    if not os.access(f"/proc/{found[0]}/mem", os.W_OK):
        pytest.skip("the server belongs to another user")
    return found[0]


def test_a_stop_takes_seconds_also_when_a_turn_hangs(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_STOP_S", 0.2)
    go = Event()

    def hang() -> float:
        go.wait(LONG_S)
        return 0.0

    hanging = [Turns(hang, f"hangs {nth}") for nth in range(4)]
    loops = Loops(database, hanging, Hints(database))
    loops.start()
    assert becomes_true(lambda: all(loop.count for loop in hanging))
    begun = time.monotonic()
    loops.stop()
    assert time.monotonic() - begun < 4
    go.set()
    loops.stop()
    assert {loop.state for loop in loops.health()} == {"stopped"}


def test_sleeping_loops_stop_at_once(database: Database) -> None:
    sleeper = Turns(lambda: 600.0)
    hints = Hints(database)
    hints.start()
    with running(database, sleeper, hints=hints) as loops:
        assert becomes_true(lambda: state(loops) == "running")
    assert state(loops) == "stopped"
    hints.stop()
    assert not hints._thread.is_alive()


class Hasty(Database):
    """What is to be seen of loops comes after a turn's patience with a server that is away."""

    @override
    def patiently(self, work: Callable[[Connection[Row]], T], *, patience: float = 1.0) -> T:
        return super().patiently(work, patience=patience)


def test_loops_outlive_a_server_that_is_killed_with_9_and_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST_PAUSE_S", 0.2)
    home = Path(tempfile.mkdtemp(prefix="desk-restart-"))
    server = EmbeddedServer(home / "pg")
    try:
        with Hasty(server.start()) as database:
            migrate(database)
            hints = Hints(database)
            hints.start()
            with running(database, consumer(database), hints=hints) as loops:
                assert reached(database, append(database))
                kill_server(home / "pg")
                assert becomes_true(lambda: state(loops) in {"retrying", "standby"})
                server.revive()
                assert reached(database, append(database))
                assert becomes_true(lambda: state(loops) == "running")
                assert reached(database, append(database))
            hints.stop()
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def kill_server(folder: Path) -> None:
    postmaster = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
    backends = postmaster.children()
    postmaster.kill()
    until_ended(backends)


def test_lost_connections_of_all_kinds_are_outlived(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases, listener and pool are cut off together, three times."""
    monkeypatch.setattr(module, "_FIRST_PAUSE_S", 0.01)
    hints = Hints(database)
    hints.start()
    with running(database, consumer(database), hints=hints):
        for _ in range(3):
            assert reached(database, append(database))
            with psycopg.connect(database.url, autocommit=True) as killer:
                killer.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        assert reached(database, append(database))
    hints.stop()


def test_one_fault_of_the_storage_is_one_line_for_all_loops(database: Database) -> None:
    def full() -> float:
        raise psycopg.errors.DiskFull("could not extend file: No space left on device")

    made = [Turns(full, name=f"turns {nth}") for nth in range(3)]
    with capture_logs() as told, running(database, *made):
        assert becomes_true(lambda: all(turns.count for turns in made))
    assert [line["error"][:5] for line in told if line["event"] == "loop_retries"] == ["53100"]


def test_a_companion_works_under_no_lease_and_is_told_of_while_it_fails(database: Database) -> None:
    fails = Event()
    fails.set()

    def work() -> float:
        if fails.is_set():
            raise LookupError
        return 0.01

    one, another = Turns(work, "companion"), Turns(work, "companion")
    here, elsewhere = (Loops(database, (), Hints(database), [each]) for each in (one, another))
    here.start()
    elsewhere.start()
    try:
        assert becomes_true(lambda: [each.state for each in here.health()] == ["retrying"])
        fails.clear()
        assert becomes_true(lambda: here.health() == elsewhere.health() == [])
        assert becomes_true(lambda: min(one.count, another.count) > 3)
    finally:
        here.stop()
        elsewhere.stop()
