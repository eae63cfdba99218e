"""What may happen to a service schedule; driven by ``commands.service_schedule``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from msgspec.structs import replace

from events.fact import Fact, Recorded
from events.folds.schedule import SCHEDULE, ScheduleState, revision
from events.service_schedule import (
    HolidaysDeclared,
    HolidaysWithdrawn,
    ScheduleDrawnUp,
    ScheduleRenamed,
    ScheduleRevised,
)
from events.values.identity import ScheduleId
from events.values.refusal import Refusal
from events.values.schedule import DatedException, Timetable
from events.values.text import Text
from events.values.timetable_versions import opens_within_years


class NoSuchSchedule(Refusal):
    """There is no such service schedule. Choose one from the list of schedules."""

    kind = "missing"
    ru: ClassVar[str] = "Такого графика обслуживания нет. Выберите из списка графиков."
    field = "schedule_id"


class ScheduleExists(Refusal):
    """A service schedule with this id exists already. Revise it, or draw up another one."""

    kind = "at_odds"
    ru: ClassVar[str] = "График с таким идентификатором уже есть. Измените его или создайте другой."


class ScheduleNeverOpens(Refusal):
    """The schedule has no working time in the ten years ahead. Give it hours on at least one day."""

    ru: ClassVar[str] = "В графике нет рабочего времени на десять лет вперёд. Задайте часы хотя бы на один день."
    rule: ClassVar[str] = "W6"
    field = "timetable.week"


class NormOutlastsSchedule(Refusal):
    """“{schedule}” has so little working time that {norm} would end after the year 9000, if ever. Shorten the norm or
    the escalation point, or give the schedule more hours.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "В графике «{schedule}» так мало рабочего времени, что {norm} закончатся после 9000 года или никогда. Уменьшите"
        " норму или точку эскалации либо добавьте часы в график."
    )
    rule: ClassVar[str] = "W6"
    field = "promise"


class ScheduleCutsNorm(Refusal):
    """“{agreement}” promises up to {norm} of working time: with these hours that would end after the year 9000, if
    ever. Leave more hours, or shorten the norm of the agreement first.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Соглашение «{agreement}» обещает до {norm} рабочего времени: при таких часах они закончатся после 9000 года"
        " или никогда. Оставьте больше часов или сначала уменьшите норму соглашения."
    )
    rule: ClassVar[str] = "W6"
    field = "timetable.week"


class Schedule(ScheduleState, frozen=True, kw_only=True):
    """The state of one service schedule, and what may be done with it."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Schedule | None:
        """The schedule that the facts of its stream tell of; ``None`` when they tell of something else."""
        schedule = SCHEDULE.fold(cls, history)
        return None if schedule is None else replace(schedule, version=history[-1].version)

    def after(self, recorded: Recorded) -> Schedule:
        """The schedule after one more fact of its stream."""
        return replace(SCHEDULE.after(self, recorded), version=recorded.version)

    @staticmethod
    def draw_up(schedule_id: ScheduleId, name: Text, timetable: Timetable, *, at: datetime) -> list[Fact]:
        """A new schedule, which must open within ten years (W6)."""
        _refuse_never_open(timetable, at)
        return [ScheduleDrawnUp(schedule_id=schedule_id, name=name, timetable=timetable)]

    def refuse_if_closed_for_good(self, at: datetime) -> None:
        """Only a schedule that opens within ten years can be attached to an agreement (W6)."""
        _refuse_never_open(self.timetables.latest, at, field="schedule_id")

    def rename(self, name: Text) -> list[Fact]:
        """Another name."""
        return [] if name == self.name else [ScheduleRenamed(schedule_id=self.schedule_id, name=name)]

    def revise(self, timetable: Timetable, *, effective_from: datetime, at: datetime) -> list[ScheduleRevised]:
        """A new version of the whole timetable from an instant on (W8)."""
        _refuse_never_open(timetable, at)
        return [revision(self.timetables.latest, self.schedule_id, timetable, effective_from)]

    def declare_holidays(
        self, exceptions: tuple[DatedException, ...], *, effective_from: datetime, at: datetime
    ) -> list[HolidaysDeclared]:
        """Dated exceptions added or replaced (W2, W8)."""
        changed = self.timetables.with_exceptions(exceptions, effective_from)
        _refuse_never_open(changed.latest, at, field="exceptions")
        return [HolidaysDeclared(schedule_id=self.schedule_id, exceptions=exceptions, effective_from=effective_from)]

    def withdraw_holidays(
        self, dates: tuple[date, ...], *, effective_from: datetime, at: datetime
    ) -> list[HolidaysWithdrawn]:
        """Dated exceptions taken back; nothing happens when none of the dates has one."""
        known = {exception.on for _, table in self.timetables.versions for exception in table.exceptions}
        if known.isdisjoint(dates):
            return []
        _refuse_never_open(self.timetables.without_exceptions(dates, effective_from).latest, at, field="dates")
        return [HolidaysWithdrawn(schedule_id=self.schedule_id, dates=dates, effective_from=effective_from)]


def _refuse_never_open(timetable: Timetable, at: datetime, *, field: str = "") -> None:
    if not opens_within_years(timetable, at.date()):
        raise ScheduleNeverOpens(field=field)
