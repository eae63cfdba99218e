"""A desk of many tickets with ten facts each, loaded by the desk's own writer; for the benchmarks of a million.

All facts go into the log as commands' do, a couple of thousand a save: sealed, hashed and chained. Read models fold the
facts of one ticket in ``COPIES``, by their own code; the rows of the others are copies of these under their own ids,
numbers, places and times, which is what folding would have made of their facts.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from api.bootstrap import PROJECTIONS
from benchmarks import bulk
from benchmarks.clocks import terms
from benchmarks.stage import kept
from commands.ports import Change, Draft
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.agreement import BaseAgreementChosen
from events.fact import Fact, Metadata, Recorded
from events.team import TeamFormed
from events.values.duration import Duration
from events.values.identity import BASE_AGREEMENT_STREAM, CommandId, FactId, StreamId, ticket_id
from events.values.people import SYSTEM, Actor
from events.values.text import Text
from projections.kit.port import Projection
from projections.search.rows import Search
from projections.sla_clocks.projection import SlaClocks
from projections.ticket.rows import TicketList
from projections.ticket.timeline import TicketTimeline
from sla_engine.instants import NEVER

COPIES = 50
BLOCK = 4
"""So many tickets and their copies are stored in a save: 2,000 facts."""
AT = datetime(2025, 12, 15, 6, 0, tzinfo=UTC)
SPAN = timedelta(weeks=1)
"""In which the tickets of one copy come, the next one's after them: whole weeks, so that their hours are alike."""
FOLDED: tuple[Callable[[], Projection], ...] = (TicketList, TicketTimeline, SlaClocks, Search)
COPIED = {
    "ticket_list": "ticket_id",
    "ticket_timeline": "ticket_id, version",
    "ticket_tasks": "task_id",
    "sla_clocks": "ticket_id",
    "ticket_words": "ticket_id",
    "searched_texts": "thing_id, part, place",
}
"""Table -> its key."""


def say(words: str) -> None:
    """How far it is."""
    print(words, file=sys.stderr, flush=True)


def found(database: Database) -> None:
    """Terms, people and teams, in the log and in all read models."""
    log = PostgresLog(database)
    schedule, agreement = terms(Duration(8, "hours"))
    facts: list[tuple[UUID, Fact]] = [
        (schedule.schedule_id, schedule),  # type: ignore[attr-defined]  # it is one of a schedule
        (agreement.agreement_id, agreement),  # type: ignore[attr-defined]  # and this one of an agreement
        (BASE_AGREEMENT_STREAM, BaseAgreementChosen(agreement_id=bulk.AGREEMENT)),
    ]
    facts += [(person.person_id, person) for person in bulk.people()]  # type: ignore[attr-defined]  # of a person each
    for nth, team in enumerate(bulk.TEAMS):
        members = bulk.STAFF[nth * 10 : nth * 10 + 10]
        facts.append((team, TeamFormed(team_id=team, name=Text(f"Линия {nth}", f"Line {nth}"), members=members)))
    for first in range(0, len(facts), 2_000):
        changes = [_change(stream, [fact], 0, AT) for stream, fact in facts[first : first + 2_000]]
        log.append(changes, command_id=CommandId(UUID(int=first + 1)), fingerprint=b"bulk")
    for make in PROJECTIONS.values():
        projection = make()
        positions.prepare(database, projection)
        Consumer(projection, log, database, batch=5_000).catch_up()


def write(database: Database, tickets: int) -> float:
    """Put the facts of so many tickets into the log; gives facts a second."""
    log = PostgresLog(database)
    vocabulary, base, begun, written = bulk.words(), tickets // COPIES, time.monotonic(), 0
    # It goes on where a run before this one was stopped.
    stored = (log.head() - _log_before(database)) // (COPIES * bulk.FACTS)
    for first in range(stored + 1, base + 1, BLOCK):
        block = [(number, bulk.ticket(number, vocabulary)) for number in range(first, min(first + BLOCK, base + 1))]
        changes = []
        for nth in range(COPIES):
            for number, facts in block:
                this = ticket_id(number + nth * base)
                copied = facts if nth == 0 else [_copied(fact, this, number + nth * base, nth) for fact in facts]
                changes.append(_change(this, copied, 0, came(number, nth, base)))
        log.append(changes, command_id=CommandId(UUID(int=(1 << 64) + first)), fingerprint=b"bulk")
        written += len(changes) * bulk.FACTS
        if first // BLOCK % 50 == 0:
            say(f"{written} facts, {written / (time.monotonic() - begun):.0f} a second")
    with database.connection() as connection:
        connection.execute("SELECT setval('desk.ticket_numbers', %s)", (tickets,))
        connection.execute(b"VACUUM ANALYZE desk.facts")
    return written / (time.monotonic() - begun)


def _log_before(database: Database) -> int:
    """Where the log stood before the first ticket: where read models stand that know people."""
    with database.connection() as connection:
        row = connection.execute("SELECT position FROM views.positions WHERE name = 'directory'").fetchone()
    return 0 if row is None else int(row[0])


def came(number: int, nth: int, base: int) -> datetime:
    """When a ticket was registered."""
    return AT + SPAN * nth + SPAN / base * number


def _copied(fact: Fact, this: UUID, number: int, nth: int) -> Fact:
    changed: dict[str, Any] = {"ticket_id": this}
    if hasattr(fact, "number"):
        changed["number"] = number
    for name in ("comment_id", "task_id"):
        if (one := getattr(fact, name, None)) is not None:
            changed[name] = UUID(hashlib.md5(f"{one}{nth}".encode(), usedforsecurity=False).hexdigest())
    return msgspec.structs.replace(fact, **changed)


def _change(stream: UUID, facts: Sequence[Fact], version: int, at: datetime) -> Change:
    command = CommandId(UUID(int=stream.int ^ 1))
    drafts = tuple(
        Draft(metadata=_metadata(fact, at, place, command), fact=fact) for place, fact in enumerate(facts, version + 1)
    )
    return Change(stream=StreamId(stream), expected_version=version, drafts=drafts)


def _metadata(fact: Fact, at: datetime, place: int, command: CommandId) -> Metadata:
    """Later facts come later: the first after ten minutes, the tenth after some hours."""
    then = at + timedelta(minutes=10 * (place - 1) * place // 2)
    return Metadata(
        fact_id=FactId(UUID(int=command.int + place)),
        actor=_actor(fact, command),
        command_id=command,
        correlation_id=command,
        causation_id=command,
        occurred_at=then,
        recorded_at=then,
    )


def _actor(fact: Fact, command: CommandId) -> Actor:
    if not hasattr(fact, "ticket_id"):
        return SYSTEM
    if getattr(fact, "by_staff", True) is False:
        return Actor(kind="person", id=fact.requester_id, name="Имя")  # type: ignore[attr-defined]  # of a comment
    return Actor(kind="person", id=bulk.STAFF[command.int % len(bulk.STAFF)], name="Олег Дежурный")


def fold(database: Database, tickets: int) -> None:
    """Fill the read models of tickets: the first of ``COPIES`` by their own code, the others by copies."""
    base = tickets // COPIES
    log_at, vocabulary, begun = PostgresLog(database).head(), bulk.words(), time.monotonic()
    with database.connection() as connection:
        (log_at,) = connection.execute("SELECT position FROM views.positions WHERE name = 'directory'").fetchone() or (
            0,
        )
    models = [make() for make in FOLDED]
    _drop_indexes(database, models, ["ticket_words"])
    for first in range(1, base + 1, 125 * BLOCK):
        turn = [
            recorded
            for number in range(first, min(first + 125 * BLOCK, base + 1))
            for recorded in _told(number, bulk.ticket(number, vocabulary), log_at, base)
        ]
        for model in models:
            if heard := [one for one in turn if type(one.fact) in model.interests]:
                with database.transaction() as cursor:
                    model.apply(cursor, heard)
        if first // (125 * BLOCK) % 10 == 0:
            say(f"{first + 125 * BLOCK - 1} tickets folded, {time.monotonic() - begun:.0f} s")


def multiply(database: Database, tickets: int) -> None:
    """Copy the rows of what was folded; indexes are made when these are there, as a rebuild's are."""
    models = [make() for make in FOLDED]
    _drop_indexes(database, models, list(COPIED))
    with database.connection() as connection:
        for table in COPIED:
            connection.execute(f"ALTER TABLE views.{table} DROP CONSTRAINT IF EXISTS {table}_pkey".encode())
    _copy(database, tickets // COPIES, tickets)
    begun = time.monotonic()
    with database.connection() as connection:
        connection.execute(b"SET maintenance_work_mem = '512MB'")
        connection.execute(b"SET statement_timeout = 0")
        for table, key in COPIED.items():
            connection.execute(f"ALTER TABLE views.{table} ADD CONSTRAINT {table}_pkey PRIMARY KEY ({key})".encode())
        for _, definition in _indexes(models, list(COPIED)):
            connection.execute(definition.encode())
        connection.execute(b"VACUUM ANALYZE")
    say(f"indexes: {time.monotonic() - begun:.0f} s")


def _indexes(models: Sequence[Projection], tables: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The indexes of tables that their definitions make: each by name, and how it is made."""
    for model in models:
        for made in re.finditer(r"CREATE (?:UNIQUE )?INDEX (\w+) ON (\w+) [^;]+;", model.ddl):
            if made[2] in tables:
                yield made[1], made[0]


def _drop_indexes(database: Database, models: Sequence[Projection], tables: Sequence[str]) -> None:
    with database.connection() as connection:
        for index, _ in _indexes(models, tables):
            connection.execute(f"DROP INDEX IF EXISTS views.{index}".encode())


def _told(number: int, facts: Sequence[Fact], log_at: int, base: int) -> Iterator[Recorded]:
    """The facts of a ticket as the log gives them back, from where they stand in it."""
    block, place = divmod(number - 1, BLOCK)
    position = log_at + (block * BLOCK * COPIES + place) * bulk.FACTS
    change = _change(ticket_id(number), facts, 0, came(number, 0, base))
    for version, draft in enumerate(change.drafts, 1):
        yield Recorded(
            stream=change.stream, version=version, position=position + version, metadata=draft.metadata, fact=draft.fact
        )


def _copy(database: Database, base: int, tickets: int) -> None:
    with database.transaction() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("DROP TABLE IF EXISTS bench.ids")
        cursor.execute("CREATE TABLE bench.ids (base_id uuid, nth int, ticket_id uuid, number bigint)")
        with cursor.copy("COPY bench.ids FROM STDIN") as copy:
            for number in range(base + 1, tickets + 1):
                nth, place = divmod(number - 1, base)
                copy.write_row((ticket_id(place + 1), nth, ticket_id(number), number))
        cursor.execute("ANALYZE bench.ids")
    for table in COPIED:
        begun = time.monotonic()
        with database.connection() as connection, connection.cursor() as cursor:
            cursor.execute(b"SET statement_timeout = 0")
            cursor.execute(b"SET synchronous_commit = off")
            cursor.execute(b"SET work_mem = '128MB'")
            _copy_table(cursor, table)
        say(f"{table}: copied in {time.monotonic() - begun:.0f} s")


def _copy_table(cursor: Cursor[Any], table: str) -> None:
    columns = cursor.execute(
        "SELECT column_name::text, data_type::text FROM information_schema.columns"
        " WHERE table_schema = 'views' AND table_name = %s ORDER BY ordinal_position",
        (table,),
    ).fetchall()
    owner = "thing_id" if table == "searched_texts" else "ticket_id"
    listed = ", ".join(_shifted(table, name, kind) for name, kind in columns)
    names = ", ".join(name for name, _ in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {listed} FROM {table} t"
        f" JOIN bench.ids i ON i.base_id = t.{owner}".encode()
    )
    if table == "sla_clocks":
        # What is long past would be told late by a desk that is served: it was told in time.
        cursor.execute(f"UPDATE sla_clocks SET next_us = {NEVER} WHERE next_us < {NEVER}".encode())


def _shifted(table: str, name: str, kind: str) -> str:  # noqa: PLR0911 - one for each kind of column
    weeks = f"i.nth * {int(SPAN.total_seconds()) * 1_000_000}::bigint"
    if name in {"ticket_id", "thing_id"}:
        return "i.ticket_id"
    if name == "number":
        return "i.number"
    if name == "slot":
        return "i.number / 65536 % 16"
    if name in {"comment_id", "task_id"}:
        return f"md5(t.{name}::text || i.nth)::uuid"
    if kind.startswith("timestamp"):
        return f"t.{name} + i.nth * interval '{SPAN.days} days'"
    if name == "position" or name.endswith(("news_place", "news_before")):
        return f"CASE WHEN t.{name} = 0 THEN 0 ELSE t.{name} + i.nth * {BLOCK * bulk.FACTS} END"
    if table == "sla_clocks" and name == "next_us":
        return f"{NEVER}"
    if table == "sla_clocks" and name.endswith("_us") and not name.endswith(("target_us", "base_us", "escalation_us")):
        return f"CASE WHEN t.{name} IN (0, {NEVER}) THEN t.{name} ELSE t.{name} + {weeks} END"
    return f"t.{name}"


def made(stack: ExitStack, tickets: int) -> Database:
    """A desk of so many tickets, made once where it is kept; its log and its read models are filled side by side."""
    database = kept(stack, f"desk_{tickets}")
    with database.connection() as connection:
        connection.execute(b"CREATE SCHEMA IF NOT EXISTS bench")
        connection.execute(b"CREATE TABLE IF NOT EXISTS bench.made (step text PRIMARY KEY, rate float8)")
    _once(database, "found", lambda: found(database))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        written = pool.apply_async(_written, (database.url, tickets))
        _once(database, "fold", lambda: fold(database, tickets))
        _once(database, "multiply", lambda: multiply(database, tickets))
        written.get()
    with database.connection() as connection:
        connection.execute(b"UPDATE views.positions SET position = (SELECT max(last_position) FROM desk.seals)")
    return database


def _once(database: Database, step: str, work: Callable[[], float | None]) -> None:
    with database.connection() as connection:
        if connection.execute("SELECT 1 FROM bench.made WHERE step = %s", (step,)).fetchone():
            return
    rate = work()
    with database.connection() as connection:
        connection.execute("INSERT INTO bench.made VALUES (%s, %s)", (step, rate))


def _written(url: str, tickets: int) -> None:
    with Database(url) as database:
        _once(database, "write", lambda: write(database, tickets))
