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
"""Where hints come faster than turns are taken, a turn begins so long after the last one at the soonest: under load one
batch for many commits. One that may take its time says its own, as ``gather_s``, and never takes turns sooner."""
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


class Pace:
    """When a loop takes its next turn. A hint is followed at once, unless it is one of many."""

    def __init__(self, loop: Loop, hints: Hints) -> None:
        self._loop = loop
        self._hints = hints
        self._gather_s: float | None = getattr(loop, "gather_s", None)
        self._begun = 0.0
        self._seen = 0
        self._taken = 0
        """Hints that came between the last turn and the one before."""

    def begin(self) -> None:
        """A turn begins: what was hinted at so far it takes in."""
        self._begun = time.monotonic()
        seen = self._hints.count(self._loop.wakes_on)
        self._taken, self._seen = seen - self._seen, seen

    def rest(self, idle: float) -> float:
        """Wait for a hint, ``idle`` seconds at most; gives for how long to gather those that come with it.

        Many there are where several came during a turn, or had been gathered for it.
        """
        waiting = self._hints.count(self._loop.wakes_on) - self._seen
        self._hints.wait(self._loop.wakes_on, self._seen, idle)
        gather_s = self._gather_s
        if gather_s is None:
            gather_s = GATHER_S if max(waiting, self._taken) > 1 else 0.0
        return self._begun + gather_s - time.monotonic()


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
        pause, pace = _FIRST_PAUSE_S, Pace(loop, self._hints)
        while not self._stop.is_set():
            if lease is not None and not lease.acquire():
                self._tell(loop.name, "standby")
                self._stop.wait(STANDBY_S)
                continue
            pause = self._turn(loop, pace, pause)
        if lease is not None:
            lease.release()
        self._tell(loop.name, "stopped")

    def _turn(self, loop: Loop, pace: Pace, pause: float) -> float:
        """One turn and the rest after it; gives for how long to rest when the next one fails."""
        pace.begin()
        try:
            idle = loop.turn()
        except Exception as error:  # noqa: BLE001 - a loop never ends in silence: told, then tried again
            return self._rest(loop.name, error, pause)
        self._tell(loop.name, "running")
        if idle > 0 and (gathers_s := pace.rest(idle)) > 0:
            self._stop.wait(gathers_s)
        return _FIRST_PAUSE_S

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
