"""Loads the demo company through the bus, with past times; called by ``desk demo``, and by its test on a small one.

Every command bears an id computed from its name, so a load that was interrupted, even killed, goes on where it stood
and a second one changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from importlib import resources
from typing import Protocol

import msgspec

from aggregates.team import Team
from api.bootstrap import Desk
from api.demo import company
from api.demo.company import EVERYBODY, Somebody, key_of
from api.demo.showcase import showcase
from api.demo.story import Step
from api.demo.tickets import SPAN, stories
from commands.command import Command
from commands.ports import Receipt
from commands.ticket.register import RegisterTicket
from events.values.identity import CommandId, OrgUnitId, PersonId, StreamId, TicketId, named
from events.values.people import SYSTEM, Viewer
from events.values.text import Text
from sla_engine.instants import micros

WRITERS = 8
"""Threads that tell stories: they share the log's transactions."""
BEFORE = SPAN + timedelta(weeks=7)
"""How long before the first ticket the company was set up."""
AS_SYSTEM = Viewer(actor=SYSTEM, groups=frozenset({"administrator"}))


class Meter(Protocol):
    """Shows progress."""

    def phase(self, name: Text, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        """A phase of ``total`` steps, if that is known; inside it, steps done are told as they come."""
        ...


class Silent:
    """A meter that shows nothing."""

    def phase(self, name: Text, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        """Nothing is shown."""
        del name, total
        return nullcontext(lambda _steps: None)


def is_foreign(desk: Desk) -> bool:
    """Whether the desk holds facts that are not the demo's: somebody's real data, which the demo must not touch."""
    return desk.log.head() > 0 and not desk.log.load(StreamId(company.OFFICE_HOURS))


def is_loaded(desk: Desk) -> bool:
    """Whether an earlier load came to its end."""
    team = Team.fold(desk.log.load(StreamId(company.TEAMS["first"])))
    return team is not None and team.lead is not None


def load(desk: Desk, *, size: int, seed: int = 1, meter: Meter | None = None) -> None:
    """Bring the whole demo into the log, as far as it is not there, and let clocks and timekeeper catch up."""
    Loader(desk, seed, size, meter or Silent()).run()


class Loader:
    """One load; ``anchor`` is the moment that the demo is told relative to, the same when a load is taken up again."""

    def __init__(self, desk: Desk, seed: int, size: int, meter: Meter) -> None:
        self._desk = desk
        self._seed = seed
        self._size = size
        self._meter = meter

    def run(self) -> None:
        """All phases in their order; the last command marks the end."""
        began = self._desk.clock.now() - BEFORE
        self._told_by_system("schedule:office", company.first_command(), began)
        anchor = self._desk.log.load(StreamId(company.OFFICE_HOURS))[0].metadata.recorded_at.replace(microsecond=0)
        people = self._found_company(anchor, began)
        told = [showcase(anchor, people), *stories(self._seed, self._size - 1, anchor, people)]
        self._tell_tickets(told, people)
        self._catch_up()
        self._take_mails()
        self._told_by_system("end", company.last_command(people), None)
        self._keep_time()

    def _found_company(self, anchor: datetime, began: datetime) -> tuple[dict[str, OrgUnitId], dict[str, PersonId]]:
        found = {"schedule": company.schedule_commands(anchor), "type": {"type:access": define_access()}}
        total = 1 + len(PLACES) + len(EVERYBODY) + len(company.TEAMS) + sum(map(len, found.values()))
        units: dict[str, OrgUnitId] = {}
        people: dict[str, PersonId] = {}
        with self._meter.phase(Text("Люди, графики, соглашения", "People, schedules, promises"), total) as done:

            def told(name: str, command: Command) -> UUID:
                stream = self._told_by_system(name, command, began).stream
                done(1)
                return stream

            told("unit:own", OWN)
            for key, place in PLACES.items():
                units[key] = OrgUnitId(told(f"unit:{key}", unit_command(place, units)))
            for key, command in company.person_commands(units).items():
                people[key] = PersonId(told(f"person:{key}", command))
            for name, command in self._rules(anchor, units, people).items():
                told(name, command)
        return units, people

    def _tell_tickets(self, told: Sequence[Sequence[Step]], people: Mapping[str, PersonId]) -> None:
        viewers = {who: company.as_historian(who, people[key_of(who)]) for who in EVERYBODY}
        flat = [step for steps in told for step in steps]
        first = sorted((step for step in flat if isinstance(step.command, RegisterTicket)), key=lambda step: step.at)
        tickets: dict[TicketId, TicketId] = {}
        with self._meter.phase(Text("Заявки", "Tickets"), len(first)) as done:
            for step in first:
                # One after the other: numbers grow in the order of time.
                tickets[step.ticket] = TicketId(self._told_step(step, step.command, viewers[step.by]).stream)
                done(1)
        rest = [[step for step in steps if not isinstance(step.command, RegisterTicket)] for steps in told]
        self._tell_stories(rest, viewers, tickets)

    def _tell_stories(
        self, told: Sequence[Sequence[Step]], viewers: Mapping[Somebody, Viewer], tickets: Mapping[TicketId, TicketId]
    ) -> None:
        def tell(steps: Sequence[Step]) -> int:
            for step in steps:
                self._told_step(step, _named(step.command, tickets), viewers[step.by])
            return len(steps)

        total = sum(map(len, told))
        with (
            self._meter.phase(Text("Переписка и работа", "Conversations and work"), total) as done,
            ThreadPoolExecutor(WRITERS, thread_name_prefix="demo") as writers,
        ):
            try:
                for finished in as_completed([writers.submit(tell, steps) for steps in told]):
                    done(finished.result())
            except BaseException:
                writers.shutdown(cancel_futures=True)
                raise

    def _catch_up(self) -> None:
        consumers = self._desk.consumers
        with self._meter.phase(Text("Проекции и сроки", "Read models and clocks"), len(consumers)) as done:
            for consumer in consumers:
                consumer.catch_up()
                done(1)

    def _take_mails(self) -> None:
        folder = resources.files("api.demo.mails")
        mails = sorted((f for f in folder.iterdir() if f.name.endswith(".eml")), key=lambda f: f.name)
        intake = self._desk.intake()
        with self._meter.phase(Text("Письма", "Mails"), len(mails)) as done:
            for mail in mails:
                intake.take(mail.read_bytes(), source=mail.name)
                self._desk.catch_up()
                done(1)

    def _keep_time(self) -> None:
        """Record what has come: misses, escalations, wake-ups; each turn finds the next crossing of a ticket."""
        with self._meter.phase(Text("Хранитель времени", "Timekeeper"), None) as done:
            self._desk.catch_up()
            while recorded := self._desk.timekeeper.check(micros(self._desk.clock.now())):
                self._desk.catch_up()
                done(recorded)

    def _told_by_system(self, name: str, command: Command, at: datetime | None) -> Receipt:
        return self._told(name, command, AS_SYSTEM, at)

    def _told_step(self, step: Step, command: Command, viewer: Viewer) -> Receipt:
        # Another seed or size tells other stories, so their commands need names of their own.
        return self._told(f"{self._seed}:{self._size}:{step.name}", command, viewer, step.at)

    def _told(self, name: str, command: Command, viewer: Viewer, at: datetime | None) -> Receipt:
        command_id = CommandId(named("demo-command", name))
        return self._desk.bus.execute(command, viewer=viewer, command_id=command_id, at=at)


def _named(command: Command, tickets: Mapping[TicketId, TicketId]) -> Command:
    """The command with the ids that the desk gave to its tickets."""
    ids = {field: tickets[value] for field in ("ticket_id", "into") if (value := getattr(command, field, None))}
    return msgspec.structs.replace(command, **ids)
