"""A country's public holidays with its official transfers as proposed exceptions; they stay editable (W2)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

from events.values.schedule import DAY_SECONDS, DatedException, Hours
from events.values.text import Text

COUNTRIES: tuple[str, ...] = ("RU", "KZ", "BY", "UZ", "AM", "GE", "KG", "CN", "TR", "AE", "DE", "US")
WORKING_SATURDAY = Text(ru="рабочий день по переносу", en="working day by transfer")

USUAL = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))


@lru_cache(maxsize=256)
def proposals(country: str, year: int, weekday_hours: tuple[Hours, ...] = ()) -> tuple[DatedException, ...]:
    """Days off that fall on working days, and weekend days that are worked, of a country of ``COUNTRIES``.

    ``weekday_hours`` are proposed for the worked weekend days; without any the usual 9-18 with lunch.
    """
    hours = weekday_hours or USUAL
    local = holidays.country_holidays(country, years=year, language=_language(country, "ru"))
    english = holidays.country_holidays(country, years=year, language=_language(country, "en_US"))
    found: list[DatedException] = []
    day = date(year, 1, 1)
    while day.year == year:
        if day in local:
            name = Text(ru=local.get(day) or "", en=english.get(day) or local.get(day) or "")
            found.append(DatedException(on=day, name=name))
        elif local.is_weekend(day) and local.is_working_day(day):
            found.append(DatedException(on=day, hours=hours, name=WORKING_SATURDAY))
        day += timedelta(days=1)
    return tuple(found)


SHORTER_BEFORE: dict[str, int] = {"RU": 3600}
"""Countries whose law shortens the working day right before a public holiday, and by how many seconds."""
SHORTENED = Text(ru="предпраздничный день: на час короче", en="day before a holiday: an hour shorter")
_MOVED = ("substituted from", "(observed)")
"""How the library calls days off that are no holidays of their own: the day before them is as long as any."""


@lru_cache(maxsize=256)
def shortened(country: str, year: int, weekday_hours: tuple[Hours, ...] = ()) -> tuple[DatedException, ...]:
    """Working days right before a public holiday, with an hour less at their end, where the country's law says so."""
    less = SHORTER_BEFORE.get(country, 0)
    hours = _less(weekday_hours or USUAL, less)
    if not less or not hours:
        return ()
    calendar = holidays.country_holidays(country, years=(year, year + 1), language=_language(country, "en_US"))
    found = []
    for on, name in sorted(calendar.items()):
        eve = on - timedelta(days=1)
        if not any(moved in name for moved in _MOVED) and eve.year == year and calendar.is_working_day(eve):
            found.append(DatedException(on=eve, hours=hours, name=SHORTENED))
    return tuple(found)


def moved_days(country: str, year: int) -> int:
    """How many days off and worked weekend days of a year come from a transfer; none: the decree is not known yet."""
    calendar = holidays.country_holidays(country, years=year, language=_language(country, "en_US"))
    off = sum("substituted from" in name for name in calendar.values())
    return off + sum(exception.name == WORKING_SATURDAY for exception in proposals(country, year))


def _less(hours: tuple[Hours, ...], seconds: int) -> tuple[Hours, ...]:
    """The hours of a day without so much at its end."""
    *before, last = hours
    end = last.to_s - seconds
    if end <= last.from_s:
        return tuple(before)
    closes = f"{end % DAY_SECONDS // 3600:02}:{end % 3600 // 60:02}"
    return (*before, Hours(last.opens, closes))


def _language(country: str, wanted: str) -> str | None:
    supported = getattr(holidays, country).supported_languages
    return wanted if wanted in supported else None
