"""Runs the desk's loops in threads, each under a lease, and tells how they are; started by ``desk serve``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Event, Thread
from typing import Literal, Protocol

import msgspec
import psycopg
import structlog

from connectors.seldom import Seldom
from connectors.storage.feeds.consumer import TablesAreMissing
from connectors.storage.feeds.hints import Hints
from connectors.storage.feeds.leases import Lease, Leases
from connectors.storage.server.database import Database, DatabaseUnreachable
from connectors.storage.server.words import storage_words

STANDBY_S = 1.0
GATHER_S = 0.015
"""A loop that is hinted at sooner than this after its turn rests as long: under load one batch for many commits.
One that may take its time says its own, as ``gather_s``."""
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 10.0
_TOLD_EVERY_S = 5.0
"""What ails the storage ails every loop: the same words are in the log once in so many seconds."""
LONGEST_STOP_S = 10.0
"""Seconds for all loops together to end: a turn that takes longer is cut off, and no turn is harmed by that."""

State = Literal["starting", "running", "standby", "retrying", "stopped"]


class Loop(Protocol):
    """Something that works in turns, such as a consumer or the timekeeper."""

    name: str
    wakes_on: str
    """The topic whose hints it does not sleep through."""

    def turn(self) -> float:
        """Work a little; gives how many seconds to wait at most, 0 to go on at once."""
        ...


class LoopHealth(msgspec.Struct, frozen=True):
    """How one loop is: its state and what went wrong last."""

    name: str
    state: State
    error: str = ""
    tries: int = 0
    """How often it failed running."""


class Loops:
    """Threads for loops. A second desk's loops stand by until the first one's leases are free.

    ``companions`` work under no lease, for the loops of their own process, which do without them when they fail.
    """

    def __init__(
        self, database: Database, loops: Sequence[Loop], hints: Hints, companions: Sequence[Loop] = ()
    ) -> None:
        self.under_lease = tuple(loop.name for loop in loops)
        """Loops of which at most one works among all desks on the database."""
        self._leases = Leases(database)
        self._hints = hints
        self._stop = Event()
        self._health = {loop.name: LoopHealth(loop.name, "starting") for loop in (*loops, *companions)}
        self._threads = [
            *(self._thread(loop, Lease(self._leases, loop.name)) for loop in loops),
            *(self._thread(companion, None) for companion in companions),
        ]
        self._seldom = Seldom(_TOLD_EVERY_S)
        self._logger = structlog.get_logger("loops")

    def start(self) -> None:
        """Start every loop."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every loop finish its turn and end, within seconds."""
        self._stop.set()
        self._hints.nudge()
        deadline = time.monotonic() + LONGEST_STOP_S
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def health(self) -> list[LoopHealth]:
        """How every loop is now; a companion is told of while it fails."""
        return [each for each in self._health.values() if each.name in self.under_lease or each.tries]

    def _thread(self, loop: Loop, lease: Lease | None) -> Thread:
        return Thread(target=self._run, args=(loop, lease), name=loop.name, daemon=True)

    def _run(self, loop: Loop, lease: Lease | None) -> None:
        pause = _FIRST_PAUSE_S
        while not self._stop.is_set():
            if lease is not None and not lease.acquire():
                self._tell(loop.name, "standby")
                self._stop.wait(STANDBY_S)
                continue
            pause = self._turn(loop, pause)
        if lease is not None:
            lease.release()
        self._tell(loop.name, "stopped")

    def _turn(self, loop: Loop, pause: float) -> float:
        """One turn and the rest after it; gives for how long to rest when the next one fails."""
        seen = self._hints.count(loop.wakes_on)
        try:
            idle = loop.turn()
        except Exception as error:  # noqa: BLE001 - a loop never ends in silence: told, then tried again
            return self._rest(loop.name, error, pause)
        self._tell(loop.name, "running")
        if idle > 0:
            self._idle(loop, seen, idle)
        return _FIRST_PAUSE_S

    def _idle(self, loop: Loop, seen: int, idle: float) -> None:
        """Wait for a hint. One that comes at once is one of many: then gather what they bring into one batch."""
        begun = time.monotonic()
        self._hints.wait(loop.wakes_on, seen, idle)
        gather_s: float = getattr(loop, "gather_s", GATHER_S)
        if time.monotonic() - begun < gather_s:
            self._stop.wait(gather_s)

    def _rest(self, name: str, error: Exception, pause: float) -> float:
        words = storage_words(error)
        self._tell(name, "retrying", words)
        # What another part raised may quote what people wrote: its kind is enough for the log.
        known = isinstance(error, psycopg.Error | DatabaseUnreachable | TablesAreMissing)
        told = words if known else type(error).__name__
        # A fault of a loop's own code is that loop's; one of the storage is everybody's.
        if (passed := self._seldom.now(told if known else f"{name}: {told}")) is not None:
            self._logger.warning("loop_retries", loop=name, error=told, pause_s=pause, more=passed)
        self._stop.wait(pause)
        return min(pause * 2, _LONGEST_PAUSE_S)

    def _tell(self, name: str, state: State, error: str = "") -> None:
        tries = self._health[name].tries + 1 if state == "retrying" else 0
        self._health[name] = LoopHealth(name, state, error, tries)
