"""One listener a process that wakes whoever waits for news of the log or of a read model; only ever a hint."""

from __future__ import annotations

import os
import select
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Condition, Event, Lock, Thread
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection

from connectors.storage.feeds.positions import CHANNEL
from connectors.storage.server.database import Database, Row
from projections.kit.statement import name, statement

FACTS = "facts"
"""Topic of new facts; the topic of a read model that moved is its name."""
FACTS_CHANNEL = "desk_facts"
LIVE_CHANNEL = "desk_live"
"""What is no fact and yet news: somebody looks at a ticket, a session has ended. Heard by who serves streams."""
_RECONNECT_S = 1.0
UNHEARD_S = 1.0
"""How long whoever waits for news sleeps at most while hints may be lost: the poll is the truth."""
HEARD_S = 10.0
"""The same while hints are heard: one that was lost is made up for by then, and a desk at rest costs little."""


# Who is another role of the server is not told since when.
_SELF = statement(
    "SELECT a.pid, a.backend_start FROM pg_stat_activity a WHERE a.pid = pg_backend_pid()"
    " AND a.backend_start IS NOT NULL"
)


class Backend(NamedTuple):
    """A connection as the storage's server knows it; gone there once the process that holds it is gone."""

    pid: int
    since: datetime


def _to_nobody(_channel: str, _payload: str) -> None:
    """Nobody asks for each."""


class Hints:
    """Counts notifications by topic and wakes who waits for that topic. Without any, everybody still polls.

    ``told`` hears each of them as it was sent, those of ``also`` too; an empty one says that some may be lost.
    """

    def __init__(
        self, database: Database, *, also: tuple[str, ...] = (), told: Callable[[str, str], None] = _to_nobody
    ) -> None:
        self._database = database
        # Whoever names channels of their own listens for a while, as a guest of the pool.
        self._also, self._is_guest = also, bool(also)
        self._told = told
        self._counts: Counter[str] = Counter()
        self._everybody = 0
        self._lock = Lock()
        self._waiting: dict[str, Condition] = {}
        """A condition a topic: whoever waits for another is not woken to find that out."""
        self._stop = Event()
        self._hears = False
        self._backend: Backend | None = None
        self._wake: int | None = None
        self._thread = Thread(target=self._listen, name="hints", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._woken, self._wake = os.pipe()
        self._thread.start()

    def longest_sleep_s(self) -> float:
        """How long may be slept for news that a hint would tell of."""
        return HEARD_S if self._hears else UNHEARD_S

    @property
    def backend(self) -> Backend | None:
        """By which connection a guest listens; ``None`` while they hear nothing, as behind a pooler."""
        return self._backend if self._hears else None

    def stop(self) -> None:
        """Stop listening and wake everybody who waits."""
        self._stop.set()
        self.nudge()
        if self._wake is not None:
            os.close(self._wake)
            self._wake = None
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
                with self._database.listening() if self._is_guest else self._database.dedicated() as connection:
                    connection.execute(f"LISTEN {FACTS_CHANNEL}")
                    # Who does not hear even themselves polls on: a pooler may stand in between.
                    connection.execute(f"NOTIFY {FACTS_CHANNEL}")
                    for channel in (CHANNEL, *self._also):
                        connection.execute(statement("LISTEN {channel}", channel=name(channel)))
                    self._backend = _backend_of(connection) if self._is_guest else None
                    # What came before we listened was not heard.
                    self.nudge()
                    self._told("", "")
                    self._hear(connection)
            except psycopg.Error:
                self._hears, self._backend = False, None
                self.nudge()
                self._stop.wait(_RECONNECT_S)
        os.close(self._woken)

    def _hear(self, connection: Connection[Row]) -> None:
        """Until the end; the driver's own waiting looks up ten times a second."""
        server, own = connection.pgconn, connection.info.backend_pid
        # What came with the answers to what was asked on it: the driver has it.
        for note in connection.notifies(timeout=0):
            self._heard(own, note.pid, note.channel, note.payload)
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        while not self._stop.is_set():
            # Past the driver's generators and locks, which cost more than what is heard. Nobody else is on it.
            server.consume_input()
            while (said := server.notifies()) is not None:
                self._heard(own, said.be_pid, said.relname.decode(), said.extra.decode())
            poll.poll()

    def _heard(self, own: int, by: int, channel: str, payload: str) -> None:
        if not self._hears:
            self._hears = True
            # By which connection was not to be said before it heard anything.
            self._told("", "")
        if by == own:
            return
        self._told(channel, payload)
        if channel not in self._also:
            self.nudge(*([FACTS] if channel == FACTS_CHANNEL else payload.partition(":")[0].split(",")))


def _backend_of(connection: Connection[Any]) -> Backend | None:
    found = connection.execute(_SELF).fetchone()
    return None if found is None else Backend(*found)
