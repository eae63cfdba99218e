"""The threads that answer requests, and how long a request waits for one; made by ``api.app``, asked by the door.

The framework's own pool lets requests wait for ever. Health is answered beside it: a desk whose every thread waits for
a lock is alive, and a supervisor must hear that.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from api.wire.refusals import WorkersAreBusy
from connectors.storage.server.limits import ANSWER_S, answering_within

T = TypeVar("T")

HANDS = 40
"""Requests that are worked on at one time."""


class Workers:
    """So many threads, and a bounded queue before them."""

    def __init__(self, longest_wait_s: float = 5.0, hands: int = HANDS) -> None:
        self.longest_wait_s = longest_wait_s
        # Whoever has a place has a thread: one is never waited for twice.
        self._places = asyncio.Semaphore(hands)
        self._threads = ThreadPoolExecutor(hands, "answers")

    async def run(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """What ``work`` gives, done in a thread; raises ``WorkersAreBusy`` when none came free in time."""
        context = answering_within(ANSWER_S)
        if self._places.locked():
            await self._wait()
        else:
            await self._places.acquire()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._threads.submit(self._do, context.run, functools.partial(work, *args, **named), loop, done)
        return await done

    def _do(
        self,
        run: Callable[[Callable[[], T]], T],
        work: Callable[[], T],
        loop: asyncio.AbstractEventLoop,
        done: asyncio.Future[T],
    ) -> None:
        """In a thread: one word to the loop that waits, and no more."""
        told: Callable[[], None]
        try:
            told = functools.partial(done.set_result, run(work))
        except BaseException as error:  # noqa: BLE001 - whoever waits hears of it
            told = functools.partial(done.set_exception, error)
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            loop.call_soon_threadsafe(self._tell, done, told)

    def _tell(self, done: asyncio.Future[T], told: Callable[[], None]) -> None:
        # Also where whoever asked waits no more: the place comes free with its thread.
        self._places.release()
        if not done.done():
            told()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self.longest_wait_s):
                await self._places.acquire()
        except TimeoutError as error:
            raise WorkersAreBusy(seconds=f"{self.longest_wait_s:g}") from error

    def doing(self, endpoint: Callable[..., Any]) -> Callable[..., Any]:
        """The endpoint, done in a thread of these; one that needs none stays as it is."""
        if inspect.iscoroutinefunction(endpoint):
            return endpoint

        @functools.wraps(endpoint)
        async def done(*args: Any, **named: Any) -> Any:
            return await self.run(endpoint, *args, **named)

        return done
