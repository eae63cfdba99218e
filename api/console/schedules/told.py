"""Hours and special days as people write them in one line, and back; used by forms and by pages of schedules.

“09:00–13:00, 14:00–19:00” is a day; “31.12.2026 09:00–15:00 Короткий день / Short day” is a special one. What is not
written so is handed on as it was typed: whoever decodes it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from events.values.schedule import DatedException, Hours

_DASH = r"\s*(?:[-–—]|до|to)\s*"
_CLOCK = r"\d{1,2}(?::\d{2}){0,2}"
_SPAN = re.compile(rf"({_CLOCK}){_DASH}({_CLOCK})", re.IGNORECASE)
_TIMED = r"\d{1,2}:\d{2}" + _DASH + r"\d{1,2}:\d{2}"
_SPECIAL = re.compile(rf"(?P<on>\S+)(?:\s+(?P<hours>{_TIMED}(?:\s*[,;]\s*{_TIMED})*))?(?:\s+(?P<name>.*))?", re.DOTALL)
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_BETWEEN = re.compile(r"\s*[,;]\s*")
_LONGEST_HOUR = 2


def hours_in(text: str) -> list[Any]:
    """What a day's field says, as pairs of times."""
    return [_span(one) for one in _BETWEEN.split(text.strip()) if one]


def _span(told: str) -> list[str]:
    found = _SPAN.fullmatch(told)
    return [told, told] if found is None else [_clock(found[1]), _clock(found[2])]


def _clock(told: str) -> str:
    """“9” and “9:00” mean what “09:00” says."""
    hour, _, rest = told.partition(":")
    return f"{hour.zfill(_LONGEST_HOUR)}:{rest or '00'}"


def hours_told(hours: Iterable[Hours]) -> str:
    """A day as its field shows it."""
    return ", ".join(f"{one.opens}–{one.closes}" for one in hours)


def days_in(text: str) -> list[Any]:
    """What a field of special days says, a line each."""
    return [_special(line.strip()) for line in text.splitlines() if line.strip()]


def _special(line: str) -> dict[str, Any]:
    found = _SPECIAL.fullmatch(line)
    if found is None:
        return {"on": line}
    told: dict[str, Any] = {"on": _date(found["on"])}
    if found["hours"]:
        told["hours"] = hours_in(found["hours"])
    if found["name"]:
        ru, _, en = found["name"].strip().partition(" / ")
        told["name"] = {"ru": ru.strip(), "en": en.strip() or ru.strip()}
    return told


def _date(told: str) -> str:
    found = _DAY.fullmatch(told)
    return told if found is None else f"{found[3]}-{found[2].zfill(2)}-{found[1].zfill(2)}"


def date_told(on: date) -> str:
    """A date as it is written in these lines."""
    return f"{on.day:02}.{on.month:02}.{on.year}"


def days_told(days: Iterable[DatedException]) -> str:
    """Special days as their field shows them: a line each, which ``days_in`` reads back."""
    return "\n".join(_line(day) for day in days)


def _line(day: DatedException) -> str:
    name = day.name.ru if day.name.ru == day.name.en else f"{day.name.ru} / {day.name.en}"
    return " ".join(part for part in (date_told(day.on), hours_told(day.hours or ()), name) if part)
