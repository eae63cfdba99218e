"""A question reads one moment, writes nothing, and leaves nothing on the connection for whoever comes next."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest

from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.server.database import Database
from connectors.storage.server.limits import REQUESTS
from events.values.identity import CommandId
from tests.connectors.storage.samples import change, stream_id


@pytest.fixture
def one(fresh_database_url: str) -> Iterator[Database]:
    """A database with a single connection: whoever comes next is lent that one."""
    with Database(fresh_database_url, max_size=1) as opened:
        yield opened


def manners(database: Database) -> list[str]:
    with database.transaction() as cursor:
        return [
            str(cursor.execute(f"SHOW {name}").fetchone())
            for name in ("transaction_isolation", "transaction_read_only", "lock_timeout", "search_path")
        ]


def test_what_is_committed_between_two_statements_of_a_question_is_not_in_its_answer(database: Database) -> None:
    log = PostgresLog(database)
    with database.connection() as connection:
        connection.execute("CREATE TABLE views.seen (n int)")
    with database.snapshot() as cursor:
        before = cursor.execute("SELECT count(*) FROM seen").fetchone(), log.at(cursor).head()
        with database.connection() as other:
            other.execute("INSERT INTO seen VALUES (1)")
        log.append([change(stream_id(), 0, 1)], command_id=CommandId(uuid4()), fingerprint=b"1")
        assert log.head() == 1
        assert (cursor.execute("SELECT count(*) FROM seen").fetchone(), log.at(cursor).head()) == before == ((0,), 0)
    with database.snapshot() as cursor:
        assert (cursor.execute("SELECT count(*) FROM seen").fetchone(), log.at(cursor).head()) == ((1,), 1)


def test_whoever_is_lent_the_connection_next_writes_as_ever(one: Database) -> None:
    before = manners(one)
    assert "read committed" in before[0]
    with one.snapshot() as cursor:
        cursor.execute("SELECT 1")
    assert manners(one) == before
    with pytest.raises(ZeroDivisionError), one.snapshot():
        raise ZeroDivisionError
    assert manners(one) == before
    with pytest.raises(psycopg.errors.UndefinedTable), one.snapshot() as cursor:
        cursor.execute("SELECT FROM nowhere")
    assert manners(one) == before
    with one.transaction() as cursor:
        cursor.execute("CREATE TABLE views.written (n int)")


def test_why_a_question_cannot_begin_is_told_as_the_server_says_it(one: Database) -> None:
    before = manners(one)
    with psycopg.connect(one.url) as other:
        other.execute("LOCK TABLE views.parked IN EXCLUSIVE MODE")
        with one.connection() as connection:
            connection.execute("SET lock_timeout = '1ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable), one.snapshot():
            pass
        with one.connection() as connection:
            connection.execute(f"SET lock_timeout = '{REQUESTS.lock_s:.0f}s'".encode())
        assert manners(one) == before
    with one.connection() as connection:
        ended = connection.info.backend_pid
        with psycopg.connect(one.url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (ended,))
    with one.snapshot() as cursor:
        assert cursor.connection.info.backend_pid != ended


def test_a_question_can_write_nothing(one: Database) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), one.snapshot() as cursor:
        cursor.execute("DELETE FROM desk.facts")


def test_a_question_keeps_its_statements_prepared_for_the_next(one: Database) -> None:
    log = PostgresLog(one)
    for _ in range(2):
        with one.snapshot() as cursor:
            assert log.at(cursor).load(stream_id()) == []
    with one.connection() as connection:
        row = connection.execute("SELECT generic_plans + custom_plans FROM pg_prepared_statements").fetchone()
    assert row == (2,)


def test_a_question_needs_one_connection_also_for_the_keys_of_owners(one: Database) -> None:
    keyring, ivan = PostgresKeyring(one), UUID(int=1)
    key = keyring.of_owners([ivan])[ivan].key_id
    elsewhere = PostgresKeyring(one)
    with one.snapshot() as cursor:
        assert set(elsewhere.on(cursor.connection).by_ids([key])) == {key}


def test_a_question_under_way_does_not_bring_back_the_key_of_a_person_who_is_forgotten(database: Database) -> None:
    keyring, ivan = PostgresKeyring(database), UUID(int=1)
    key = keyring.of_owners([ivan])[ivan].key_id
    with database.snapshot() as cursor:
        cursor.execute("SELECT count(*) FROM desk.owner_keys")
        assert keyring.forget(ivan)
        assert keyring.on(cursor.connection).by_ids([key]) == {}
    assert keyring.by_ids([key]) == {}
