"""Waits until read models have reached a position, within milliseconds; asked by the API and the timekeeper."""

from __future__ import annotations

import time
from collections.abc import Collection
from threading import Condition, Thread

import psycopg

from connectors.storage.feeds import positions
from connectors.storage.server.database import Database

POLL_S = 0.003
GRACE_S = 1.0
"""How long the one look that everybody gets may take, beyond the time that was given."""


class Waiter:
    """One watcher for all who wait: it asks the table every few milliseconds, and only while somebody waits."""

    def __init__(self, database: Database, *, poll_s: float = POLL_S) -> None:
        self._database = database
        self._poll_s = poll_s
        self._known: dict[str, int] = {}
        self._waiting = 0
        self._looks = 0
        self._looking = False
        self._change = Condition()
        self._watcher: Thread | None = None
        self._stopped = False

    def wait(self, names: Collection[str], position: int, timeout: float) -> bool:
        """Whether all named projections reached ``position`` within ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        with self._change:
            if self._reached(names, position):
                return True
            self._waiting += 1
            self._ensure_watcher()
            self._change.notify_all()
            try:
                # A look that has begun already may have read before the caller's facts were taken in.
                own = self._looks + (2 if self._looking else 1)
                while not self._reached(names, position):
                    left = deadline - time.monotonic()
                    # At least one look at the table is waited for, also with no time left.
                    if self._stopped or (left <= 0 and (self._looks >= own or left <= -GRACE_S)):
                        return False
                    self._change.wait(left if left > 0 else GRACE_S + left)
                return True
            finally:
                self._waiting -= 1

    def stop(self) -> None:
        """Send everybody home."""
        with self._change:
            self._stopped = True
            self._change.notify_all()
        if self._watcher is not None:
            self._watcher.join(timeout=5)

    def _reached(self, names: Collection[str], position: int) -> bool:
        return all(self._known.get(name, -1) >= position for name in names)

    def _ensure_watcher(self) -> None:
        if self._watcher is None or not self._watcher.is_alive():
            self._watcher = Thread(target=self._watch, name="waiter", daemon=True)
            self._watcher.start()

    def _watch(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting > 0 or self._stopped)
                if self._stopped:
                    return
                self._looking = True
            try:
                standings = positions.read_all(self._database)
            except psycopg.Error:
                standings = []
            with self._change:
                # A rebuild may move a position back: what was read last is what is known.
                self._known.update({standing.name: standing.position for standing in standings})
                self._looks += 1
                self._looking = False
                self._change.notify_all()
            time.sleep(self._poll_s)
