"""HTTP commands per second with 8 clients against an empty endpoint of the same server; run by ``make bench``."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import Thread
from urllib.parse import urlsplit

import msgspec

from api.rest.command_table import TIMETABLE
from benchmarks.report import Figure, medians, show
from benchmarks.stage import administrators_token, migrated

CLIENTS = 8
PROCESSES = 2
SECONDS = 2.0
RUNS = 5
TICKET = msgspec.json.encode({"subject": "Не печатает принтер", "description": "Второй этаж.", "impact": "high"})


def run() -> Iterator[Figure]:
    """Both figures: registering a ticket, and reading who the bearer is, each against the empty endpoint."""
    with ExitStack() as stack:
        database = migrated(stack)
        token = administrators_token(database)
        address = stack.enter_context(served(database.url))
        prepare(address, token)
        bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        post = partial(per_second, address, "POST", "/api/v1/tickets", TICKET, bearer)
        me = partial(per_second, address, "GET", "/api/v1/me", b"", bearer)
        empty = partial(per_second, address, "GET", "/health/live", b"", {})
        post(seconds=0.5)
        commands, questions, floor = medians(RUNS, post, me, empty)
    told = f"{CLIENTS} clients, one server process, its loops and database beside it, median of {RUNS} x {SECONDS} s"
    yield Figure.rate("http_commands_vs_empty_endpoint", ours=commands, peer=floor, unit="requests/s", conditions=told)
    yield Figure.rate("http_identity_vs_empty_endpoint", ours=questions, peer=floor, unit="requests/s", conditions=told)


@contextmanager
def served(database_url: str, **settings: str) -> Iterator[str]:
    """The address of ``desk serve`` in a process of its own, with settings such as ``DESK_BODY_LIMIT``."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from api.cli.main import main; main()", "serve", "--port", "0"],
        env={
            **os.environ,
            "DESK_DATABASE_URL": database_url,
            "DESK_LOG_LEVEL": "error",
            "DESK_ORDERS_A_MINUTE": "0",
            **settings,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        words = ""
        while process.stdout and not (found := re.search(r"http://[\d.:]+", words)):
            words += process.stdout.readline()
        yield found[0] if found else ""
    finally:
        process.terminate()
        process.communicate(timeout=60)


def prepare(address: str, token: str) -> None:
    """A schedule and a base agreement, without which no ticket is registered."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    headers = {"Authorization": f"Bearer {token}"}

    def made(path: str, body: object) -> str:
        connection.request("POST", f"/api/v1{path}", msgspec.json.encode(body), headers)
        answer = connection.getresponse()
        told: dict[str, str] = msgspec.json.decode(answer.read())
        if answer.status != 201:
            raise RuntimeError(told)
        return told["id"]

    schedule = made("/schedules", {"title": {"en": "9-18"}, "timetable": TIMETABLE})
    made("/agreements", {"title": {"en": "Base"}, "schedule_id": schedule, "is_base": True})
    connection.close()


Ask = Callable[[http.client.HTTPConnection], None]


def per_second(
    address: str, method: str, path: str, body: bytes, headers: dict[str, str], *, seconds: float = SECONDS
) -> float:
    """Answers a second to clients that each wait for theirs, from processes beside the server."""
    share = (address, method, path, body, headers, CLIENTS // PROCESSES, seconds)
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        pool.map(len, [""] * PROCESSES)
        return sum(pool.starmap(_clients, [share] * PROCESSES, chunksize=1))


def _clients(
    address: str, method: str, path: str, body: bytes, headers: dict[str, str], count: int, seconds: float
) -> float:
    answered = [0] * count
    parts = urlsplit(address)
    until = time.perf_counter() + seconds

    def client(nth: int) -> None:
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        while time.perf_counter() < until:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status >= 300:
                raise RuntimeError(f"{path}: {answer.status}")
            answered[nth] += 1
        connection.close()

    threads = [Thread(target=client, args=(nth,)) for nth in range(count)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / (time.perf_counter() - begun)


if __name__ == "__main__":
    show(run())
