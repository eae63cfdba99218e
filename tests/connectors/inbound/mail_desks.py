"""Desks that take mail in, for the intake's tests: one on PostgreSQL as it is served, one in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from typing_extensions import override

from aggregates.ticket import Ticket
from api.bootstrap import Desk
from api.settings import Settings
from commands.agreement import ConcludeAgreement
from commands.bus import Bus
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.org_unit.add import AddDepartment
from commands.person.register import RegisterPerson
from commands.ports import Content, Receipt
from commands.service_schedule import DrawUpSchedule
from connectors.inbound.mail.intake import MailIntake, Outcome
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from connectors.storage.shelves.content_type import media_type
from connectors.storage.shelves.quarantine import Quarantine
from events.fact import Fact, Recorded
from events.ticket import TicketCommented, TicketRegistered
from events.values.identity import CommandId, OrgUnitId, PersonId, ScheduleId, StreamId, TicketId, ticket_id
from events.values.people import SYSTEM, Group, Viewer
from events.values.person_name import PersonName
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.targets import Promise
from events.values.text import Text
from tests.support.memory_log import InMemoryLog

OWN_ADDRESS = "desk@desk.example"
AS_SYSTEM = Viewer(actor=SYSTEM, groups=frozenset({"administrator"}))
_DAY = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
OFFICE_HOURS = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=_DAY, tue=_DAY, wed=_DAY, thu=_DAY, fri=_DAY))


def letter(
    sender: str = "Анна Петрова <anna@client.example>",
    subject: str = "Не печатает принтер",
    body: str = "Помогите, пожалуйста.",
    message_id: str = "<first@client.example>",
    **more: str,
) -> bytes:
    """A plain mail; ``more`` are further headers, with ``_`` for ``-``."""
    headers = {"From": sender, "To": OWN_ADDRESS, "Subject": subject, "Message-ID": message_id}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n".encode()


class Hand:
    """A clock that stands until it is set."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class MailDesk:
    """What the tests ask of either desk."""

    log: PostgresLog | InMemoryLog
    bus: Bus
    hand: Hand

    def intake(self) -> MailIntake:
        raise NotImplementedError

    def file(self, sha256: str) -> bytes | None:
        raise NotImplementedError

    def waiting(self) -> list[tuple[str, bytes]]:
        """Reason and original of each quarantined message."""
        raise NotImplementedError

    def catch_up(self) -> None:
        """Let the read models see what was written."""

    def take(self, raw: bytes, source: str = "test.eml") -> Outcome:
        self.hand.at += timedelta(minutes=1)
        outcome = self.intake().take(raw, source=source)
        self.catch_up()
        return outcome

    def do(self, command: Command, viewer: Viewer = AS_SYSTEM) -> Receipt:
        return self.bus.execute(command, viewer=viewer, command_id=CommandId(uuid4()))

    def open(self, promise: Promise = Promise()) -> None:  # noqa: B008 - frozen
        """Office hours and the base agreement on them."""
        schedule = self.do(DrawUpSchedule(title=Named(ru="9–18"), timetable=OFFICE_HOURS)).stream
        command = ConcludeAgreement(
            title=Named(ru="Базовое"), schedule_id=ScheduleId(schedule), promise=promise, is_base=True
        )
        self.do(command)

    def person(self, email: str, name: str = "Анна Петрова", *groups: Group) -> PersonId:
        self.do(FoundDesk())
        department = OrgUnitId(self.do(AddDepartment(title=Named(ru="Отдел"))).stream)
        command = RegisterPerson(
            full_name=PersonName(name),
            unit_id=department,
            emails=(email,),
            licence="named" if groups else "unlicensed",
            groups=frozenset(groups),
        )
        return PersonId(self.do(command).stream)

    def facts(self, number: str) -> list[Fact]:
        return [recorded.fact for recorded in self.log.load(StreamId(ticket_id(int(number))))]

    def ticket(self, number: str) -> Ticket:
        found = Ticket.fold(self.log.load(StreamId(ticket_id(int(number)))))
        assert found is not None
        return found

    def registered(self, number: str) -> TicketRegistered:
        fact = self.facts(number)[0]
        assert isinstance(fact, TicketRegistered)
        return fact

    def comments(self, number: str) -> list[TicketCommented]:
        return [fact for fact in self.facts(number) if isinstance(fact, TicketCommented)]

    def written(self) -> list[Recorded]:
        """The facts of all tickets."""
        return [r for r in self.log.after(0, 10_000) if isinstance(r.fact, TicketRegistered | TicketCommented)]


class ServedDesk(MailDesk):
    """The desk of the composition root on a real database."""

    def __init__(self, database: Database) -> None:
        self.hand = Hand()
        self.database = database
        self.desk = Desk(database, Settings(own_addresses=OWN_ADDRESS), self.hand)
        self.desk.prepare()
        self.log, self.bus = self.desk.log, self.desk.bus

    @override
    def intake(self) -> MailIntake:
        return self.desk.intake()

    @override
    def file(self, sha256: str) -> bytes | None:
        """As whoever it belongs to would read it."""
        with self.database.connection() as connection:
            query = "SELECT owner_id FROM desk.content_keys WHERE sha256 = %s"
            row = connection.execute(query, (bytes.fromhex(sha256),)).fetchone()
        opened = None if row is None else self.desk.contents.of_owner(row[0], sha256)
        return None if opened is None else opened.whole()

    @override
    def waiting(self) -> list[tuple[str, bytes]]:
        shelf = Quarantine(self.database)
        return [(entry.reason, shelf.original(entry.entry_id) or b"") for entry in shelf.waiting()]

    @override
    def catch_up(self) -> None:
        self.desk.catch_up()


class Shelved(msgspec.Struct, frozen=True):
    """A quarantined message in memory."""

    reason: str
    original: bytes
    text: Text


class MemoryDesk(MailDesk):
    """The same in memory, for many mails; its files and its quarantine take what the real ones take."""

    def __init__(self) -> None:
        self.hand = Hand()
        self.log = InMemoryLog()
        self.bus = Bus(self.log, self.log, self.hand)
        self.kept: dict[str, bytes] = {}
        self.shelf: dict[str, Shelved] = {}

    @override
    def intake(self) -> MailIntake:
        return MailIntake(self.bus, self.log, self._threads, _Drawer(self), _Shelf(self), self.hand, [OWN_ADDRESS])

    @override
    def file(self, sha256: str) -> bytes | None:
        return self.kept.get(sha256)

    @override
    def waiting(self) -> list[tuple[str, bytes]]:
        return [(entry.reason, entry.original) for entry in self.shelf.values()]

    def _threads(self, message_ids: Sequence[str]) -> list[TicketId]:
        first: dict[str, TicketId] = {}
        for recorded in self.written():
            fact: Any = recorded.fact
            first.setdefault(fact.message_id, fact.ticket_id)
        return list(dict.fromkeys(first[asked] for asked in message_ids if asked in first))


class _Drawer:
    def __init__(self, desk: MemoryDesk) -> None:
        self._desk = desk

    def keep(self, content: bytes, *, by: UUID, now: datetime, name: str = "", said: str = "") -> Content:
        del by, now
        digest = hashlib.sha256(content).hexdigest()
        self._desk.kept[digest] = content
        return Content(sha256=digest, media_type=media_type(content, name, said), size_bytes=len(content))


class _Shelf:
    def __init__(self, desk: MemoryDesk) -> None:
        self._desk = desk

    def keep(
        self,
        original: bytes,
        *,
        source: str,
        reason: str,
        text: Text,
        received_at: datetime,
        sender: str,
        subject: str,
    ) -> int:
        for told in (source, reason, text.ru, text.en, sender, subject):
            # A text column takes neither; the real shelf replaces what it must.
            assert "\0" not in told
            told.encode()
        assert received_at.tzinfo is not None
        name = hashlib.sha256(original).hexdigest()
        self._desk.shelf.setdefault(name, Shelved(reason, original, text))
        return list(self._desk.shelf).index(name) + 1
