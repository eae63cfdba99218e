"""Lets lines of one kind into the log at most once in some seconds and counts the others; used where floods begin."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

MOST_KINDS = 1_000
"""So many kinds are remembered: whoever invents kinds, such as addresses, fills no memory."""


class Seldom:
    """At most one line of a kind in ``every_s`` seconds."""

    def __init__(self, every_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._every_s = every_s
        self._clock = clock
        self._lock = Lock()
        self._told: dict[str, tuple[float, int]] = {}

    def now(self, kind: str) -> int | None:
        """``None``: keep silent. Otherwise speak, and tell how many of this kind were passed over since the last."""
        with self._lock:
            told_at, passed = self._told.get(kind, (None, 0))
            if told_at is not None and self._clock() - told_at < self._every_s:
                self._told[kind] = (told_at, passed + 1)
                return None
            if len(self._told) >= MOST_KINDS:
                self._told.clear()
            self._told[kind] = (self._clock(), 0)
            return passed
