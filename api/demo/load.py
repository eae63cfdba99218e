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
from api.demo.access_type import define_access
from api.demo.at_hand import at_hand_commands
from api.demo.catalogue import SERVICES, service_commands
from api.demo.company import EVERYBODY, Somebody, key_of
from api.demo.promises import agreement_commands, scope_commands
from api.demo.units import OWN, PLACES, head_commands, unit_command
from api.demo.weeks.knowledge import ARTICLES, what_follows, writing
from api.demo.weeks.matters import CHANGER, SOLVER, WISHES, change_of, problem_of, wishes, work_on
from api.demo.weeks.round_about import acts, duties, id_of
from api.demo.weeks.showcase import TICKET, showcase
from api.demo.weeks.story import Step
from api.demo.weeks.tickets import SPAN, stories
from commands.approvers import Stage
from commands.change_request.approve import AnswerChangeApproval, SubmitChange
from commands.change_request.schedule import ScheduleChange
from commands.command import Command
from commands.ports import Receipt
from commands.ticket.register import RegisterTicket
from events.values.identity import (
    ArticleId,
    ChangeId,
    CommandId,
    OrgUnitId,
    PersonId,
    ProblemId,
    StreamId,
    TicketId,
    named,
)
from events.values.people import SYSTEM, Viewer
from events.values.text import Text
from sla_engine.instants import micros

WRITERS = 8
"""Threads that tell stories: they share the log's transactions."""
BEFORE = SPAN + timedelta(weeks=7)
"""How long before the first ticket the company was set up."""
PROBLEM_AGE = timedelta(days=2)
INCIDENTS = 4
"""How many tickets the demo's problem gathers."""
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


def load(desk: Desk, *, size: int, seed: int = 1, meter: Meter | None = None, writers: int = WRITERS) -> None:
    """Bring the whole demo into the log, as far as it is not there, and let clocks and timekeeper catch up.

    One writer alone gives every fact the same position each time.
    """
    Loader(desk, seed, size, meter or Silent(), writers).run()


class Loader:
    """One load; ``anchor`` is the moment that the demo is told relative to, the same when a load is taken up again."""

    def __init__(self, desk: Desk, seed: int, size: int, meter: Meter, writers: int) -> None:
        self._desk = desk
        self._seed = seed
        self._size = size
        self._meter = meter
        self._writers = writers

    def run(self) -> None:
        """All phases in their order; the last command marks the end."""
        began = self._desk.clock.now() - BEFORE
        self._told_by_system("schedule:office", company.first_command(), began)
        anchor = self._desk.log.load(StreamId(company.OFFICE_HOURS))[0].metadata.recorded_at.replace(microsecond=0)
        units, people = self._bring_people(began)
        self._settle_rules(anchor, began, units, people)
        told = [
            showcase(anchor, people),
            *stories(self._seed, self._size - 1 - len(WISHES), anchor, people),
            *wishes(anchor, people),
        ]
        viewers = {who: company.as_historian(who, people[key_of(who)]) for who in EVERYBODY}
        tickets = self._tell_tickets(told, viewers)
        self._tell_problem(_network_tickets(told, tickets, anchor - PROBLEM_AGE), anchor, viewers)
        self._tell_knowledge(anchor, viewers)
        self._catch_up()
        self._take_mails()
        ids = {name: id_of(self._own(name)) for name in ("secret", "other")}
        for one in acts(anchor, told, people, tickets, ids):
            self._told(self._own(one.name), one.command, viewers[one.by], one.at)
        self._told_by_system("end", company.last_command(people), None)
        self._keep_time()

    def _bring_people(self, began: datetime) -> tuple[dict[str, OrgUnitId], dict[str, PersonId]]:
        units: dict[str, OrgUnitId] = {}
        people: dict[str, PersonId] = {}
        total = len(PLACES) + len(EVERYBODY)
        with self._meter.phase(Text("Подразделения, люди", "Units and people"), total) as done:
            self._told_by_system("unit:own", OWN, began)
            for key, place in PLACES.items():
                command = unit_command(place, units)
                units[key] = OrgUnitId(self._told_by_system(f"unit:{key}", command, began).stream)
                done(1)
            for key, command in company.person_commands(units).items():
                people[key] = PersonId(self._told_by_system(f"person:{key}", command, began).stream)
                done(1)
        return units, people

    def _settle_rules(
        self, anchor: datetime, began: datetime, units: Mapping[str, OrgUnitId], people: Mapping[str, PersonId]
    ) -> None:
        rules = {
            **head_commands(units, people),
            **company.team_commands(people),
            **company.schedule_commands(anchor),
            "type:access": define_access(),
            **service_commands(),
            **agreement_commands(),
            **scope_commands(units, people),
            **at_hand_commands(),
            **duties(people, began),
        }
        with self._meter.phase(Text("Каталог, соглашения", "Catalogue, promises"), len(rules)) as done:
            for name, command in rules.items():
                self._told_by_system(name, command, began)
                done(1)

    def _tell_tickets(
        self, told: Sequence[Sequence[Step]], viewers: Mapping[Somebody, Viewer]
    ) -> dict[TicketId, TicketId]:
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
        return tickets

    def _tell_problem(
        self, incidents: Sequence[TicketId], anchor: datetime, viewers: Mapping[Somebody, Viewer]
    ) -> None:
        """A problem whose cause is known, and the change that removes it, approved and scheduled."""
        solver, changer, head = viewers[SOLVER], viewers[CHANGER], viewers[company.HEAD]
        at = anchor - PROBLEM_AGE
        found = ProblemId(self._told(self._own("problem"), problem_of(incidents), solver, at).stream)
        for nth, command in enumerate(work_on(found)):
            self._told(self._own(f"problem:{nth}"), command, solver, at + timedelta(hours=2 + nth))
        at += timedelta(hours=20)
        change = ChangeId(self._told(self._own("change"), change_of(incidents, anchor), changer, at).stream)
        submit = SubmitChange(change_id=change, stages=(Stage(approvers=(PersonId(head.actor.id),)),))
        self._told(self._own("change:submit"), submit, changer, at + timedelta(minutes=40))
        answer = AnswerChangeApproval(change_id=change, verdict="approve", comment="Согласна, начинайте в субботу.")
        self._told(self._own("change:answer"), answer, head, at + timedelta(hours=2))
        self._told(self._own("change:schedule"), ScheduleChange(change_id=change), changer, at + timedelta(hours=3))

    def _tell_knowledge(self, anchor: datetime, viewers: Mapping[Somebody, Viewer]) -> None:
        """Articles in the order of their numbers, and what became of each."""
        for nth in range(len(ARTICLES)):
            begun = writing(nth, anchor)
            written = self._told(self._own(begun.name), begun.command, viewers[begun.by], begun.at)
            for one in what_follows(nth, ArticleId(written.stream), anchor):
                self._told(self._own(one.name), one.command, viewers[one.by], one.at)

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
            ThreadPoolExecutor(self._writers, thread_name_prefix="demo") as writers,
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
        return self._told(self._own(step.name), command, viewer, step.at)

    def _own(self, name: str) -> str:
        """Another seed or size tells other stories, so their commands need names of their own."""
        return f"{self._seed}:{self._size}:{name}"

    def _told(self, name: str, command: Command, viewer: Viewer, at: datetime | None) -> Receipt:
        command_id = CommandId(named("demo-command", name))
        return self._desk.bus.execute(command, viewer=viewer, command_id=command_id, at=at)


def _named(command: Command, tickets: Mapping[TicketId, TicketId]) -> Command:
    """The command with the ids that the desk gave to its tickets."""
    ids = {field: tickets[value] for field in ("ticket_id", "into") if (value := getattr(command, field, None))}
    return msgspec.structs.replace(command, **ids)


def _network_tickets(
    told: Sequence[Sequence[Step]], tickets: Mapping[TicketId, TicketId], before: datetime
) -> list[TicketId]:
    """The last tickets about the network that came before an instant; in a small demo perhaps the told one alone."""
    wanted = {SERVICES["internet"], SERVICES["vpn"]}
    asked = [
        step
        for steps in told
        for step in steps
        if isinstance(step.command, RegisterTicket)
        and step.command.type == "incident"
        and step.command.service_id in wanted
        and step.at < before
    ]
    last = sorted(asked, key=lambda step: step.at)[-INCIDENTS:]
    return [tickets[step.ticket] for step in last] or [tickets[TICKET]]
