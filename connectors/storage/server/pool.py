"""Connections that are lent to one thread at a time; used by ``Database``.

Other than the driver's own pool it connects in the thread that asks: a server that is away is told of at
once, and one that is back is used at once, however long it was away.
"""

from __future__ import annotations

import select
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, get_ident
from typing import Any

import msgspec
import psycopg
from psycopg import Connection
from psycopg.pq import TransactionStatus

from connectors.storage.server.limits import time_left

Lent = Connection[tuple[Any, ...]]


class AllConnectionsLent(psycopg.OperationalError):
    """Every connection of the pool is lent, and none came back in time; passes by itself."""


UNUSED_S = 60.0
"""Seconds after which a connection that nobody needed is closed: a desk that stands by holds few."""


class PoolStanding(msgspec.Struct, frozen=True, kw_only=True):
    """The pool at this moment: connections lent and idle, threads that wait for one, the most it may have."""

    lent: int
    idle: int
    waiting: int
    limit: int


class Pool:
    """At most ``max_size`` connections; the one that came back last is lent first."""

    def __init__(self, connect: Callable[[], Lent], *, max_size: int, longest_queue_s: float) -> None:
        self._connect = connect
        self._longest_queue_s = longest_queue_s
        self._limit = max_size
        # Sets, for a thread adds to them and takes from them at one stroke, without a lock.
        self._lent: set[int] = set()
        self._waiting: set[int] = set()
        self._places = BoundedSemaphore(max_size)
        self._idle: deque[tuple[Lent, float]] = deque()
        self._closed = False
        self.losses = 0
        """How often a connection was found broken: whoever remembers what the server said may ask whether one was."""

    @contextmanager
    def lend(self) -> Iterator[Lent]:
        """A connection that works; raises ``AllConnectionsLent``, or why the server cannot be reached."""
        self._take_place()
        try:
            connection = self._idle_one() or self._new_one()
            self._lent.add(id(connection))
            try:
                yield connection
            finally:
                self._lent.discard(id(connection))
                self._take_back(connection)
        finally:
            self._places.release()

    def standing(self) -> PoolStanding:
        """How it is at this moment, for the meters."""
        return PoolStanding(lent=len(self._lent), idle=len(self._idle), waiting=len(self._waiting), limit=self._limit)

    def _take_place(self) -> None:
        if self._places.acquire(blocking=False):
            return
        self._waiting.add(get_ident())
        try:
            if not self._places.acquire(timeout=time_left(self._longest_queue_s)):
                raise AllConnectionsLent(f"no connection of the pool came back within {self._longest_queue_s:g} s")
        finally:
            self._waiting.discard(get_ident())

    def close(self) -> None:
        """Close every connection: those that are lent when they come back."""
        self._closed = True
        while (connection := self._popped()) is not None:
            connection.close()

    def give_back_idle(self) -> int:
        """Close what is idle at this moment, for whom the server has no connection left; gives how many."""
        closed = 0
        while (connection := self._popped()) is not None:
            connection.close()
            closed += 1
        return closed

    def _is_closed(self) -> bool:
        return self._closed

    def _idle_one(self) -> Lent | None:
        while (connection := self._popped()) is not None:
            if _lives(connection):
                return connection
            self.losses += 1
            connection.close()
        return None

    def _new_one(self) -> Lent:
        if self._is_closed():
            raise psycopg.OperationalError("the pool is closed")
        return self._connect()

    def _take_back(self, connection: Lent) -> None:
        if connection.info.transaction_status is not TransactionStatus.IDLE or self._is_closed():
            # Lost, or left in the middle of something: closing ends both.
            self.losses += connection.broken
            connection.close()
            return
        self._idle.append((connection, time.monotonic()))
        self.close_the_unused()
        if self._is_closed():
            # Closed by another thread just now: nobody else would close what came back.
            self.close()

    def _popped(self) -> Lent | None:
        try:
            return self._idle.pop()[0]
        except IndexError:
            return None

    def close_the_unused(self) -> None:
        """The one that came back first has been idle for longest: one a time, for this happens at every return."""
        try:
            connection, since = self._idle.popleft()
        except IndexError:
            return
        if time.monotonic() - since > UNUSED_S:
            connection.close()
        else:
            self._idle.appendleft((connection, since))


def _lives(connection: Lent) -> bool:
    """Costs no round trip: a quiet connection lives, and a dead one has a last word to read."""
    try:
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        if poll.poll(0):
            connection.execute("")
    except psycopg.Error:
        return False
    return True
