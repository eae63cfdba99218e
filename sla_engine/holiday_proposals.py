"""A country's public holidays with its official transfers as proposed exceptions; they stay editable (W2)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

from events.values.schedule import DatedException, Hours
from events.values.text import Text

COUNTRIES: tuple[str, ...] = ("RU", "KZ", "BY", "UZ", "AM", "GE", "KG", "CN", "TR", "AE", "DE", "US")
WORKING_SATURDAY = Text(ru="рабочий день по переносу", en="working day by transfer")


@lru_cache(maxsize=256)
def proposals(country: str, year: int, weekday_hours: tuple[Hours, ...] = ()) -> tuple[DatedException, ...]:
    """Days off that fall on working days, and weekend days that are worked, of a country of ``COUNTRIES``.

    ``weekday_hours`` are proposed for the worked weekend days; without any the usual 9-18 with lunch.
    """
    hours = weekday_hours or (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
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


def _language(country: str, wanted: str) -> str | None:
    supported = getattr(holidays, country).supported_languages
    return wanted if wanted in supported else None
