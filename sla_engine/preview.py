"""What a schedule means to a person: its next working intervals, and a duration in its days (T2, row 133)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from events.values.duration import DAY, HOUR, Duration
from events.values.text import Text
from sla_engine.intervals import Interval, clip
from sla_engine.worktime import Calendar

_LONGEST_SHIFT = 25 * HOUR
_DAYS_LOOKED_AT = 28


def next_intervals(calendar: Calendar, now: int, count: int) -> list[Interval]:
    """The next working intervals, microseconds; what is open for days on end is shown day by day."""
    shown: list[Interval] = []
    for begin, end in calendar.open_intervals(now, count):
        if end - begin <= _LONGEST_SHIFT:
            shown.append((begin, end))
        else:
            shown += clip(calendar.days(begin, count), begin, end)
        if len(shown) >= count:
            break
    return shown[:count]


def typical_day(calendar: Calendar, now: int) -> int:
    """The working time of a usual working day in the four weeks ahead, microseconds."""
    worked = Counter(calendar.between(begin, end) for begin, end in calendar.days(now, _DAYS_LOOKED_AT))
    del worked[0]
    return worked.most_common(1)[0][0] if worked else DAY


def equivalent(duration: Duration, calendar: Calendar, now: int) -> Text:
    """«1 день = 24 рабочих часа = 3 рабочих дня по этому графику» in both languages (T2)."""
    amount = Fraction(duration.amount)
    hours = Fraction(duration.microseconds, HOUR)
    days = Fraction(duration.microseconds, typical_day(calendar, now))
    return Text(
        ru=f"{_ru(amount, *_RU[duration.unit])} = {_ru(hours, *_RU_HOURS)} = {_ru(days, *_RU_DAYS)} по этому графику",
        en=f"{_en(amount, duration.unit)} = {_en(hours, 'working hours')} = {_en(days, 'working days')}"
        " on this schedule",
    )


_RU = {
    "minutes": ("минута", "минуты", "минут", "минуты"),
    "hours": ("час", "часа", "часов", "часа"),
    "days": ("день", "дня", "дней", "дня"),
}
"""The words after 1, after 2 to 4, after 5 and more, and after a fraction."""
_RU_HOURS = ("рабочий час", "рабочих часа", "рабочих часов", "рабочего часа")
_RU_DAYS = ("рабочий день", "рабочих дня", "рабочих дней", "рабочего дня")


def _ru(amount: Fraction, one: str, few: str, many: str, part: str) -> str:
    number = _number(amount).replace(".", ",")
    if "," in number:
        return f"{number} {part}"
    whole = int(number)
    if whole % 10 == 1 and whole % 100 != 11:  # noqa: PLR2004 - Russian counts 1, 21, 31, but not 11
        return f"{number} {one}"
    if whole % 10 in {2, 3, 4} and whole % 100 not in {12, 13, 14}:
        return f"{number} {few}"
    return f"{number} {many}"


def _en(amount: Fraction, plural: str) -> str:
    number = _number(amount)
    return f"{number} {plural.removesuffix('s') if number == '1' else plural}"


def _number(amount: Fraction) -> str:
    return f"{float(amount):.2f}".rstrip("0").rstrip(".")
