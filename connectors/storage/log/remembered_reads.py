"""What decisions read, kept by a desk between commands; given to the bus by the composition root.

Nothing here is ever told to anybody: the append refuses what was decided by a version that is old.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from threading import Lock

from commands.ports import Kept
from connectors.storage.log.sealing import CACHED_FOR
from events.fact import Recorded
from events.values.identity import StreamId

MOST = 5_000
"""Kinds of decision that are remembered; then it begins anew."""
MOST_FACTS = 32_000
"""Facts that are remembered in all, 1.3 KB each, and a stream counts as one; who was not asked for longest goes."""
LONGEST = 1_000
"""A stream of more facts is read each time: one busy ticket does not drive all others out."""


class RememberedReads:
    """As ``commands.ports.Memory``. Threads share it: what one forgets or overwrites costs another a round trip.

    A stream is kept for ``cached_for`` seconds, as the keys of persons are, so a person who was forgotten by another
    process is forgotten here as well. ``era`` says which stay with the storage this is: what was kept in another one,
    before the connection to it was lost, is not recalled.
    """

    def __init__(
        self,
        most: int = MOST,
        *,
        most_facts: int = MOST_FACTS,
        cached_for: float = CACHED_FOR,
        ticks: Callable[[], float] = time.monotonic,
        era: Callable[[], Hashable] = lambda: None,
    ) -> None:
        self._most = most
        self._most_facts = most_facts
        self._cached_for = cached_for
        self._ticks = ticks
        self._era = era
        self._read: dict[Hashable, tuple[StreamId, ...]] = {}
        self._lock = Lock()
        self._streams: OrderedDict[StreamId, Kept] = OrderedDict()
        self._moved: set[StreamId] = set()
        """Of these what is kept is the beginning."""
        self._facts = 0
        self._kept_in = era()

    def expected(self, like: Hashable) -> Iterable[StreamId]:
        """As ``Memory.expected``."""
        return self._read.get(like, ())

    def expect(self, like: Hashable, streams: Sequence[StreamId]) -> None:
        """As ``Memory.expect``."""
        if len(self._read) >= self._most:
            self._read.clear()
        self._read[like] = tuple(streams)

    def recall(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Kept]:
        """As ``Memory.recall``."""
        too_old = self._ticks() - self._cached_for
        found: dict[StreamId, Kept] = {}
        with self._lock:
            self._begin_anew_if_lost()
            for stream in streams:
                if stream not in self._moved and (kept := self._young(stream, too_old)) is not None:
                    found[stream] = kept
        return found

    def keep(self, found: Mapping[StreamId, Sequence[Recorded]]) -> Mapping[StreamId, Kept]:
        """As ``Memory.keep``; what is too long is not kept. That a stream does not exist yet is worth knowing, too."""
        since = self._ticks()
        new = {stream: Kept(facts, since) for stream, facts in found.items() if len(facts) <= LONGEST}
        self._put(new)
        return new

    def begun(self, stream: StreamId) -> Kept | None:
        """As ``Memory.begun``."""
        with self._lock:
            self._begin_anew_if_lost()
            return self._young(stream, self._ticks() - self._cached_for) if stream in self._moved else None

    def keep_on(self, stream: StreamId, begun: Kept, news: Sequence[Recorded]) -> Kept:
        """As ``Memory.keep_on``; it is as old as its beginning, and one that became too long is kept no more."""
        kept = begun.onward(news)
        if len(kept.facts) <= LONGEST:
            self._put({stream: kept})
        else:
            with self._lock:
                self._drop(stream)
        return kept

    def forget(self, streams: Iterable[StreamId]) -> None:
        """As ``Memory.forget``."""
        with self._lock:
            self._moved.update(stream for stream in streams if stream in self._streams)

    def _put(self, new: Mapping[StreamId, Kept]) -> None:
        with self._lock:
            self._begin_anew_if_lost()
            for stream, kept in new.items():
                self._drop(stream)
                self._streams[stream] = kept
                self._facts += 1 + len(kept.facts)
            while self._facts > self._most_facts:
                self._drop(next(iter(self._streams)))

    def _young(self, stream: StreamId, too_old: float) -> Kept | None:
        kept = self._streams.get(stream)
        if kept is not None and kept.since <= too_old:
            self._drop(stream)
            return None
        if kept is not None:
            self._streams.move_to_end(stream)
        return kept

    def _drop(self, stream: StreamId) -> None:
        self._moved.discard(stream)
        kept = self._streams.pop(stream, None)
        if kept is not None:
            self._facts -= 1 + len(kept.facts)

    def _begin_anew_if_lost(self) -> None:
        era = self._era()
        if era != self._kept_in:
            self._streams.clear()
            self._moved.clear()
            self._facts = 0
            self._kept_in = era
