"""The audit of the seals: what was done to a log behind the desk's back is named by its first position, and how."""

from __future__ import annotations

import pytest

from connectors.storage.log import seals
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.proof import audit
from connectors.storage.proof.audit import Audit, Finding, verify
from connectors.storage.server.database import Database
from tests.connectors.storage.samples import change, command_id, stream_id

COUNTS = (2, 3, 1, 4, 2)
"""Facts of each group: they end at 2, 5, 6, 10 and 12."""


@pytest.fixture
def log(database: Database) -> PostgresLog:
    """A log of five groups."""
    log = PostgresLog(database)
    for count in COUNTS:
        log.append([change(stream_id(), 0, count)], command_id=command_id(), fingerprint=b"f")
    return log


def vandalise(database: Database, *statements: str) -> None:
    """What an owner of the database can do."""
    with database.transaction() as cursor:
        for table in ("facts", "seals"):
            cursor.execute(f"ALTER TABLE desk.{table} DISABLE TRIGGER USER".encode())
        for statement in statements:
            cursor.execute(statement.encode())


def swap(one: int, other: int) -> list[str]:
    places = ((one, -1), (other, one), (-1, other))
    return [f"UPDATE desk.facts SET notification_id = {to} WHERE notification_id = {at}" for at, to in places]  # noqa: S608 - numbers


def test_a_log_that_nobody_touched_is_what_was_sealed(database: Database, log: PostgresLog) -> None:
    told: list[tuple[int, int]] = []
    with database.connection() as connection:
        last, link = seals.last_seal(connection)
    assert verify(database, progress=lambda done, total: told.append((done, total))) == Audit(1, 12, link, None)
    assert (log.head(), last) == (12, 12)
    assert told == [(12, 12)]


def test_an_empty_log_is_whole(database: Database) -> None:
    assert verify(database) == Audit(1, 0, seals.NO_LINK, None)


@pytest.mark.parametrize(
    ("vandalism", "found"),
    [
        (["UPDATE desk.facts SET state = state || ' ' WHERE notification_id IN (4, 9)"], Finding(4, "altered")),
        (["UPDATE desk.facts SET topic = 'ticket.closed@1' WHERE notification_id = 12"], Finding(12, "altered")),
        (["UPDATE desk.facts SET originator_version = 9 WHERE notification_id = 6"], Finding(6, "altered")),
        (["DELETE FROM desk.facts WHERE notification_id = 7"], Finding(7, "missing")),
        (["DELETE FROM desk.facts WHERE notification_id = 12"], Finding(12, "missing")),
        (["DELETE FROM desk.facts"], Finding(1, "missing")),
        (swap(3, 5), Finding(3, "swapped", 5)),
        (swap(2, 11), Finding(2, "swapped", 11)),
        (["DELETE FROM desk.seals WHERE last_position = 6"], Finding(6, "unsealed", 6)),
        (["DELETE FROM desk.seals WHERE last_position < 6"], Finding(1, "unsealed", 5)),
        (["DELETE FROM desk.seals WHERE last_position > 6"], Finding(7, "unsealed", 12)),
        (["DELETE FROM desk.seals"], Finding(1, "unsealed", 12)),
        (
            ["INSERT INTO desk.facts SELECT originator_id, 99, topic, state, 13 FROM desk.facts LIMIT 1"],
            Finding(13, "unsealed", 13),
        ),
        (["UPDATE desk.seals SET link = sha256(link) WHERE last_position = 10"], Finding(7, "seal_altered", 10)),
        (["UPDATE desk.seals SET leaves = sha256(leaves) WHERE last_position = 6"], Finding(6, "seal_altered", 6)),
        (
            ["UPDATE desk.seals SET sealed_at = sealed_at - interval '1 hour' WHERE last_position = 10"],
            Finding(7, "seal_moved_back", 10),
        ),
    ],
)
def test_what_was_done_is_named_by_its_first_position(
    database: Database, log: PostgresLog, vandalism: list[str], found: Finding
) -> None:
    vandalise(database, *vandalism)
    audited = verify(database)
    assert audited.finding == found
    assert audited.last < found.position or found.how == "unsealed"
    assert log.codec is not None


def test_a_fact_that_was_sealed_anew_beside_the_chain_is_found_at_the_seal(
    database: Database, log: PostgresLog
) -> None:
    """Fact, leaf and link of one group agree: the next group does not follow from it."""
    with database.transaction() as cursor:
        for table in ("facts", "seals"):
            cursor.execute(f"ALTER TABLE desk.{table} DISABLE TRIGGER USER".encode())
        cursor.execute("UPDATE desk.facts SET state = '{}' WHERE notification_id = 6")
        row = cursor.execute(
            "SELECT originator_id, originator_version, topic, state FROM desk.facts WHERE notification_id = 6"
        ).fetchone()
        before = cursor.execute("SELECT link FROM desk.seals WHERE last_position = 5").fetchone()
        assert row is not None
        assert before is not None
        leaf = seals.leaf(*row)
        cursor.execute(
            "UPDATE desk.seals SET leaves = %s, link = %s WHERE last_position = 6", (leaf, seals.link(before[0], leaf))
        )
    assert verify(database).finding == Finding(7, "seal_altered", 10)
    assert len(log.after(6)) == 6


@pytest.mark.parametrize(("first", "begins"), [(1, 1), (2, 1), (3, 3), (5, 3), (6, 6), (12, 11), (13, 13), (99, 13)])
def test_an_audit_from_a_position_begins_with_its_group(
    database: Database, log: PostgresLog, first: int, begins: int
) -> None:
    vandalise(database, "UPDATE desk.facts SET state = '{}' WHERE notification_id = 2")
    audited = verify(database, first)
    assert (audited.first, audited.finding) == (begins, Finding(2, "altered") if begins == 1 else None)
    assert log.head() == 12


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3), (200, 1)])
def test_the_pieces_it_reads_in_make_no_difference(
    database: Database, log: PostgresLog, monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, int]
) -> None:
    monkeypatch.setattr(audit, "PIECE", sizes[0])
    monkeypatch.setattr(audit, "FACTS", sizes[1])
    assert verify(database).finding is None
    vandalise(database, "DELETE FROM desk.facts WHERE notification_id = 9")
    assert verify(database).finding == Finding(9, "missing")
    assert log.head() == 12


def test_what_is_appended_while_it_runs_disturbs_it_not(database: Database, log: PostgresLog) -> None:
    def append(_done: int, _all: int) -> None:
        log.append([change(stream_id(), 0, 3)], command_id=command_id(), fingerprint=b"f")

    audited = verify(database, progress=append)
    assert (audited.last, audited.finding) == (12, None)
    assert verify(database).last == 15
