"""A read model for tests that counts: added up twice it is wrong for ever, so it proves exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from psycopg import Cursor

from events.fact import Fact, Recorded


class Tally:
    """How many facts there were of each kind, and the sum of their positions."""

    name = "tally"
    tables = ("tally",)
    ddl = "CREATE TABLE tally (kind text PRIMARY KEY, facts bigint NOT NULL, places bigint NOT NULL)"

    def __init__(
        self, *interests: type[Fact], name: str = "tally", before: Callable[[Cursor[Any], Recorded], None] | None = None
    ) -> None:
        self.name = name
        self.tables = (name,)
        self.ddl = Tally.ddl.replace("TABLE tally", f"TABLE {name}")
        self.interests: tuple[type[Fact], ...] = interests
        self.forgot = 0
        self._before = before

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        facts: Counter[str] = Counter()
        places: Counter[str] = Counter()
        for recorded in batch:
            if self._before is not None:
                self._before(cursor, recorded)
            facts[recorded.fact.stored_name] += 1
            places[recorded.fact.stored_name] += recorded.position
        for kind, count in facts.items():
            cursor.execute(
                f"INSERT INTO {self.name} AS t VALUES (%s, %s, %s) ON CONFLICT (kind) DO UPDATE"  # noqa: S608 - a name of ours
                " SET facts = t.facts + excluded.facts, places = t.places + excluded.places",
                (kind, count, places[kind]),
            )

    def forget(self) -> None:
        self.forgot += 1

    def counted(self, cursor: Cursor[Any]) -> tuple[int, int]:
        """How many facts were counted, and the sum of their positions."""
        cursor.execute(f"SELECT coalesce(sum(facts), 0)::bigint, coalesce(sum(places), 0)::bigint FROM {self.name}")  # noqa: S608 - as above
        row = cursor.fetchone()
        assert row is not None
        return int(row[0]), int(row[1])
