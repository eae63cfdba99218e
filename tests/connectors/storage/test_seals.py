"""Seals: golden forms, one for each group in the transaction of its facts, instants that rise, what was known when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from uuid import UUID

import psycopg
import pytest

from commands.ports import VersionConflict
from connectors.storage.log import seals
from connectors.storage.log.event_log import FactsAreNotSealed, PostgresLog
from connectors.storage.log.seals import Seal
from connectors.storage.server.database import Database
from tests.connectors.storage.samples import change, command_id, stream_id

STREAM = UUID("0d6f9a52-7c1f-5f0e-9a53-0d5c1ed6e4a1")
STATE = '{"m":{},"f":{"body":"Проверьте кабель"}}'.encode()


def all_seals(database: Database) -> list[Seal]:
    with database.connection() as connection:
        return list(seals.sealed(connection, 0, 100_000))


def as_told(database: Database) -> list[tuple[int, bytes]]:
    """Position and leaf of every fact as the log holds it."""
    with database.connection() as connection, connection.cursor(binary=True) as cursor:
        rows = cursor.execute(
            "SELECT notification_id, originator_id, originator_version, topic, state FROM desk.facts ORDER BY 1"
        ).fetchall()
    return [(position, seals.leaf(*fact)) for position, *fact in rows]


def test_the_entry_of_a_fact_is_five_lines_for_ever() -> None:
    assert seals.entry(STREAM, 7, "ticket.commented@1", STATE) == (
        b"desk/fact@1\n"
        b"0d6f9a52-7c1f-5f0e-9a53-0d5c1ed6e4a1\n"
        b"7\n"
        b"ticket.commented@1\n"
        b"D2hTBWegB8kXKFSjh+gnZrAxEZ5iLubV4W1C0I1I9F8=\n"
    )


def test_the_leaf_and_the_link_of_a_fact_are_these_for_ever() -> None:
    one = seals.leaf(STREAM, 7, "ticket.commented@1", STATE)
    other = seals.leaf(STREAM, 8, "ticket.closed@1", b"{}")
    assert one.hex() == "c867fff6c14dcdb7340167db60a3dc1c0239db4ca66b547284f48e3a6486ad5b"
    assert other.hex() == "a7aad4ef70107b5eb44df1d5c3136d8869e918164455e698ae9b87113f907ec5"
    assert one == sha256(b"\0" + seals.entry(STREAM, 7, "ticket.commented@1", STATE)).digest()
    first = seals.link(seals.NO_LINK, one)
    assert first.hex() == "091f28ed8c720d21057f03cfd3371433388509c64c172c92ef8fc2f6a1c398d5"
    assert seals.link(first, other + one).hex() == "a82c5a3de58731e1f5e168cbb5a89dbaf0e66e1cb1f7e159f3c8b24c650970ed"


def test_every_group_is_sealed_with_the_leaves_of_its_facts_and_the_chain_goes_on(database: Database) -> None:
    log = PostgresLog(database)
    taken = stream_id()
    log.append([change(taken, 0, 2)], command_id=command_id(), fingerprint=b"f")

    def append(nth: int) -> None:
        try:
            # A third of each crowd is refused: what is left of the group is sealed, in its places.
            expected, stream = (1, taken) if nth % 3 == 0 else (0, stream_id())
            log.append([change(stream, expected, 1 + nth % 4)], command_id=command_id(), fingerprint=b"f")
        except VersionConflict:
            assert nth % 3 == 0

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(append, range(60)))
    made = all_seals(database)
    assert [position for position, _ in as_told(database)] == list(range(1, log.head() + 1))
    assert (made[0].first, made[-1].last) == (1, log.head())
    assert all(after.first == before.last + 1 for before, after in pairwise(made))
    assert all(after.sealed_at >= before.sealed_at for before, after in pairwise(made))
    assert b"".join(seal.leaves for seal in made) == b"".join(leaf for _, leaf in as_told(database))
    link = seals.NO_LINK
    for seal in made:
        link = sha256(link + seal.leaves).digest()
        assert seal.link == link


def test_a_command_that_stores_no_fact_leaves_no_seal(database: Database) -> None:
    log = PostgresLog(database)
    log.append([change(stream_id(), 0, 0)], command_id=command_id(), fingerprint=b"f")
    assert all_seals(database) == []


def test_a_clock_that_was_put_back_seals_at_the_instant_before(database: Database) -> None:
    log = PostgresLog(database)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with database.transaction() as cursor:
        first = change(stream_id(), 0)
        row = log.codec.encode_changes([first])[0]
        leaf = seals.leaf(*row[:4])
        cursor.execute("SET LOCAL desk.facts_are_sealed = 'yes'")
        cursor.execute("INSERT INTO desk.facts VALUES (%s, %s, %s, %s, 1)", row[:4])
        cursor.execute(
            "INSERT INTO desk.seals VALUES (1, 1, %s, %s, %s)", (tomorrow, leaf, seals.link(seals.NO_LINK, leaf))
        )
    log.append([change(stream_id(), 0)], command_id=command_id(), fingerprint=b"f")
    assert [seal.sealed_at for seal in all_seals(database)] == [tomorrow, tomorrow]


def test_known_at_an_instant_is_what_stood_in_the_log_then(database: Database) -> None:
    log = PostgresLog(database)
    for count in (1, 3, 2, 1, 5):
        log.append([change(stream_id(), 0, count)], command_id=command_id(), fingerprint=b"f")
    made = all_seals(database)
    moment = timedelta(microseconds=1)
    with database.connection() as connection:
        assert seals.known_at(connection, made[0].sealed_at - moment) == 0
        for before, after in pairwise(made):
            assert seals.known_at(connection, before.sealed_at) == before.last
            assert seals.known_at(connection, after.sealed_at - moment) == before.last
        assert seals.known_at(connection, made[-1].sealed_at + timedelta(days=1)) == 12


def test_of_nothing_nothing_was_known(database: Database) -> None:
    with database.connection() as connection:
        assert seals.known_at(connection, datetime.now(UTC)) == 0


@pytest.mark.parametrize(
    "vandalism", ["UPDATE desk.seals SET link = leaves", "DELETE FROM desk.seals", "TRUNCATE desk.seals"]
)
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_seals_are_for_ever(database: Database, vandalism: str, role: str) -> None:
    log = PostgresLog(database)
    log.append([change(stream_id(), 0)], command_id=command_id(), fingerprint=b"f")
    with database.connection() as connection:
        connection.execute(f"SET session_replication_role = {role}".encode())
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="seals are for ever"):
            connection.execute(vandalism.encode())
        connection.execute("RESET session_replication_role")
    assert len(all_seals(database)) == 1


def test_facts_come_in_by_the_function_that_seals_them_alone(database: Database) -> None:
    log = PostgresLog(database)
    log.append([change(stream_id(), 0)], command_id=command_id(), fingerprint=b"f")
    with database.connection() as connection, pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="seals"):
        connection.execute("INSERT INTO desk.facts SELECT originator_id, 2, topic, state, 2 FROM desk.facts")
    assert log.head() == 1


def test_behind_a_fact_without_a_seal_nothing_is_stored_and_the_refusal_says_the_way_out(database: Database) -> None:
    log = PostgresLog(database)
    with database.transaction() as cursor:
        row = log.codec.encode_changes([change(stream_id(), 0)])[0]
        cursor.execute("SET LOCAL desk.facts_are_sealed = 'yes'")
        cursor.execute("INSERT INTO desk.facts VALUES (%s, %s, %s, %s, 1)", row[:4])
    command = command_id()
    with pytest.raises(FactsAreNotSealed, match="desk audit seals") as caught:
        log.append([change(stream_id(), 0)], command_id=command, fingerprint=b"f")
    assert "desk audit seals" in caught.value.text.ru
    assert (log.head(), log.receipt(command, b"f")) == (1, None)


def test_a_process_of_an_older_desk_fails_loudly_and_stores_nothing(database: Database) -> None:
    log = PostgresLog(database)
    row = log.codec.encode_changes([change(stream_id(), 0)])[0]
    with database.connection() as connection, pytest.raises(psycopg.errors.UndefinedFunction):
        connection.execute(
            "SELECT * FROM desk.append_to_facts(%s::uuid[], %s::bytea[], %s::text[], %s::int[], %s::int[], %s::uuid[],"
            " %s::bigint[], %s::bigint[], %s::int[], %s::uuid[], %s::bigint[], %s::text[], %s::bytea[])",
            (
                [command_id()],
                [b"f"],
                [""],
                [1],
                [1],
                [row.stream],
                [0],
                [1],
                [1],
                [row.stream],
                [1],
                [row.name],
                [row.state],
            ),
        )
    assert log.head() == 0
