"""What a schedule means to a person: its week, its next working intervals, a duration in its days (T2, row 133)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from events.values.duration import DAY, HOUR, Duration
from events.values.schedule import DAY_SECONDS, WorkWeek
from events.values.text import Text
from sla_engine.instants import Micros
from sla_engine.intervals import Interval, clip, union
from sla_engine.worktime import Calendar

_DAYS = (
    Text("пн", "Mon"),
    Text("вт", "Tue"),
    Text("ср", "Wed"),
    Text("чт", "Thu"),
    Text("пт", "Fri"),
    Text("сб", "Sat"),
    Text("вс", "Sun"),
)
_NEXT_DAY = ("следующего дня", "next day")
_WEEK = 7 * DAY_SECONDS
_LONGEST_SHIFT = 25 * HOUR
_DAYS_LOOKED_AT = 28


def next_intervals(calendar: Calendar, now: Micros, count: int) -> list[Interval]:
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


def typical_day(calendar: Calendar, now: Micros) -> Micros:
    """The working time of a usual working day in the four weeks ahead, microseconds."""
    worked = Counter(calendar.between(begin, end) for begin, end in calendar.days(now, _DAYS_LOOKED_AT))
    del worked[0]
    return worked.most_common(1)[0][0] if worked else Micros(DAY)


def week_in_words(week: WorkWeek) -> tuple[Text, ...]:
    """Each weekday's hours as they will count, merged and with what runs over midnight, then the whole week (W3)."""
    told: list[Text] = []
    spans: list[tuple[int, int]] = []
    for weekday, name in enumerate(_DAYS):
        hours = union((each.from_s, each.to_s) for each in week.on(weekday))
        spans += [(weekday * DAY_SECONDS + begin, weekday * DAY_SECONDS + end) for begin, end in hours]
        if hours:
            worked = _amount(sum(end - begin for begin, end in hours))
            ru, en = (", ".join(_span(span, next_day) for span in hours) for next_day in _NEXT_DAY)
            told.append(Text(ru=f"{name.ru} {ru}, {worked.ru}", en=f"{name.en} {en}, {worked.en}"))
    # Sunday's night is Monday's morning.
    wrapped = [*clip(spans, 0, _WEEK), *((a - _WEEK, b - _WEEK) for a, b in clip(spans, _WEEK, 2 * _WEEK))]
    whole = _amount(sum(end - begin for begin, end in union(wrapped)))
    return (*told, Text(ru=f"в неделю {whole.ru}", en=f"{whole.en} a week"))


def _span(span: tuple[int, int], next_day: str) -> str:
    begin, end = span
    return (
        f"{_clock(begin)}-{_clock(end)}"
        if end <= DAY_SECONDS
        else f"{_clock(begin)}-{_clock(end - DAY_SECONDS)} {next_day}"
    )


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")


def _amount(seconds: int) -> Text:
    minutes, rest = divmod(seconds, 60)
    parts = [(minutes // 60, "ч", "h"), (minutes % 60, "мин", "min"), (rest, "с", "s")]
    shown = [part for part in parts if part[0]] or parts[:1]
    return Text(
        ru=" ".join(f"{number} {ru}" for number, ru, _ in shown),
        en=" ".join(f"{number} {en}" for number, _, en in shown),
    )


def equivalent(duration: Duration, calendar: Calendar, now: Micros) -> Text:
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
