"""What a question costs by the clock and by CPU: the interpreter's own and that of its session on the server.

A machine that others work on makes every clock slow, and no CPU dearer. Used by the benchmarks of many tickets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import Cursor

from api.questions.ticket.patience import let_run
from connectors.storage.server.database import Database

Question = Callable[[Cursor[Any]], object]
WARM = 7
"""Until a plan is kept, which takes a few times; what is slow is measured as it comes."""
SLOW_S = 0.05


class Spent(NamedTuple):
    """Milliseconds a question; ``is_stopped``: it reached its bound, which is what it took."""

    clock_ms: float
    cpu_ms: float
    is_stopped: bool = False


def spent(database: Database, question: Question, times: int = 3, most_ms: int = 30_000) -> Spent:
    """What a question costs once it was asked; what takes longer than ``most_ms`` is stopped."""
    with database.snapshot() as cursor:
        let_run(cursor, most_ms)
        try:
            for _ in range(WARM):
                begun = time.perf_counter()
                question(cursor)
                if time.perf_counter() - begun > SLOW_S:
                    break
            begun, used = time.perf_counter(), _cpu_ns(cursor)
            for _ in range(times):
                question(cursor)
        except psycopg.errors.QueryCanceled:
            return Spent(most_ms, most_ms, is_stopped=True)
        used = _cpu_ns(cursor) - used
        return Spent((time.perf_counter() - begun) / times * 1_000, used / times / 1_000_000)


def _cpu_ns(cursor: Cursor[Any]) -> int:
    """Of this thread and of the session's process on the server, which is on this machine."""
    told = Path(f"/proc/{cursor.connection.info.backend_pid}/schedstat").read_text()
    return time.thread_time_ns() + int(told.split()[0])
