"""Working hours as people state them: weekly hours, dated exceptions, yearly holidays (sla.md W1-W4)."""

from __future__ import annotations

import copy
import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Literal

import msgspec

from events.values import zones
from events.values.faults import InvalidValue
from events.values.text import Text
from events.values.zones import zone_of as zone_of  # noqa: PLC0414 - asked beside the timetables that name zones

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

REQUESTER_ZONE = "requester"
"""A schedule's zone that means: the zone of the requester's company or person at registration (W7)."""

DAY_SECONDS = 86_400
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?|(24):(00)(?::00)?")


@lru_cache(maxsize=4096)
def _seconds(clock_time: str, field: str) -> int:
    match = _CLOCK_TIME.fullmatch(clock_time)
    if match is None or (clock_time.startswith("24") and field == "opens"):
        raise InvalidValue(
            Text(
                ru=f"«{clock_time}» — не время суток. Пишите ЧЧ:ММ, например 09:00; конец дня — 24:00.",
                en=f"“{clock_time}” is not a time of day. Write HH:MM, such as 09:00; a day ends at 24:00.",
            ),
            field=field,
            rule="W3",
        )
    hours, minutes, *rest = clock_time.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + (int(rest[0]) if rest else 0)


class Hours(msgspec.Struct, frozen=True, array_like=True):
    """Local opening hours [opens, closes) of one day: ``Hours("09:00", "18:00")``.

    ``closes`` may be ``24:00``. Hours that close at or before they open cross midnight and belong to the day
    that they start on (W3); equal bounds would be empty and are refused.
    """

    opens: str
    closes: str

    def __post_init__(self) -> None:
        opens, closes = _seconds(self.opens, "opens"), _seconds(self.closes, "closes")
        if opens == closes:
            raise InvalidValue(
                Text(
                    ru=f"Интервал {self.opens}–{self.closes} пуст: конец должен отличаться от начала.",
                    en=f"The hours {self.opens}–{self.closes} are empty: they must close after they open.",
                ),
                field="closes",
                rule="W3",
            )

    @property
    def from_s(self) -> int:
        """Seconds from the local midnight of the day to the opening."""
        return _seconds(self.opens, "opens")

    @property
    def to_s(self) -> int:
        """Seconds from that same midnight to the closing; more than a day when midnight is crossed."""
        closes = _seconds(self.closes, "closes")
        return closes if closes > self.from_s else closes + DAY_SECONDS


class WorkWeek(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Weekly hours: several intervals a day are normal, a lunch break splits the day (W1, row 121)."""

    mon: tuple[Hours, ...] = ()
    tue: tuple[Hours, ...] = ()
    wed: tuple[Hours, ...] = ()
    thu: tuple[Hours, ...] = ()
    fri: tuple[Hours, ...] = ()
    sat: tuple[Hours, ...] = ()
    sun: tuple[Hours, ...] = ()

    def on(self, weekday: int) -> tuple[Hours, ...]:
        """The hours of a weekday, Monday being 0."""
        hours: tuple[Hours, ...] = getattr(self, WEEKDAYS[weekday])
        return hours


class DatedException(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Replaces one date's weekly hours (W2): no hours is a holiday, shorter or extra hours are as written.

    ``closures`` are then subtracted from whatever is open on that date (a break for this day alone).
    """

    on: date
    hours: tuple[Hours, ...] | None = ()
    name: Text = Text(ru="", en="")
    closures: tuple[Hours, ...] = ()


class YearlyHoliday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A month and a day that is off every year (W2); 29 February is off in leap years."""

    month: int
    day: int
    name: Text = Text(ru="", en="")

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12 or not 1 <= self.day <= monthrange(2000, self.month)[1]:  # noqa: PLR2004
            raise InvalidValue(
                Text(
                    ru=f"Даты {self.day:02}.{self.month:02} нет в календаре.",
                    en=f"There is no day {self.day} in month {self.month}.",
                ),
                field="day",
                rule="W3",
            )


class Timetable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that says when a service schedule is open: the content of one of its versions (W1).

    Raises ``InvalidValue`` naming the field for an unknown zone or two exceptions of one date. Overlapping or
    touching hours are legal and merge (W3).
    """

    zone: str
    week: WorkWeek
    exceptions: tuple[DatedException, ...] = ()
    yearly: tuple[YearlyHoliday, ...] = ()

    def __post_init__(self) -> None:
        if not zones.was_once_taken(self.zone):
            self.refuse_unknown_zone("zone")
        refuse_repeats("exceptions", (exception.on for exception in self.exceptions))
        refuse_repeats("yearly", ((day.month, day.day) for day in self.yearly))

    def with_exceptions(self, exceptions: tuple[DatedException, ...]) -> Timetable:
        """The same hours with other exceptions, of which no date is named twice: they are not looked through again."""
        other = copy.copy(self)
        msgspec.structs.force_setattr(other, "exceptions", exceptions)
        return other

    def with_yearly(self, yearly: tuple[YearlyHoliday, ...]) -> Timetable:
        """The same with the yearly holidays of another timetable."""
        other = copy.copy(self)
        msgspec.structs.force_setattr(other, "yearly", yearly)
        return other

    def refuse_unknown_zone(self, field: str) -> None:
        """Asked at every door again: facts of earlier desks hold names that are no zones."""
        if self.zone != REQUESTER_ZONE:
            refuse_unknown_zone(self.zone, field)


def refuse_unknown_zone(zone: str, field: str) -> None:
    """A zone is an IANA name (W1, W3)."""
    if zone not in zones.known_zones():
        raise InvalidValue(
            Text(
                ru=f"Часовой пояс «{zone}» неизвестен. Пример: Europe/Moscow.",
                en=f"The time zone “{zone}” is unknown. An example: Europe/Moscow.",
            ),
            field=field,
            rule="W3",
        )


def refuse_repeats(field: str, keys: Iterable[object]) -> None:
    """One exception for a date (W2)."""
    seen: set[object] = set()
    for index, key in enumerate(keys):
        if key in seen:
            raise InvalidValue(
                Text(
                    ru="Эта дата уже указана: оставьте одно исключение на дату.",
                    en="This date is given twice: keep one exception for a date.",
                ),
                field=f"{field}[{index}]",
                rule="W2",
            )
        seen.add(key)
