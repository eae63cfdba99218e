"""The log on PostgreSQL under the things that happen to one: crowds, killed backends, maintenance, vandals."""

from __future__ import annotations

import itertools
import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from unittest.mock import ANY
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from commands.ports import Change, VersionConflict
from connectors.storage.log.codec import PoisonFact
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.proof.audit import Audit, verify
from connectors.storage.server.database import Database, DatabaseUnreachable
from events.ticket import TicketPutInProgress
from events.values.identity import StreamId
from projections.kit.port import Stretch
from tests.connectors.storage.samples import change, command_id, evaporated, stream_id
from tests.connectors.storage.writer import write
from tests.support.begun import PIPE, Program


def stored(database: Database) -> list[tuple[object, ...]]:
    # Patiently: a killer's last stroke may fall on an idle connection of the pool.
    query = b"SELECT originator_id, originator_version, notification_id FROM desk.facts ORDER BY notification_id"
    return database.patiently(lambda connection: connection.execute(query).fetchall())


def test_gap_oracle_what_a_tailing_reader_sees_is_what_is_stored_in_order(database: Database) -> None:
    """Threads and processes write uneven batches; readers of each kind follow at their heels and never look back."""
    log = PostgresLog(database)
    processes = [
        Program("-m", "tests.connectors.storage.writer", database.url, str(seed), "60", stdout=PIPE) for seed in (1, 2)
    ]
    done = threading.Event()
    names = (TicketPutInProgress.stored_name,)

    def tail(seen: list[tuple[object, ...]], read: Callable[[int, int], Stretch]) -> None:
        chance = random.Random(7)  # noqa: S311 - a test that can be repeated
        position = 0
        while True:
            last_look = done.is_set()
            facts, until, _ = read(position, chance.choice((1, 3, 50, 1000)))
            seen.extend((fact.stream, fact.version, fact.position) for fact in facts)
            if last_look and until == position:
                return
            position = until

    ways: list[Callable[[int, int], Stretch]] = [
        lambda position, limit: log.stretch((), position, limit),
        lambda position, limit: log.stretch(names, position, limit),
        lambda position, limit: log.stretch(names, position, limit, by_name=True),
    ]
    all_seen: list[list[tuple[object, ...]]] = [[] for _ in ways]
    readers = [threading.Thread(target=tail, args=each) for each in zip(all_seen, ways, strict=True)]
    for reader in readers:
        reader.start()
    with ThreadPoolExecutor(6) as pool:
        told = [line for lines in pool.map(lambda seed: write(log, seed, 60), range(6)) for line in lines]
    for process in processes:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        told += out.split("\n")[:-1]
    done.set()
    for reader in readers:
        reader.join(timeout=60)
    seen = all_seen[0]
    assert all_seen == [stored(database)] * len(ways)
    assert [row[2] for row in seen] == list(range(1, len(seen) + 1))
    assert len(told) == (6 + 2 * 4) * 60
    streams = Counter(row[0] for row in seen)
    for stream, count in streams.items():
        assert [row[1] for row in seen if row[0] == stream] == list(range(1, count + 1))


def held_back(database: Database, log: PostgresLog, *saves: tuple[Change, ...]) -> list[bool]:
    """Whether each save won, when all of them wait for the log together behind one that is being written."""
    with (
        psycopg.connect(database.url) as holder,
        ThreadPoolExecutor(len(saves) + 1) as pool,
    ):
        holder.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.facts', 0))")

        def attempt(changes: tuple[Change, ...]) -> bool:
            with suppress(VersionConflict):
                log.append(changes, command_id=command_id(), fingerprint=b"f")
                return True
            return False

        first = pool.submit(attempt, (change(stream_id(), 0),))
        group = log.recorder._group
        while not group._led or group._queue:
            pass
        waiting = []
        for nth, changes in enumerate(saves, 1):
            waiting.append(pool.submit(attempt, changes))
            while len(group._queue) < nth:
                pass
        holder.rollback()
        assert first.result(30)
        return [future.result(30) for future in waiting]


def transactions(database: Database, *streams: StreamId) -> set[object]:
    with database.connection() as connection:
        query = "SELECT xmin::text FROM desk.facts WHERE originator_id = ANY(%s)"
        return {row[0] for row in connection.execute(query, (list(streams),))}


def test_two_that_each_rely_on_what_the_other_changes_do_not_both_win_though_they_wait_together(
    database: Database,
) -> None:
    log = PostgresLog(database)
    one, other = stream_id(), stream_id()
    won = held_back(database, log, (change(one, 0), change(other, 0, 0)), (change(other, 0), change(one, 0, 0)))
    assert won == [True, False]
    assert (len(log.load(one)), len(log.load(other))) == (1, 0)


def test_any_number_who_rely_on_one_stream_share_a_transaction_and_who_changes_it_does_not(
    database: Database,
) -> None:
    log = PostgresLog(database)
    relied_on, streams = stream_id(), [stream_id() for _ in range(4)]
    readers = [(change(stream, 0), change(relied_on, 0, 0)) for stream in streams]
    assert held_back(database, log, *readers, (change(relied_on, 0),)) == [True] * 5
    assert len(transactions(database, *streams)) == 1
    assert transactions(database, *streams).isdisjoint(transactions(database, relied_on))


def test_30_killed_backends_lose_nothing_acknowledged_store_it_once_and_leave_it_sealed(
    database: Database,
) -> None:
    log = PostgresLog(database)
    stop = threading.Event()
    kills = 0
    acknowledged: list[tuple[object, object]] = []

    def kill() -> None:
        nonlocal kills
        struck_at = -1
        with psycopg.connect(database.url, autocommit=True) as killer:
            while not stop.wait(0.03):
                # Not again before somebody got through: on a busy machine nothing but killing would happen.
                if struck_at == len(acknowledged):
                    continue
                struck_at = len(acknowledged)
                rows = killer.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND application_name = 'deskledger' ORDER BY random() LIMIT 1"
                ).fetchall()
                kills += len(rows)

    def append(_: int) -> None:
        """At least 80 each, and for as long as it takes the killer to have struck often, however slow it is."""
        for done in itertools.count(1):
            stream, command = stream_id(), command_id()
            receipt = log.append([change(stream, 0, 2)], command_id=command, fingerprint=b"f")
            acknowledged.append((stream, receipt.position))
            if done >= 80 and kills >= 30:
                return

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(append, range(8)))
    finally:
        stop.set()
        killer.join()
    facts = stored(database)
    assert len(acknowledged) >= 640
    assert len(facts) == 2 * len(acknowledged)
    assert {(row[0], row[2]) for row in facts if row[1] == 2} == set(acknowledged)
    assert verify(database) == Audit(1, len(facts), ANY, None)


def test_a_lost_commit_acknowledgement_comes_back_as_the_first_receipt(database: Database) -> None:
    """The facts are stored, the answer never came: the retry inside the log finds the receipt."""
    log = PostgresLog(database)
    stream, command = stream_id(), command_id()
    patiently = database.patiently
    lost = 0

    def losing(work: object, **options: float) -> object:
        def once(connection: object) -> object:
            nonlocal lost
            answer = work(connection)  # type: ignore[operator] # the real work, on the real connection
            if not lost:
                lost = 1
                raise psycopg.OperationalError("server closed the connection unexpectedly")
            return answer

        return patiently(once, **options)

    database.patiently = losing  # type: ignore[method-assign, assignment] # the wire breaks after the commit
    receipt = log.append([change(stream, 0)], command_id=command, fingerprint=b"f")
    assert (receipt.version, receipt.position, lost) == (1, 1, 1)
    assert len(stored(database)) == 1


def test_a_server_that_stays_away_is_said_after_the_patience(database: Database) -> None:
    log = PostgresLog(database, patience=0.0)
    database.close()
    with pytest.raises(DatabaseUnreachable):
        log.append([change(stream_id(), 0)], command_id=command_id(), fingerprint=b"f")


@pytest.mark.parametrize(
    "vandalism", ["UPDATE desk.facts SET state = ''", "DELETE FROM desk.facts", "TRUNCATE desk.facts"]
)
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_facts_are_for_ever(database: Database, vandalism: str, role: str) -> None:
    log = PostgresLog(database)
    log.append([change(stream_id(), 0)], command_id=command_id(), fingerprint=b"f")
    with database.connection() as connection:
        connection.execute(f"SET session_replication_role = {role}".encode())
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="facts are for ever"):
            connection.execute(vandalism.encode())
        connection.execute("RESET session_replication_role")
    assert log.head() == 1


def test_an_append_notifies_with_the_last_position(database: Database) -> None:
    log = PostgresLog(database)
    with database.dedicated() as listener:
        listener.execute("LISTEN desk_facts")
        log.append([change(stream_id(), 0, 3)], command_id=command_id(), fingerprint=b"f")
        with suppress(VersionConflict):
            log.append([change(stream_id(), 9)], command_id=command_id(), fingerprint=b"f")
        log.append([change(stream_id(), 0)], command_id=command_id(), fingerprint=b"f")
        heard = [note.payload for note in listener.notifies(timeout=5, stop_after=2)]
    assert heard == ["3", "4"]


def append_in_time(log: PostgresLog, saves: int) -> None:
    with ThreadPoolExecutor(1) as pool:
        for _ in range(saves):
            change_ = [change(stream_id(), 0)]
            pool.submit(log.append, change_, command_id=command_id(), fingerprint=b"f").result(timeout=10)


def test_an_append_goes_beside_the_lock_that_vacuum_takes(database: Database) -> None:
    log = PostgresLog(database)
    with database.transaction() as vacuum:
        vacuum.execute("LOCK TABLE desk.facts IN SHARE UPDATE EXCLUSIVE MODE")
        append_in_time(log, 20)
    with database.connection() as connection:
        connection.execute("VACUUM ANALYZE desk.facts")
    assert log.head() == 20


def test_an_append_goes_beside_a_concurrent_index_build(database: Database) -> None:
    log = PostgresLog(database)
    append_in_time(log, 5)
    with database.dedicated() as builder, database.dedicated() as reader:
        # An old transaction makes the build wait in the middle, with its lock held.
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM desk.facts")
        statement = "CREATE INDEX CONCURRENTLY facts_topic ON desk.facts (topic)"
        build = threading.Thread(target=builder.execute, args=(statement,))
        build.start()
        until_locked = (
            "SELECT count(*) FROM pg_locks WHERE relation = 'desk.facts'::regclass"
            " AND mode = 'ShareUpdateExclusiveLock' AND granted"
        )
        with database.connection() as connection:
            while connection.execute(until_locked).fetchone() == (0,):
                assert build.is_alive()
        append_in_time(log, 20)
        assert build.is_alive()
        reader.execute("ROLLBACK")
        build.join(timeout=30)
        assert not build.is_alive()
    assert log.head() == 25


def test_a_plan_made_while_the_log_was_small_does_not_scan_it_when_it_is_large(fresh_database_url: str) -> None:
    """One session, statistics of a handful of rows, then thousands: an append still reads no whole table."""
    with Database(fresh_database_url, max_size=1) as database:
        log = PostgresLog(database)
        append_in_time(log, 3)
        with database.connection() as connection:
            connection.execute("ALTER TABLE desk.facts SET (autovacuum_enabled = off)")
            connection.execute("ALTER TABLE desk.command_receipts SET (autovacuum_enabled = off)")
            connection.execute("ANALYZE desk.facts, desk.command_receipts")
        append_in_time(log, 20)
        log.append([change(stream_id(), 0, 5_000)], command_id=command_id(), fingerprint=b"f")
        append_in_time(log, 20)
    # The session has ended, and with its end it reports what it read.
    read = scanned = 0
    with psycopg.connect(fresh_database_url, autocommit=True) as connection:
        while read == 0:
            ((read, scanned),) = connection.execute(
                "SELECT sum(idx_scan) FILTER (WHERE n_tup_ins > 5000), sum(seq_tup_read) FROM pg_stat_user_tables"
                " WHERE schemaname = 'desk' AND relname IN ('facts', 'command_receipts')"
            ).fetchall()
            read = int(read or 0)
    assert scanned < 10_000
    assert read > 40


def test_a_save_that_cannot_be_stored_spoils_no_other_of_its_group(database: Database) -> None:
    log = PostgresLog(database)

    def append(nth: int) -> bool:
        reference = "\0" if nth % 5 == 0 else "1001"
        try:
            log.append([change(stream_id(), 0)], command_id=command_id(), fingerprint=b"f", reference=reference)
        except psycopg.DataError:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        stored_well = list(pool.map(append, range(50)))
    assert stored_well == [nth % 5 != 0 for nth in range(50)]
    assert log.head() == 40


def test_one_group_of_many_verdicts(database: Database) -> None:
    """Stored, refused and repeated saves side by side keep positions without gaps."""
    log = PostgresLog(database)
    taken, known = stream_id(), command_id()
    log.append([change(taken, 0, 2)], command_id=known, fingerprint=b"f")

    def append(nth: int) -> str:
        try:
            if nth % 3 == 0:
                log.append([change(taken, 1, 2)], command_id=command_id(), fingerprint=b"f")
            elif nth % 3 == 1:
                return str(log.append([change(taken, 0, 2)], command_id=known, fingerprint=b"f").position)
            else:
                log.append([change(stream_id(), 0, 3)], command_id=command_id(), fingerprint=b"f")
        except VersionConflict:
            return "conflict"
        return "stored"

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(append, range(60)))
    assert outcomes == ["conflict", "2", "stored"] * 20
    assert [row[2] for row in stored(database)] == list(range(1, 2 + 20 * 3 + 1))


def test_a_fact_that_cannot_be_read_is_named_loudly(database: Database) -> None:
    log = PostgresLog(database)
    stream = stream_id()
    log.append([change(stream, 0)], command_id=command_id(), fingerprint=b"f")
    assert evaporated(log) == 2
    with pytest.raises(PoisonFact, match=r"ticket\.evaporated@1 at position 2") as caught:
        log.after(0)
    assert (caught.value.position, caught.value.name) == (2, "ticket.evaporated@1")
    assert len(log.after(0, 1)) == 1
    assert log.written_at(1) is not None
    assert log.written_at(5) is None


def test_the_library_reads_and_writes_the_same_table_through_its_own_interface(database: Database) -> None:
    recorder = PostgresLog(database).recorder
    stream = uuid4()
    events = [StoredEvent(stream, version, "ticket.closed@1", b"{}") for version in (1, 2, 3)]
    assert recorder.max_notification_id() is None
    assert list(recorder.insert_events(events, command_id=uuid4(), fingerprint=b"f") or ()) == [1, 2, 3]
    assert recorder.select_events(stream, gt=1) == events[1:]
    assert [note.id for note in recorder.select_notifications(1, 10, inclusive_of_start=False)] == [2, 3]
    assert recorder.max_notification_id() == 3
    with pytest.raises(IntegrityError):
        recorder.insert_events(events[2:], command_id=uuid4(), fingerprint=b"f")
