"""500 open streams of as many people while 50 tickets a second are registered: delay and memory; by ``make bench``.

The desk is served by its processes as anywhere; who registers and who listens are this process.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psutil  # type: ignore[import-untyped] # it ships no types
from typing_extensions import override

from api.bootstrap import Desk, open_desk
from api.settings import Settings
from benchmarks.projecting import found_desk
from benchmarks.report import Figure, show
from benchmarks.visible import LIST, register
from events.values.people import Actor, Group

STREAMS = int(os.environ.get("DESK_BENCH_STREAMS", "500"))
SECONDS = 20.0
A_SECOND = 50
LIMIT_MS, LIMIT_KB = 200.0, 100.0
"""What is to be reached: at p95, and a stream."""
RUN = "import sys; sys.argv[0] = 'desk'; from api.cli.main import main; main()"


def run() -> Iterator[Figure]:
    """Every figure of this file."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-bench-")))
        desk = stack.enter_context(open_desk(Settings(data_folder=folder)))
        desk.prepare()
        found_desk(desk.log)
        url, process = stack.enter_context(_served(folder))
        people = [Actor(kind="person", id=uuid4(), name=f"Specialist {nth}") for nth in range(STREAMS)]
        groups = frozenset[Group]({"specialist"})
        tokens = [desk.tokens.make(one, groups, now=desk.clock.now()) for one in people]
        asyncio.run(_warm(url, tokens[:16]))
        yield from asyncio.run(_figures(desk, url, tokens, process))


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    environment = {
        **os.environ,
        "DESK_DATA_FOLDER": str(folder),
        "DESK_PORT": "0",
        "DESK_LOG_LEVEL": "error",
        "DESK_STREAMS_A_PERSON": str(2 * STREAMS),
        "DESK_CONNECTIONS": str(4 * STREAMS),
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", RUN, "serve"], env=environment, stdout=subprocess.PIPE, text=True
    ) as served:
        try:
            if served.stdout is None:
                raise RuntimeError("the desk says nothing")
            url = next(word for line in served.stdout for word in line.split() if word.startswith("http://"))
            yield url, psutil.Process(served.pid)
        finally:
            served.terminate()


class _Listener(asyncio.Protocol):
    """Reads a stream and notes when it was told up to which position."""

    def __init__(self, request: bytes, told: list[tuple[float, int]]) -> None:
        self._request = request
        self._told = told
        self.begun = asyncio.get_running_loop().create_future()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self._request)  # type: ignore[attr-defined] # of a socket

    @override
    def data_received(self, data: bytes) -> None:
        at = data.rfind(b"\nid: ")
        if at >= 0:
            _, _, rest = data[at + 5 :].partition(b".")
            self._told.append((time.perf_counter(), int(rest.partition(b"\n")[0])))
            if not self.begun.done():
                self.begun.set_result(None)
        elif b"HTTP/1.1 2" not in data and not self.begun.done():
            self.begun.set_exception(RuntimeError(data[:200].decode(errors="replace")))


Tellings = list[tuple[float, int]]


async def _listen(url: str, tokens: Sequence[str]) -> tuple[list[asyncio.Transport], list[Tellings]]:
    place, loop = urlsplit(url), asyncio.get_running_loop()
    transports: list[asyncio.Transport] = []
    heard: list[Tellings] = []
    for token in tokens:
        request = f"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        told: list[tuple[float, int]] = []
        transport, listener = await loop.create_connection(
            lambda request=request, told=told: _Listener(request, told),  # type: ignore[misc] # its own list
            place.hostname or "",
            place.port or 0,
        )
        await asyncio.wait_for(listener.begun, 30)
        transports.append(transport)
        heard.append(told)
    return transports, heard


async def _warm(url: str, tokens: Sequence[str]) -> None:
    transports, _ = await _listen(url, tokens)
    for transport in transports:
        transport.close()
    await asyncio.sleep(1)


async def _figures(desk: Desk, url: str, tokens: Sequence[str], process: psutil.Process) -> list[Figure]:
    before = _memory(process)
    transports, heard = await _listen(url, tokens)
    await asyncio.sleep(2)
    each_kb = (_memory(process) - before) / STREAMS / 1_000
    idle = await _cpu(process, 10)
    receipts: dict[int, float] = {}
    listed: list[float] = []
    cpu = _cpu_of(process)
    looking = asyncio.create_task(asyncio.to_thread(_look, desk, receipts, listed))
    await asyncio.to_thread(_write, desk, receipts)
    await looking
    await asyncio.sleep(2)
    cpu = _cpu_of(process) - cpu
    delays = sorted(delay for told in heard for delay in _delays(told, receipts))
    missing = len(receipts) * STREAMS - len(delays)
    for transport in transports:
        transport.close()
    rate = len(receipts) / SECONDS
    lists_p95 = sorted(listed)[int(len(listed) * 0.95)] * 1_000
    told = (
        f"{STREAMS} streams over 2 web processes, {rate:.0f} registrations a second, {len(delays)} tellings, {missing} "
        f"missing; lists p95 {lists_p95:.0f} ms at the same time, load {os.getloadavg()[0]:.1f}; "
        f"CPU {cpu / SECONDS:.2f} cores, with nothing to tell {idle:.3f}"
    )
    p50, p95 = statistics.median(delays), delays[int(len(delays) * 0.95)]
    return [
        Figure.duration("stream_delay_p50", ours=p50 * 1_000, peer=LIMIT_MS, unit="ms", conditions=told),
        Figure.duration("stream_delay_p95", ours=p95 * 1_000, peer=LIMIT_MS, unit="ms", conditions=told),
        Figure.duration("stream_memory", ours=each_kb, peer=LIMIT_KB, unit="kB", conditions=told),
    ]


def _delays(told: list[tuple[float, int]], receipts: dict[int, float]) -> Iterator[float]:
    """From each receipt until the stream was told of it."""
    events = iter(told)
    at, until = 0.0, 0
    for position, received in sorted(receipts.items()):
        while until < position:
            found = next(events, None)
            if found is None:
                return
            at, until = found
        yield max(0.0, at - received)


def _write(desk: Desk, receipts: dict[int, float]) -> None:
    begun = time.perf_counter()
    for nth in range(int(SECONDS * A_SECOND)):
        time.sleep(max(0.0, begun + nth / A_SECOND - time.perf_counter()))
        receipts[register(desk)] = time.perf_counter()


def _look(desk: Desk, receipts: dict[int, float], listed: list[float]) -> None:
    """How long the lists themselves take, at the same time on the same machine."""
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        time.sleep(0.05)
        for position, received in list(receipts.items())[-1:]:
            if desk.waiter.wait(LIST, position, 30):
                listed.append(time.perf_counter() - received)


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _memory(process: psutil.Process) -> int:
    """Bytes of the desk's own processes, shared pages counted once."""
    return sum(each.memory_full_info().pss for each in _family(process) if "postgres" not in each.name())


def _cpu_of(process: psutil.Process) -> float:
    return sum(sum(each.cpu_times()[:2]) for each in _family(process) if "postgres" not in each.name())


async def _cpu(process: psutil.Process, seconds: float) -> float:
    before = _cpu_of(process)
    await asyncio.sleep(seconds)
    return (_cpu_of(process) - before) / seconds


if __name__ == "__main__":
    show(run())
