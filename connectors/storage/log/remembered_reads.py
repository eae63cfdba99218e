"""What decisions read last time, kept by a desk between commands; given to the bus by the composition root."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from events.values.identity import StreamId

MOST = 5_000
"""Kinds of decision that are remembered; then it begins anew."""


class RememberedReads:
    """As ``commands.ports.Prefetch``. Threads share it: what one forgets or overwrites costs another a round trip."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._read: dict[Hashable, tuple[StreamId, ...]] = {}

    def expected(self, like: Hashable) -> Iterable[StreamId]:
        """The streams that were read last time."""
        return self._read.get(like, ())

    def remember(self, like: Hashable, streams: Sequence[StreamId]) -> None:
        """What was read this time."""
        if len(self._read) >= self._most:
            self._read.clear()
        self._read[like] = tuple(streams)
