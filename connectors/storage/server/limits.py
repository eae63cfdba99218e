"""How long a statement may wait for a lock, and run, by what it is for, and a request for storage that is away."""

from __future__ import annotations

import time
from contextvars import Context, ContextVar, copy_context
from typing import Any, NamedTuple

from psycopg import Cursor


class Limits(NamedTuple):
    """Seconds; 0 is no limit. What passes one ends with an error in words, and whoever asked goes on."""

    lock_s: float
    statement_s: float


REQUESTS = Limits(lock_s=5, statement_s=30)
"""Somebody waits for the answer: what is held by another session for longer is told of, not waited for."""
LOOPS = Limits(lock_s=10, statement_s=600)
"""A batch of a read model: tried again by its loop, so it may wait a little longer and work much longer."""
TURNS = Limits(lock_s=60, statement_s=60)
"""Two desks that start at one moment take turns: the first one's work is waited for."""
MIGRATIONS = Limits(lock_s=30, statement_s=0)
"""A change of the tables of truth works for as long as it takes, but whoever is in its way is told of."""

ANSWER_S = 5.0
"""Seconds for which a request waits for storage that is away or has no connection free: all of its steps together."""

_answer_by: ContextVar[float | None] = ContextVar("answer_by", default=None)

_LIMIT = "SELECT set_config('lock_timeout', %s, %s), set_config('statement_timeout', %s, %s)"


def limit(cursor: Cursor[Any], limits: Limits, *, locally: bool = True) -> None:
    """Let the limits hold until the transaction ends; not ``locally``: as long as the connection lives."""
    cursor.execute(_LIMIT, (_ms(limits.lock_s), locally, _ms(limits.statement_s), locally))


def answering_within(seconds: float) -> Context:
    """Somebody waits for the answer to what is run in this context: no step of it is patient beyond this time."""
    context = copy_context()
    context.run(_answer_by.set, time.monotonic() + seconds)
    return context


def time_left(most: float) -> float:
    """How many seconds a wait may take: ``most``, or less where an answer is due sooner."""
    due = _answer_by.get()
    return most if due is None else max(0.0, min(most, due - time.monotonic()))


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}ms"
