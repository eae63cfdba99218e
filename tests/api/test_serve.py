"""``desk serve`` as a process: it announces itself, a second one stands by and takes over, signals end it cleanly."""

from __future__ import annotations

import os
import re
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
import pytest

from connectors.storage.accounts.tokens import Tokens
from connectors.storage.server.database import Database
from events.values.people import Actor
from tests.support.asking import DESK
from tests.support.begun import PIPE, Program
from tests.support.plain_http import PLAINLY

QUICK = 8.0
"""Seconds in which a served desk must end; it takes one or two."""


class Process:
    """A ``desk serve`` of our own; without a database it has an embedded server in its folder."""

    def __init__(self, database_url: str | None, folder: Path) -> None:
        environment = {**os.environ, "DESK_WAIT_S": "25", "DESK_LANGUAGE": "en", "DESK_DATA_FOLDER": str(folder)}
        if database_url is not None:
            environment["DESK_DATABASE_URL"] = database_url
        self.folder = folder
        self._process = Program(
            *("-c", DESK, "serve", "--port", "0"),
            env=environment,
            stdout=PIPE,
            stderr=PIPE,
        )
        assert self._process.stdout is not None
        words = ""
        while "http://" not in words:
            line = self._process.stdout.readline()
            assert line, self._process.communicate()[1]
            words += line
        self.words = words
        found = re.search(r"http://[\d.:]+", words)
        assert found is not None
        self.url = found[0]

    @property
    def pid(self) -> int:
        """The process that was started, the parent of all others."""
        return self._process.pid

    def ask(self, method: str, path: str, token: str, **more: Any) -> httpx.Response:
        """What this desk answers to somebody with a token."""
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return httpx.request(method, f"{self.url}/api/v1{path}", headers=headers, **PLAINLY, timeout=30, **more)

    def states(self) -> set[str]:
        """What the loops of this desk do."""
        answer = httpx.get(f"{self.url}/health/ready", timeout=30, **PLAINLY)
        return {loop["state"] for loop in answer.json()["loops"].values()}

    def end(self, sign: signal.Signals) -> tuple[int, str, str, float]:
        """Send a signal; exit status, output, errors, and the seconds it took."""
        begun = time.monotonic()
        self._process.send_signal(sign)
        out, err = self._process.communicate(timeout=60)
        return self._process.wait(), out, err, time.monotonic() - begun

    def kill(self) -> None:
        """End it whatever it does."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


@contextmanager
def desk_serve(url: str | None, folder: Path | None = None) -> Iterator[Process]:
    """A process that does not outlive its test, with a data folder of its own unless one is given."""
    with TemporaryDirectory() as own:
        process = Process(url, folder or Path(own))
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.journey
def test_a_second_desk_stands_by_and_takes_over_when_the_first_is_told_to_end(database: Database) -> None:
    now = datetime.now(UTC)
    actor = Actor(kind="person", id=uuid4(), name="Ольга")
    token = Tokens(database).make(actor, frozenset({"administrator"}), now=now)
    team = {"title": {"en": "First line"}}
    with desk_serve(database.url) as first:
        made = first.ask("POST", "/teams", token, json=team).json()
        read = first.ask("GET", "/teams", token, params={"min_position": made["position"]})
        assert "X-Stale" not in read.headers
        kept = first.folder / "first-passwords.txt"
        assert str(kept.resolve()) in first.words
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        passwords = dict(line.split("\t") for line in kept.read_text().splitlines())
        assert set(passwords) == {"admin", "system"}
        assert all(password not in first.words for password in passwords.values())
        asked = {"login": "admin", "password": passwords["admin"]}
        entered = first.ask("POST", "/sign-in", "none", json=asked).json()
        assert entered["must_change"] is True
        with desk_serve(database.url) as second:
            assert "first-passwords" not in second.words
            assert second.states() <= {"starting", "standby"}
            status, out, err, took = first.end(signal.SIGTERM)
            assert (status, "Stopped" in out, "Traceback" in err) == (0, True, False)
            assert took < QUICK

            more = second.ask("POST", "/teams", token, json=team).json()
            read = second.ask("GET", "/teams", token, params={"min_position": more["position"]})
            assert "X-Stale" not in read.headers
            assert len(read.json()["teams"]) == 2
            assert second.ask("GET", "/me", "desk_wrong").status_code == 401
            status, out, err, took = second.end(signal.SIGINT)

    assert (status, "Stopped" in out, "Traceback" in err) == (0, True, False)
    assert took < QUICK
    assert token not in out + err
    assert "desk_wrong" not in out + err
