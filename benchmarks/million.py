"""A desk of a million tickets and ten million facts beside one of 10,000: loaded, and asked over HTTP.

``DESK_BENCH_ROWS`` sets how many tickets the many are. To load them takes most of an hour; ``DESK_BENCH_DATA`` names a
folder in which both desks are kept. Run by ``make bench``.
"""

from __future__ import annotations

import http.client
import itertools
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
import psutil  # type: ignore[import-untyped] # it ships no types
from psycopg.conninfo import conninfo_to_dict

from benchmarks import big_desk, bulk
from benchmarks.http_commands import served
from benchmarks.report import Figure, show
from benchmarks.stage import administrators_token
from connectors.storage.server.database import Database

ROWS = int(os.environ.get("DESK_BENCH_ROWS", "1000000"))
FEW = 10_000
RUNS, ASKED, WARM = 5, 60, 20
OPEN = range(20, 2_020, 20)
"""Tickets of which cards and comments are asked for: open ones, each in turn."""


class Asked(NamedTuple):
    """One request; ``{nth}`` in its path is another ticket each time."""

    name: str
    method: str
    path: str
    body: object = None


REQUESTS = (
    Asked("registration", "POST", "/api/v1/tickets", {"subject": "Не печатает принтер", "description": "Второй этаж."}),
    Asked("comment", "POST", "/api/v1/tickets/{nth}/comments", {"body": "Проверьте, пожалуйста, кабель."}),
    Asked("card", "GET", "/api/v1/tickets/{nth}"),
    Asked("timeline", "GET", "/api/v1/tickets/{nth}/timeline"),
    Asked("list", "GET", "/api/v1/tickets?open=true"),
)


class _Spent(NamedTuple):
    cpu_ms: float
    clock_ms: float


class Served:
    """A desk that is served, with what its processes and its sessions on the database have used."""

    def __init__(self, stack: ExitStack, database: Database) -> None:
        self._database = database
        token = administrators_token(database)
        before = {child.pid for child in psutil.Process().children()}
        parts = urlsplit(stack.enter_context(served(database.url, DESK_WEB_PROCESSES="1")))
        self._processes = [child for child in psutil.Process().children() if child.pid not in before]
        self._client = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        self._bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._open = itertools.cycle(OPEN)

    def spent(self, asked: Asked, times: int) -> _Spent:
        """What one request costs: of so many, one after the other."""
        body = None if asked.body is None else msgspec.json.encode(asked.body)
        used, clocks = self._cpu(), []
        for _ in range(times):
            path = asked.path.format(nth=next(self._open))
            begun = time.perf_counter()
            self._client.request(asked.method, path, body, self._bearer)
            answer = self._client.getresponse()
            told = answer.read()
            clocks.append((time.perf_counter() - begun) * 1_000)
            if answer.status >= 300:
                raise RuntimeError(f"{asked.path}: {answer.status} {told[:500]!r}")
        # What follows from it in the read models is of its price.
        time.sleep(0.5)
        return _Spent((self._cpu() - used) / times * 1_000, statistics.median(clocks))

    def _cpu(self) -> float:
        """Seconds, of the desk and of its sessions."""
        total = 0.0
        for process in self._processes:
            for one in (process, *process.children(recursive=True)):
                times = one.cpu_times()
                total += times.user + times.system
        with self._database.connection() as connection:
            pids = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                (conninfo_to_dict(self._database.url)["dbname"],),
            ).fetchall()
        for (pid,) in pids:
            told = Path(f"/proc/{pid}/schedstat")
            total += int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0
        return total


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    with ExitStack() as stack:
        many, few = (big_desk.made(stack, tickets) for tickets in (ROWS, FEW))
        yield loaded(many)
        desks = [Served(stack, database) for database in (many, few)]
        for asked in REQUESTS:
            for desk in desks:
                desk.spent(asked, WARM)
            rounds = [[desk.spent(asked, ASKED) for desk in desks] for _ in range(RUNS)]
            ours, peer = (statistics.median(one.clock_ms for one in column) for column in zip(*rounds, strict=True))
            cpu = [statistics.median(one.cpu_ms for one in column) for column in zip(*rounds, strict=True)]
            told = f"{ROWS} tickets against {FEW}, one client, {ASKED} a run in turns, median of {RUNS}"
            yield Figure.duration(
                f"{asked.name}_in_a_million",
                ours=ours,
                peer=peer,
                unit="ms",
                conditions=f"{told}; CPU of desk, loops and sessions {cpu[0]:.3g} and {cpu[1]:.3g} ms",
            )


def loaded(database: Database) -> Figure:
    """Facts a second into the log by the desk's own writer, against the plainest copy of the same rows."""
    facts = ROWS * bulk.FACTS
    with database.connection() as connection:
        connection.execute(b"SET statement_timeout = 0")
        (rate,) = connection.execute("SELECT rate FROM bench.made WHERE step = 'write'").fetchone() or (0.0,)
        connection.execute(b"DROP TABLE IF EXISTS bench.plain")
        connection.execute(b"CREATE TABLE bench.plain (LIKE desk.facts INCLUDING INDEXES)")
        begun = time.perf_counter()
        connection.execute("INSERT INTO bench.plain SELECT * FROM desk.facts ORDER BY notification_id LIMIT 200000")
        plain = 200_000 / (time.perf_counter() - begun)
        connection.execute(b"DROP TABLE bench.plain")
    told = f"{facts} facts of {ROWS} tickets, made, sealed, hashed, chained; peer: 200000 stored rows copied in SQL"
    return Figure.rate("facts_loaded", ours=float(rate or 0), peer=plain, unit="facts/s", conditions=told)


if __name__ == "__main__":
    show(run())
