"""Which streams a registration like this one read last time, to read them in one round trip; asked by registration."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from events.values.identity import StreamId

MOST = 5_000
"""Kinds of registration that are remembered; then it begins anew."""

_READ: dict[Hashable, tuple[StreamId, ...]] = {}


def foreseen(asked: Hashable) -> tuple[StreamId, ...]:
    """The streams that deciding this took last time. Every one is read anew, so nothing old is decided by."""
    return _READ.get(asked, ())


def remember(asked: Hashable, streams: Iterable[StreamId]) -> None:
    """What deciding this took now."""
    if len(_READ) >= MOST:
        _READ.clear()
    _READ[asked] = tuple(streams)
