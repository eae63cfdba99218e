"""The secret of ids of names: made by its migration, the same for all who ask, and never done without."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server import migrate as module
from connectors.storage.server.database import Database
from connectors.storage.server.migrate import migrate, migrations
from events.values.keyed import DigestKeyIsMissing

BEFORE_THE_KEY = 16


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    with Database(empty_database_url) as opened:
        yield opened


def test_all_who_open_a_desk_key_names_alike(empty: Database) -> None:
    migrate(empty)
    with Database(empty.url) as other:
        assert PostgresLog(empty).keyed.digest("x", "y") == PostgresLog(other).keyed.digest("x", "y")
    assert not PostgresLog(empty).keyed.has_older


def test_fingerprints_of_before_become_those_that_the_same_words_have_today(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = [hashlib.sha256(bytes([nth])).digest() for nth in range(20)]
    with monkeypatch.context() as before:
        before.setattr(module, "migrations", lambda: migrations()[:BEFORE_THE_KEY])
        migrate(empty)
    with empty.connection() as connection:
        connection.execute(
            "INSERT INTO desk.command_receipts (command_id, fingerprint, stream, version, position, reference)"
            " SELECT gen_random_uuid(), digest, gen_random_uuid(), 1, nth, '' FROM unnest(%s::bytea[])"
            " WITH ORDINALITY AS t (digest, nth)",
            (plain,),
        )
        connection.execute(
            "INSERT INTO desk.sign_in_failures (login_hash, source, failures, last_at, blocked_until)"
            " VALUES (%s, '192.0.2.1', 1, now(), now())",
            (plain[0],),
        )
    migrate(empty)
    keyed = PostgresLog(empty).keyed
    with empty.connection() as connection:
        fingerprints = connection.execute("SELECT fingerprint FROM desk.command_receipts ORDER BY position").fetchall()
        logins = connection.execute("SELECT login_hash FROM desk.sign_in_failures").fetchall()
    assert [bytes(one) for (one,) in fingerprints] == [keyed.digest("request", one) for one in plain]
    assert [bytes(one) for (one,) in logins] == [keyed.digest("sign-in", plain[0])]


def test_a_desk_that_lost_its_secret_refuses_instead_of_computing_ids_without_it(database: Database) -> None:
    with database.connection() as connection:
        connection.execute("DELETE FROM desk.digest_key")
    with pytest.raises(DigestKeyIsMissing) as caught:
        PostgresLog(database).keyed.id("sender", "anna@client.example")
    assert "desk.digest_key" in caught.value.text.en
    assert "desk.digest_key" in caught.value.text.ru
