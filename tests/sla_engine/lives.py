"""One ticket's life at engine level: facts and edits told in plain words, folded as they come; used by rule tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from events.fact import Fact, Metadata, Recorded
from events.ticket import (
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    TicketClosed,
    TicketCommented,
    TicketDeclined,
    TicketMerged,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketRegistered,
    TicketReopened,
    TicketResolved,
    TicketResumed,
)
from events.values.closing_term import ClosingTerm
from events.values.duration import Duration
from events.values.identity import (
    AgreementId,
    CommandId,
    CommentId,
    FactId,
    PersonId,
    ScheduleId,
    StreamId,
    TicketId,
)
from events.values.people import SYSTEM, Requester
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek
from events.values.targets import ClockPolicy, EscalationPoint, Norm, Promise, Targets
from events.values.text import Text
from events.values.ticket import CLOCKS, Channel, Clock, Level, Status
from events.values.timetable_versions import TimetableVersions
from sla_engine import course as courses
from sla_engine import following
from sla_engine.clock import ClockState, State, next_point
from sla_engine.course import Commitment, Course, Edit
from sla_engine.explain import Explanation, explain
from sla_engine.instants import NEVER, Micros, instant, micros
from sla_engine.worktime import Calendar

T = TypeVar("T")
TICKET = TicketId(UUID(int=1))
AGREEMENT, OTHER_AGREEMENT = AgreementId(UUID(int=2)), AgreementId(UUID(int=3))
OFFICE, NONSTOP = ScheduleId(UUID(int=4)), ScheduleId(UUID(int=5))
ANNA = PersonId(UUID(int=6))
MOSCOW = ZoneInfo("Europe/Moscow")
HOUR = 3600 * 1_000_000
MINUTE = 60 * 1_000_000

LUNCH = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
WOMENS_DAY = Text("Перенос с 8 марта", "Moved from 8 March")
OFFICE_HOURS = Timetable(
    zone="Europe/Moscow",
    week=WorkWeek(mon=LUNCH, tue=LUNCH, wed=LUNCH, thu=LUNCH, fri=LUNCH),
    exceptions=(DatedException(datetime(2026, 3, 9, tzinfo=MOSCOW).date(), (), WOMENS_DAY),),
)
"""9-18 with lunch, Monday to Friday; Monday 9 March 2026 is off."""
ALWAYS = Timetable(
    zone="Europe/Moscow",
    week=WorkWeek(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), (Hours("00:00", "24:00"),))),
)


def norm(amount: int, unit: str = "hours", *points: EscalationPoint) -> Norm:
    return Norm(duration=msgspec.convert({"amount": amount, "unit": unit}, Duration), escalations=points)


def promise(reaction: Norm | Targets, resolution: Norm | Targets, *, anyone: bool = False) -> Promise:
    first, second = (Targets(default=side) if isinstance(side, Norm) else side for side in (reaction, resolution))
    return Promise(
        reaction=first, resolution=second, policy=ClockPolicy(reaction_stopped_by="anyone" if anyone else "staff")
    )


EIGHT_HOURS = promise(norm(1), norm(8))


def wall(text: str, zone: ZoneInfo = MOSCOW) -> Micros:
    """``03-06 17:00`` is Friday the sixth of March 2026 in Moscow."""
    text = text if len(text) > 15 and text[4] == "-" else f"2026-{text}"
    return micros(datetime.fromisoformat(text).replace(tzinfo=zone))


class Pages:
    """What was promised and when it was open, as it stood at one place of the log."""

    def __init__(self, life: Life, position: int) -> None:
        self._life, self._position = life, position

    def commitment(self, agreement_id: AgreementId) -> Commitment:
        return self._last(self._life.commitments[agreement_id])

    def calendar(self, schedule_id: ScheduleId, zone: str) -> Calendar:
        return Calendar.of(self._last(self._life.timetables[schedule_id]), zone)

    def closing_term(self, type_code: str) -> ClosingTerm | None:
        return self._life.terms.get(type_code)

    def _last(self, known: list[tuple[int, T]]) -> T:
        return [value for position, value in known if position <= self._position][-1]


class Life:
    """A ticket under an agreement; each step is a line of the log and is folded at once."""

    def __init__(self, terms: Promise = EIGHT_HOURS, timetable: Timetable = OFFICE_HOURS, *, zone: str = "") -> None:
        self.position = 0
        self.commitments: dict[AgreementId, list[tuple[int, Commitment]]] = {
            AGREEMENT: [(0, Commitment(schedule_id=OFFICE, promise=terms))],
            OTHER_AGREEMENT: [
                (0, Commitment(version=1, schedule_id=NONSTOP, promise=promise(norm(30, "minutes"), norm(4))))
            ],
        }
        self.timetables: dict[ScheduleId, list[tuple[int, TimetableVersions]]] = {
            OFFICE: [(0, TimetableVersions.first(timetable))],
            NONSTOP: [(0, TimetableVersions.first(ALWAYS))],
        }
        self.terms: dict[str, ClosingTerm] = {}
        self.facts: list[Recorded] = []
        self.edits: list[Edit] = []
        self.zone = zone
        self._course: Course | None = None

    @property
    def course(self) -> Course:
        assert self._course is not None
        return self._course

    @property
    def book(self) -> Pages:
        return Pages(self, self.position)

    @property
    def calendar(self) -> Calendar:
        """The working time that the clocks run on now."""
        return self.book.calendar(self.course.schedule_id, self.course.zone)

    # What happens.

    def registered(
        self,
        at: Micros,
        *,
        priority: Level = "normal",
        channel: Channel = "portal",
        attributes: dict[str, str] | None = None,
        kind: str = "incident",
        status: Status | None = None,
    ) -> Life:
        fact = TicketRegistered(
            ticket_id=TICKET,
            number=1,
            type=kind,
            subject="Не печатает принтер",
            requester=Requester(person_id=ANNA, name="Анна", time_zone=self.zone),
            channel=channel,
            agreement_id=AGREEMENT,
            priority=priority,
            attributes=attributes or {},
            status=status,
        )
        recorded = self._recorded(fact, at)
        self._course = following.register(recorded, self.book)
        return self

    def then(self, at: Micros, *facts: Fact) -> Life:
        """More facts of the ticket at one instant, in this order."""
        for fact in facts:
            recorded = self._recorded(fact, at)
            self._course = following.follow(self.course, recorded, self.book)
        return self

    def commented(self, at: Micros, *, by_staff: bool = True, is_public: bool = True) -> Life:
        comment = TicketCommented(
            ticket_id=TICKET,
            comment_id=CommentId(UUID(int=self.position)),
            requester_id=ANNA,
            body="Смотрим",
            is_public=is_public,
            by_staff=by_staff,
        )
        return self.then(at, comment)

    def promised(self, at: Micros, terms: Promise, *, apply_to_open: bool = False) -> Life:
        """The agreement's promise is revised (T4)."""
        self.position += 1
        known = self.commitments[AGREEMENT]
        known.append(
            (
                self.position,
                replace(known[-1][1], version=known[-1][1].version + 1, promise=terms),
            )
        )
        if apply_to_open:
            self._edited(Edit(position=self.position, at=at, agreement_id=AGREEMENT))
        return self

    def rescheduled(self, at: Micros, schedule_id: ScheduleId) -> Life:
        """The agreement follows another schedule, for open tickets, too."""
        self.position += 1
        known = self.commitments[AGREEMENT]
        known.append(
            (
                self.position,
                replace(known[-1][1], version=known[-1][1].version + 1, schedule_id=schedule_id),
            )
        )
        self._edited(Edit(position=self.position, at=at, agreement_id=AGREEMENT, schedule_id=schedule_id))
        return self

    def opened(self, timetable: Timetable, effective_from: Micros, schedule_id: ScheduleId = OFFICE) -> Life:
        """The schedule's hours are edited from an instant on, which may lie in the past (W8)."""
        self.position += 1
        known = self.timetables[schedule_id]
        known.append((self.position, known[-1][1].revised(timetable, instant(effective_from))))
        self._edited(Edit(position=self.position, schedule_id=schedule_id))
        return self

    def looked_at(self, now: Micros) -> Life:
        """The timekeeper records all that has come by ``now``, as it does over the log (C7, C8)."""
        while (fact := self._crossing(now)) is not None:
            self.then(now, fact)
        return self

    # What shows.

    def shown(self, kind: Clock, now: Micros) -> tuple[State, int, int]:
        """State, consumed and left of a clock at an instant, the amounts in microseconds."""
        clock = self.course.clock(kind)
        consumed = clock.consumed_at(now, self.calendar)
        return clock.state_at(now), consumed, max(0, clock.target - consumed)

    def explained(self, kind: Clock, now: Micros) -> Explanation:
        found = explain(self.facts, lambda position: Pages(self, position), now, self.edits)
        return found[CLOCKS.index(kind)]

    def recorded(self, kind: type[Fact]) -> list[Fact]:
        return [recorded.fact for recorded in self.facts if isinstance(recorded.fact, kind)]

    def _edited(self, edit: Edit) -> None:
        self.edits.append(edit)
        if self._course is not None:
            self._course = courses.edited(self.course, edit, self.book)

    def _recorded(self, fact: Fact, at: Micros) -> Recorded:
        self.position += 1
        name = CommandId(UUID(int=self.position))
        metadata = Metadata(
            fact_id=FactId(name),
            actor=SYSTEM,
            command_id=name,
            correlation_id=name,
            causation_id=name,
            occurred_at=instant(at),
            recorded_at=instant(at),
        )
        recorded = Recorded(
            stream=StreamId(TICKET),
            version=len(self.facts) + 1,
            position=self.position,
            metadata=metadata,
            fact=fact,
        )
        self.facts.append(recorded)
        return recorded

    def _crossing(self, now: Micros) -> Fact | None:
        if self.course.next_look > now:
            return None
        for kind in CLOCKS:
            fact = _due(kind, self.course.clock(kind), now, is_open=self.course.is_open)
            if fact is not None:
                return fact
        return None


def _due(kind: Clock, clock: ClockState, now: Micros, *, is_open: bool) -> Fact | None:
    """What the timekeeper would record of one clock first."""
    noticed, terms = instant(now), clock.terms
    if clock.is_withdrawal_due:
        return DeadlineMissWithdrawn(
            ticket_id=TICKET,
            clock=kind,
            target_no=terms.recorded,
            reason=terms.fell or "history_corrected",
            noticed_at=noticed,
        )
    missed = clock.missed_at(now)
    if missed != NEVER and not terms.recorded:
        return DeadlineMissed(
            ticket_id=TICKET, clock=kind, target_no=clock.target_no, missed_at=instant(missed), noticed_at=noticed
        )
    for owed in terms.owed[:1] if is_open else ():
        return EscalationReached(
            ticket_id=TICKET,
            clock=kind,
            target_no=owed.target_no,
            point_id=owed.point.id,
            due_at=instant(owed.at),
            noticed_at=noticed,
            action=owed.point.action,
        )
    point = next_point(clock) if is_open else None
    if point is not None and clock.escalation_at <= now:
        return EscalationReached(
            ticket_id=TICKET,
            clock=kind,
            target_no=clock.target_no,
            point_id=point.id,
            due_at=instant(clock.escalation_at),
            noticed_at=noticed,
            action=point.action,
        )
    return None


def lines(explanation: Explanation) -> list[tuple[str, str, str, str, int, int]]:
    """What a person checks with a calendar in hand: from, to, status, reason, minutes worked, minutes in all."""
    zone = timedelta(hours=3)
    return [
        (
            f"{instant(part.begin) + zone:%m-%d %H:%M}",
            f"{instant(part.end) + zone:%m-%d %H:%M}",
            part.status,
            part.reason,
            part.worked // MINUTE,
            part.total // MINUTE,
        )
        for part in explanation.segments
    ]


BEGUN = TicketPutInProgress(ticket_id=TICKET)
HELD = TicketPutOnHold(ticket_id=TICKET, reason="vendor")
RESUMED = TicketResumed(ticket_id=TICKET)
RESOLVED = TicketResolved(ticket_id=TICKET, solution="replaced")
REOPENED = TicketReopened(ticket_id=TICKET)
CLOSED = TicketClosed(ticket_id=TICKET)
DECLINED = TicketDeclined(ticket_id=TICKET, reason="spam")
MERGED = TicketMerged(ticket_id=TICKET, into=TicketId(UUID(int=9)))
MONDAY = wall("03-02 09:00")
"""Everyone comes to the office; eight hours end on Monday at 18:00."""


def life(reaction: Norm | None = None, resolution: Norm | None = None, *, anyone: bool = False) -> Life:
    return Life(promise(reaction or norm(1), resolution or norm(8), anyone=anyone))
