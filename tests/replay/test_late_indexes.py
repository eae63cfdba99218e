"""Indexes that a rebuild from a long log makes at its end: the same as ever, and none that a writer looks by."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Cursor, sql

from api.bootstrap import PROJECTIONS
from connectors.storage.feeds import positions
from projections.kit.port import Hearing, Projection
from projections.sla_clocks.projection import SlaClocks
from projections.ticket.rows import TicketList
from replay import late_indexes
from replay.rebuild import BESIDE, rebuild
from tests.projections.world import World
from tests.replay.test_kept_rows import told

LATE = [kind for kind in PROJECTIONS.values() if hasattr(kind, "indexed_late")]


def indexes(cursor: Cursor[Any], schema: str, table: str) -> dict[str, str]:
    cursor.execute(
        "SELECT indexname, replace(indexdef, %s, '') FROM pg_indexes WHERE schemaname = %s AND tablename = %s",
        (f" {schema}.", schema, table),
    )
    return dict(cursor.fetchall())


@pytest.fixture
def desk(world: World) -> World:
    world.agreement(world.schedule())
    for nth in range(5):
        world.ticket(f"{nth}")
    world.fold()
    return world


@pytest.mark.parametrize("kind", [TicketList, SlaClocks])
def test_a_rebuild_leaves_every_index_whether_the_log_is_long_or_not(
    desk: World, kind: type[Projection], monkeypatch: pytest.MonkeyPatch
) -> None:
    projection: Any = kind()
    mark = positions.fingerprint(projection)
    with desk.cursor() as cursor:
        live = {table: indexes(cursor, "views", table) for table in projection.tables}
    monkeypatch.setattr(late_indexes, "LONG_LOG", desk.log.head() + 1)
    rebuild(kind(), desk.log, desk.database, fingerprint=mark)
    monkeypatch.setattr(late_indexes, "LONG_LOG", desk.log.head())
    rebuild(kind(), desk.log, desk.database, fingerprint=mark)
    with desk.cursor() as cursor:
        assert {table: indexes(cursor, "views", table) for table in projection.tables} == live


@pytest.mark.parametrize("kind", LATE)
def test_what_waits_for_the_end_is_no_key_and_none_that_its_writer_names(world: World, kind: Any) -> None:
    projection = kind()
    with world.database.transaction() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS views_next")
        cursor.execute("SET LOCAL search_path TO views_next")
        cursor.execute(projection.ddl)
        before = {table: indexes(cursor, BESIDE, table) for table in projection.indexed_late}
        statements = late_indexes.take_off(cursor, projection, BESIDE)
        after = {table: indexes(cursor, BESIDE, table) for table in projection.indexed_late}
        late_indexes.put_on(cursor, statements)
        assert {table: indexes(cursor, BESIDE, table) for table in projection.indexed_late} == before
        cursor.execute("DROP SCHEMA views_next CASCADE")
    for table, sought_by in projection.indexed_late.items():
        assert table in projection.tables
        unique = {name for name, told in before[table].items() if "UNIQUE" in told}
        assert after[table].keys() == unique | {*sought_by}
        assert len(after[table]) < len(before[table])


@pytest.mark.parametrize("kind", LATE)
def test_no_writer_asks_what_waits_also_where_tables_are_not_read_from_end_to_end(world: World, kind: Any) -> None:
    told(world)
    projection: Any = kind()
    hearing, position, scans = Hearing(projection, world.log), 0, -1
    with world.database.transaction() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS views_next")
        cursor.execute("SET LOCAL search_path TO views_next, desk")
        cursor.execute("SET LOCAL enable_seqscan TO off")
        cursor.execute(projection.ddl)
        late = [told.split()[2] for told in late_indexes.take_off(cursor, projection, BESIDE)]
        for table in projection.tables:
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table)))
        cursor.execute(projection.ddl)
        while (stretch := hearing.read(position, 100)).until > position:
            if stretch.facts:
                projection.apply(cursor, stretch.facts)
            position = stretch.until
        cursor.execute("SELECT sum(pg_stat_get_xact_numscans(to_regclass(i))) FROM unnest(%s::text[]) i", (late,))
        scans = (cursor.fetchone() or (None,))[0]
        cursor.execute("DROP SCHEMA views_next CASCADE")
    assert position == world.log.head()
    assert (len(late) > 3, scans) == (True, 0)
