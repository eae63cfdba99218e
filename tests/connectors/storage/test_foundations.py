"""What is done once in the facts of older desks: sealed as what was believed, resumed, told of, in turn."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import psycopg
import pytest
from psycopg import Connection, Cursor
from typing_extensions import override

from commands.command import Command
from commands.module import HideModule
from connectors.storage.foundations import older_facts
from connectors.storage.foundations import steps as foundations
from connectors.storage.foundations.older_facts import SealOlderFacts
from connectors.storage.foundations.steps import Step
from connectors.storage.log import seals
from connectors.storage.log.event_log import FactsAreNotSealed, PostgresLog
from connectors.storage.server.database import Database, Row
from connectors.storage.server.migrate import migrate, migrations
from events.values.text import Text
from tests.connectors.storage.older_desk import BEFORE_SEALS, append_as_it_did, left_by_an_older_desk, rows_of
from tests.connectors.storage.samples import change, command_id, stream_id
from tests.connectors.storage.test_seals import all_seals, as_told
from tests.support.begun import PIPE, Program

BEGAN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def minutes(*counts: int) -> list[datetime]:
    return [BEGAN + timedelta(minutes=count) for count in counts]


def refuse_broken_seals(database: Database) -> None:
    """Every fact has its leaf, every group its link."""
    made = all_seals(database)
    assert made[0].first == 1
    assert all(after.first == before.last + 1 for before, after in pairwise(made))
    assert b"".join(seal.leaves for seal in made) == b"".join(leaf for _, leaf in as_told(database))
    link = seals.NO_LINK
    for seal in made:
        link = seals.link(link, seal.leaves)
        assert seal.link == link


def test_older_facts_are_sealed_by_the_instants_they_were_recorded_at_made_to_rise(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    future = datetime.now(UTC) + timedelta(days=9_000)
    with Database(empty_database_url) as database:
        left_by_an_older_desk(database, monkeypatch, [*minutes(0, 0, 5, 3, 7, 7, 7), future, *minutes(9)])
        migrate(database)
        begun = datetime.now(UTC)
        told: list[tuple[str, int, int]] = []
        monkeypatch.setattr(older_facts, "PIECE", 4)
        assert foundations.lay(database, [SealOlderFacts()], lambda *seen: told.append((seen[0].en, *seen[1:]))) == []
        assert told == [("Sealing older facts", done, 9) for done in (0, 4, 8, 9)]
        made = all_seals(database)
        assert [(seal.first, seal.last) for seal in made] == [(1, 2), (3, 4), (5, 7), (8, 8), (9, 9)]
        assert [seal.sealed_at for seal in made[:3]] == minutes(0, 5, 7)
        # A clock that ran ahead does not hide what came after.
        assert begun - timedelta(seconds=5) < made[3].sealed_at <= made[4].sealed_at < datetime.now(UTC)
        refuse_broken_seals(database)
        with database.connection() as connection:
            assert seals.known_at(connection, minutes(6)[0]) == 4


def test_facts_of_one_instant_stand_under_seals_of_a_thousand_at_most(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(empty_database_url) as database:
        left_by_an_older_desk(database, monkeypatch, [BEGAN] * 2_300)
        migrate(database)
        foundations.lay(database, [SealOlderFacts()])
        assert [(seal.first, seal.last) for seal in all_seals(database)] == [(1, 1_000), (1_001, 2_000), (2_001, 2_300)]
        refuse_broken_seals(database)


def test_until_older_facts_are_sealed_nothing_is_appended_and_then_the_chain_goes_on(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(empty_database_url) as database:
        left_by_an_older_desk(database, monkeypatch, minutes(1, 2, 3))
        migrate(database)
        log = PostgresLog(database)
        with pytest.raises(FactsAreNotSealed):
            log.append([change(stream_id(), 0)], command_id=command_id(), fingerprint=b"f")
        foundations.lay(database, [SealOlderFacts()])
        assert log.append([change(stream_id(), 0, 2)], command_id=command_id(), fingerprint=b"f").position == 5
        refuse_broken_seals(database)


def test_sealing_that_is_killed_again_and_again_is_gone_on_with(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(empty_database_url) as database:
        left_by_an_older_desk(database, monkeypatch, minutes(*range(200)))
        migrate(database)
        reached = []
        said = ""
        while said != "done":
            # It dies at its third word, so a few pieces farther each time.
            process = Program("-m", "tests.connectors.storage.older_desk", database.url, stdout=PIPE)
            assert process.stdout is not None
            lines = [line.strip() for _, line in zip(range(5), process.stdout, strict=False)]
            said = lines[-1]
            reached += [int(line.split()[0]) for line in lines if line != "done"]
            process.kill()
            process.communicate(timeout=60)
        assert (reached[0], reached[-1]) == (0, 200)
        assert reached == sorted(reached)
        refuse_broken_seals(database)
        assert len(all_seals(database)) == 200


def test_of_desks_that_start_at_once_one_does_it(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database(empty_database_url) as database:
        left_by_an_older_desk(database, monkeypatch, minutes(*range(50)))
        told: list[int] = []
        with ThreadPoolExecutor(3) as pool:

            def start(_: int) -> None:
                migrate(database)
                foundations.lay(database, [SealOlderFacts()], lambda _words, done, _all: told.append(done))

            list(pool.map(start, range(3)))
        assert told == [0, 50]
        refuse_broken_seals(database)


def test_an_older_process_that_was_waiting_when_the_tables_changed_appends_nothing(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood before the lock inside its function, which is no more."""
    with Database(empty_database_url) as database:
        left_by_an_older_desk(database, monkeypatch, minutes(1))
        late = rows_of(database, minutes(2))
        step = migrations()[BEFORE_SEALS]
        with ThreadPoolExecutor(1) as pool, psycopg.connect(database.url) as migrating:
            migrating.execute(step.text.encode())
            older = pool.submit(append_as_it_did, database.url, late)
            waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
            with database.connection() as watching:
                while watching.execute(waits).fetchone() == (False,):
                    assert not older.done()
            migrating.commit()
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append_to_facts alone"):
                older.result(60)
        assert PostgresLog(database).head() == 1


def test_a_migration_waits_for_the_append_that_is_under_way_and_its_facts_are_older_ones(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(empty_database_url) as database:
        left_by_an_older_desk(database, monkeypatch, minutes(1))
        late = rows_of(database, minutes(2, 3))
        with ThreadPoolExecutor(1) as pool, psycopg.connect(database.url) as older:
            # It stands in the middle of its function.
            older.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.facts', 0))")
            migrating = pool.submit(migrate, database)
            waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
            with database.connection() as watching:
                while watching.execute(waits).fetchone() == (False,):
                    assert not migrating.done()
            for position, row in enumerate(late, 2):
                older.execute("INSERT INTO desk.facts VALUES (%s, %s, %s, %s, %s)", (*row[:4], position))
            older.commit()
            assert "0015_seals" in migrating.result(60)
        foundations.lay(database, [SealOlderFacts()])
        assert [seal.last for seal in all_seals(database)] == [1, 2, 3]
        refuse_broken_seals(database)


class Marks:
    """A step that notes which facts it was given; it may be told of."""

    words = Text(ru="Отмечаются факты", en="Marking facts")

    def __init__(self, name: str, size: int, heard: list[tuple[str, int, int]]) -> None:
        self.name = name
        self._size = size
        self._heard = heard

    def begin(self, connection: Connection[Row]) -> None:
        del connection
        self._heard.append((self.name, -1, -1))

    def piece(self, cursor: Cursor[Row], after: int, until: int) -> int:
        del cursor
        reached = min(after + self._size, until)
        self._heard.append((self.name, after, reached))
        return reached

    def told_by(self, until: int) -> Command | None:
        return HideModule(module="problems") if until > 5 else None


def of_steps(database: Database, rows: Sequence[tuple[str, int]]) -> None:
    with database.transaction() as cursor:
        cursor.executemany("INSERT INTO desk.foundations (step, until) VALUES (%s, %s)", rows)


def test_steps_are_done_in_their_order_each_once_and_told_of_until_it_was_heard(database: Database) -> None:
    heard: list[tuple[str, int, int]] = []
    of_steps(database, [("second", 3), ("first", 10)])
    steps: list[Step] = [Marks("first", 6, heard), Marks("second", 6, heard), Marks("not-of-this-desk", 6, heard)]
    assert foundations.lay(database, steps) == [("first", HideModule(module="problems"))]
    assert heard == [("first", -1, -1), ("first", 0, 6), ("first", 6, 10), ("second", -1, -1), ("second", 0, 3)]
    assert foundations.lay(database, steps) == [("first", HideModule(module="problems"))]
    foundations.told(database, "first")
    assert foundations.lay(database, steps) == []
    assert len(heard) == 5


def test_what_a_step_refuses_leaves_it_to_be_done(database: Database) -> None:
    class Refuses(Marks):
        @override
        def begin(self, connection: Connection[Row]) -> None:
            del connection
            raise threading.BrokenBarrierError

    heard: list[tuple[str, int, int]] = []
    of_steps(database, [("first", 10)])
    with pytest.raises(threading.BrokenBarrierError):
        foundations.lay(database, [Refuses("first", 5, heard)])
    assert heard == []
    foundations.lay(database, [Marks("first", 10, heard)])
    assert heard == [("first", -1, -1), ("first", 0, 10)]
