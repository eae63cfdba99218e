"""A machine that lives random histories of a desk, with a slow model of what every clock must have consumed."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from psycopg import Cursor, Rollback
from typing_extensions import override

from aggregates.ticket import Ticket
from commands.agreement import RenameAgreement, RescheduleAgreement, ReviseAgreementPromise
from commands.agreement_scope import NameRecipients
from commands.fields import Named
from commands.service_schedule import DeclareHolidays, RenameSchedule, ReviseSchedule, WithdrawHolidays
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket, ReclassifyTicket
from commands.ticket.unmerge import UnmergeTicket
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    DeclineTicket,
    MergeTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
)
from commands.ticket_type.define import ReviseTicketType
from events.fact import Fact, Metadata, Recorded
from events.service_schedule import ScheduleRevised
from events.ticket import DeadlineMissed, TicketRegistered
from events.values.closing_term import ClosingTerm
from events.values.duration import Duration
from events.values.identity import AgreementId, CommandId, FactId, ScheduleId, StreamId, TicketId
from events.values.people import SYSTEM, Responsible
from events.values.refusal import Refusal
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek
from events.values.targets import ClockPolicy, Conditions, EscalationPoint, Norm, Promise, Rule, Targets
from events.values.text import Text
from events.values.ticket import CLOCKS
from events.values.ticket_type import SHIPPED_TYPES
from projections.agreement import service_class
from projections.sla_clocks import readers, recount, rows
from projections.sla_clocks.promise_book import Book
from sla_engine.course import Course
from sla_engine.instants import Micros, instant, instant_if_any, micros
from tests.projections.folded import (
    agreements_and_schedules_are_read_once,
    past_tickets_are_folds_stopped_there,
    tickets_are_read_once,
)
from tests.projections.world import LUNCH, MONDAY, OFFICE, ROUND_THE_CLOCK, World, viewer
from tests.replay.slow_model import SlowModel

NIGHT = Timetable(
    zone="requester",
    week=WorkWeek(mon=(Hours("20:00", "08:00"),), wed=(Hours("07:30", "19:15"),), sat=LUNCH, sun=LUNCH),
)
TIMETABLES = (OFFICE, ROUND_THE_CLOCK, NIGHT)
CLOSING = {"incident": ClosingTerm(2, "working_days"), "inquiry": ClosingTerm(20, "hours")}
"""Types whose solutions close by themselves; a service request waits for somebody."""
KINDS = (*CLOSING, "service_request")


def norm(minutes: int, *points: tuple[str, int]) -> Norm:
    escalations = tuple(EscalationPoint(id=name, share_percent=share) for name, share in points)
    return Norm(duration=Duration(minutes, "minutes"), escalations=escalations)


def promise(reaction: int, resolution: int, *, anyone: bool = False) -> Promise:
    """Rules by priority and by attribute, with escalation points before and after due."""
    pressing = Conditions(priorities=frozenset({"critical", "high"}))
    vip = Conditions(attributes={"vip": frozenset({"yes", "да"})})
    return Promise(
        reaction=Targets(
            rules=(Rule(id="pressing", name=Text.same("pressing"), when=pressing, norm=norm(max(1, reaction // 3))),),
            default=norm(reaction, ("half", 50)),
        ),
        resolution=Targets(
            rules=(Rule(id="vip", name=Text.same("vip"), when=vip, norm=norm(max(1, resolution // 2), ("late", 150))),),
            default=norm(resolution, ("early", 25), ("near", 75), ("late", 120)),
        ),
        policy=ClockPolicy(reaction_stopped_by="anyone" if anyone else "staff"),
    )


PROMISES = st.builds(
    promise, st.sampled_from([15, 60, 240]), st.sampled_from([45, 480, 1440, 2400]), anyone=st.booleans()
)
STAFF = viewer("specialist")


def recorded_as(fact: Fact, position: int) -> Recorded:
    """A fact at a place of the log where none stands yet."""
    command = CommandId(uuid4())
    metadata = Metadata(
        fact_id=FactId(uuid4()),
        actor=SYSTEM,
        command_id=command,
        correlation_id=command,
        causation_id=command,
        occurred_at=MONDAY,
        recorded_at=MONDAY,
    )
    return Recorded(stream=StreamId(uuid4()), version=1, position=position, metadata=metadata, fact=fact)


def clock_rows(cursor: Cursor[Any]) -> list[str]:
    cursor.execute("SELECT c::text FROM sla_clocks c ORDER BY 1")
    return [row[0] for row in cursor]


STEPS = st.one_of(
    st.sampled_from([timedelta(), timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1)]),
    st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(days=2)),
)


class History(RuleBasedStateMachine):
    """Lives a history; ``check`` compares what the read models say with what the slow model says."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world.empty()
        self.tickets: list[TicketId] = []
        self.declared: list[date] = []

    @initialize(first=PROMISES, second=PROMISES)
    def open_the_desk(self, first: Promise, second: Promise) -> None:
        world = self.world
        for code, term in CLOSING.items():
            definition = msgspec.structs.replace(SHIPPED_TYPES[code], closes_after=term)
            world.do(ReviseTicketType(code=code, definition=definition))
        self.schedules: list[ScheduleId] = [world.schedule(table) for table in TIMETABLES]
        self.agreements: list[AgreementId] = [
            world.agreement(self.schedules[0], first),
            world.agreement(self.schedules[2], second, name="Night", is_base=False),
        ]
        world.do(NameRecipients(agreement_id=self.agreements[1], units=(world.department(),)))
        self.people = [world.person("Пётр", time_zone="Asia/Tehran"), world.person("Ann", time_zone="Europe/Berlin")]
        self.team = world.team(members=self.people)
        self.register(0, 0, "normal", vip=False)

    # -- what happens to tickets -------------------------------------------------------------------------

    @rule(
        who=st.integers(0, 1), which=st.integers(0, 1), level=st.sampled_from(["critical", "normal"]), vip=st.booleans()
    )
    def register(self, who: int, which: int, level: Any, *, vip: bool) -> None:
        if len(self.tickets) < 8:
            self.tickets.append(
                self.world.ticket(
                    person=self.people[who],
                    agreement_id=self.agreements[which],
                    type=KINDS[len(self.tickets) % len(KINDS)],
                    priority=level,
                    attributes={"vip": "да"} if vip else {},
                    follows=self.tickets[-1] if vip and self.tickets else None,
                )
            )

    @rule(nth=st.integers(0, 7), step=st.integers(0, 8), ahead=st.sampled_from([None, 1, 30]))
    def work(self, nth: int, step: int, ahead: int | None) -> None:
        ticket = self._ticket(nth)
        wake = None if ahead is None else self.world.now + timedelta(hours=ahead)
        self.world.attempt(
            (
                PutTicketInProgress(ticket_id=ticket),
                PutTicketOnHold(ticket_id=ticket, reason="ждём запчасть", wake_up_at=wake),
                ResumeTicket(ticket_id=ticket),
                ResolveTicket(ticket_id=ticket, solution="готово"),
                ReopenTicket(ticket_id=ticket, reason="снова"),
                CloseTicket(ticket_id=ticket),
                AssignTicket(ticket_id=ticket, responsible=Responsible(self.team, self.people[nth % 2])),
                DeclineTicket(ticket_id=ticket, reason="не к нам")
                if nth % 2
                else MergeTicket(ticket_id=ticket, into=self._ticket(nth + 1)),
                UnmergeTicket(ticket_id=ticket),
            )[step]
        )

    @rule(nth=st.integers(0, 7), step=st.integers(0, 6), back=st.integers(0, 40))
    def tell_late(self, nth: int, step: int, back: int) -> None:
        """Something that happened between what people did last and now; what followed by itself since may fall (C6)."""
        ticket = self._ticket(nth)
        told = Ticket.fold(self.world.log.load(StreamId(ticket)))
        assert told is not None
        at = told.said_at + (self.world.now - told.said_at) * back / 40
        commands = (
            PutTicketInProgress(ticket_id=ticket),
            PutTicketOnHold(ticket_id=ticket, reason="ждали", wake_up_at=at + timedelta(hours=5)),
            ResumeTicket(ticket_id=ticket),
            ResolveTicket(ticket_id=ticket, solution="готово"),
            ReopenTicket(ticket_id=ticket, reason="снова"),
            CommentOnTicket(ticket_id=ticket, body="звонили"),
            PrioritiseTicket(ticket_id=ticket, priority="critical"),
        )
        with suppress(Refusal):
            self.world.do(commands[step], at=at)

    @rule(nth=st.integers(0, 7), is_public=st.booleans(), by_staff=st.booleans())
    def comment(self, nth: int, *, is_public: bool, by_staff: bool) -> None:
        ticket = self._ticket(nth)
        registered = cast("TicketRegistered", self.world.log.load(StreamId(ticket))[0].fact)
        by = STAFF if by_staff else viewer("requester", who=registered.requester.person_id)
        self.world.attempt(CommentOnTicket(ticket_id=ticket, body="пишу", is_public=is_public), by)

    @rule(nth=st.integers(0, 7), level=st.sampled_from(["critical", "low"]))
    def prioritise(self, nth: int, level: Any) -> None:
        self.world.attempt(PrioritiseTicket(ticket_id=self._ticket(nth), priority=level))

    @rule(nth=st.integers(0, 7), which=st.integers(0, 1), vip=st.booleans())
    def reclassify(self, nth: int, which: int, *, vip: bool) -> None:
        attributes = {"vip": "yes"} if vip else {"x": "1", "a": "2"}
        self.world.attempt(
            ReclassifyTicket(ticket_id=self._ticket(nth), agreement_id=self.agreements[which], attributes=attributes)
        )

    # -- what happens to agreements and schedules ---------------------------------------------------------

    @rule(which=st.integers(0, 1), terms=PROMISES, apply=st.booleans())
    def revise_promise(self, which: int, terms: Promise, *, apply: bool) -> None:
        self.world.attempt(
            ReviseAgreementPromise(agreement_id=self.agreements[which], promise=terms, apply_to_open=apply)
        )

    @rule(which=st.integers(0, 1), nth=st.integers(0, 2), apply=st.booleans())
    def reschedule(self, which: int, nth: int, *, apply: bool) -> None:
        self.world.attempt(
            RescheduleAgreement(
                agreement_id=self.agreements[which], schedule_id=self.schedules[nth], apply_to_open=apply
            )
        )

    @rule(nth=st.integers(0, 2), other=st.integers(0, 2), days=st.sampled_from([-20, -1, 0, 2]))
    def revise_schedule(self, nth: int, other: int, days: int) -> None:
        self.world.attempt(
            ReviseSchedule(
                schedule_id=self.schedules[nth],
                timetable=TIMETABLES[other],
                effective_from=self.world.now + timedelta(days=days),
            )
        )

    @rule(nth=st.integers(0, 2), ahead=st.integers(-3, 3), short=st.booleans())
    def declare_holiday(self, nth: int, ahead: int, *, short: bool) -> None:
        on = (self.world.now + timedelta(days=ahead)).date()
        hours = (Hours("09:00", "11:30"),) if short else ()
        taken = self.world.attempt(
            DeclareHolidays(
                schedule_id=self.schedules[nth],
                exceptions=(DatedException(on=on, hours=hours, name=Text("Праздник", "Holiday")),),
                effective_from=self.world.now + timedelta(days=min(0, ahead) - 1),
            )
        )
        if taken:
            self.declared.append(on)

    @precondition(lambda self: self.declared)
    @rule(nth=st.integers(0, 2), which=st.integers(0, 99))
    def withdraw_holiday(self, nth: int, which: int) -> None:
        on = self.declared[which % len(self.declared)]
        self.world.attempt(
            WithdrawHolidays(
                schedule_id=self.schedules[nth], dates=(on,), effective_from=self.world.now - timedelta(days=5)
            )
        )

    @rule(which=st.integers(0, 1), nth=st.integers(0, 2))
    def rename(self, which: int, nth: int) -> None:
        title = Named(en=f"named {nth}")
        self.world.attempt(RenameAgreement(agreement_id=self.agreements[which], title=title))
        self.world.attempt(RenameSchedule(schedule_id=self.schedules[nth], title=title))

    # -- time passes, read models run ----------------------------------------------------------------------

    @rule(step=STEPS)
    def pass_time(self, step: timedelta) -> None:
        self.world.hand.at += step

    @rule()
    def keep_time(self) -> None:
        before = self._last_changes()
        self.world.keep_time()
        after = self._last_changes()
        moved = {
            recorded.stream
            for recorded in self.world.log.after(0)
            if getattr(recorded.fact, "woken", False) or getattr(recorded.fact, "by_itself", False)
        }
        for ticket in before.keys() - moved:
            assert after[ticket] == before[ticket]

    @rule(batch=st.integers(1, 40), name=st.sampled_from([None, "sla_clocks", "ticket_list"]))
    def fold(self, batch: int, name: str | None) -> None:
        self.world.fold(name, batch)

    @rule(name=st.sampled_from(["sla_clocks", "ticket_list"]))
    def restart_a_reader(self, name: str) -> None:
        self.world.live[name].forget()

    # -- what must hold --------------------------------------------------------------------------------------

    def rebuilt_equals_live(self, batch: int) -> None:
        self.world.fold()
        live = self.world.rows()
        for name in self.world.live:
            self.world.rebuild(name, batch)
        assert self.world.rows() == live

    def clocks_hold_what_they_promise(self) -> None:
        self.world.fold("sla_clocks")
        model = SlowModel(self.world.log.after(0, 1_000_000))
        now = micros(self.world.now)
        with self.world.cursor() as cursor:
            courses = rows.load(cursor, self.tickets)
            for ticket, course in courses.items():
                explained = readers.explained(cursor, self.world.log.load(StreamId(ticket)), self.world.now)
                for kind, told in zip(CLOCKS, explained, strict=True):
                    self._check_clock(model, course, kind, told, now)
                self._check_class(cursor, course)

    def arrays_equal_single_clocks(self) -> None:
        """The array path and the single path of a recount give the same rows, byte for byte."""
        self.world.fold("sla_clocks")
        position = self.world.log.head() + 1
        for nth, schedule_id in enumerate(self.schedules):
            since = self.world.now + timedelta(days=(position + nth) % 9 - 6)
            edit = ScheduleRevised(
                schedule_id=schedule_id, timetable=TIMETABLES[(position + nth) % 3], effective_from=since
            )
            with self.world.cursor() as cursor, suppress(Rollback), cursor.connection.transaction():
                book = Book.load(cursor)
                book.learn(cursor, recorded_as(edit, position))
                with suppress(Rollback), cursor.connection.transaction() as undone:
                    recount.after_edit(cursor, book, schedule_id, micros(since), told=lambda _done, _all: None)
                    together = clock_rows(cursor)
                    raise Rollback(undone)
                with suppress(Rollback), cursor.connection.transaction() as undone:
                    cursor.execute(
                        "SELECT ticket_id FROM sla_clocks WHERE (is_open OR before IS NOT NULL) AND schedule_id = %s",
                        (schedule_id,),
                    )
                    recount.one_by_one(cursor, book, [row[0] for row in cursor])
                    assert clock_rows(cursor) == together
                    raise Rollback(undone)
                raise Rollback

    def _check_clock(self, model: SlowModel, course: Course, kind: Any, told: Any, now: Micros) -> None:
        clock = course.clock(kind)
        consumed = model.consumed(course.ticket_id, kind, now)
        calendar = model.calendar_of(course.ticket_id)
        assert clock.consumed_at(now, calendar) == consumed
        state = clock.state_at(now)
        view = readers.view_of(kind, clock, calendar, now)
        assert round((view.consumed_s + view.left_s - view.overrun_s - view.target_s) * 1_000_000) == 0
        if state != "cancelled":
            assert consumed <= clock.target or state == "missed"
            assert consumed >= clock.target or state != "missed"
        if clock.is_running and clock.base < clock.target:
            assert model.consumed(course.ticket_id, kind, clock.due) == clock.target
        assert told.consumed == consumed
        assert sum(segment.worked for segment in told.segments) == consumed
        shown = (state, clock.target, clock.missed_at(now), clock.due)
        assert (told.state, told.target, told.missed, told.due) == shown, (told, course)

    def _check_class(self, cursor: Cursor[Any], course: Course) -> None:
        """The line that the card shows is the one whose norm the clock measures, whatever was edited (row 174)."""
        found = service_class.service_class(cursor, course.ticket_id)
        assert found is not None
        for kind, line in zip(CLOCKS, (found.reaction, found.resolution), strict=True):
            clock = course.clock(kind)
            assert (line.norm.microseconds, line.rule_id) == (clock.target, clock.terms.rule_id)
            assert (line.line == 0) == (clock.terms.rule_id == "")
        if course.resolution.is_running:
            assert found.regulated_close_at == instant_if_any(course.resolution.due)

    def at_most_one_miss_a_target(self) -> None:
        misses = Counter(
            (recorded.stream, recorded.fact.clock, recorded.fact.target_no)
            for recorded in self.world.log.after(0, 1_000_000)
            if isinstance(recorded.fact, DeadlineMissed)
        )
        assert not misses or max(misses.values()) == 1

    @override
    def teardown(self) -> None:
        if self.tickets:
            self.at_most_one_miss_a_target()
            self.clocks_hold_what_they_promise()
            self.arrays_equal_single_clocks()
            agreements_and_schedules_are_read_once(self.world)
            tickets_are_read_once(self.world)
            past_tickets_are_folds_stopped_there(self.world)
            self.rebuilt_equals_live(len(self.world.log.after(0, 1_000_000)) % 11 + 1)

    def _ticket(self, nth: int) -> TicketId:
        return self.tickets[nth % len(self.tickets)]

    def _last_changes(self) -> dict[UUID, tuple[datetime, int, datetime]]:
        """What "last changed" the list and the clocks show."""
        self.world.fold()
        with self.world.cursor() as cursor:
            cursor.execute(
                "SELECT ticket_id, t.changed_at, t.changed_version, c.changed_us, c.changed_version"
                " FROM ticket_list t JOIN sla_clocks c USING (ticket_id)"
            )
            return {
                ticket: (changed_at, version, instant(changed_us))
                for ticket, changed_at, version, changed_us, same in cursor
                if same == version
            }
