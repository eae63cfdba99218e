"""The one fold of a schedule's facts into timetable versions; shared by the aggregate and the clocks' book."""

from __future__ import annotations

from datetime import datetime

import msgspec

from events.fact import Fact
from events.service_schedule import HolidaysDeclared, HolidaysWithdrawn, ScheduleDrawnUp, ScheduleRevised
from events.values.identity import ScheduleId
from events.values.schedule import Timetable
from events.values.timetable_versions import TimetableVersions, in_order


def timetables_after(timetables: TimetableVersions | None, fact: Fact) -> TimetableVersions:
    """The versions after one more fact of a schedule; facts that change no hours leave them as they are (W8)."""
    if isinstance(fact, ScheduleDrawnUp):
        return TimetableVersions.first(fact.timetable)
    if timetables is None:
        raise ValueError("a schedule's first fact is that it was drawn up")
    if isinstance(fact, ScheduleRevised):
        return timetables.revised(_said(fact, timetables.latest), fact.effective_from)
    if isinstance(fact, HolidaysDeclared):
        return timetables.with_exceptions(fact.exceptions, fact.effective_from)
    if isinstance(fact, HolidaysWithdrawn):
        return timetables.without_exceptions(fact.dates, fact.effective_from)
    return timetables


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
        timetable=msgspec.structs.replace(
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
