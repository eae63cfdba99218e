"""Random schedules, instants and spans for the properties, thick around the days when clocks change."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from events.values.schedule import WEEKDAYS, DatedException, Hours, Timetable, WorkWeek, YearlyHoliday
from events.values.timetable_versions import TimetableVersions

LONG = bool(os.environ.get("DESK_TEST_LONG"))
MICROS = 1_000_000

CHANGES: dict[str, tuple[date, ...]] = {
    "Europe/Berlin": (date(2024, 3, 31), date(2024, 10, 27)),
    "America/Sao_Paulo": (date(2018, 11, 4), date(2018, 2, 18)),
    "Asia/Tehran": (date(2022, 3, 22), date(2022, 9, 22)),
    "Africa/Casablanca": (date(2024, 3, 10), date(2024, 4, 14)),
    "Australia/Lord_Howe": (date(2024, 4, 7), date(2024, 10, 6)),
    "Pacific/Apia": (date(2011, 12, 30), date(2012, 4, 1)),
    "America/New_York": (date(2024, 3, 10), date(2024, 11, 3)),
    "America/St_Johns": (date(2010, 3, 14), date(2010, 11, 7)),
    "Europe/Moscow": (date(2011, 3, 27), date(2014, 10, 26)),
}
"""Days on which the clocks of a zone change, at hours that are not always two in the morning."""


def proved(quick: int = 20, long: int = 10_000) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """How many examples a property gets: a few that are always the same, or thousands in ``make test-long``."""
    chosen = settings(
        max_examples=long if LONG else quick,
        deadline=None,
        derandomize=not LONG,
        suppress_health_check=list(HealthCheck),
    )

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        marked: Callable[..., None] = pytest.mark.long(chosen(test)) if LONG else chosen(test)
        return marked

    return decorated


@st.composite
def clock_times(draw: st.DrawFn) -> str:
    """HH:MM, often on the hour and often in the small hours, where clocks change."""
    hour = draw(st.one_of(st.integers(0, 3), st.integers(0, 23)))
    return f"{hour:02}:{draw(st.sampled_from((0, 0, 0, 30, 45, 1, 59)) | st.integers(0, 59)):02}"


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Any hours that are not empty; a third of them cross midnight."""
    opens = draw(clock_times())
    closes = draw(clock_times().filter(lambda text: text != opens) | st.just("24:00"))
    return Hours(opens, closes)


def days(longest: int = 5) -> st.SearchStrategy[tuple[Hours, ...]]:
    """The hours of a day: up to five intervals, overlapping ones too."""
    return st.lists(hours(), max_size=longest).map(tuple)


ROUND_THE_CLOCK = (Hours("00:00", "24:00"),)


@st.composite
def weeks(draw: st.DrawFn) -> WorkWeek:
    """Working weeks: the same day five times, every day its own, or round the clock."""
    kind = draw(st.sampled_from(("office", "office", "own", "always")))
    if kind == "always":
        return WorkWeek(**dict.fromkeys(WEEKDAYS, ROUND_THE_CLOCK))
    if kind == "office":
        day = draw(st.lists(hours(), min_size=1, max_size=5).map(tuple))
        return WorkWeek(mon=day, tue=day, wed=day, thu=day, fri=day)
    return WorkWeek(
        **{day: draw(days()) for day in WEEKDAYS},
    )


@st.composite
def timetables(draw: st.DrawFn, zone: str, around: date) -> Timetable:
    """A timetable with exceptions, closures and yearly holidays near a date."""
    near = st.integers(-6, 6).map(lambda day: around + timedelta(days=day))
    dated = draw(st.dictionaries(near, st.tuples(st.none() | days(2), days(2)), max_size=3))
    yearly = draw(st.lists(near, max_size=2, unique_by=lambda on: (on.month, on.day)))
    return Timetable(
        zone=zone,
        week=draw(weeks()),
        exceptions=tuple(
            DatedException(on=on, hours=opened, closures=closed) for on, (opened, closed) in sorted(dated.items())
        ),
        yearly=tuple(YearlyHoliday(month=on.month, day=on.day) for on in yearly),
    )


@st.composite
def schedules(draw: st.DrawFn) -> tuple[TimetableVersions, date]:
    """A schedule of one to three versions, and a day near which its clocks change."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    around = draw(st.sampled_from(CHANGES[zone]))
    versions = TimetableVersions.first(draw(timetables(zone, around)))
    midnight = datetime(around.year, around.month, around.day, tzinfo=UTC)
    for minutes in sorted(draw(st.lists(st.integers(-5 * 1440, 5 * 1440), max_size=2, unique=True))):
        versions = versions.revised(draw(timetables(zone, around)), midnight + timedelta(minutes=minutes))
    return versions, around


def micros_near(around: date, days_off: int = 8) -> st.SearchStrategy[int]:
    """Instants near a date: on the minute, on the second, or anywhere."""
    middle = int(datetime(around.year, around.month, around.day, tzinfo=UTC).timestamp()) * MICROS
    reach = days_off * 86_400
    return st.one_of(
        st.integers(-reach // 900, reach // 900).map(lambda quarter: middle + quarter * 900 * MICROS),
        st.integers(-reach, reach).map(lambda second: middle + second * MICROS),
        st.integers(-reach * MICROS, reach * MICROS).map(lambda us: middle + us),
    )


def amounts(longest_s: int = 40 * 3600) -> st.SearchStrategy[int]:
    """Amounts of working time from a microsecond up."""
    return st.one_of(
        st.integers(1, longest_s // 900).map(lambda quarter: quarter * 900 * MICROS),
        st.integers(1, longest_s).map(lambda second: second * MICROS),
        st.integers(1, longest_s * MICROS),
    )


def midnight_of(on: date) -> int:
    """A UTC midnight in seconds since 1970."""
    return int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp())
