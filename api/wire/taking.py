"""How long an answer may lie there untaken before its connection ends; kept by each conversation of the door."""

from __future__ import annotations

from asyncio import AbstractEventLoop, TimerHandle, Transport

from api.wire.connections import Connections

SLOWEST = 4_000
"""Bytes a second: a body that comes faster has more time than the deadline, and so has an answer that is taken."""


class Taking:
    """Watches what is written and not yet taken by the other side."""

    def __init__(self, transport: Transport, loop: AbstractEventLoop, connections: Connections) -> None:
        self._transport = transport
        self._loop = loop
        self._all = connections
        self._timer: TimerHandle | None = None
        self._untaken = 0

    def expect(self) -> None:
        """From now on what lies there has to become less."""
        if self._timer is None:
            self._untaken = self._transport.get_write_buffer_size()
            self._timer = self._loop.call_later(self._all.body_s, self._not_taken)

    def expect_nothing(self) -> None:
        """It was taken, or nobody is there to take it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _not_taken(self) -> None:
        self._timer = None
        left = self._transport.get_write_buffer_size()
        if left and self._untaken - left < SLOWEST * self._all.body_s:
            self._all.end("not_taken")
            self._transport.abort()
        elif left:
            self.expect()
