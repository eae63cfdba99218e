"""The threads that answer requests, and how long a request waits for one; made by ``api.app``, asked by the door.

The framework's own pool lets requests wait for ever. Health is answered beside it: a desk whose every thread waits for
a lock is alive, and a supervisor must hear that.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from api.wire.refusals import WorkersAreBusy
from connectors.storage.server.limits import ANSWER_S, answer_within

T = TypeVar("T")
Asynchronous = Callable[..., Coroutine[Any, Any, Any]]

HANDS = 40
"""Requests that are worked on at one time."""


class Workers:
    """So many threads, and a bounded queue before them."""

    def __init__(self, longest_wait_s: float = 5.0, hands: int = HANDS) -> None:
        self.longest_wait_s = longest_wait_s
        self._hands = hands
        self._places = CapacityLimiter(hands)
        # Whoever has a place has a thread: one is never waited for twice.
        self._threads = CapacityLimiter(hands)

    async def run(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """What ``work`` gives, done in a thread; raises ``WorkersAreBusy`` when none came free in time."""
        with answer_within(ANSWER_S):
            return await self._run(work, *args, **named)

    async def _run(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        try:
            with anyio.fail_after(self.longest_wait_s):
                await self._places.acquire()
        except TimeoutError as error:
            raise WorkersAreBusy(seconds=f"{self.longest_wait_s:g}") from error
        try:
            return await to_thread.run_sync(functools.partial(work, *args, **named), limiter=self._threads)
        finally:
            self._places.release()

    def doing(self, endpoint: Callable[..., Any]) -> Callable[..., Any]:
        """The endpoint, done in a thread of these; one that needs none stays as it is."""
        if inspect.iscoroutinefunction(endpoint):
            return endpoint

        @functools.wraps(endpoint)
        async def done(*args: Any, **named: Any) -> Any:
            return await self.run(endpoint, *args, **named)

        return done
