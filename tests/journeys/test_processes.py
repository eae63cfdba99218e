"""The processes of a served desk: any of them is killed with 9 under load, and nothing that was accepted is lost."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from typing import Any
from uuid import UUID, uuid4

import httpx
import psutil  # type: ignore[import-untyped] # it ships no types
import pytest

from connectors.storage.accounts.tokens import Tokens
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.team import TeamFormed
from events.values.people import Actor
from tests.api.raw import connected, one_answer
from tests.api.test_serve import QUICK, Process, desk_serve
from tests.connectors.storage.test_embedded import folder

pytestmark = pytest.mark.journey

__all__ = ["folder"]

WEB = 2
PATIENCE_S = 30
LIVE = b"GET /health/live HTTP/1.1\r\nHost: desk\r\n\r\n"


class Served:
    """A desk of some processes, and somebody who may do anything there."""

    def __init__(self, desk: Process, database: Database) -> None:
        self.desk = desk
        self.database = database
        self.token_id = uuid4()
        actor = Actor(kind="person", id=uuid4(), name="Ольга")
        now = datetime.now(UTC)
        self.token = Tokens(database).make(actor, frozenset({"administrator"}), now=now, token_id=self.token_id)

    def processes(self) -> list[psutil.Process]:
        """Those that the parent forked off, in their order: web, then loops."""
        return list(psutil.Process(self.desk.pid).children())

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """What is answered over a connection of its own."""
        return self.desk.ask(method, path, self.token, **more)

    def meters(self) -> dict[str, float]:
        """Every series with its value."""
        text = httpx.get(f"{self.desk.url}/metrics", trust_env=False, timeout=PATIENCE_S).text
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in lines}


@pytest.fixture
def served(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("DESK_WEB_PROCESSES", str(WEB))
    with desk_serve(database.url) as desk:
        yield Served(desk, database)


def killed(process: psutil.Process) -> None:
    """One that is gone: nobody says goodbye."""
    process.send_signal(signal.SIGKILL)
    psutil.wait_procs([process], timeout=PATIENCE_S)


@contextmanager
def many_orders(served: Served, callers: int = 6) -> Iterator[Queue[tuple[str, dict[str, Any]]]]:
    """Callers who form teams without end, each again under its key until it is answered; gives what was answered."""
    receipts: Queue[tuple[str, dict[str, Any]]] = Queue()
    enough = threading.Event()

    def caller() -> None:
        while not enough.is_set():
            key = str(uuid4())
            while (answer := _formed(served, key)) is None and not enough.is_set():
                pass
            if answer is not None:
                receipts.put((key, answer))

    threads = [threading.Thread(target=caller) for _ in range(callers)]
    for thread in threads:
        thread.start()
    try:
        yield receipts
    finally:
        enough.set()
        for thread in threads:
            thread.join(PATIENCE_S)


def _formed(served: Served, key: str) -> dict[str, Any] | None:
    try:
        answer = served.ask("POST", "/teams", json={"title": {"en": key}}, headers={"Idempotency-Key": key})
    except httpx.TransportError:
        return None
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


def teams(database: Database) -> dict[UUID, int]:
    """Every team in the log, with the position at which it was formed."""
    return {
        recorded.stream: recorded.position
        for recorded in PostgresLog(database).after(0, 100_000)
        if isinstance(recorded.fact, TeamFormed)
    }


def test_web_processes_that_are_killed_under_load_lose_nothing_that_was_accepted(served: Served) -> None:
    first = served.processes()
    answered: dict[str, dict[str, Any]] = {}
    with many_orders(served) as receipts:
        for victim in first[:WEB]:
            answered |= dict(receipts.get(timeout=PATIENCE_S) for _ in range(15))
            killed(victim)
        answered |= dict(receipts.get(timeout=PATIENCE_S) for _ in range(30))
    while not receipts.empty():
        answered |= [receipts.get()]
    stored = teams(served.database)

    assert {receipt["id"]: receipt["position"] for receipt in answered.values()}.items() <= {
        str(stream): position for stream, position in stored.items()
    }.items()
    again = {
        key: served.ask("POST", "/teams", json={"title": {"en": key}}, headers={"Idempotency-Key": key}).json()
        for key in list(answered)[:5]
    }
    assert all(receipt["repeated"] and receipt["id"] == answered[key]["id"] for key, receipt in again.items())
    assert len(teams(served.database)) == len(stored)
    now = served.processes()
    assert len(now) == WEB + 1
    assert {process.pid for process in now} & {process.pid for process in first} == {first[WEB].pid}


def test_read_models_go_on_when_the_process_of_the_loops_was_killed(served: Served) -> None:
    killed(served.processes()[WEB])
    made = served.ask("POST", "/teams", json={"title": {"en": "First line"}}).json()
    read = served.ask("GET", "/teams", params={"min_position": made["position"]})
    assert "X-Stale" not in read.headers
    assert [team["team_id"] for team in read.json()["teams"]] == [made["id"]]
    assert served.desk.states() <= {"starting", "running"}


def test_a_parent_that_is_killed_leaves_neither_processes_nor_the_port(served: Served) -> None:
    family = served.processes()
    host, port = served.desk.url.rpartition("//")[2].split(":")
    with many_orders(served, callers=2) as receipts:
        receipts.get(timeout=PATIENCE_S)
        served.desk.kill()
        gone, alive = psutil.wait_procs(family, timeout=PATIENCE_S)
    assert (len(gone), alive) == (WEB + 1, [])
    socket.create_server((host, int(port))).close()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_all_processes_under_load(served: Served, sign: signal.Signals) -> None:
    family = served.processes()
    with many_orders(served) as receipts:
        answered = dict(receipts.get(timeout=PATIENCE_S) for _ in range(5))
        status, out, err, took = served.desk.end(sign)
    while not receipts.empty():
        answered |= [receipts.get()]
    assert (status, "Stopped" in out, "Traceback" in err) == (0, True, False)
    assert took < QUICK
    assert not any(process.is_running() for process in family)
    stored = {str(stream) for stream in teams(served.database)}
    assert {receipt["id"] for receipt in answered.values()} <= stored


def test_meters_tell_the_sum_over_all_processes_and_outlive_each(served: Served) -> None:
    route = 'desk_answers_total{method="GET",route="/health/live",status="2xx"}'
    with ExitStack() as stack:
        held = [stack.enter_context(connected(served.desk.url)) for _ in range(16)]
        for connection in held:
            connection.sendall(LIVE)
            assert one_answer(connection).status == 200
        told = served.meters()
        assert told[route] == 16
        assert told["desk_connections"] == 17
    for victim in served.processes():
        killed(victim)
    again = served.meters()
    assert again[route] == 16
    assert again["desk_connections"] == 1
    assert again["process_cpu_seconds_total"] > 0
    assert again['desk_answers_total{method="GET",route="/metrics",status="2xx"}'] == 1


def held_of_sixteen(served: Served) -> list[int]:
    """How many each process holds of those who come at once; beside them nobody is there."""
    with ExitStack() as stack:
        for connection in [stack.enter_context(connected(served.desk.url)) for _ in range(16)]:
            connection.sendall(LIVE)
            assert one_answer(connection).status == 200
        return [
            sum(each.status == psutil.CONN_ESTABLISHED for each in process.net_connections("tcp"))
            for process in served.processes()[:WEB]
        ]


def test_those_who_come_at_once_are_spread_over_the_processes(served: Served) -> None:
    # A machine that is busy with other programs keeps a process from its turn for longer than the others wait for it:
    # then they take what would be its own. It is not kept from it each time.
    told: list[list[int]] = []
    while not told or (min(told[-1]) < 4 and len(told) < 8):
        told.append(held_of_sixteen(served))
        assert sum(told[-1]) == 16
    assert min(told[-1]) >= 4, told


def test_a_token_that_was_withdrawn_is_refused_by_every_process_at_once(served: Served) -> None:
    assert {served.ask("GET", "/me").status_code for _ in range(16)} == {200}
    assert Tokens(served.database).withdraw(served.token_id, now=datetime.now(UTC))
    assert {served.ask("GET", "/me").status_code for _ in range(16)} == {401}


def test_the_parent_runs_one_thread_and_holds_no_connection_to_the_storage(served: Served) -> None:
    parent = psutil.Process(served.desk.pid)
    assert parent.num_threads() == 1
    assert [each for each in parent.net_connections("all") if each.status == psutil.CONN_ESTABLISHED] == []


def test_an_embedded_server_is_stopped_when_the_parent_is_killed_and_the_next_start_finds_everything(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.delenv("DESK_DATABASE_URL", raising=False)
    with desk_serve(None, folder) as desk:
        postmaster = psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))
        family = psutil.Process(desk.pid).children()
        desk.kill()
        _, alive = psutil.wait_procs([*family, postmaster], timeout=PATIENCE_S)
        assert alive == []
    with desk_serve(None, folder) as desk:
        assert "first-passwords" not in desk.words
        assert desk.states() <= {"starting", "running"}
        status, out, err, _ = desk.end(signal.SIGTERM)
    assert (status, "Stopped" in out, "Traceback" in err) == (0, True, False)
    assert not (folder / "postgres" / "postmaster.pid").exists()
