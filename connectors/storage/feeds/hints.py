"""One listener a process that wakes whoever waits for news of the log or of a read model; only ever a hint."""

from __future__ import annotations

from collections import Counter
from threading import Condition, Event, Lock, Thread

import psycopg
from psycopg import Notify

from connectors.storage.feeds.positions import CHANNEL
from connectors.storage.server.database import Database

FACTS = "facts"
"""Topic of new facts; the topic of a read model that moved is its name."""
FACTS_CHANNEL = "desk_facts"
_RECONNECT_S = 1.0
_LOOK_UP_S = 0.5
"""How often the listener looks whether it is to stop."""


class Hints:
    """Counts notifications by topic and wakes who waits for that topic. Without any, everybody still polls."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: Counter[str] = Counter()
        self._everybody = 0
        self._lock = Lock()
        self._waiting: dict[str, Condition] = {}
        """A condition a topic: whoever waits for another is not woken to find that out."""
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

    def nudge(self, *topics: str) -> None:
        """Wake who waits for a topic; without one, everybody."""
        with self._lock:
            if not topics:
                self._everybody += 1
            self._counts.update(topics)
            for topic in topics or tuple(self._waiting):
                if (waiting := self._waiting.get(topic)) is not None:
                    waiting.notify_all()

    def count(self, topic: str) -> int:
        """How many hints there have been: remember it before work, wait for a greater one after."""
        return self._counts[topic] + self._everybody

    def wait(self, topic: str, seen: int, timeout: float) -> None:
        """Wait until there is a newer hint on the topic than ``seen``, or until the timeout in seconds."""
        with self._lock:
            if (news := self._waiting.get(topic)) is None:
                news = self._waiting[topic] = Condition(self._lock)
            news.wait_for(lambda: self.count(topic) > seen or self._stop.is_set(), timeout)

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                with self._database.dedicated() as connection:
                    connection.execute(f"LISTEN {FACTS_CHANNEL}")
                    connection.execute(f"LISTEN {CHANNEL}")
                    # What came before we listened was not heard.
                    self.nudge()
                    while not self._stop.is_set():
                        for note in connection.notifies(timeout=_LOOK_UP_S, stop_after=1):
                            self.nudge(*_topics(note))
            except psycopg.Error:
                self._stop.wait(_RECONNECT_S)


def _topics(note: Notify) -> list[str]:
    return [FACTS] if note.channel == FACTS_CHANNEL else note.payload.partition(":")[0].split(",")
