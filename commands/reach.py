"""Whether what is promised ends on the schedule that it is kept on (W6); asked before either is changed or tried."""

from __future__ import annotations

from datetime import datetime

from aggregates.agreement import Agreement
from aggregates.service_schedule import NormOutlastsSchedule, Schedule, ScheduleCutsNorm
from commands.terms import Terms
from events.values.duration import HOUR, Duration
from events.values.identity import ScheduleId
from events.values.reach import is_within_reach, longest
from events.values.targets import Promise
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions

NOT_SAVED = Text(ru="без названия", en="untitled")


def refuse_unreachable(promise: Promise, schedule: Schedule, at: datetime, *, field: str = "") -> None:
    """Every norm, and every escalation point behind it, ends while there is a calendar. Names the one that does not."""
    found = longest(promise)
    if not is_within_reach(schedule.timetables, found.amount, at):
        raise NormOutlastsSchedule(norm=_told(found.amount), schedule=schedule.name, field=field or found.path)


def refusal_of(
    norm: Duration, timetables: TimetableVersions, at: datetime, *, field: str
) -> NormOutlastsSchedule | None:
    """What would be said of a norm on hours that are not saved yet; nothing where it ends."""
    if is_within_reach(timetables, norm.microseconds, at):
        return None
    return NormOutlastsSchedule(norm=_told(norm.microseconds), schedule=NOT_SAVED, field=field)


def refuse_cut(
    timetables: TimetableVersions, schedule_id: ScheduleId, terms: Terms, at: datetime, *, field: str
) -> list[Agreement]:
    """An edited schedule still has the hours for what is promised on it; gives the agreements that are."""
    on_it = terms.on(schedule_id)
    if on_it:
        tightest = max(on_it, key=lambda each: each.longest.amount)
        amount = tightest.longest.amount
        if not is_within_reach(timetables, amount, at):
            raise ScheduleCutsNorm(agreement=tightest.agreement.name, norm=_told(amount), field=field)
    return [each.agreement for each in on_it]


def _told(amount: int) -> Text:
    hours = f"{amount / HOUR:.2f}".rstrip("0").rstrip(".")
    return Text(ru=f"{hours.replace('.', ',')} ч", en=f"{hours} h")
