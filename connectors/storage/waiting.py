"""Waits until read models have reached a position, within milliseconds; asked by the API and the timekeeper."""

from __future__ import annotations

import time
from collections.abc import Collection
from threading import Condition, Thread

import psycopg

from connectors.storage import positions
from connectors.storage.database import Database

POLL_S = 0.005


class Waiter:
    """One watcher for all who wait: it asks the table every few milliseconds, and only while somebody waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, int] = {}
        self._waiting = 0
        self._round = 0
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
                first = self._round
                while not self._reached(names, position):
                    left = deadline - time.monotonic()
                    # At least one look at the table is always waited for, also with no time left.
                    if self._stopped or (left <= 0 and self._round > first):
                        return False
                    self._change.wait(max(left, POLL_S))
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
            try:
                standings = positions.read_all(self._database)
            except psycopg.Error:
                standings = []
            with self._change:
                # A rebuild may move a position back: what was read last is what is known.
                self._known.update({standing.name: standing.position for standing in standings})
                self._round += 1
                self._change.notify_all()
            time.sleep(POLL_S)
