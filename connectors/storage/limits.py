"""How long a statement may wait for a lock, and run, by what it is for; set on every connection of the desk."""

from __future__ import annotations

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

_LIMIT = "SELECT set_config('lock_timeout', %s, %s), set_config('statement_timeout', %s, %s)"


def limit(cursor: Cursor[Any], limits: Limits, *, locally: bool = True) -> None:
    """Let the limits hold until the transaction ends; not ``locally``: as long as the connection lives."""
    cursor.execute(_LIMIT, (_ms(limits.lock_s), locally, _ms(limits.statement_s), locally))


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}ms"
