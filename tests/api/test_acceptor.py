"""Who takes those that come at once: one at a time, and whoever holds more lets the other go first."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from typing_extensions import override

from api.processes.acceptor import AFTER_YOU_S, Acceptor


class Holding:
    """The holdings of a process that is always ahead of the other, or never."""

    def __init__(self, *, ahead: bool) -> None:
        self.ahead = ahead

    def is_ahead(self, more: int) -> bool:
        del more
        return self.ahead


class Taken(asyncio.Protocol):
    """What is made of a connection, among those of its process."""

    def __init__(self, by: list[Taken]) -> None:
        self._transport: asyncio.BaseTransport | None = None
        by.append(self)

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def end(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def turns() -> None:
    """Let the loop see whoever comes, more often than there are."""
    for _ in range(50):
        await asyncio.sleep(0)


def come(stack: ExitStack, address: Any, count: int) -> None:
    for _ in range(count):
        stack.enter_context(socket.create_connection(address))


async def _those_who_come(monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> None:
    rests: list[tuple[float, Callable[[], None]]] = []
    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
    shared = stack.enter_context(listener.dup())
    by_full: list[Taken] = []
    by_free: list[Taken] = []
    full = Acceptor(listener, lambda: Taken(by_full), Holding(ahead=True))
    free = Acceptor(shared, lambda: Taken(by_free), Holding(ahead=False))
    # The rest of whoever holds more ends when this test says so.
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "call_later", lambda seconds, call: rests.append((seconds, call)))
    full.start()
    free.start()
    come(stack, listener.getsockname(), 8)
    await turns()
    assert (len(by_full), len(by_free)) == (0, 8)
    assert [seconds for seconds, _ in rests] == [AFTER_YOU_S]

    free.stop()
    come(stack, listener.getsockname(), 2)
    await turns()
    assert (len(by_full), len(by_free)) == (0, 8), "it rests"
    rests.pop()[1]()
    await turns()
    assert (len(by_full), len(by_free)) == (1, 8), "one, and then it looks again whether it is ahead"
    assert [seconds for seconds, _ in rests] == [AFTER_YOU_S]
    full.stop()
    monkeypatch.undo()
    for one in (*by_full, *by_free):
        one.end()
    await turns()


def test_whoever_holds_more_lets_the_other_go_first_and_takes_one_that_it_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        asyncio.run(_those_who_come(monkeypatch, stack))
