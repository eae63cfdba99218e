"""What a schedule means to a person: its next working intervals, and a duration in its days (T2, row 133)."""

from __future__ import annotations

from collections import Counter

from events.values.duration import DAY, HOUR, Duration
from events.values.text import Text
from sla_engine.intervals import Interval
from sla_engine.worktime import Calendar


def next_intervals(calendar: Calendar, now: int, count: int) -> list[Interval]:
    """The next working intervals, microseconds."""
    return calendar.open_intervals(now, count)


def typical_day(calendar: Calendar, now: int) -> int:
    """The working time of a usual working day in the four weeks ahead, microseconds."""
    days = Counter(
        worked
        for day in range(28)
        if (worked := calendar.between(now - now % DAY + day * DAY, now - now % DAY + (day + 1) * DAY)) > 0
    )
    return days.most_common(1)[0][0] if days else DAY


def equivalent(duration: Duration, calendar: Calendar, now: int) -> Text:
    """«1 день = 24 рабочих часа = 3 рабочих дня по этому графику» in both languages (T2)."""
    hours = _number(duration.microseconds / HOUR)
    days = _number(duration.microseconds / typical_day(calendar, now))
    ru_unit = {"minutes": "мин", "hours": "ч", "days": "дн."}[duration.unit]
    en_unit = duration.unit if duration.amount != 1 else duration.unit.removesuffix("s")
    return Text(
        ru=f"{duration.amount} {ru_unit} = {hours} рабочих ч = {days} рабочих дн. по этому графику",
        en=f"{duration.amount} {en_unit} = {hours} working hours = {days} working days on this schedule",
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
