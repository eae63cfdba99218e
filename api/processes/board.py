"""Memory that the processes of a desk share: each tells on a place of its own how it is, all read; made before them.

Nothing lies in a file, and nobody is asked: a process that hangs or is gone keeps no other waiting.
"""

from __future__ import annotations

import mmap
import struct
import zlib

import msgspec

from api.standing import Remeasured
from connectors.storage.feeds.loops import LoopHealth
from connectors.storage.server.pool import PoolStanding

_SPACE = 64 * 1024
"""Bytes of a place; those that are not written cost no memory."""
_HEAD = struct.Struct("=II")
_NOBODY = -1
_TRIES = 5
LONGEST_ERROR = 300
"""Characters of what ails a loop."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """How one process is."""

    name: str
    pid: int
    waiting_since: float | None = None
    """Since when its longest waiting command waits, by the clock that all processes of a machine share."""
    pool: PoolStanding | None = None
    loops: tuple[LoopHealth, ...] = ()
    remeasured: Remeasured = Remeasured()


_DECODER = msgspec.json.Decoder(Told)


class Board:
    """Places for so many processes. Of each place one process alone writes at a time."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._memory = mmap.mmap(-1, _SPACE * places)
        self._counted = mmap.mmap(-1, max(mmap.PAGESIZE, 4 * places))
        # Whole numbers that are written and read at one stroke.
        self._counts = memoryview(self._counted).cast("i")
        for place in range(places):
            self.count(place, _NOBODY)

    def tell(self, place: int, told: Told) -> None:
        """Write how the process of a place is."""
        text = msgspec.json.encode(told)
        if len(text) <= _SPACE - _HEAD.size:
            begin = place * _SPACE
            self._memory[begin + _HEAD.size : begin + _HEAD.size + len(text)] = text
            self._memory[begin : begin + _HEAD.size] = _HEAD.pack(len(text), zlib.crc32(text))

    def told(self) -> list[Told]:
        """How all are; a place whose process is just writing, or has died of it, is left out."""
        return [told for place in range(self._places) if (told := self._read(place)) is not None]

    def clear(self, place: int) -> None:
        """The process of a place is gone."""
        self._memory[place * _SPACE : place * _SPACE + _HEAD.size] = _HEAD.pack(0, 0)
        self.count(place, _NOBODY)

    def count(self, place: int, held: int) -> None:
        """So many connections the process of a place holds."""
        self._counts[place] = held

    def is_ahead(self, place: int, more: int) -> bool:
        """Whether the process of a place holds, with so many more, more connections than another that takes some."""
        own = self._counts[place] + more
        return any(_NOBODY < self._counts[other] < own for other in range(self._places) if other != place)

    def _read(self, place: int) -> Told | None:
        begin = place * _SPACE
        for _ in range(_TRIES):
            length, proof = _HEAD.unpack(self._memory[begin : begin + _HEAD.size])
            text = self._memory[begin + _HEAD.size : begin + _HEAD.size + length]
            if not length:
                return None
            if zlib.crc32(text) == proof:
                return _DECODER.decode(text)
        return None
