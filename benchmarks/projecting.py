"""Facts per second through read models against the library's own runner on the same facts; run by ``make bench``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast
from uuid import UUID, uuid4

from benchmarks import stock_runner
from benchmarks.report import Figure, medians, show
from benchmarks.stage import migrated
from commands.agreement import ConcludeAgreement
from commands.bus import Bus
from commands.fields import Named
from commands.ports import Change, Draft
from commands.service_schedule import DrawUpSchedule
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.log.codec import Codec
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.remembered_reads import RememberedReads
from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.server.database import Database
from events.agreement import BaseAgreementChosen
from events.fact import Fact, Metadata
from events.ticket import (
    TicketAssigned,
    TicketCommented,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketRegistered,
    TicketResolved,
    TicketResumed,
)
from events.values.identity import (
    BASE_AGREEMENT_STREAM,
    AgreementId,
    CommandId,
    CommentId,
    FactId,
    PersonId,
    ScheduleId,
    StreamId,
    TeamId,
    named,
    ticket_id,
)
from events.values.people import SYSTEM, Requester, Responsible, Viewer
from events.values.schedule import Hours, Timetable, WorkWeek
from projections.kit.port import Projection
from projections.sla_clocks.projection import SlaClocks
from projections.ticket.rows import TicketList

TICKETS = 6_000
AT_ONCE = 500
"""Tickets that are worked on side by side: their facts lie mixed in the log."""
SLOW_FACTS = 1_500
"""For the runner that takes in an event at a time."""
RUNS = 3
AT = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
DAY = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
OFFICE = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=DAY, tue=DAY, wed=DAY, thu=DAY, fri=DAY))
AS_DESK = Viewer(actor=SYSTEM, groups=frozenset())


class Begin:
    """A clock that stands where the first ticket came."""

    def now(self) -> datetime:
        """Always the same instant."""
        return AT


def found_desk(log: PostgresLog) -> Bus:
    """A desk that can take tickets: a schedule and the base agreement on it."""
    bus = Bus(log, log, Begin(), memory=RememberedReads())
    drawn = bus.execute(
        DrawUpSchedule(title=Named(en="8*5"), timetable=OFFICE), viewer=AS_DESK, command_id=CommandId(uuid4())
    )
    bus.execute(
        ConcludeAgreement(title=Named(en="Base"), schedule_id=ScheduleId(drawn.stream), is_base=True),
        viewer=AS_DESK,
        command_id=CommandId(uuid4()),
    )
    return bus


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    with ExitStack() as stack:
        database = migrated(stack)
        log = PostgresLog(database)
        fill(log, TICKETS)
        codec = Codec(PostgresKeyring(database))
        for make in (TicketList, SlaClocks):
            yield projected(database, log, codec, make)


def projected(database: Database, log: PostgresLog, codec: Codec, make: Callable[[], Projection]) -> Figure:
    """One read model, from nothing to the log's end."""
    name = make().name
    ours, peer = medians(
        RUNS,
        partial(per_second, database, log, make),
        lambda: stock_runner.per_second(database.url, codec, make(), SLOW_FACTS),
    )
    told = f"{log.head()} facts of {TICKETS} tickets from an empty table, the runner over the first {SLOW_FACTS}"
    return Figure.rate(
        f"project_{name}_vs_projection_runner",
        ours=ours,
        peer=peer,
        unit="facts/s",
        conditions=f"{told}; fsync on, median of {RUNS}",
    )


def per_second(database: Database, log: PostgresLog, make: Callable[[], Projection]) -> float:
    """Facts per second that a consumer takes in, from nothing to the log's end."""
    projection = make()
    with database.transaction() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS views")
        cursor.execute(positions.DDL)
        cursor.execute("DELETE FROM views.positions WHERE name = %s", (projection.name,))
        for table in projection.tables:
            cursor.execute(f"DROP TABLE IF EXISTS views.{table}".encode())
    positions.prepare(database, projection)
    begun = time.perf_counter()
    facts = Consumer(projection, log, database).catch_up()
    return facts / (time.perf_counter() - begun)


def fill(log: PostgresLog, tickets: int) -> None:
    """An agreement by commands, then tickets that are worked on, written many facts a save."""
    found_desk(log)
    chosen = cast("BaseAgreementChosen", log.load(BASE_AGREEMENT_STREAM)[-1].fact)
    for first in range(0, tickets, AT_ONCE):
        courses = [course(nth, chosen.agreement_id) for nth in range(first, min(first + AT_ONCE, tickets))]
        for step in range(len(courses[0])):
            log.append(
                [change(facts, step) for facts in courses], command_id=CommandId(uuid4()), fingerprint=b"benchmark"
            )


def change(facts: Sequence[Fact], step: int) -> Change:
    """One step of a ticket on its way into the log."""
    fact = facts[step]
    command = CommandId(uuid4())
    at = AT + timedelta(minutes=17 * step)
    metadata = Metadata(
        fact_id=FactId(uuid4()),
        actor=SYSTEM,
        command_id=command,
        correlation_id=command,
        causation_id=command,
        occurred_at=at,
        recorded_at=at,
    )
    stream: UUID = fact.ticket_id  # type: ignore[attr-defined]  # all are facts of a ticket
    return Change(stream=StreamId(stream), expected_version=step, drafts=(Draft(metadata=metadata, fact=fact),))


def course(nth: int, agreement: AgreementId) -> list[Fact]:
    """What happens to one ticket."""
    mine = ticket_id(nth + 1)
    requester = Requester(person_id=PersonId(named("sender", f"p{nth % 300}@example.org")), name="Иван Петров")
    registered = TicketRegistered(
        ticket_id=mine,
        number=nth + 1,
        type="incident",
        subject="Не печатает принтер на третьем этаже",
        description="Горит красная лампа, бумага есть.",
        requester=requester,
        channel="email",
        agreement_id=agreement,
        priority="normal",
    )
    comment = TicketCommented(
        ticket_id=mine,
        comment_id=CommentId(uuid4()),
        requester_id=requester.person_id,
        body="Проверьте, пожалуйста, кабель и перезагрузите принтер.",
        is_public=True,
        by_staff=True,
    )
    # An older desk's facts did not tell it.
    asks: dict[str, Any] = (
        {"requester_id": requester.person_id} if "requester_id" in TicketResolved.__struct_fields__ else {}
    )
    return [
        registered,
        TicketAssigned(ticket_id=mine, responsible=Responsible(team_id=TeamId(UUID(int=nth % 7)))),
        TicketPutInProgress(ticket_id=mine),
        comment,
        TicketPutOnHold(ticket_id=mine, reason="Ждём деталь", **asks),
        TicketResumed(ticket_id=mine),
        TicketResolved(ticket_id=mine, solution="Заменили картридж", **asks),
    ]


if __name__ == "__main__":
    show(run())
