"""Saves and commands per second against the stock recorder and raw inserts; run by ``make bench``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from uuid import UUID, uuid4

import msgspec
import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks.projecting import AS_DESK, found_desk
from benchmarks.report import Figure, medians, show
from benchmarks.stage import migrated
from commands.ports import Change, Draft
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from connectors.storage.log import seals
from connectors.storage.log.codec import Codec
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.server.database import Database
from connectors.storage.server.migrate import migrate, migrations
from events.fact import Metadata
from events.ticket import TicketAssigned, TicketCommented
from events.values.identity import CommandId, CommentId, FactId, PersonId, StreamId, TeamId, TicketId
from events.values.people import SYSTEM, Actor, Responsible

THREADS = (1, 4, 16)
SECONDS = 1.0
RUNS = 5
TURNS, TURN_S = 25, 0.4
"""What is nearly the same is told apart by many short turns."""
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OPERATOR = Actor(kind="person", id=UUID(int=7), name="Ольга Смирнова")


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    with ExitStack() as stack:
        database = migrated(stack)
        stock = stock_recorder(database.url)
        stack.callback(stock.datastore.close)
        yield from sealing(database, stack)
        yield from appends(database, stock)
        yield from through_the_bus(database, stock)
        yield from decoding(database)


def sealing(database: Database, stack: ExitStack) -> Iterator[Figure]:
    """The same appends, in turns with those of a desk of before seals: its function of the database, and no hashes."""
    logs = PostgresLog(database), PostgresLog(unsealed(database, stack))

    def save(log: PostgresLog) -> None:
        change = Change(stream=StreamId(uuid4()), expected_version=0, drafts=(draft(SYSTEM),))
        log.append((change,), command_id=CommandId(uuid4()), fingerprint=b"0" * 32)

    def rate(nth: int, threads: int) -> float:
        hashed = seals.leaves
        if nth:
            seals.leaves = _nothing
        try:
            return per_second(partial(save, logs[nth]), threads, TURN_S)
        finally:
            seals.leaves = hashed

    for threads in THREADS:
        mine, theirs = medians(TURNS, partial(rate, 0, threads), partial(rate, 1, threads))
        told = f"{threads} threads, 1 fact a save, fsync on, median of {TURNS} x {TURN_S} s in turns"
        yield Figure.rate(f"append_{threads}_vs_without_seals", ours=mine, peer=theirs, unit="saves/s", conditions=told)


def _nothing(facts: Iterable[tuple[UUID, int, str, bytes]]) -> bytes:
    """The leaves of a desk that has none."""
    del facts
    return b""


def unsealed(database: Database, stack: ExitStack) -> Database:
    """A second database on the same server, whose function is the one of 74dcd45; it does not look at the leaves."""
    with database.connection() as connection:
        connection.execute("CREATE DATABASE unsealed TEMPLATE template0")
    other = stack.enter_context(Database(make_conninfo(database.url, dbname="unsealed")))
    migrate(other)
    first = migrations()[0].text
    begin = first.index("CREATE FUNCTION desk.append_to_facts")
    function = first[begin:].replace("states bytea[]\n)", "states bytea[], leaves bytea\n)", 1)
    with other.connection() as connection:
        connection.execute("DROP TRIGGER facts_are_sealed ON desk.facts")
        connection.execute(function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1).encode())
    return other


def appends(database: Database, stock: PostgresApplicationRecorder) -> Iterator[Figure]:
    """One fact a save, each save on a stream of its own, durable commits."""
    log = PostgresLog(database)
    payload = log.codec.encode(draft(SYSTEM), StreamId(uuid4()), 1).state
    with database.connection() as connection:
        connection.execute("CREATE TABLE raw_inserts (id uuid, version bigint, state bytea, PRIMARY KEY (id, version))")

    def ours() -> None:
        stream = StreamId(uuid4())
        change = Change(stream=stream, expected_version=0, drafts=(draft(SYSTEM),))
        log.append((change,), command_id=CommandId(uuid4()), fingerprint=b"0" * 32)

    def library() -> None:
        stock.insert_events([StoredEvent(uuid4(), 1, "ticket.assigned@1", payload)])

    def raw() -> None:
        with database.connection() as connection:
            connection.execute("INSERT INTO raw_inserts VALUES (%s, 1, %s)", (uuid4(), payload), prepare=True)

    for threads in THREADS:
        mine, theirs, floor = medians(RUNS, *(partial(per_second, save, threads) for save in (ours, library, raw)))
        told = f"{threads} threads, 1 fact a save, fsync on, median of {RUNS} x {SECONDS} s"
        yield Figure.rate(
            f"append_{threads}_vs_stock_recorder", ours=mine, peer=theirs, unit="saves/s", conditions=told
        )
        yield Figure.rate(f"append_{threads}_vs_raw_insert", ours=mine, peer=floor, unit="saves/s", conditions=told)


def through_the_bus(database: Database, stock: PostgresApplicationRecorder) -> Iterator[Figure]:
    """Whole commands: authorised, decided on loaded streams, stored; the peers store one fact and decide nothing."""
    log = PostgresLog(database)
    bus = found_desk(log)
    payload = log.codec.encode(draft(SYSTEM), StreamId(uuid4()), 1).state
    command = RegisterTicket(subject="Не печатает принтер", requester=From(email="guest@example.org"))

    def ours() -> None:
        bus.execute(command, viewer=AS_DESK, command_id=CommandId(uuid4()))

    def library() -> None:
        stock.insert_events([StoredEvent(uuid4(), 1, "ticket.registered@2", payload)])

    def raw() -> None:
        with database.connection() as connection:
            connection.execute("INSERT INTO raw_inserts VALUES (%s, 1, %s)", (uuid4(), payload), prepare=True)

    for threads in THREADS:
        mine, theirs, floor = medians(RUNS, *(partial(per_second, save, threads) for save in (ours, library, raw)))
        told = f"{threads} threads, register-ticket through bus and log, fsync on, median of {RUNS} x {SECONDS} s"
        yield Figure.rate(
            f"bus_{threads}_vs_stock_recorder", ours=mine, peer=theirs, unit="commands/s", conditions=told
        )
        yield Figure.rate(f"bus_{threads}_vs_raw_insert", ours=mine, peer=floor, unit="commands/s", conditions=told)


def decoding(database: Database) -> Iterator[Figure]:
    """Facts per second read from the log, without and with sealed personal details, against plain JSON."""
    log = PostgresLog(database)
    start = log.head()
    drafts = tuple(draft(OPERATOR if nth % 2 else SYSTEM, nth) for nth in range(2_000))
    for _ in range(10):
        change = Change(stream=StreamId(uuid4()), expected_version=0, drafts=drafts)
        log.append((change,), command_id=CommandId(uuid4()), fingerprint=b"")
    with database.connection() as connection, connection.cursor(binary=True) as cursor:
        rows = cursor.execute(
            "SELECT originator_id, originator_version, topic, state, notification_id FROM desk.facts"
            " WHERE notification_id > %s ORDER BY notification_id",
            (start,),
        ).fetchall()
    codec = Codec(PostgresKeyring(database))
    plain = msgspec.json.Decoder()

    def timed(work: Callable[[], object]) -> float:
        begun = time.perf_counter()
        work()
        return len(rows) / (time.perf_counter() - begun)

    def read_all() -> None:
        position = start
        while facts := log.after(position, 2_000, personal=False):
            position = facts[-1].position

    closed, opened, read, floor = medians(
        RUNS,
        lambda: timed(lambda: codec.decode_rows(rows, personal=False)),
        lambda: timed(lambda: codec.decode_rows(rows)),
        lambda: timed(read_all),
        lambda: timed(lambda: [plain.decode(row[3]) for row in rows]),
    )
    told = f"{len(rows)} facts, half with sealed details, batches of 2,000, median of {RUNS}"
    yield Figure.rate("decode_closed_vs_untyped_json", ours=closed, peer=floor, unit="facts/s", conditions=told)
    yield Figure.rate("decode_opened_vs_untyped_json", ours=opened, peer=floor, unit="facts/s", conditions=told)
    yield Figure.rate("read_and_decode_closed_vs_untyped_json", ours=read, peer=floor, unit="facts/s", conditions=told)


def per_second(save: Callable[[], None], threads: int, seconds: float = SECONDS) -> float:
    """How often a second ``save`` is done by so many threads together."""
    counts = [0] * threads
    stop = threading.Event()
    save()

    def work(nth: int) -> None:
        while not stop.is_set():
            save()
            counts[nth] += 1

    workers = [threading.Thread(target=work, args=(nth,)) for nth in range(threads)]
    begun = time.perf_counter()
    for worker in workers:
        worker.start()
    time.sleep(seconds)
    stop.set()
    for worker in workers:
        worker.join()
    return sum(counts) / (time.perf_counter() - begun)


def draft(actor: Actor, nth: int = 0) -> Draft:
    """A fact with its metadata: an assignment by the desk, or a comment by a person."""
    command = CommandId(uuid4())
    metadata = Metadata(
        fact_id=FactId(uuid4()),
        actor=actor,
        command_id=command,
        correlation_id=command,
        causation_id=command,
        occurred_at=AT,
        recorded_at=AT,
    )
    ticket = TicketId(UUID(int=nth))
    if actor.kind == "system":
        return Draft(
            metadata=metadata,
            fact=TicketAssigned(ticket_id=ticket, responsible=Responsible(team_id=TeamId(UUID(int=3)))),
        )
    comment = TicketCommented(
        ticket_id=ticket,
        comment_id=CommentId(uuid4()),
        requester_id=PersonId(UUID(int=nth % 100)),
        body="Проверьте, пожалуйста, кабель и перезагрузите принтер.",
        is_public=True,
        by_staff=True,
    )
    return Draft(metadata=metadata, fact=comment)


def stock_recorder(url: str) -> PostgresApplicationRecorder:
    """The library as it comes, on a table of its own in the same database."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA stock")
    parts = conninfo_to_dict(url)
    recorder = PostgresApplicationRecorder(
        PostgresDatastore(
            dbname=str(parts["dbname"]),
            host=str(parts["host"]),
            port=str(parts.get("port", 5432)),
            user=str(parts["user"]),
            password=str(parts.get("password", "")),
            pool_size=16,
            schema="stock",
        )
    )
    recorder.create_table()
    return recorder


if __name__ == "__main__":
    show(run())
