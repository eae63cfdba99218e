"""What happens to a service schedule; decided by ``aggregates.service_schedule``, read by the clocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from events.fact import Fact
from events.values.identity import ScheduleId
from events.values.schedule import DatedException, Timetable
from events.values.text import Text


class ScheduleDrawnUp(Fact, frozen=True, kw_only=True):
    """A service schedule exists; its first timetable holds for all time (W1, row 25)."""

    stored_name: ClassVar[str] = "service-schedule.drawn-up@1"

    schedule_id: ScheduleId
    name: Text
    timetable: Timetable


class ScheduleRenamed(Fact, frozen=True, kw_only=True):
    """The schedule bears another name; no hours change."""

    stored_name: ClassVar[str] = "service-schedule.renamed@1"

    schedule_id: ScheduleId
    name: Text


class ScheduleRevised(Fact, frozen=True, kw_only=True):
    """A new version of the timetable holds from ``effective_from`` on (W8).

    With ``keeps_exceptions`` the timetable names only those that are new or other than in the latest one, and
    ``withdrawn`` are the dates whose exceptions fall away; with ``keeps_yearly`` its yearly holidays are those of then.
    So a fact is as long as what changed. Until the second version each held the whole timetable.
    """

    stored_name: ClassVar[str] = "service-schedule.revised@2"

    schedule_id: ScheduleId
    timetable: Timetable
    effective_from: datetime
    keeps_exceptions: bool = False
    withdrawn: tuple[date, ...] = ()
    keeps_yearly: bool = False


class HolidaysDeclared(Fact, frozen=True, kw_only=True):
    """Dated exceptions were added or replaced, in a new version from ``effective_from`` on (W2, W8)."""

    stored_name: ClassVar[str] = "service-schedule.holidays-declared@1"

    schedule_id: ScheduleId
    exceptions: tuple[DatedException, ...]
    effective_from: datetime


class HolidaysWithdrawn(Fact, frozen=True, kw_only=True):
    """Dated exceptions were taken back: the weekly hours hold again on these dates (W2, W8)."""

    stored_name: ClassVar[str] = "service-schedule.holidays-withdrawn@1"

    schedule_id: ScheduleId
    dates: tuple[date, ...]
    effective_from: datetime
