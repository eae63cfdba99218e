"""One listener a process that wakes whoever waits for news of the log or of the read models; only ever a hint."""

from __future__ import annotations

from threading import Condition, Event, Thread

import psycopg

from connectors.storage.database import Database
from connectors.storage.positions import CHANNEL

FACTS_CHANNEL = "desk_facts"
_RECONNECT_S = 1.0


class Hints:
    """Counts notifications and wakes waiters. Without any, everybody still polls."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._count = 0
        self._news = Condition()
        self._stop = Event()
        self._thread = Thread(target=self._listen, name="hints", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and wake everybody who waits."""
        self._stop.set()
        self.nudge()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def nudge(self) -> None:
        """Wake everybody who waits."""
        with self._news:
            self._count += 1
            self._news.notify_all()

    @property
    def count(self) -> int:
        """How many hints there have been: remember it before work, wait for a greater one after."""
        return self._count

    def wait(self, seen: int, timeout: float) -> None:
        """Wait until there is a newer hint than ``seen``, or until the timeout in seconds."""
        with self._news:
            self._news.wait_for(lambda: self._count > seen or self._stop.is_set(), timeout)

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                with self._database.dedicated() as connection:
                    connection.execute(f"LISTEN {FACTS_CHANNEL}")
                    connection.execute(f"LISTEN {CHANNEL}")
                    self.nudge()
                    while not self._stop.is_set():
                        for _ in connection.notifies(timeout=0.5, stop_after=1):
                            self.nudge()
            except psycopg.Error:
                self._stop.wait(_RECONNECT_S)
