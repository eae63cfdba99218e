"""Pieces of the log for those who hear some facts: the same facts in both ways, and nothing passed over in silence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import Connection, Cursor
from psycopg.rows import DictRow

from commands.ports import Change
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import IDLE_S, Consumer
from connectors.storage.log import stretches
from connectors.storage.log.codec import PoisonFact
from connectors.storage.log.datastore import PooledDatastore
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.fact import Recorded
from events.ticket import TicketClosed, TicketPrioritised, TicketPutInProgress, TicketRegistered
from projections.kit.port import Hearing, Stretch
from replay.rebuild import rebuild
from tests.architecture import golden
from tests.connectors.storage.samples import command_id, draft, registered, stream_id
from tests.connectors.storage.tally import Tally
from tests.support.memory_log import InMemoryLog

OLD = "ticket.prioritised@1"
NAMES = (TicketRegistered.stored_name, TicketClosed.stored_name)


@pytest.fixture(params=["postgres", "memory"])
def log(request: pytest.FixtureRequest) -> PostgresLog | InMemoryLog:
    return InMemoryLog() if request.param == "memory" else PostgresLog(request.getfixturevalue("database"))


def fill(log: PostgresLog | InMemoryLog, kinds: str) -> None:
    """A fact a letter: r is a registration, anything else work that is of no interest."""
    for kind in kinds:
        drafts = (draft(registered() if kind == "r" else None),)
        log.append(
            [Change(stream=stream_id(), expected_version=0, drafts=drafts)], command_id=command_id(), fingerprint=b"f"
        )


def spoil(database: Database, position: int, name: str) -> None:
    """Put a fact there that today's code cannot read; no desk can do that."""
    with database.transaction() as cursor:
        cursor.execute("ALTER TABLE desk.facts DISABLE TRIGGER facts_are_for_ever")
        cursor.execute(
            "UPDATE desk.facts SET topic = %s, state = '{}' WHERE notification_id = %s",
            (name, position),
        )
        cursor.execute("ALTER TABLE desk.facts ENABLE ALWAYS TRIGGER facts_are_for_ever")


@pytest.mark.parametrize("by_name", [False, True])
def test_stretches_of_any_size_give_every_fact_of_the_names_once_and_end_at_the_head(
    log: PostgresLog | InMemoryLog, *, by_name: bool
) -> None:
    chance = random.Random(11)  # noqa: S311 - a test that can be repeated
    fill(log, "".join(chance.choice("rxxx") for _ in range(60)))
    expected = [each for each in log.after(0) if isinstance(each.fact, TicketRegistered)]
    assert 5 < len(expected) < 40
    for _ in range(12):
        found: list[Recorded] = []
        position, is_last = 0, False
        while not is_last:
            before = chance.choice((None, None, position + chance.randint(2, 9)))
            limit = chance.choice((1, 2, 7, 100))
            facts, until, is_last = log.stretch(NAMES, position, limit, before=before, by_name=by_name)
            assert all(position < each.position <= until for each in facts)
            assert before is None or until < before
            assert until > position or position == 60
            assert len(facts) <= limit
            found += facts
            position = until
        assert position == 60
        assert found == expected


def test_an_empty_log_is_one_empty_stretch(log: PostgresLog | InMemoryLog) -> None:
    assert log.stretch(NAMES, 0) == log.stretch(NAMES, 0, by_name=True) == Stretch([], 0, is_last=True)


def test_what_is_looked_through_at_once_is_bounded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    log = PostgresLog(database)
    fill(log, "xxxxxxxxxr")
    monkeypatch.setattr(stretches, "SPAN", 4)
    pieces = [log.stretch(NAMES, position, by_name=True) for position in (0, 4, 8)]
    assert [(len(facts), until, is_last) for facts, until, is_last in pieces] == [
        (0, 4, False),
        (0, 8, False),
        (1, 10, True),
    ]


@pytest.mark.parametrize("by_name", [False, True])
def test_a_fact_of_an_unknown_name_is_passed_over_by_nobody(database: Database, *, by_name: bool) -> None:
    """A newer desk may have written it: nobody can say that it is of no interest."""
    log = PostgresLog(database)
    fill(log, "xrxxr")
    spoil(database, 3, "ticket.evaporated@1")
    before = log.stretch(NAMES, 0, 2, by_name=by_name)
    assert ([each.position for each in before.facts], before.until) == ([2], 2)
    with pytest.raises(PoisonFact) as found:
        log.stretch(NAMES, 2, by_name=by_name)
    assert (found.value.position, found.value.name) == (3, "ticket.evaporated@1")


@pytest.mark.parametrize("by_name", [False, True])
def test_an_unreadable_fact_stops_those_who_hear_it_and_no_others(database: Database, *, by_name: bool) -> None:
    log = PostgresLog(database)
    fill(log, "xrxxr")
    spoil(database, 3, TicketPutInProgress.stored_name)
    facts, until, _ = log.stretch(NAMES, 0, by_name=by_name)
    assert ([each.position for each in facts], until) == ([2, 5], 5)
    with pytest.raises(PoisonFact):
        log.stretch((TicketPutInProgress.stored_name,), 0, by_name=by_name)


def test_an_old_version_is_read_by_who_hears_today_s(database: Database) -> None:
    log = PostgresLog(database)
    fill(log, "xxx")
    with database.transaction() as cursor:
        cursor.execute("ALTER TABLE desk.facts DISABLE TRIGGER facts_are_for_ever")
        cursor.execute(
            "UPDATE desk.facts SET topic = %s, state = convert_to("
            "jsonb_set(convert_from(state, 'UTF8')::jsonb, '{f}', %s::jsonb)::text, 'UTF8') WHERE notification_id = 2",
            (OLD, golden.samples()[OLD].decode()),
        )
        cursor.execute("ALTER TABLE desk.facts ENABLE ALWAYS TRIGGER facts_are_for_ever")
    for way in (False, True):
        hearing = Hearing(Tally(TicketPrioritised), log)
        hearing._by_name = way
        facts, until, is_last = hearing.read(0, 10)
        assert [(each.position, type(each.fact)) for each in facts] == [(2, TicketPrioritised)]
        assert (until, is_last) == (3, True)


def test_the_library_s_errors_are_the_driver_s_and_it_tries_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would try a held lock ten times, and each time for as long as a lock is waited for."""
    log = PostgresLog(database)
    fill(log, "r")
    tries: list[int] = []
    genuine = PooledDatastore.get_connection

    @contextmanager
    def counted(self: PooledDatastore) -> Iterator[Connection[DictRow]]:
        tries.append(1)
        with genuine(self) as connection:
            connection.execute("SET lock_timeout = '20ms'")
            try:
                yield connection
            finally:
                connection.execute("RESET lock_timeout")

    monkeypatch.setattr(PooledDatastore, "get_connection", counted)
    reader = database.dedicated()

    with reader, database.transaction() as vandal:
        datastore = log.recorder.datastore
        assert isinstance(datastore, PooledDatastore)
        vandal.execute("LOCK TABLE desk.facts IN ACCESS EXCLUSIVE MODE")
        with datastore.on(reader), pytest.raises(psycopg.errors.LockNotAvailable):
            log.recorder.select_notifications(0, 10, topics=NAMES)
    assert tries == [1]


# -- consumers and rebuilds -----------------------------------------------------------------------------------


def prepared(database: Database, tally: Tally, batch: int = 2000) -> Consumer:
    positions.prepare(database, tally)
    return Consumer(tally, PostgresLog(database), database, batch=batch)


def standing(database: Database) -> positions.Place:
    with database.transaction() as cursor:
        found = positions.read(cursor, "tally")
    assert found is not None
    return found


@pytest.mark.parametrize("batch", [1, 3, 2000])
def test_a_consumer_of_some_facts_gets_them_once_and_moves_to_the_head(database: Database, batch: int) -> None:
    log, tally = PostgresLog(database), Tally(TicketRegistered)
    consumer = prepared(database, tally, batch)
    fill(log, "xrxxxxrrxx")
    assert consumer.catch_up() == 10
    fill(log, "rxr")
    assert consumer.catch_up() == 3
    with database.transaction() as cursor:
        assert tally.counted(cursor) == (5, 2 + 7 + 8 + 11 + 13)
    assert standing(database).position == 13
    rebuild(tally, log, database, fingerprint="again", batch=batch)
    with database.transaction() as cursor:
        assert tally.counted(cursor) == (5, 2 + 7 + 8 + 11 + 13)
    assert standing(database).position == 13


def test_a_turn_by_name_rests_only_at_the_head(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "SPAN", 4)
    consumer = prepared(database, Tally(TicketClosed), 3)
    fill(PostgresLog(database), "x" * 10)
    assert [(consumer.turn(), standing(database).position) for _ in range(4)] == [
        (0.0, 3),
        (0.0, 7),
        (IDLE_S, 10),
        (IDLE_S, 10),
    ]


@pytest.mark.parametrize("batch", [1, 3, 2000])
@pytest.mark.parametrize("by_name", [False, True])
def test_a_consumer_of_some_facts_stops_right_before_the_one_it_raises_on(
    database: Database, batch: int, *, by_name: bool
) -> None:
    def bite(_: Cursor[object], recorded: Recorded) -> None:
        if recorded.position == 7:
            raise KeyError("what is this")

    tally = Tally(TicketRegistered, before=bite)
    consumer = prepared(database, tally, batch)
    consumer._hearing._by_name = by_name
    fill(PostgresLog(database), "xrxxxxrrxx")
    consumer.catch_up()
    found = standing(database)
    assert (found.position, found.poison_at) == (6, 7)
    with database.transaction() as cursor:
        assert tally.counted(cursor) == (1, 2)


@pytest.mark.parametrize("batch", [1, 3, 2000])
@pytest.mark.parametrize("by_name", [False, True])
def test_a_consumer_of_some_facts_stops_right_before_the_one_that_nobody_knows(
    database: Database, batch: int, *, by_name: bool
) -> None:
    log = PostgresLog(database)
    consumer = prepared(database, Tally(TicketRegistered), batch)
    consumer._hearing._by_name = by_name
    fill(log, "xrxxxxrrxx")
    spoil(database, 6, "ticket.evaporated@1")
    consumer.catch_up()
    found = standing(database)
    assert (found.position, found.poison_at) == (5, 6)
    assert "ticket.evaporated@1" in str(found.poison)
    with pytest.raises(PoisonFact):
        rebuild(Tally(TicketRegistered), log, database, fingerprint="again", batch=batch)
