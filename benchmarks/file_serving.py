"""A file served, beside Starlette's own FileResponse of the same bytes from disk, and the memory that 1 GB takes.

``DESK_BENCH_FILE_MB`` is the size of the file (1024); run by ``make bench``.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from benchmarks.http_commands import served
from benchmarks.report import Figure, medians, show
from benchmarks.stage import administrators_token, migrated

MB = 1_000_000
SIZE_MB = int(os.environ.get("DESK_BENCH_FILE_MB", "1024"))
RUNS = 3
PIECE = 1 << 20
_PEER = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Route

async def file(request):
    return FileResponse(sys.argv[1])

uvicorn.run(Starlette(routes=[Route("/file", file)]), port=int(sys.argv[2]), log_level="info", access_log=False)
"""


def run() -> Iterator[Figure]:
    """Both figures; one client, the server and its database beside it on the same machine."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-bench-")))
        database = migrated(stack)
        token = administrators_token(database)
        limits = dict.fromkeys(("DESK_MOST_FILE_BYTES", "DESK_MOST_WAITING_BYTES"), str(4_000 * MB))
        ours = stack.enter_context(served(database.url, DESK_WEB_PROCESSES="1", **limits))
        bearer = {"Authorization": f"Bearer {token}"}
        before = _resident()
        file = folder / "file.bin"
        _write(file)
        begun = time.perf_counter()
        path = _sent(ours, bearer, file)
        taken_in = SIZE_MB / (time.perf_counter() - begun)
        peer = stack.enter_context(_peer(file))
        fetch = partial(_fetched, ours, path, bearer)
        fetch_peer = partial(_fetched, peer, "/file", {})
        fetch(), fetch_peer()
        rate, rate_peer = medians(RUNS, fetch, fetch_peer)
        grown = max(0, _resident() - before)
    told = f"one client, a file of {SIZE_MB} MB, median of {RUNS}; taken in with {taken_in:.0f} MB/s"
    yield Figure.rate("file_served_vs_starlette_file_response", ours=rate, peer=rate_peer, unit="MB/s", conditions=told)
    told = f"grown while {SIZE_MB} MB were taken in and served {RUNS + 1} times; the peer is the file itself"
    yield Figure.duration("file_memory", ours=grown / MB, peer=SIZE_MB, unit="MB", conditions=told)


def _write(file: Path) -> None:
    with file.open("wb") as out:
        for _ in range(SIZE_MB):
            out.write(os.urandom(MB))


def _sent(address: str, bearer: dict[str, str], file: Path) -> str:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=600)
    with file.open("rb") as content:
        length = {"Content-Length": str(file.stat().st_size)}
        connection.request("POST", "/api/v1/files?name=file.bin", content, {**bearer, **length})
        answer = connection.getresponse()
        told = msgspec.json.decode(answer.read())
    connection.close()
    if answer.status != 201:
        raise RuntimeError(told)
    return f"/api/v1/files/{told['files'][0]['sha256']}"


def _fetched(address: str, path: str, headers: dict[str, str]) -> float:
    """MB a second, once."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=600)
    begun, size, piece = time.perf_counter(), 0, memoryview(bytearray(PIECE))
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    while count := answer.readinto(piece):
        size += count
    connection.close()
    if size != SIZE_MB * MB:
        raise RuntimeError(f"{size} bytes came")
    return size / MB / (time.perf_counter() - begun)


@contextmanager
def _peer(file: Path) -> Iterator[str]:
    process = subprocess.Popen(  # noqa: S603 - a program of ours
        [sys.executable, "-c", _PEER, str(file), "0"], stderr=subprocess.PIPE, text=True
    )
    try:
        words = ""
        while process.stderr and not (found := re.search(r"http://[\d.:]+", words)):
            words += process.stderr.readline()
        yield found[0] if found else ""
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _resident() -> int:
    """Bytes in memory of all processes of the desk, the embedded server's apart."""
    return sum(_rss(process) for process in _below(os.getpid()))


def _below(parent: int) -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            told = (process / "stat").read_text().rpartition(") ")[2].split()
            if int(told[1]) == parent:
                yield process
                yield from _below(int(process.name))


def _rss(process: Path) -> int:
    with suppress(OSError):
        told = (process / "status").read_text()
        if "python" in told.partition("\n")[0]:
            return int(told.partition("VmRSS:")[2].split()[0]) * 1024
    return 0


if __name__ == "__main__":
    show(run())
