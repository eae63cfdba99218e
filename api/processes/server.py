"""The server of one process: uvicorn's, on a socket that it may share with others, and with no signals of its own.

Whoever runs it says when it ends; made by ``api.serve``.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn
from typing_extensions import override

from api.processes.acceptor import Acceptor, Holdings

TICK_S = 1.0
"""How often the date of the answers is set, and whoever wants to know hears that time passes."""


def _nothing() -> None:
    """Nobody listens."""


class DoorServer(uvicorn.Server):
    """Serves until ``end``."""

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        holdings: Holdings | None = None,
        started: Callable[[], None] = _nothing,
        tick: Callable[[], None] = _nothing,
    ) -> None:
        super().__init__(config)
        self._holdings = holdings
        self._is_up = started
        self._tick = tick
        self._acceptors: list[Acceptor] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ends = asyncio.Event()

    def end(self) -> None:
        """Answer what was asked, then end; from any thread and any handler of a signal."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended already
                self._loop.call_soon_threadsafe(self._ends.set)

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None is captured."""
        yield

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections off the sockets."""
        await self.lifespan.startup()
        self._loop = asyncio.get_running_loop()
        self.servers = []
        self._acceptors = [Acceptor(each, self._conversation, self._holdings) for each in sockets or ()]
        for acceptor in self._acceptors:
            acceptor.start()
        self.started = True
        self._is_up()

    @override
    async def main_loop(self) -> None:
        """Until the end is wanted."""
        while not await self.on_tick(0):
            self._tick()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ends.wait(), TICK_S)

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, and let those that are there have their answers."""
        for acceptor in self._acceptors:
            acceptor.stop()
        await super().shutdown(sockets)

    def _conversation(self) -> asyncio.Protocol:
        return self.config.http_protocol_class(  # type: ignore[call-arg] # as uvicorn makes one
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state, _loop=None
        )
