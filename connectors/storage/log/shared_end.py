"""The end of the log, read and decoded once for all read models of a process; made by the composition root.

All who follow the log stand at its end most of the time, and hear of each new fact at one moment. Whoever comes first
reads what is new, the others find it read. Facts never change, so what was read stays right; that nothing stands behind
it is believed only as long as no hint has come since, and not for long: the poll is the truth.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from threading import Lock
from typing import Any, NamedTuple

from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.reading import position_of
from connectors.storage.log.stretches import Piece
from events.catalogue import is_known
from events.fact import Recorded
from projections.kit.port import Opened, Stretch

MOST = 1_000
"""Facts that are kept at most: so many are read at once."""
LONGEST_S = 1.0
"""Seconds for which one waits for another's reading: storage that is away is waited for by each for themselves."""
KEPT_S = 0.5
"""Seconds for which what was read serves others: less than anybody's poll, and personal details stay no longer."""

_NOTHING = Piece((), -1, is_last=False)


class Names(NamedTuple):
    """Names of facts, up to which position that was read, and whether nothing stands behind it."""

    found: frozenset[str]
    until: int
    is_last: bool


class SharedEnd:
    """As ``FactSource``. Threads share it, and what it gives them: a fact is nobody's to change."""

    def __init__(
        self, log: PostgresLog, news: Callable[[], int], *, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._log = log
        self._news = news
        self._ticks = ticks
        self._one_at_a_time = Lock()
        self._piece = _NOTHING
        self._after = 0
        self._seen = -1
        self._read_at = 0.0
        self._decoded: dict[tuple[int, Opened], Recorded] = {}

    def head(self) -> int:
        """The position of the last fact."""
        return self._log.head()

    def stretch(
        self,
        names: Collection[str],
        position: int,
        limit: int = MOST,
        *,
        before: int | None = None,
        by_name: bool = False,
        personal: Opened = True,
    ) -> Stretch:
        """As ``FactSource.stretch``; who is far behind, or circles round a fact, reads for themselves."""
        if by_name or before is not None or not self._one_at_a_time.acquire(timeout=LONGEST_S):
            return self._log.stretch(names, position, limit, before=before, by_name=by_name, personal=personal)
        try:
            piece = self._found(position, limit)
            rows = [row for row in piece.rows if not names or row[2] in names or not is_known(row[2])]
            return Stretch(self._facts(rows, personal), piece.until, piece.is_last)
        finally:
            self._one_at_a_time.release()

    def names(self, position: int, limit: int = MOST) -> Names | None:
        """Under which names the facts behind a position stand; ``None``: another's reading took too long."""
        if not self._one_at_a_time.acquire(timeout=LONGEST_S):
            return None
        try:
            piece = self._found(position, limit)
            return Names(frozenset(row[2] for row in piece.rows), piece.until, piece.is_last)
        finally:
            self._one_at_a_time.release()

    def _found(self, position: int, limit: int) -> Piece:
        if self._ticks() - self._read_at > KEPT_S:
            self._forget()
        is_all = self._piece.is_last and self._seen == self._news()
        if not self._after <= position <= self._piece.until or (position == self._piece.until and not is_all):
            piece = self._read(position, min(limit, MOST))
        else:
            rows = self._piece.rows[position - self._piece.until :] if position < self._piece.until else ()
            piece = Piece(rows, self._piece.until, is_all)
        if len(piece.rows) <= limit:
            return piece
        return Piece(piece.rows[:limit], position + limit, is_last=False)

    def _read(self, position: int, limit: int) -> Piece:
        # Before the look: a hint that comes meanwhile may be of what the look did not see.
        seen, read_at = self._news(), self._ticks()
        piece = self._log.piece(position, limit)
        if piece.is_last:
            self._forget()
            self._piece, self._after, self._seen, self._read_at = piece, position, seen, read_at
        return piece

    def _forget(self) -> None:
        self._piece = _NOTHING
        self._decoded.clear()

    def _facts(self, rows: Sequence[tuple[Any, ...]], personal: Opened) -> list[Recorded]:
        if not rows or not self._after < position_of(rows[0]) <= self._piece.until:
            return self._log.codec.decode_rows(rows, personal=personal)
        missing = [row for row in rows if (row[4], personal) not in self._decoded]  # by number: every fact passes here
        if missing:
            decoded = self._log.codec.decode_rows(missing, personal=personal)
            self._decoded.update({(recorded.position, personal): recorded for recorded in decoded})
        return [self._decoded[row[4], personal] for row in rows]  # by number: as above
