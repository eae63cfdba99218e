"""A small desk on a real log: a schedule round the clock, a base agreement, tickets, a clock that is set by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from psycopg import Cursor

from commands.agreement import ConcludeAgreement
from commands.bus import Bus
from commands.command import Command
from commands.fields import Named
from commands.ports import Receipt
from commands.service_schedule import DrawUpSchedule
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from connectors.inbound.due.timekeeper import Timekeeper
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.fact import Fact
from events.values.identity import AgreementId, CommandId, ScheduleId, StreamId, TicketId, ticket_id
from events.values.people import SYSTEM, Viewer
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.targets import Promise
from projections.kit.port import Projection
from projections.sla_clocks.projection import SlaClocks
from projections.ticket.rows import TicketList

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOST_TURNS = 100
AS_DESK = Viewer(actor=SYSTEM, groups=frozenset())
EIGHT_HOURS_EACH = Promise()
_DAY = (Hours("00:00", "24:00"),)
ROUND_THE_CLOCK = Timetable(
    zone="UTC", week=WorkWeek(mon=_DAY, tue=_DAY, wed=_DAY, thu=_DAY, fri=_DAY, sat=_DAY, sun=_DAY)
)


class Hand:
    """A clock that stands until it is set."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class SmallDesk:
    """Commands into the log; the clocks and the list catch up when they are asked or waited for."""

    def __init__(self, database: Database, *, at: datetime = MONDAY) -> None:
        self.database = database
        self.hand = Hand(at)
        self.log = PostgresLog(database)
        self.bus = Bus(self.log, self.log, self.hand)
        self.consumers = {kind.name: Consumer(kind(), self.log, database) for kind in (SlaClocks, TicketList)}
        for consumer in self.consumers.values():
            positions.prepare(database, consumer.projection)
        self.timekeeper = self.another_timekeeper()

    def another_timekeeper(self) -> Timekeeper:
        return Timekeeper(self.bus, self.database, self.log, self, self.hand.now)

    def pass_time(self, **amount: float) -> None:
        self.hand.at += timedelta(**amount)

    # -- writing -----------------------------------------------------------------------------------------

    def do(self, command: Command, at: datetime | None = None, command_id: UUID | None = None) -> Receipt:
        return self.bus.execute(command, viewer=AS_DESK, command_id=CommandId(command_id or uuid4()), at=at)

    def found(self, promise: Promise = EIGHT_HOURS_EACH, timetable: Timetable = ROUND_THE_CLOCK) -> AgreementId:
        """Open the desk: a schedule and the base agreement on it."""
        schedule = ScheduleId(self.do(DrawUpSchedule(title=Named(en="24*7"), timetable=timetable)).stream)
        command = ConcludeAgreement(title=Named(en="Base"), schedule_id=schedule, promise=promise, is_base=True)
        return AgreementId(self.do(command).stream)

    def ticket(self, subject: str = "Не печатает принтер", **more: Any) -> TicketId:
        return ticket_id(int(self.do(registration(subject, **more)).reference))

    # -- reading -----------------------------------------------------------------------------------------

    def wait(self, names: tuple[str, ...], position: int, timeout: float) -> bool:
        """As ``CatchUp.wait``: the read models run when they are waited for."""
        assert timeout > 0
        for name in names:
            self.consumers[name].catch_up()
        return position <= self.log.head()

    def keep_time(self) -> int:
        """Let the timekeeper work until it would sleep; gives how many facts it recorded."""
        self.wait(("sla_clocks",), 0, 1)
        before = self.log.head()
        for _ in range(MOST_TURNS):
            if self.timekeeper.turn() > 0:
                return self.log.head() - before
            self.wait(("sla_clocks",), 0, 1)
        raise AssertionError("the timekeeper records for ever")

    def told(self, stream: UUID, *kinds: type[Fact]) -> list[Any]:
        """The facts of these kinds in a stream."""
        return [recorded.fact for recorded in self.log.load(StreamId(stream)) if isinstance(recorded.fact, kinds)]


def registration(subject: str = "Не печатает принтер", **more: Any) -> RegisterTicket:
    return RegisterTicket(subject=subject, requester=From(email="guest@example.org"), **more)


def rows(cursor: Cursor[Any], projection: Projection) -> dict[str, list[str]]:
    """Every row of every table of a read model as PostgreSQL spells it."""
    found = {}
    for table in projection.tables:
        cursor.execute(f"SELECT t::text FROM views.{table} t ORDER BY 1".encode())  # noqa: S608 - names of our own
        found[table] = [row[0] for row in cursor]
    return found
