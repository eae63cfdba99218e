"""Starts of a desk whose read models are behind, with many readers at once: all must live; run by ``make bench``.

It is a proof more than a figure. ``make bench ARGS=starts`` runs it alone, ``DESK_BENCH_STARTS=100`` says how often.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from typing import IO

import httpx
import psycopg

from benchmarks.http_commands import served
from benchmarks.registration import prepare
from benchmarks.report import Figure, show
from benchmarks.stage import administrators_token, migrated

STARTS = int(os.environ.get("DESK_BENCH_STARTS", "40"))
READERS = 16
TICKETS = 200
LONGEST_START_S = 120.0
_SERVE = "import sys; from api.cli.main import main; sys.argv[:] = ['desk', 'serve', '--port', '0']; main()"

PATHS = (
    "/tickets",
    "/tickets?open=true",
    "/tickets/counts",
    "/tickets/1001",
    "/tickets/1001/history",
    "/tickets/1001/timeline",
    "/tickets/1001/sla",
    "/tickets/1001/sla/explain",
    "/agreements",
    "/schedules",
    "/persons",
    "/services",
    "/ticket-types",
    "/teams",
    "/problems",
    "/me",
)
"""What the readers ask for: each begins elsewhere, so that many kinds of values are met at the same moment."""


def run() -> Iterator[Figure]:
    """How many of ``STARTS`` desks were alive after their first readers."""
    with ExitStack() as stack:
        database = migrated(stack)
        token = administrators_token(database)
        _fill(database.url, token)
        said = stack.enter_context(tempfile.TemporaryFile("w+"))
        begun = time.monotonic()
        lived = 0
        for nth in range(1, STARTS + 1):
            # Nothing of the log is in the read models: every consumer and every reader begins at once.
            with psycopg.connect(database.url, autocommit=True) as connection:
                connection.execute("DROP SCHEMA IF EXISTS views CASCADE")
            said.seek(0)
            said.truncate()
            if _lives(database.url, token, said):
                lived += 1
            else:
                said.seek(0)
                sys.stderr.write(said.read()[-10_000:])
            print(f"{nth} of {STARTS} starts, {lived} lived", file=sys.stderr)
        seconds = (time.monotonic() - begun) / STARTS
    told = f"read models at 0, {READERS} readers at once, {TICKETS} tickets, {seconds:.1f} s a start"
    yield Figure.rate("starts_that_lived", ours=lived, peer=STARTS, unit="starts", conditions=told)


def _fill(url: str, token: str) -> None:
    with served(url) as address:
        bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        person, service = prepare(address, bearer)
        with httpx.Client(base_url=f"{address}/api/v1", headers=bearer, trust_env=False, timeout=30) as client:
            for nth in range(TICKETS):
                asked = {"subject": f"Не печатает принтер {nth}", "requester": {"person_id": person}}
                more = {"service_id": service} if nth % 2 else {}
                client.post("/tickets", json={**asked, **more}).raise_for_status()


def _lives(url: str, token: str, said: IO[str]) -> bool:
    """Whether one desk outlives its start, its readers and its stop."""
    with subprocess.Popen(  # noqa: S603 - this interpreter on our own server
        [sys.executable, "-c", _SERVE],
        env={**os.environ, "DESK_DATABASE_URL": url, "DESK_LOG_LEVEL": "error", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=said,
        text=True,
    ) as desk:
        address = _address(desk)
        answered = bool(address) and _read(address, token, said)
        desk.terminate()
        if (code := desk.wait(timeout=60)) not in {0, 130}:
            print(f"ended with {code}", file=said, flush=True)
            return False
        return answered


def _address(desk: subprocess.Popen[str]) -> str:
    for line in desk.stdout or ():
        if found := re.search(r"http://[\d.:]+", line):
            return found[0]
    return ""


def _read(address: str, token: str, said: IO[str]) -> bool:
    """Whether every reader was answered every time: with what the read models hold by then, or to come again later."""
    start = Barrier(READERS)

    def reader(nth: int) -> bool:
        with httpx.Client(
            base_url=f"{address}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=LONGEST_START_S,
        ) as client:
            start.wait()
            for step in range(len(PATHS)):
                path = PATHS[(nth + step) % len(PATHS)]
                try:
                    answer = client.get(path)
                except httpx.HTTPError as error:
                    print(f"{path}: {error!r}", file=said, flush=True)
                    return False
                if answer.status_code not in {200, 404, 503}:
                    print(f"{path}: {answer.status_code} {answer.text[:500]}", file=said, flush=True)
                    return False
            return True

    with ThreadPoolExecutor(READERS) as pool:
        return all(pool.map(reader, range(READERS)))


if __name__ == "__main__":
    show(run())
