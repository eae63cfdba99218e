"""All streams of one process, and the one thread that tells them; made with the application, asked by the route.

A stream costs no thread and no connection: the thread lives while somebody listens, and asks for all of them at once.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from threading import Lock
from uuid import UUID

from prometheus_client import CollectorRegistry, Counter, Gauge

from api.bootstrap import Desk
from api.http.callers import Caller
from api.live import events
from api.live.refusals import DeskHasTooManyStreams, TooManyStreams
from api.live.stream import Stream
from api.live.teller import Teller
from api.questions.live import news
from connectors.storage.live.open_streams import OpenStreams
from events.values.log_place import LogPlace
from events.values.refusal import Refusal

ENDINGS = ("left", "dropped", "ended")
_SHARE = 0.8
"""So much of the connections may be streams: who asks something finds a place, too."""


class Hub:
    """Who listens in this process."""

    def __init__(self, desk: Desk) -> None:
        settings = desk.settings
        self._desk = desk
        self.open_streams = OpenStreams(desk.database)
        self._limit = max(1, int(settings.connections * _SHARE) // settings.answering)
        self._lock = Lock()
        self._streams: dict[UUID, Stream] = {}
        self._left: list[UUID] = []
        self._teller: Teller | None = None
        self._gauge = Gauge(
            "desk_open_streams", "Streams of events that are open now", registry=None, multiprocess_mode="livesum"
        )
        self.told = Counter("desk_stream_events", "Events that streams were told", registry=None)
        self._ended = Counter(
            "desk_streams_ended", f"Streams that came to an end: {', '.join(ENDINGS)}", ["why"], registry=None
        )
        for why in ENDINGS:
            self._ended.labels(why)

    def register(self, registry: CollectorRegistry) -> None:
        """Let the meters tell of the streams."""
        for meter in (self._gauge, self.told, self._ended):
            registry.register(meter)

    def admit(self, caller: Caller, secret: str, after: int | None) -> Callable[[], Stream]:
        """What begins a stream for somebody, in their loop; raises why there is none. Asks the storage.

        With ``after`` it goes on behind a position, which this log has to have; without, from now on.
        """
        desk = self._desk
        if len(self._streams) >= self._limit:
            raise DeskHasTooManyStreams(limit=self._limit * desk.settings.answering)
        if after is not None:
            self._refuse_foreign(after)
        epoch = desk.epochs.present().number
        position = news.reached(desk) if after is None else int(after)
        most = desk.settings.streams_a_person
        stream_id = Stream.fresh_id()
        if not self.open_streams.take(stream_id, caller.viewer.actor.id, most=most, now=desk.clock.now()):
            raise TooManyStreams(limit=most)
        return lambda: self._begin(Stream(stream_id, caller, secret, LogPlace(epoch, position)))

    def leave(self, stream: Stream) -> None:
        """Somebody is gone."""
        with self._lock:
            if self._streams.pop(stream.stream_id, None) is not None:
                self._left.append(stream.stream_id)
            self._gauge.set(len(self._streams))
            teller = self._teller
        self._ended.labels(stream.why_ended if stream.why_ended in ENDINGS else "left").inc()
        if teller is not None:
            teller.wake()

    def streams(self) -> list[Stream]:
        """Who listens now."""
        with self._lock:
            return list(self._streams.values())

    def take_left(self) -> list[UUID]:
        """Who left since this was asked last."""
        with self._lock:
            left, self._left = self._left, []
            return left

    def retire(self, teller: Teller) -> bool:
        """Whether the one that tells may end: nobody listens any more, and whoever comes gets another."""
        with self._lock:
            if self._streams or self._left:
                return False
            if self._teller is teller:
                self._teller = None
            return True

    def hand_out(self, parts: Iterable[tuple[Stream, bytes]], ended: Iterable[tuple[Stream, Refusal]] = ()) -> None:
        """Tell streams something: one word to each loop, whoever many listen there."""
        by_loop = defaultdict[object, list[tuple[Stream, bytes | Refusal]]](list)
        count = 0
        for stream, part in parts:
            by_loop[stream.loop].append((stream, part))
            count += 1
        for stream, why in ended:
            by_loop[stream.loop].append((stream, why))
        self.told.inc(count)
        for told in by_loop.values():
            told[0][0].call(_hand_out, told)

    def _begin(self, stream: Stream) -> Stream:
        retry_ms = random.randint(1_000, 3_000)  # noqa: S311 - that not all come back at one moment
        stream.offer(events.begin(stream.cursor, retry_ms))
        stream.sent_at = time.monotonic()
        with self._lock:
            self._streams[stream.stream_id] = stream
            self._gauge.set(len(self._streams))
            if self._teller is None:
                self._teller = Teller(self, self._desk)
                self._teller.start()
            teller = self._teller
        teller.wake()
        return stream

    def _refuse_foreign(self, after: int) -> None:
        try:
            self._desk.epochs.refuse_foreign(after)
        except Refusal as refusal:
            refusal.field = "after"
            raise


def _hand_out(told: list[tuple[Stream, bytes | Refusal]]) -> None:
    for stream, part in told:
        if isinstance(part, Refusal):
            stream.end("ended", part)
        else:
            stream.offer(part)
