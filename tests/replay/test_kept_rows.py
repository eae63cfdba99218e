"""What is kept from batch to batch: rows are the same however the log is cut, and whoever forgets or competes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.storage.feeds.consumer import Consumer
from connectors.storage.server.database import Database
from projections.kit.port import FactSource, Stretch
from replay.rebuild import rebuild
from tests.projections.test_reads import Filled
from tests.projections.world import PROJECTIONS, World

FOLDED = [kind for kind in PROJECTIONS if kind.name not in {"past_names", "mail_threads", "ticket_timeline"}]
ACTIONS = st.lists(
    st.tuples(st.sampled_from(["first", "first", "second", "forget", "rebuild", "grow", "grow"]), st.integers(1, 25)),
    min_size=5,
    max_size=25,
)


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
        personal: bool = True,
    ) -> Stretch:
        del by_name
        behind = min(self.end + 1, before or self.end + 1)
        if position + 1 >= behind:
            return Stretch([], position, is_last=True)
        found = self._log.stretch(names, position, min(limit, self.most), before=behind, personal=personal)
        return found._replace(is_last=found.until == self.end)


def lived(database: Database, whole: FactSource, kind: type[Any], actions: list[tuple[str, int]]) -> None:
    """Two consumers of a read model, in turns; a rebuild swaps its tables beneath both of them."""
    log = Growing(whole)
    first, second = (Consumer(kind(), log, database) for _ in range(2))
    for action, many in [*actions, ("whole", 1_000), ("first", 1_000), ("first", 1_000), ("first", 1_000)]:
        log.most = many
        if action in {"first", "second"}:
            (first if action == "first" else second).step()
        elif action == "forget":
            first.projection.forget()
        elif action == "rebuild":
            rebuild(kind(), log, database, fingerprint="f", batch=many)
        else:
            log.end = min(log.end + many, whole.head())
    first.catch_up()


def test_what_is_kept_gives_the_rows_that_one_batch_gives_whoever_forgets_or_competes(database: Database) -> None:
    log, world = Filled(database).desk.log, World(database)
    expected = world.rows()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(kind=st.sampled_from(FOLDED), actions=ACTIONS)
    def holds(kind: type[Any], actions: list[tuple[str, int]]) -> None:
        tables = kind.tables
        with database.connection() as connection:
            connection.execute(f"TRUNCATE {', '.join(f'views.{table}' for table in tables)}".encode())
            connection.execute("UPDATE views.positions SET position = 0 WHERE name = %s", (kind.name,))
        lived(database, log, kind, actions)
        rows = world.rows()
        assert {table: rows[table] for table in tables} == {table: expected[table] for table in tables}

    holds()
