"""The one fold of a schedule's facts into timetable versions; shared by the aggregate and the clocks' book."""

from __future__ import annotations

from events.fact import Fact
from events.service_schedule import HolidaysDeclared, HolidaysWithdrawn, ScheduleDrawnUp, ScheduleRevised
from events.values.timetable_versions import TimetableVersions


def timetables_after(timetables: TimetableVersions | None, fact: Fact) -> TimetableVersions:
    """The versions after one more fact of a schedule; facts that change no hours leave them as they are (W8)."""
    if isinstance(fact, ScheduleDrawnUp):
        return TimetableVersions.first(fact.timetable)
    if timetables is None:
        raise ValueError("a schedule's first fact is that it was drawn up")
    if isinstance(fact, ScheduleRevised):
        return timetables.revised(fact.timetable, fact.effective_from)
    if isinstance(fact, HolidaysDeclared):
        return timetables.with_exceptions(fact.exceptions, fact.effective_from)
    if isinstance(fact, HolidaysWithdrawn):
        return timetables.without_exceptions(fact.dates, fact.effective_from)
    return timetables
