"""What is kept in memory: what a read model folded last, by its only writer; versions that never change, by readers.

A stream's state is read from its row once, and no fact after that reads it again. Of a row that is there those columns
are written that say something else by now. Whoever moves the read model in between makes its consumer ``forget``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import islice
from typing import Any, Generic, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
from msgspec.structs import replace
from psycopg import Connection, Cursor

from events.fact import Recorded
from events.folds.reading import Reading
from projections.kit.columns import insert, update

K = TypeVar("K", bound=UUID | str)
S = TypeVar("S", bound=msgspec.Struct)
V = TypeVar("V")

MOST_KEPT = 2_000
"""So many of a noun are kept from one batch to the next, those that were touched last."""
MOST_VERSIONS = 500
"""So many versions are remembered on a connection; then it begins anew."""

Row = dict[str, Any]


def begun_before(batch: Iterable[Recorded]) -> set[UUID]:
    """The streams of a batch that have a row already: it does not tell them from their first fact on."""
    streams, fresh = set[UUID](), set[UUID]()
    for recorded in batch:
        streams.add(recorded.stream)
        if recorded.version == 1:
            fresh.add(recorded.stream)
    return streams - fresh


def as_folded(state: S, _: Recorded) -> S:
    """A state as its facts make it, where its row says nothing of them."""
    return state


def versioned(state: S, recorded: Recorded) -> S:
    """A state as of its last fact, where its row bears the version."""
    return replace(state, version=recorded.version)


def follow(
    reading: Reading[Any],
    kind: type[S],
    now: dict[UUID, S],
    told: Iterable[Recorded],
    then: Callable[[S, Recorded], S] = versioned,
) -> None:
    """Let the states of many streams follow the facts of a batch; ``then`` says of each what stands beside its fact."""
    for recorded in told:
        known = reading.begun(kind, recorded) or reading.after(now[recorded.stream], recorded)
        now[recorded.stream] = then(known, recorded)


class KeptRows(Generic[K, S]):
    """The states that were folded last, by key, and what their rows in one table say.

    What ``take`` gives is as of the last ``write``, so a batch that is not written leaves nothing behind.
    """

    def __init__(
        self,
        table: str,
        key: str,
        *,
        load: Callable[[Cursor[Any], Collection[K]], Mapping[K, S]],
        columns: Callable[[S], Row],
        born: Callable[[S], Row] = lambda _: {},
        most: int = MOST_KEPT,
    ) -> None:
        """``columns`` tell of a state; those that ``born`` adds are of new rows alone, and others write them later."""
        self._table = table
        self._key = key
        self._load = load
        self._columns = columns
        self._born = born
        self._most = most
        self._states: dict[K, S] = {}
        self._rows: dict[K, Row] = {}

    def forget(self) -> None:
        """Read them from the table again."""
        self._states.clear()
        self._rows.clear()

    def take(self, cursor: Cursor[Any], wanted: Collection[K]) -> dict[K, S]:
        """The states of these as they stand; those that have none are missing."""
        if strange := [key for key in wanted if key not in self._states]:
            for key, state in self._load(cursor, strange).items():
                self._states[key], self._rows[key] = state, self._columns(state)
        return {key: self._states[key] for key in wanted if key in self._states}

    def write(self, cursor: Cursor[Any], now: Mapping[K, S]) -> None:
        """Write what is new, and of what was taken the columns that changed."""
        fresh, changed, keys = [], set[str](), []
        for key, state in now.items():
            row, was = self._columns(state), self._rows.pop(key, None)
            self._states.pop(key, None)
            # At the end: what was touched last is kept longest.
            self._states[key], self._rows[key] = state, row
            if was is None:
                fresh.append(row | self._born(state))
            elif other := [column for column, value in row.items() if value != was[column]]:
                changed.update(other)
                keys.append(key)
        insert(cursor, self._table, fresh)
        update(cursor, self._table, self._key, sorted(changed), [self._rows[key] for key in keys])
        self._let_go()

    def _let_go(self) -> None:
        for key in [*islice(self._states, max(0, len(self._states) - self._most))]:
            del self._states[key], self._rows[key]


class KeptVersions(Generic[V]):
    """What versions of rows gave, decoded once a connection; the question itself asks which version holds.

    A version never changes, but a rebuild may count otherwise, and so may another storage. So a key names the table
    (``tableoid``), which a rebuild replaces, beside thing and version; and nothing outlives its connection.
    """

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[Connection[Any], dict[tuple[int, UUID | str, int], V]] = WeakKeyDictionary()

    def get(self, cursor: Cursor[Any], key: tuple[int, UUID | str, int]) -> V | None:
        """What was kept under table, thing and version."""
        return self._of.get(cursor.connection, {}).get(key)

    def keep(self, cursor: Cursor[Any], key: tuple[int, UUID | str, int], value: V) -> V:
        """Keep it, and give it back. A connection is lent to one thread at a time."""
        kept = self._of.setdefault(cursor.connection, {})
        if len(kept) >= MOST_VERSIONS:
            kept.clear()
        kept[key] = value
        return value
