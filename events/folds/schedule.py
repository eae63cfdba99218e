"""The one reading of a schedule's facts: by the aggregate, the read models, past versions and the clocks' book."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never, get_args

import msgspec
from msgspec.structs import replace

from events.fact import Fact
from events.folds.reading import Reading, begins, on, says
from events.service_schedule import (
    HolidaysDeclared,
    HolidaysWithdrawn,
    ScheduleDrawnUp,
    ScheduleRenamed,
    ScheduleRevised,
)
from events.values.identity import ScheduleId
from events.values.schedule import Timetable
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions, in_order

HoursEdit = ScheduleRevised | HolidaysDeclared | HolidaysWithdrawn
"""What says other hours, from an instant on."""
HoursFact = ScheduleDrawnUp | HoursEdit

HOURS_FACTS: tuple[type[Fact], ...] = get_args(HoursFact)


class ScheduleState(msgspec.Struct, frozen=True, kw_only=True):
    """One schedule."""

    schedule_id: ScheduleId
    name: Text
    timetables: TimetableVersions


def timetables_after(timetables: TimetableVersions | None, fact: HoursFact) -> TimetableVersions:
    """The versions of the hours after one more fact of them; the first one draws the schedule up (W8)."""
    if isinstance(fact, ScheduleDrawnUp):
        return TimetableVersions.first(fact.timetable)
    if timetables is None:
        raise ValueError("a schedule's first fact is that it was drawn up")
    match fact:
        case ScheduleRevised():
            return timetables.revised(_said(fact, timetables.latest), fact.effective_from)
        case HolidaysDeclared():
            return timetables.with_exceptions(fact.exceptions, fact.effective_from)
        case HolidaysWithdrawn():
            return timetables.without_exceptions(fact.dates, fact.effective_from)
        case _:
            assert_never(fact)


def _drawn_up(kind: type[ScheduleState], fact: ScheduleDrawnUp) -> ScheduleState:
    return kind(schedule_id=fact.schedule_id, name=fact.name, timetables=timetables_after(None, fact))


def _edited(schedule: ScheduleState, fact: HoursEdit) -> ScheduleState:
    return replace(schedule, timetables=timetables_after(schedule.timetables, fact))


SCHEDULE = Reading(
    ScheduleState,
    begins(ScheduleDrawnUp, _drawn_up),
    says(ScheduleRenamed, "name"),
    on(ScheduleRevised, _edited),
    on(HolidaysDeclared, _edited),
    on(HolidaysWithdrawn, _edited),
)


def revision(
    latest: Timetable, schedule_id: ScheduleId, timetable: Timetable, effective_from: datetime
) -> ScheduleRevised:
    """The fact that a timetable follows the latest one: as long as what changes, or whole where that is shorter."""
    before = {exception.on: exception for exception in latest.exceptions}
    named = {exception.on for exception in timetable.exceptions}
    other = tuple(each for each in timetable.exceptions if before.get(each.on) != each)
    withdrawn = tuple(on for on in before if on not in named)
    keeps = len(other) + len(withdrawn) < len(timetable.exceptions)
    keeps_yearly = bool(latest.yearly) and timetable.yearly == latest.yearly
    return ScheduleRevised(
        schedule_id=schedule_id,
        timetable=replace(
            timetable,
            exceptions=other if keeps else timetable.exceptions,
            yearly=() if keeps_yearly else timetable.yearly,
        ),
        effective_from=effective_from,
        keeps_exceptions=keeps,
        withdrawn=withdrawn if keeps else (),
        keeps_yearly=keeps_yearly,
    )


def _said(fact: ScheduleRevised, latest: Timetable) -> Timetable:
    """The whole timetable that a revision says."""
    timetable = fact.timetable
    if fact.keeps_exceptions and not fact.withdrawn and not timetable.exceptions:
        timetable = timetable.with_exceptions(latest.exceptions)
    elif fact.keeps_exceptions:
        kept = {each.on: each for each in latest.exceptions}
        for on in fact.withdrawn:
            kept.pop(on, None)
        changed = {each.on: each for each in timetable.exceptions}
        # In the order of dates, whether an exception was kept or comes anew.
        timetable = timetable.with_exceptions(in_order({**kept, **changed}))
    return timetable.with_yearly(latest.yearly) if fact.keeps_yearly else timetable
