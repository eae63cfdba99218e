"""A small desk for tests of read models: the real bus on a log in memory, read models on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from psycopg import Cursor

from api.bootstrap import PROJECTIONS as OF_THE_DESK
from commands.agreement import ConcludeAgreement
from commands.bus import Bus
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.org_unit.add import AddCompany, AddDepartment
from commands.person.register import RegisterPerson
from commands.ports import Receipt
from commands.service_schedule import DrawUpSchedule
from commands.team import FormTeam
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from connectors.inbound.due.caretaker import Caretaker
from connectors.inbound.due.timekeeper import Timekeeper
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.server.database import Database
from events.values.identity import AgreementId, CommandId, OrgUnitId, PersonId, ScheduleId, TeamId, TicketId, ticket_id
from events.values.people import SYSTEM, Actor, Group, Viewer
from events.values.person_name import PersonName
from events.values.refusal import Refusal
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.targets import Promise
from projections.kit.port import Projection
from replay.rebuild import rebuild
from sla_engine.instants import micros
from tests.gallery import ATTACHMENT
from tests.gallery_people import PHOTO
from tests.support.contents import StoredContents
from tests.support.memory_log import InMemoryLog

PROJECTIONS: tuple[type[Any], ...] = tuple(cast("type[Any]", kind) for kind in OF_THE_DESK.values())
MONDAY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
"""09:00 in Moscow on a Monday."""
PLAIN = Promise()
AS_DESK = Viewer(actor=SYSTEM, groups=frozenset())

LUNCH = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
OFFICE = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=LUNCH, tue=LUNCH, wed=LUNCH, thu=LUNCH, fri=LUNCH))
ALL_DAY = (Hours("00:00", "24:00"),)
ROUND_THE_CLOCK = Timetable(
    zone="UTC",
    week=WorkWeek(mon=ALL_DAY, tue=ALL_DAY, wed=ALL_DAY, thu=ALL_DAY, fri=ALL_DAY, sat=ALL_DAY, sun=ALL_DAY),
)


def viewer(*groups: Group, who: UUID | None = None, teams: Collection[TeamId] = ()) -> Viewer:
    return Viewer(
        actor=Actor(kind="person", id=who or uuid4(), name="Ольга Смирнова"),
        groups=frozenset(groups),
        teams=frozenset(teams),
    )


class Hand:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = MONDAY

    def now(self) -> datetime:
        return self.at


class World:
    """Commands in, rows out; ``now`` stands still until ``pass_time``."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.log = InMemoryLog()
        self.hand = Hand()
        self.bus = Bus(self.log, self.log, self.hand, StoredContents(ATTACHMENT, PHOTO))
        self._nth = 0
        self._department: OrgUnitId | None = None
        self._client: OrgUnitId | None = None
        self.live: dict[str, Projection] = {kind.name: kind() for kind in PROJECTIONS}
        # A copy of the template has them all.
        there = {(place.name, place.fingerprint) for place in positions.read_all(database) if place.poison_at is None}
        for projection in self.live.values():
            if (projection.name, positions.fingerprint(projection)) not in there:
                positions.prepare(database, projection)

    @property
    def now(self) -> datetime:
        return self.hand.at

    def pass_time(self, **amount: float) -> datetime:
        self.hand.at += timedelta(**amount)
        return self.hand.at

    def empty(self) -> World:
        """The same tables with nothing in them, and a fresh log."""
        tables = [f"views.{table}" for kind in PROJECTIONS for table in kind.tables]
        with self.database.connection() as connection:
            # To truncate them all takes the server 27 ms, whatever is in them; these few rows are gone in one.
            connection.execute("; ".join(f"DELETE FROM {table}" for table in tables).encode())  # noqa: S608 - our names
            connection.execute("UPDATE views.positions SET position = 0, poison_at = NULL, poison = NULL")
        return World(self.database)

    # -- writing -----------------------------------------------------------------------------------------

    def do(self, command: Command, by: Viewer = AS_DESK, at: datetime | None = None) -> Receipt:
        # Ids follow from the order of the commands: what is told twice comes out the same, down to who is sorted first.
        self._nth += 1
        return self.bus.execute(command, viewer=by, command_id=CommandId(UUID(int=(0xC0 << 64) + self._nth)), at=at)

    def attempt(self, command: Command, by: Viewer = AS_DESK) -> bool:
        """Whether the desk took the command."""
        try:
            self.do(command, by)
        except Refusal:
            return False
        return True

    def schedule(self, timetable: Timetable = OFFICE, name: str = "8*5") -> ScheduleId:
        return ScheduleId(self.do(DrawUpSchedule(title=Named(en=name), timetable=timetable)).stream)

    def agreement(
        self, schedule_id: ScheduleId, promise: Promise = PLAIN, *, name: str = "Base", is_base: bool = True
    ) -> AgreementId:
        command = ConcludeAgreement(title=Named(en=name), schedule_id=schedule_id, promise=promise, is_base=is_base)
        return AgreementId(self.do(command).stream)

    def person(self, name: str = "Иван Петров", email: str = "", **more: Any) -> PersonId:
        emails = (email,) if email else ()
        more.setdefault("licence", "named" if more.get("groups") else "unlicensed")
        more.setdefault("full_name", PersonName(name))
        if "unit_id" not in more:
            more["unit_id"] = self.client() if more.get("kind") == "contact" else self.department()
        command = RegisterPerson(emails=emails, **more)
        return PersonId(self.do(command).stream)

    def department(self) -> OrgUnitId:
        """The one department of the company, where everybody is."""
        if self._department is None:
            self.do(FoundDesk())
            self._department = OrgUnitId(self.do(AddDepartment(title=Named(en="Office"))).stream)
        return self._department

    def client(self) -> OrgUnitId:
        """The one client company, where every contact is."""
        if self._client is None:
            self._client = OrgUnitId(self.do(AddCompany(title=Named(en="Client"))).stream)
        return self._client

    def unit(self, command: Command) -> OrgUnitId:
        """A unit that a command adds."""
        return OrgUnitId(self.do(command).stream)

    def team(self, name: str = "Линия 1", members: Sequence[PersonId] = ()) -> TeamId:
        return TeamId(self.do(FormTeam(title=Named(ru=name), members=tuple(members))).stream)

    def ticket(self, subject: str = "Не печатает принтер", *, person: PersonId | None = None, **more: Any) -> TicketId:
        requester = From(email="guest@example.org") if person is None else From(person_id=person)
        receipt = self.do(RegisterTicket(subject=subject, requester=requester, **more))
        return ticket_id(int(receipt.reference))

    # -- reading -----------------------------------------------------------------------------------------

    def fold(self, name: str | None = None, batch: int = 2_000) -> None:
        """Bring one read model, or all, to the log's end."""
        for projection in self.live.values() if name is None else [self.live[name]]:
            Consumer(projection, self.log, self.database, batch=batch).catch_up()
        poisons = [standing.poison for standing in positions.read_all(self.database) if standing.poison_at]
        assert not poisons, poisons

    def rebuild(self, name: str, batch: int = 5_000) -> None:
        projection = next(kind for kind in PROJECTIONS if kind.name == name)()
        rebuild(
            projection,
            self.log,
            self.database,
            fingerprint=positions.fingerprint(projection),
            batch=batch,
        )

    @contextmanager
    def cursor(self) -> Iterator[Cursor[Any]]:
        with self.database.transaction() as cursor:
            yield cursor

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table as PostgreSQL spells it, byte for byte."""
        found = {}
        with self.cursor() as cursor:
            for kind in PROJECTIONS:
                for table in kind.tables:
                    cursor.execute(f"SELECT t::text FROM views.{table} t ORDER BY 1".encode())  # noqa: S608 - names of our own
                    found[table] = [row[0] for row in cursor]
        return found

    def timekeeper(self) -> Timekeeper:
        return Timekeeper(self.bus, self.database, self.log, self, self.hand.now)

    def hand_over(self) -> int:
        """Let the caretaker hand over all that was left behind; gives how many facts it recorded."""
        keeper = Caretaker(self.bus, self.database, self.log, self, self.hand.now)
        self.fold()
        recorded = 0
        while found := keeper.hand_over(self.now):
            recorded += found
            self.fold()
        return recorded

    def wait(self, names: tuple[str, ...], position: int, timeout: float) -> bool:
        """As ``CatchUp.wait``: the read models run when they are waited for."""
        assert timeout > 0
        for name in names:
            self.fold(name)
        return position <= self.log.head()

    def keep_time(self) -> int:
        """Let the timekeeper record all that has come; gives how many facts it recorded."""
        keeper, recorded = self.timekeeper(), 0
        while found := keeper.check(micros(self.now)):
            recorded += found
        return recorded
