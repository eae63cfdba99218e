"""Consumers on storage that is ill: its faults are never taken for a fact's, and a start makes good what is missing."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer, TablesAreMissing
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from replay.rebuild import rebuild
from tests.connectors.storage.tally import Tally
from tests.connectors.storage.test_consumer import append, standing


def test_a_table_that_is_away_for_a_while_is_no_poison(database: Database) -> None:
    tally = Tally()
    positions.prepare(database, tally)
    reader = Consumer(tally, PostgresLog(database), database, batch=4)
    append(PostgresLog(database), 3)
    assert reader.catch_up() == 3
    with database.connection() as connection:
        connection.execute("ALTER TABLE views.tally RENAME TO away")
    append(PostgresLog(database), 3)
    for _ in range(3):
        with pytest.raises(TablesAreMissing, match=r"42P01.*desk rebuild tally"):
            reader.step()
    assert standing(database).poison_at is None
    with database.connection() as connection:
        connection.execute("ALTER TABLE views.away RENAME TO tally")
    assert reader.catch_up() == 3


@pytest.mark.parametrize(
    ("damage", "repair"),
    [
        ("ALTER DATABASE {} SET default_transaction_read_only TO on", "ALTER DATABASE {} RESET ALL"),
        ("ALTER SCHEMA views RENAME TO away", "ALTER SCHEMA away RENAME TO views"),
    ],
)
def test_what_the_storage_refuses_is_no_poison(database: Database, damage: str, repair: str) -> None:
    tally = Tally()
    positions.prepare(database, tally)
    append(PostgresLog(database), 3)
    name = str(conninfo_to_dict(database.url)["dbname"])
    with Database(database.url) as another:
        with psycopg.connect(database.url, autocommit=True) as owner:
            owner.execute(damage.format(name).encode())
        with Database(database.url) as damaged, pytest.raises((psycopg.Error, TablesAreMissing)):
            Consumer(tally, PostgresLog(another), damaged).step()
        with psycopg.connect(database.url, autocommit=True) as owner:
            owner.execute("SET default_transaction_read_only TO off")
            owner.execute(repair.format(name).encode())
        assert standing(another).poison_at is None
        assert Consumer(tally, PostgresLog(another), another).catch_up() == 3


def test_positions_that_were_emptied_alone_and_tables_that_are_gone_ask_for_a_rebuild(database: Database) -> None:
    tally = Tally()
    positions.prepare(database, tally)
    assert positions.unfit(database, [tally]) == []
    with database.connection() as connection:
        connection.execute("DELETE FROM views.positions")
    assert positions.unfit(database, [tally]) == ["tally"]
    assert positions.prepare(database, tally)
    rebuild(Tally(), PostgresLog(database), database, fingerprint=positions.fingerprint(tally))
    assert not positions.prepare(database, tally)
    with database.connection() as connection:
        connection.execute("DROP TABLE views.tally")
    assert positions.unfit(database, [tally]) == ["tally"]
    assert positions.prepare(database, tally)


def test_a_poisoned_projection_tries_again_at_the_next_start(database: Database) -> None:
    bad = Tally(before=lambda _cursor, _recorded: 1 / 0)  # type: ignore[arg-type] # it raises
    positions.prepare(database, bad)
    append(PostgresLog(database), 3)
    Consumer(bad, PostgresLog(database), database).catch_up()
    assert standing(database).poison_at == 1
    mended = Tally()
    assert not positions.prepare(database, mended)
    assert Consumer(mended, PostgresLog(database), database).catch_up() == 3
