"""Instants as filters and views name them: a date, an instant, or a place seen from now; read by conditions.

    2026-03-01            the beginning of that day, by the clock of whoever asks
    2026-03-01T09:00:00Z  an instant with its offset
    now, today, yesterday, tomorrow, week, month, year   now; the beginning of that day, week (Monday), month or year
    -7d, +2h, today-1w    so many minutes (min), hours (h), days (d), weeks (w), months (m) or years (y) from there

Hours and minutes are time that passes; days and longer are the same time of another day, whatever clocks did between.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from events.values.faults import InvalidValue
from events.values.text import Text

LONGEST = 40
"""Signs that such a text has at most."""
_FORM = re.compile(r"(now|today|yesterday|tomorrow|week|month|year)?(?:([+-])(\d{1,4})(min|[hdwmy]))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAYS_FROM_TODAY = {"today": 0, "yesterday": -1, "tomorrow": 1}
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""What lies beyond is as good as these: nothing happens there."""
_NEITHER = Text(
    ru="нужна дата (2026-03-01), время вида 2026-03-02T09:00:00+03:00 (в адресе «+» пишется %2B) или место от"
    " сегодняшнего дня: today, week, month, -7d, today-1m.",
    en="a date (2026-03-01), an instant such as 2026-03-02T09:00:00+03:00 (in an address “+” is written %2B) or a place"
    " seen from today is needed: today, week, month, -7d, today-1m.",
)
_NAIVE = Text(
    ru="у времени нужен часовой пояс, например 2026-03-02T09:00:00+03:00.",
    en="the instant needs an offset, such as 2026-03-02T09:00:00+03:00.",
)


def refuse_no_instant(text: str, field: str) -> None:
    """Raise ``InvalidValue`` for what names no instant, whoever asks and whenever."""
    if _absolute(text, UTC) is None and (not text or _FORM.fullmatch(text) is None):
        raise InvalidValue(_NAIVE if _is_naive(text) else _NEITHER, field=field)


def instant_named(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The instant that a text names to somebody with a clock of ``zone``, in UTC; raises ``InvalidValue``."""
    found = _absolute(text, zone)
    if found is None:
        form = _FORM.fullmatch(text) if text else None
        if form is None:
            raise InvalidValue(_NEITHER)
        base, sign, amount, unit = form.groups()
        found = _beginning(base or "now", now.astimezone(zone), zone)
        if amount is not None:
            found = _moved(found, int(amount) * (-1 if sign == "-" else 1), unit, zone)
    return min(max(found.astimezone(UTC), _EARLIEST), _LATEST)


def _is_naive(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False


def _absolute(text: str, zone: tzinfo) -> datetime | None:
    try:
        if _DAY.fullmatch(text):
            return _inside(datetime.combine(date.fromisoformat(text), time(), zone))
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if found.tzinfo is None else _inside(found)


def _inside(at: datetime) -> datetime:
    """In UTC; the first and the last years of the calendar are out of every reach."""
    if at.year <= _EARLIEST.year:
        return _EARLIEST
    return _LATEST if at.year >= _LATEST.year else at.astimezone(UTC)


def _beginning(word: str, local: datetime, zone: tzinfo) -> datetime:
    if word == "now":
        return local
    day = local.date()
    if word in _DAYS_FROM_TODAY:
        day += timedelta(days=_DAYS_FROM_TODAY[word])
    elif word == "week":
        day -= timedelta(days=day.weekday())
    else:
        day = day.replace(day=1) if word == "month" else day.replace(month=1, day=1)
    return datetime.combine(day, time(), zone)


def _moved(at: datetime, amount: int, unit: str, zone: tzinfo) -> datetime:
    try:
        if unit in {"min", "h"}:
            passed = timedelta(minutes=amount) if unit == "min" else timedelta(hours=amount)
            return (at.astimezone(UTC) + passed).astimezone(zone)
        if unit in {"d", "w"}:
            return at + timedelta(days=amount * (7 if unit == "w" else 1))
        months = at.year * 12 + at.month - 1 + amount * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        day = min(at.day, calendar.monthrange(year, month + 1)[1])
        return at.replace(year=year, month=month + 1, day=day)
    except (OverflowError, ValueError):
        return _EARLIEST if amount < 0 else _LATEST
