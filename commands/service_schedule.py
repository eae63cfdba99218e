"""Commands on service schedules (rows 24-25, 119-121; sla.md W1-W3, W6-W8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.service_schedule import NoSuchSchedule, Schedule, ScheduleExists
from commands.command import Command, UnitOfWork, handles
from commands.fields import Instant, Named
from commands.reach import refuse_cut
from events.folds.schedule import HoursEdit, timetables_after
from events.values.identity import ScheduleId
from events.values.schedule import DatedException, Timetable, refuse_repeats


class DrawUpSchedule(Command, frozen=True, kw_only=True):
    """Draw up a service schedule; its timetable holds for all time until it is revised (W1)."""

    name: ClassVar[str] = "draw-up-schedule"

    title: Named
    timetable: Timetable
    schedule_id: ScheduleId | None = None

    def __post_init__(self) -> None:
        self.timetable.refuse_unknown_zone("timetable.zone")


@handles(DrawUpSchedule)
def draw_up_schedule(command: DrawUpSchedule, work: UnitOfWork) -> UUID:
    """It must open within ten years (W6)."""
    schedule_id = command.schedule_id or ScheduleId(work.new_id("schedule"))
    if work.history(schedule_id):
        raise ScheduleExists
    facts = Schedule.draw_up(schedule_id, command.title.text, command.timetable, at=work.at)
    work.record(schedule_id, facts)
    return schedule_id


class RenameSchedule(Command, frozen=True, kw_only=True):
    """Give a schedule another name."""

    name: ClassVar[str] = "rename-schedule"

    schedule_id: ScheduleId
    title: Named


@handles(RenameSchedule)
def rename_schedule(command: RenameSchedule, work: UnitOfWork) -> UUID:
    """No hours change."""
    schedule = work.load(command.schedule_id, Schedule.fold, NoSuchSchedule)
    work.record(command.schedule_id, schedule.rename(command.title.text))
    return command.schedule_id


class ReviseSchedule(Command, frozen=True, kw_only=True):
    """Give a schedule a new timetable from ``effective_from`` on, by default now; or correct the past (W8).

    With ``keep_exceptions`` the dated exceptions stay if the timetable names none, and so do the yearly holidays.
    """

    name: ClassVar[str] = "revise-schedule"

    schedule_id: ScheduleId
    timetable: Timetable
    effective_from: Instant | None = None
    keep_exceptions: bool = True

    def __post_init__(self) -> None:
        self.timetable.refuse_unknown_zone("timetable.zone")


@handles(ReviseSchedule)
def revise_schedule(command: ReviseSchedule, work: UnitOfWork) -> UUID:
    """Open clocks on it are measured again."""
    schedule = work.schedule(command.schedule_id)
    since = command.effective_from or work.at
    timetable = schedule.timetables.kept_in(command.timetable) if command.keep_exceptions else command.timetable
    facts = schedule.revise(timetable, effective_from=since, at=work.at)
    _keep_promises(work, schedule, facts, "timetable.week")
    return command.schedule_id


def _keep_promises(work: UnitOfWork, schedule: Schedule, facts: Sequence[HoursEdit], field: str) -> None:
    """Record an edit that leaves the hours for all that is promised on the schedule; nobody promises more meanwhile."""
    timetables = schedule.timetables
    for fact in facts:
        timetables = timetables_after(timetables, fact)
    if facts:
        for agreement in refuse_cut(timetables, schedule.schedule_id, work.terms(), work.at, field=field):
            work.watch(work.agreement(agreement.agreement_id).agreement_id)
    work.record(schedule.schedule_id, facts)


class DeclareHolidays(Command, frozen=True, kw_only=True):
    """Add or replace dated exceptions: holidays, shortened days, working Saturdays (W2)."""

    name: ClassVar[str] = "declare-holidays"

    schedule_id: ScheduleId
    exceptions: Annotated[tuple[DatedException, ...], Meta(min_length=1, max_length=1000)]
    effective_from: Instant | None = None

    def __post_init__(self) -> None:
        refuse_repeats("exceptions", (exception.on for exception in self.exceptions))


@handles(DeclareHolidays)
def declare_holidays(command: DeclareHolidays, work: UnitOfWork) -> UUID:
    """A date in the past needs an ``effective_from`` before it (W8)."""
    schedule = work.schedule(command.schedule_id)
    since = command.effective_from or work.at
    facts = schedule.declare_holidays(command.exceptions, effective_from=since, at=work.at)
    _keep_promises(work, schedule, facts, "exceptions")
    return command.schedule_id


class WithdrawHolidays(Command, frozen=True, kw_only=True):
    """Take dated exceptions back: the weekly hours hold again (W2)."""

    name: ClassVar[str] = "withdraw-holidays"

    schedule_id: ScheduleId
    dates: Annotated[tuple[date, ...], Meta(min_length=1, max_length=1000)]
    effective_from: Instant | None = None


@handles(WithdrawHolidays)
def withdraw_holidays(command: WithdrawHolidays, work: UnitOfWork) -> UUID:
    """Nothing happens when none of the dates has an exception."""
    schedule = work.schedule(command.schedule_id)
    since = command.effective_from or work.at
    facts = schedule.withdraw_holidays(command.dates, effective_from=since, at=work.at)
    _keep_promises(work, schedule, facts, "dates")
    return command.schedule_id
