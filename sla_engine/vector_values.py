"""Reads the values of a vectors file: calendars, instants, amounts; each fault in words; for ``sla_engine.vectors``."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from events.values.duration import SECOND
from events.values.schedule import (
    WEEKDAYS,
    DatedException,
    Hours,
    Timetable,
    WorkWeek,
    YearlyHoliday,
    refuse_unknown_zone,
)
from events.values.timetable_versions import TimetableVersions
from sla_engine.instants import Micros, micros
from sla_engine.worktime import Calendar

MOST_SECONDS = 3650 * 86_400
"""The longest amount of working time, as for a duration of an agreement (T2); a longer one is refused at once."""
MOST_INTERVALS = 10_000
YEARS = range(1970, 2101)
"""In these years a yearly holiday takes the end of the night before, too, where hours run over midnight."""
_WHOLE_DAY = (Hours("00:00", "24:00"),)


class Fault(ValueError):  # noqa: N818 - it names what is wrong
    """Something in a file of cases that cannot be read; the words say what."""


def wanted(holder: Any, key: str, what: str = "the case") -> Any:
    """The value under a key that must be there."""
    if not isinstance(holder, dict):
        raise Fault(f"{what} is not an object")
    if key not in holder:
        raise Fault(f"{what} has no {key!r}")
    return holder[key]


def instant_of(text: Any) -> Micros:
    """An instant in ISO 8601, with Z or another offset."""
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise Fault(f"{text!r} is no instant: write 2026-03-06T06:00:00Z") from None
    if at.tzinfo is None:
        raise Fault(f"{text!r} has no offset: end it with Z")
    return micros(at)


def amount_of(seconds: Any, field: str) -> Micros:
    """Seconds of working time, also with a fraction, in microseconds."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds):
        raise Fault(f"{field} is not a number of seconds: {seconds!r}")
    if seconds < 0:
        raise Fault(f"{field} cannot be negative: {seconds!r}")
    if seconds > MOST_SECONDS:
        raise Fault(f"{field} is longer than 3650 days: {seconds!r}")
    return Micros(round(seconds * SECOND))


def count_of(count: Any) -> int:
    """How many intervals are asked for."""
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_INTERVALS:
        raise Fault(f"count is not a whole number up to {MOST_INTERVALS}: {count!r}")
    return count


def pairs_of(pairs: Any, field: str) -> list[tuple[Any, Any]]:
    """A list of [from, to]."""
    if not isinstance(pairs, list) or not all(
        isinstance(pair, list) and len(pair) == len(("from", "to")) for pair in pairs
    ):
        raise Fault(f"{field} is not a list of [from, to]: {pairs!r}")
    return [(begin, end) for begin, end in pairs]


def calendar_of(entry: Any) -> Calendar:
    """The calendar that an entry of ``calendars`` describes."""
    zone = wanted(entry, "tz", "the calendar")
    if not isinstance(zone, str):
        raise Fault(f"tz is not the name of a zone: {zone!r}")
    refuse_unknown_zone(zone, "tz")
    hours_of = _object(entry, "week")
    for day in hours_of:
        if day not in WEEKDAYS:
            raise Fault(f"week has an unknown weekday {day!r}; known: {', '.join(WEEKDAYS)}")
    week = WorkWeek(**{day: _hours(hours_of.get(day), f"week.{day}") for day in WEEKDAYS})
    overrides = {
        _date(on): _hours(hours, f"date_overrides.{on}") for on, hours in _object(entry, "date_overrides").items()
    }
    breaks = {_date(on): _hours(hours, f"breaks.{on}") for on, hours in _object(entry, "breaks").items()}
    yearly = sorted({_day_of_year(day) for day in _list(entry, "yearly_holidays")})
    holidays = {_date(on) for on in _list(entry, "holidays")}
    nights = any(end.to_s > _WHOLE_DAY[0].to_s for end in _all_hours(week, overrides))
    if nights:
        holidays |= set(_dates_of(yearly))
    # A holiday wins over everything, also over an override of its date: none is kept beside it.
    is_holiday = {on for on in {*overrides, *breaks} if on in holidays or (on.month, on.day) in yearly}
    # The format takes the whole local day off: where hours run over midnight, their end on that day, too (not W3).
    closures = _WHOLE_DAY if nights else ()
    exceptions = [DatedException(on=on, closures=closures) for on in sorted(holidays)]
    exceptions += [
        DatedException(on=on, hours=overrides.get(on), closures=breaks.get(on, ()))
        for on in sorted({*overrides, *breaks} - is_holiday)
    ]
    timetable = Timetable(
        zone=zone,
        week=week,
        exceptions=tuple(exceptions),
        yearly=tuple(YearlyHoliday(month=month, day=day) for month, day in yearly),
    )
    return Calendar.of(TimetableVersions.first(timetable))


def _all_hours(week: WorkWeek, overrides: dict[date, tuple[Hours, ...]]) -> Iterable[Hours]:
    for weekday in range(len(WEEKDAYS)):
        yield from week.on(weekday)
    for hours in overrides.values():
        yield from hours


def _dates_of(yearly: Iterable[tuple[int, int]]) -> Iterable[date]:
    for month, day in yearly:
        for year in YEARS:
            try:
                yield date(year, month, day)
            except ValueError:  # 29 February of most years
                continue


def _object(entry: dict[str, Any], key: str) -> dict[str, Any]:
    found = entry.get(key) or {}
    if not isinstance(found, dict):
        raise Fault(f"{key} is not an object")
    return found


def _list(entry: dict[str, Any], key: str) -> list[Any]:
    found = entry.get(key) or []
    if not isinstance(found, list):
        raise Fault(f"{key} is not a list")
    return found


def _hours(pairs: Any, field: str) -> tuple[Hours, ...]:
    found = pairs_of(pairs or [], field)
    if not all(isinstance(bound, str) for pair in found for bound in pair):
        raise Fault(f"{field} is not a list of [from, to] as texts: {pairs!r}")
    return tuple(Hours(begin, end) for begin, end in found)


def _date(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Fault(f"{text!r} is no date: write 2026-03-06") from None


def _day_of_year(text: Any) -> tuple[int, int]:
    try:
        day = int(text[-5:-3]), int(text[-2:])
        date(2000, *day)
    except (TypeError, ValueError):
        raise Fault(f"{text!r} is no day of a year: write 03-06") from None
    return day
