"""Clocks folded, re-measured after an edit and fired when due, each against plain SQL; run by ``make bench``.

``DESK_BENCH_ROWS`` sets how many open clocks an edit re-measures: a million unless a trial asks for fewer.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from benchmarks.report import Figure, medians, show
from benchmarks.stage import migrated
from commands.bus import Bus
from commands.ports import Change, Draft
from connectors.inbound.due.timekeeper import Timekeeper
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.agreement import AgreementConcluded
from events.fact import Fact, Metadata, Recorded
from events.service_schedule import ScheduleDrawnUp, ScheduleRevised
from events.ticket import DeadlineMissed, TicketPutInProgress, TicketPutOnHold, TicketRegistered, TicketResumed
from events.values.duration import Duration
from events.values.identity import AgreementId, CommandId, FactId, PersonId, ScheduleId, StreamId, ticket_id
from events.values.people import SYSTEM, Requester
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.targets import Norm, Promise, Targets
from events.values.text import Text
from projections.sla_clocks import rows
from projections.sla_clocks.arrays import WRITTEN
from projections.sla_clocks.projection import SlaClocks
from sla_engine.course import Course
from sla_engine.instants import NEVER, micros

ROWS = int(os.environ.get("DESK_BENCH_ROWS", "1000000"))
RUNS = 3
TICKETS = max(100, min(20_000, ROWS // 10))
BATCH = 2_000
AT = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
SCHEDULE, AGREEMENT = ScheduleId(UUID(int=1)), AgreementId(UUID(int=2))
LUNCH = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
LATER = (Hours("10:00", "13:00"), Hours("14:00", "19:00"))


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    with ExitStack() as stack:
        database = migrated(stack)
        positions.prepare(database, SlaClocks())
        yield folding(database)
        yield firing(database)
        yield measuring(database)


def folding(database: Database) -> Figure:
    """Facts folded into clocks, against the same rows written as they are."""
    facts = [*terms(Duration(8, "hours")), *(fact for nth in range(TICKETS) for fact in life(nth))]
    log = [recorded(fact, position) for position, fact in enumerate(facts, 1)]

    def ours() -> float:
        clear(database)
        projection = SlaClocks()
        begun = time.perf_counter()
        for place in range(0, len(log), BATCH):
            with database.transaction() as cursor:
                projection.apply(cursor, log[place : place + BATCH])
        return len(log) / (time.perf_counter() - begun)

    def plain() -> float:
        with database.transaction() as cursor:
            courses = list(rows.load(cursor, [ticket_id(nth) for nth in range(TICKETS)]).values())
        clear(database)
        # As many writes of a row as the facts bring about in these batches: each ticket's facts stand together.
        begun = time.perf_counter()
        per_batch = max(1, BATCH * len(courses) // len(log))
        for place in range(0, len(courses), per_batch):
            with database.transaction() as cursor:
                rows.save(cursor, courses[place : place + per_batch])
        return len(log) / (time.perf_counter() - begun)

    mine, floor = medians(RUNS, ours, plain)
    told = f"{len(log)} facts of {TICKETS} tickets in batches of {BATCH}; peer: only write the rows; median of {RUNS}"
    return Figure.rate("clocks_folded_vs_rows_written", ours=mine, peer=floor, unit="facts/s", conditions=told)


def measuring(database: Database) -> Figure:
    """All open clocks of a schedule measured again after an edit, against an UPDATE of the same columns."""
    clear(database)
    projection = SlaClocks()
    with database.transaction() as cursor:
        projection.apply(
            cursor, [recorded(fact, at) for at, fact in enumerate([*terms(Duration(60, "days")), *life(0)], 1)]
        )
        course = rows.load(cursor, [ticket_id(0)])[ticket_id(0)]
    fill(database, course)
    hours = [WorkWeek(mon=day, tue=day, wed=day, thu=day, fri=day) for day in (LATER, LUNCH)]
    position = 100

    def ours() -> float:
        nonlocal position
        position += 1
        edit = ScheduleRevised(
            schedule_id=SCHEDULE,
            timetable=Timetable(zone="Europe/Moscow", week=hours[position % 2]),
            effective_from=AT + timedelta(days=45, seconds=position),
        )
        begun = time.perf_counter()
        with database.transaction() as cursor:
            projection.apply(cursor, [recorded(edit, position)])
        return rested(database, begun)

    def plain() -> float:
        later = "CASE {0} WHEN {1} THEN {0} ELSE {0} + 1 END"
        settings = ", ".join(f"{name} = {later.format(name, NEVER)}" for name in WRITTEN)
        begun = time.perf_counter()
        with database.transaction() as cursor:
            cursor.execute(f"UPDATE sla_clocks SET {settings} WHERE is_open AND schedule_id = %s".encode(), (SCHEDULE,))
        return rested(database, begun)

    mine, peer = medians(RUNS, ours, plain)
    told = f"{ROWS} open tickets, one schedule edit; peer: UPDATE of the same {len(WRITTEN)} columns; median of {RUNS}"
    return Figure.duration("schedule_edit_vs_plain_update", ours=mine, peer=peer, unit="s", conditions=told)


def firing(database: Database) -> Figure:
    """Misses found due, decided and appended by the timekeeper, against the same appends undecided."""
    clear(database)
    log = PostgresLog(database)
    consumer = Consumer(SlaClocks(), log, database)
    append(log, [(SCHEDULE, fact) for fact in terms(Duration(1, "hours"))[:1]])
    append(log, [(AGREEMENT, fact) for fact in terms(Duration(1, "hours"))[1:]])
    count = min(TICKETS, 5_000)
    for first in range(0, count, 500):
        append(log, [(ticket_id(nth), life(nth)[0]) for nth in range(first, first + 500)])
    consumer.catch_up()
    now = AT + timedelta(days=60)

    class CaughtUp:
        def wait(self, names: Sequence[str], position: int, timeout: float) -> bool:
            return bool(names) and timeout > 0 and consumer.catch_up() <= position

    class Then:
        def now(self) -> datetime:
            return now

    keeper = Timekeeper(Bus(log, log, Then()), database, log, CaughtUp(), Then().now)
    begun = time.perf_counter()
    fired = 0
    while found := keeper.check(micros(now)):
        fired += found
    mine = fired / (time.perf_counter() - begun)
    misses = [
        DeadlineMissed(ticket_id=ticket_id(nth), clock="reaction", target_no=1, missed_at=AT, noticed_at=now)
        for nth in range(fired)
    ]
    begun = time.perf_counter()
    for miss in misses:
        append(log, [(uuid4(), miss)])
    peer = fired / (time.perf_counter() - begun)
    told = f"{fired} misses of {count} tickets, clocks folded in between; peer: append each undecided"
    return Figure.rate("timers_fired_vs_appends", ours=mine, peer=peer, unit="timers/s", conditions=told)


def rested(database: Database, begun: float) -> float:
    """The seconds since then; afterwards the table is vacuumed, so that the next run finds it as this one did."""
    taken = time.perf_counter() - begun
    with database.connection() as connection:
        connection.execute("VACUUM sla_clocks")
        connection.execute("CHECKPOINT")
    return taken


def fill(database: Database, course: Course) -> None:
    """Copies of one ticket's row, an even spread of beginnings over 30 days; a tenth waits on hold."""
    columns = {
        "ticket_id": "md5(n::text)::uuid",
        "number": "n",
        "requester_id": "md5((n %% 50000)::text)::uuid",
        "team_id": "md5((n %% 20)::text)::uuid",
        "resolution_since_us": (
            f"CASE WHEN n %% 10 = 0 THEN {NEVER} ELSE resolution_since_us + (n %% 2592000)::bigint * 1000000 END"
        ),
        "due_us": "due_us + n",
        "resolution_due_us": "resolution_due_us + n",
    }
    listed = ", ".join(columns.get(name, name) for name, _ in rows.COLUMNS)
    with database.connection() as connection:
        connection.execute(
            f"INSERT INTO sla_clocks ({rows.NAMES}) SELECT {listed} FROM sla_clocks, generate_series(1, %s) n"
            " WHERE ticket_id = %s".encode(),
            (ROWS - 1, course.ticket_id),
        )
        connection.execute("VACUUM ANALYZE sla_clocks")


def clear(database: Database) -> None:
    """Empty the clocks' tables."""
    with database.connection() as connection:
        connection.execute("TRUNCATE sla_clocks, sla_promises, sla_timetables")


def terms(duration: Duration) -> list[Fact]:
    """A 9-18 schedule with lunch and an agreement that promises one duration for both clocks."""
    promise = Targets(default=Norm(duration=duration))
    week = WorkWeek(mon=LUNCH, tue=LUNCH, wed=LUNCH, thu=LUNCH, fri=LUNCH)
    timetable = Timetable(zone="Europe/Moscow", week=week)
    return [
        ScheduleDrawnUp(schedule_id=SCHEDULE, name=Text.same("8*5"), timetable=timetable),
        AgreementConcluded(
            agreement_id=AGREEMENT,
            name=Text.same("base"),
            schedule_id=SCHEDULE,
            promise=Promise(reaction=promise, resolution=promise),
        ),
    ]


def life(nth: int) -> list[Fact]:
    """What happens to one ticket: registered, in progress, on hold, resumed."""
    ticket = ticket_id(nth)
    return [
        TicketRegistered(
            ticket_id=ticket,
            number=nth,
            type="incident",
            subject="Не печатает принтер",
            requester=Requester(person_id=PersonId(UUID(int=nth % 1000)), name="Иван Петров"),
            channel="portal",
            agreement_id=AGREEMENT,
            priority="normal",
        ),
        TicketPutInProgress(ticket_id=ticket),
        TicketPutOnHold(ticket_id=ticket, requester_id=PersonId(UUID(int=nth % 1000)), reason="ждём запчасть"),
        TicketResumed(ticket_id=ticket),
    ]


def metadata(at: datetime) -> Metadata:
    """Metadata of a fact by the desk itself."""
    command = CommandId(uuid4())
    return Metadata(
        fact_id=FactId(uuid4()),
        actor=SYSTEM,
        command_id=command,
        correlation_id=command,
        causation_id=command,
        occurred_at=at,
        recorded_at=at,
    )


def recorded(fact: Fact, position: int) -> Recorded:
    """A fact as the log gives it back, a minute after the one before it of the same ticket."""
    stream: UUID = getattr(fact, "ticket_id", UUID(int=position))
    return Recorded(
        stream=StreamId(stream),
        version=position,
        position=position,
        metadata=metadata(AT + timedelta(minutes=position % 4)),
        fact=fact,
    )


def append(log: PostgresLog, facts: Sequence[tuple[UUID, Fact]]) -> None:
    """Put facts into the log, each at the beginning of its stream."""
    changes = [
        Change(stream=StreamId(stream), expected_version=0, drafts=(Draft(metadata=metadata(AT), fact=fact),))
        for stream, fact in facts
    ]
    log.append(changes, command_id=CommandId(uuid4()), fingerprint=b"")


if __name__ == "__main__":
    show(run())
