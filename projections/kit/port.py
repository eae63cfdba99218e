"""What a read model is to the consumer that feeds it; implemented by every projection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from psycopg import Cursor

from events.fact import Fact, Recorded


class Projection(Protocol):
    """A read model: its tables, the only writer of them, and nothing else.

    Table names are unqualified in ``ddl`` and in all SQL: the consumer and the readers set ``search_path``, so
    that the same code fills the live tables and, beside them, the tables of a rebuild.
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
