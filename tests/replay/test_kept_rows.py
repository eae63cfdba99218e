"""What is kept from batch to batch: rows are the same however the log is cut, and whoever forgets or competes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.followed_courses import FOUNDED
from benchmarks.followed_facts import FOLLOWED, Writer, found
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.server.database import Database
from projections.kit.port import FactSource, Opened, Stretch
from replay.rebuild import rebuild
from tests.projections.world import PROJECTIONS, World

FOLDED = [kind for kind in PROJECTIONS if kind.name not in {"past_names", "mail_threads", "ticket_timeline"}]
COURSES = list(dict.fromkeys(course for _, _, course in FOLLOWED))
TURNS = st.lists(
    st.tuples(
        st.sampled_from(["first", "first", "second", "second", "forget", "rebuild"]),
        st.integers(1, 120),
        st.integers(1, 60),
    ),
    min_size=4,
    max_size=12,
)
"""Whose turn it is, how many facts have come since the last one, and how many are taken in at a time."""


class Growing:
    """A log that shows its beginning, and gives as many facts at a time as it is told."""

    def __init__(self, log: FactSource) -> None:
        self._log = log
        self.end, self.most = 1, 1

    def head(self) -> int:
        return self.end

    def stretch(
        self,
        names: Collection[str],
        position: int,
        limit: int = 1_000,
        *,
        before: int | None = None,
        by_name: bool = False,
        personal: Opened = True,
    ) -> Stretch:
        del by_name
        behind = min(self.end + 1, before or self.end + 1)
        if position + 1 >= behind:
            return Stretch([], position, is_last=True)
        found = self._log.stretch(names, position, min(limit, self.most), before=behind, personal=personal)
        return found._replace(is_last=found.until == self.end)


def lived(database: Database, whole: FactSource, kind: type[Any], turns: Sequence[tuple[str, int, int]]) -> None:
    """Two consumers of a read model, in turns; a rebuild swaps its tables beneath both of them."""
    log = Growing(whole)
    consumers = {name: Consumer(kind(), log, database) for name in ("first", "second")}
    for whose, come, at_once in [*turns, ("first", whole.head(), 1_000)]:
        log.end, log.most = min(log.end + come, whole.head()), at_once
        if whose == "forget":
            consumers["first"].projection.forget()
        elif whose == "rebuild":
            rebuild(kind(), log, database, fingerprint="f", batch=at_once)
        else:
            # Whoever was overtaken finds out at once, and has another turn.
            for _ in range(2):
                consumers[whose].catch_up()


def told(world: World) -> None:
    """A few of each noun, whose facts lie mixed in the log."""
    FOUNDED.update(found(world.log))
    writer = Writer(world.log)
    for turn in range(5):
        for nth in range(2):
            for course in COURSES:
                writer.append(course(nth, turn))


def test_what_is_kept_gives_the_rows_that_one_batch_gives_whoever_forgets_or_competes(
    world: World, database: Database
) -> None:
    told(world)
    world.fold()
    expected = world.rows()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(kind=st.sampled_from(FOLDED), turns=TURNS)
    def holds(kind: type[Any], turns: list[tuple[str, int, int]]) -> None:
        with database.connection() as connection:
            connection.execute(f"TRUNCATE {', '.join(f'views.{table}' for table in kind.tables)}".encode())
            connection.execute("UPDATE views.positions SET position = 0 WHERE name = %s", (kind.name,))
        lived(database, world.log, kind, turns)
        assert not [place.poison for place in positions.read_all(database) if place.poison]
        rows = world.rows()
        assert {table: rows[table] for table in kind.tables} == {table: expected[table] for table in kind.tables}

    holds()
