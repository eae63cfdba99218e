"""Takes connections off the listening socket for one of the processes that share it; run by the server.

An event loop's own way takes all that wait in one turn: of eight callers who come at one moment one process would get
eight. Here each takes one at a time, and who holds more than another lets that one go first.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Protocol

AFTER_YOU_S = 0.005
"""So long a process waits for one that holds fewer connections; whoever is too busy to take it has enough to do."""
PAUSE_S = 0.05
"""Rest after a connection that could not be taken for want of a descriptor."""


class Holdings(Protocol):
    """How many connections each of the processes holds."""

    def is_ahead(self, more: int) -> bool:
        """Whether this process holds more than another, with those whose conversation is just beginning."""
        ...


class Alone:
    """The holdings of a process that shares its socket with nobody."""

    def is_ahead(self, more: int) -> bool:
        """Never."""
        del more
        return False


class Acceptor:
    """Turns who waits at the socket into conversations, until it is stopped."""

    def __init__(
        self, listener: socket.socket, make: Callable[[], asyncio.Protocol], holdings: Holdings | None = None
    ) -> None:
        self._listener = listener
        self._make = make
        self._holdings = holdings or Alone()
        self._loop = asyncio.get_running_loop()
        self._beginning: set[asyncio.Task[object]] = set()
        self._resting: asyncio.TimerHandle | None = None
        self._stopped = False

    def start(self) -> None:
        """Begin to take them."""
        self._listener.listen()
        self._listener.settimeout(0)
        self._loop.add_reader(self._listener.fileno(), self._see)

    def stop(self) -> None:
        """Take no more; whoever waits is left to the other processes."""
        self._stopped = True
        if self._resting is not None:
            self._resting.cancel()
        self._loop.remove_reader(self._listener.fileno())

    def _see(self) -> None:
        if self._holdings.is_ahead(len(self._beginning)):
            self._rest(AFTER_YOU_S)
        else:
            self._take()

    def _rest(self, seconds: float) -> None:
        # Not looked at meanwhile: as long as somebody waits, each look would find them.
        self._loop.remove_reader(self._listener.fileno())
        self._resting = self._loop.call_later(seconds, self._go_on)

    def _go_on(self) -> None:
        self._resting = None
        self._loop.add_reader(self._listener.fileno(), self._see)
        self._take()

    def _take(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            # Another process was quicker, or whoever waited left.
            return
        except OSError:
            self._rest(PAUSE_S)
            return
        connection.settimeout(0)
        task = self._loop.create_task(self._begin(connection))
        self._beginning.add(task)
        task.add_done_callback(self._beginning.discard)

    async def _begin(self, connection: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._make, connection)
        except OSError:
            connection.close()
