"""One open stream: what waits to be sent, and why it ends; kept by the loop that answers, told by ``api.live.hub``."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID, uuid4

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from api.http.callers import Caller
from api.http.front import IS_HEAD
from api.live.events import ending
from api.live.refusals import DeskIsEnding, StreamIsNotRead
from api.meters.answers import BEGUN_AT
from api.wire.exchange import ENDING, LAST_WORD, STREAM
from connectors.inbound.bearers import Heard
from events.values.log_place import LogPlace
from events.values.people import Viewer
from events.values.refusal import Refusal

T = TypeVar("T")

MOST_WAITING = 32_000
"""Bytes that may wait for somebody who takes nothing; the connection itself holds about as many."""
_GONE = "http.disconnect"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    # nginx keeps an answer back until it has some kilobytes of it, unless it is told otherwise.
    (b"x-accel-buffering", b"no"),
]


class Stream:
    """Somebody who listens."""

    __slots__ = (
        "_ended",
        "_loop",
        "_size",
        "_task",
        "_waiting",
        "_wakes",
        "caller",
        "is_vouched_for",
        "knows_who_is_where",
        "position",
        "secret",
        "sent_at",
        "stream_id",
        "why_ended",
    )

    def __init__(self, stream_id: UUID, caller: Caller, secret: str, position: LogPlace) -> None:
        self.stream_id = stream_id
        self.caller = caller
        self.secret = secret
        self.position = position
        """Up to where everything was told. The thread that tells alone moves it."""
        self.sent_at = 0.0
        self.why_ended = ""
        self.knows_who_is_where = False
        self.is_vouched_for = False
        self._waiting: list[bytes] = []
        self._size = 0
        self._ended: bytes | None = None
        self._loop = asyncio.get_running_loop()
        self._wakes = asyncio.Event()
        self._task: asyncio.Task[Any] | None = None

    @staticmethod
    def fresh_id() -> UUID:
        """The id of a stream that is not there yet."""
        return uuid4()

    @property
    def cursor(self) -> str:
        """Up to where everything was told, for those outside."""
        return self.position.told

    def move_to(self, position: LogPlace) -> None:
        """Everything was told up to there."""
        self.position = position

    def call(self, work: Callable[[T], None], what: T) -> None:
        """Do something in the loop that answers; nothing where that has ended."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(work, what)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that it is answered by."""
        return self._loop

    @property
    def viewer(self) -> Viewer:
        """Who listens, with the rights that they had when they were last looked at."""
        return self.caller.viewer

    @property
    def heard(self) -> Heard:
        """By what they may listen."""
        return Heard(self.secret, self.viewer.actor.id, self.viewer.teams, self.viewer.further)

    def offer(self, part: bytes) -> None:
        """Tell them something, in their loop; who does not take it is let go with a word."""
        if self._ended is not None:
            return
        self._size += len(part)
        if self._size > MOST_WAITING:
            self.end("dropped", StreamIsNotRead())
            # What waits for them to take something is not waited for any more.
            if self._task is not None:
                self._task.cancel()
            return
        self._waiting.append(part)
        self._wakes.set()

    def end(self, kind: str, why: Refusal) -> None:
        """Tell them the last thing, in their loop."""
        if self._ended is None:
            self.why_ended = kind
            self._ended = ending(kind, why)
            self._wakes.set()

    async def answer(self, receive: Receive, send: Send) -> None:
        """Send what comes until it ends, or until they leave."""
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS, STREAM: True})
        self._task = asyncio.current_task()
        leaving = self._loop.create_task(self._until_gone(receive))
        try:
            with suppress(asyncio.CancelledError):
                while await self._next():
                    parts, self._waiting, self._size = self._waiting, [], 0
                    await send({"type": "http.response.body", "body": b"".join(parts), "more_body": True})
            # Cancelled by whoever let them go, or by the server that could not wait any longer.
            self.end("ended", DeskIsEnding())
            await send({"type": "http.response.body", "body": self._ended, "more_body": False, LAST_WORD: True})
        finally:
            self._task = None
            leaving.cancel()

    async def _next(self) -> bool:
        while not self._waiting and self._ended is None:
            self._wakes.clear()
            await self._wakes.wait()
        return self._ended is None

    async def _until_gone(self, receive: Receive) -> None:
        while (kind := (await receive())["type"]) not in {_GONE, ENDING}:
            pass
        if kind == ENDING:
            self.end("ended", DeskIsEnding())
        elif self._ended is None:
            self._ended = b""
            self._wakes.set()


class EventStream(Response):
    """The answer of a route that opens a stream: the stream begins in the loop that answers."""

    media_type = "text/event-stream"

    def __init__(self, begin: Callable[[], Stream], leave: Callable[[Stream], None]) -> None:
        super().__init__()
        self._begin = begin
        self._leave = leave

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for as long as they listen."""
        stream = self._begin()
        scope[BEGUN_AT] = time.perf_counter()
        try:
            if IS_HEAD in scope:
                await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
                await send({"type": "http.response.body", "body": b""})
            else:
                await stream.answer(receive, send)
        finally:
            self._leave(stream)
