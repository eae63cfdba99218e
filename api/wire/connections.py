"""The connections that the desk holds: how many at most, who makes room, how long each may keep silent; kept by serve.

Whoever is silent makes room for whoever comes: a thousand connections that say nothing keep nobody out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from api.settings import Settings
from connectors.seldom import Seldom

SEEN_OFF = 64
"""So many at once are answered and listened to until they hang up; those beyond are cut off."""
RESERVE = 256
"""File descriptors kept for other things: the database, who is being seen off, who has just been accepted."""
ENDINGS = ("refused", "made_room", "too_slow", "silent", "not_taken", "not_http")
"""Why the desk ends a connection."""
PATIENCE_S = 5.0
"""A body may take so long before its connection may have to make room."""


def _to_nobody(_held: int) -> None:
    """Nobody asks."""


class Held(Protocol):
    """A connection that can be asked to go."""

    def make_room(self) -> None:
        """Hang up: another connection needs the place."""
        ...


class Connections:
    """Who is connected, and who of them waits for what. One event loop alone asks it, so it needs no lock."""

    def __init__(
        self, settings: Settings, descriptors: int, *, sharers: int = 1, told: Callable[[int], None] = _to_nobody
    ) -> None:
        """``sharers`` processes hold them together, each its share; ``told`` hears how many this one holds."""
        self._share = share_of(settings, descriptors, sharers)
        self._told = told
        self.limit = self._share * sharers
        self.head_s = settings.head_s
        self.body_s = settings.body_s
        self.waiting: dict[Held, None] = {}
        """Those whose next request has not begun or whose head is not complete, the longest silent first."""
        self.sending: dict[Held, float] = {}
        """Those whose body is on its way, with the time since when."""
        self._held: set[Held] = set()
        self._leaving: set[Held] = set()
        self._seldom = Seldom(5.0)
        self._log = structlog.get_logger("door")
        self._gauge = Gauge(
            "desk_connections", "Connections that are held now", registry=None, multiprocess_mode="livesum"
        )
        self._ended = Counter(
            "desk_connections_ended",
            f"Connections that the desk ended: {', '.join(ENDINGS)}",
            ["why"],
            registry=None,
        )
        # A series that is born with its first event shows no increase: Prometheus must have seen the 0 before.
        for why in ENDINGS:
            self._ended.labels(why)

    def register(self, registry: CollectorRegistry) -> None:
        """Let the meters tell of the connections."""
        registry.register(self._gauge)
        registry.register(self._ended)

    def admit(self, one: Held) -> bool:
        """Take one in, at the cost of a silent one if need be; ``False``: there is no room."""
        if len(self._held) >= self._share and (other := self._least_wanted()) is not None:
            self.end("made_room")
            other.make_room()
        if len(self._held) >= self._share:
            self.end("refused")
            return False
        self._held.add(one)
        self._tell()
        return True

    def see_off(self, one: Held) -> bool:
        """One that is told to go no longer takes a place; whether there is time to wait until it hangs up itself."""
        self.forget(one)
        if len(self._leaving) >= SEEN_OFF:
            return False
        self._leaving.add(one)
        return True

    def forget(self, one: Held) -> None:
        """One is gone."""
        self.waiting.pop(one, None)
        self.sending.pop(one, None)
        self._held.discard(one)
        self._leaving.discard(one)
        self._tell()

    def end(self, why: str) -> None:
        """Count a connection that the desk ends, and say so in the log once in a while."""
        self._ended.labels(why).inc()
        if why != "silent" and (passed := self._seldom.now(why)) is not None:
            self._log.warning("connection_ended", why=why, held=len(self._held), limit=self.limit, more=passed)

    def _tell(self) -> None:
        self._gauge.set(len(self._held))
        self._told(len(self._held))

    def _least_wanted(self) -> Held | None:
        if self.waiting:
            return next(iter(self.waiting))
        begun_before = time.monotonic() - PATIENCE_S
        return next((one for one, since in self.sending.items() if since < begun_before), None)


def share_of(settings: Settings, descriptors: int, sharers: int) -> int:
    """How many connections each of the processes holds that share them, with so many descriptors each."""
    return room_for(-(-settings.connections // sharers), descriptors)


def room_for(wanted: int, descriptors: int) -> int:
    """How many connections fit: as many as are wanted, unless descriptors run short."""
    return max(1, min(wanted, max(descriptors - RESERVE, descriptors // 4)))
