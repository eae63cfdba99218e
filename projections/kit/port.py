"""What a read model is to the consumer that feeds it, and how the facts that it hears are read for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from psycopg import Cursor

from events.catalogue import is_known, stored_names
from events.fact import Fact, Recorded


class Projection(Protocol):
    """A read model: its tables, the only writer of them, and nothing else.

    Table names are unqualified in ``ddl`` and in all SQL: the consumer and the readers set ``search_path``, so
    that the same code fills the live tables and, beside them, the tables of a rebuild.

    One may say which of its tables are ``indexed_late``: their writer finds rows by keys, and by those indexes that it
    names there. A rebuild from a long log makes the others when all is folded.
    """

    @property
    def name(self) -> str:
        """Stable name: the key of its position, of its metrics and of ``desk rebuild``."""
        ...

    @property
    def tables(self) -> tuple[str, ...]:
        """Every table that ``ddl`` creates; a rebuild moves them into place together."""
        ...

    @property
    def ddl(self) -> str:
        """The statements that create the tables and indexes; a change of them asks for a rebuild."""
        ...

    @property
    def interests(self) -> tuple[type[Fact], ...]:
        """The facts that it reads; others only move its position. Empty: all facts."""
        ...

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold a batch, in the order of the log, into set-based changes of the tables.

        Called inside the transaction that also moves the position. Must give the same rows however the log is
        cut into batches, and must not read a clock or have any other effect.
        """
        ...

    def forget(self) -> None:
        """Drop whatever is cached from the tables: a transaction was rolled back or another took over."""
        ...


class Stretch(NamedTuple):
    """Facts out of a piece of the log, the last position of the piece, and whether the log ended there."""

    facts: Sequence[Recorded]
    until: int
    is_last: bool


Opened = bool | frozenset[str]
"""Which sealed fields of facts are opened: all, none, or those of these paths; what is not opened reads as erased."""


def words_in(kinds: Iterable[type[Fact]]) -> frozenset[str]:
    """All sealed fields of facts of these classes: what a read model opens that shows their words, and not by whom."""
    return frozenset(field for kind in kinds for field in kind.personal)


class FactSource(Protocol):
    """The log as a reader sees it: positions are contiguous, from 1."""

    def stretch(
        self,
        names: Collection[str],
        position: int,
        limit: int = ...,
        *,
        before: int | None = ...,
        by_name: bool = ...,
        personal: Opened = ...,
    ) -> Stretch:
        """The facts of a piece of the log that stand under one of the names, in order; no names: all of them.

        The piece begins behind ``position`` and holds ``limit`` facts at most, ``by_name`` so many of the names; none
        in it stands at ``before`` or behind. The log is asked for all and chooses, or is asked ``by_name``.
        """
        ...

    def head(self) -> int:
        """The position of the last fact."""
        ...


class Hearing:
    """Reads the log for one projection, and gives what it hears: asked for by name where that is little.

    By name the log is asked twice, for all once, so whoever is at its end asks for all, and what nobody hears is not
    decoded. Behind a piece that held little of interest and was not the last, the others are not even read.
    """

    def __init__(self, projection: Projection, log: FactSource) -> None:
        self._log = log
        self._interests = frozenset(projection.interests)
        self._names = stored_names(self._interests)
        self._personal: Opened = getattr(projection, "reads_personal", True)
        self._by_name = False

    def concerns(self, names: Collection[str]) -> bool:
        """Whether some of the names are among what is heard, or unknown: of these something is to be told."""
        return not self._interests or any(name in self._names or not is_known(name) for name in names)

    def read(self, position: int, limit: int, before: int | None = None) -> Stretch:
        """The next piece behind a position; none of it at ``before`` or behind, which stands two positions on or more.

        ``limit`` bounds the facts that are read, so half of it is a smaller piece, down to a single fact.
        """
        facts, until, is_last = self._log.stretch(
            self._names, position, limit, before=before, by_name=self._by_name, personal=self._personal
        )
        if self._interests:
            # An old name may have led elsewhere.
            facts = [recorded for recorded in facts if type(recorded.fact) in self._interests]
            self._by_name = not is_last and len(facts) * 2 < until - position
        return Stretch(facts, until, is_last)
