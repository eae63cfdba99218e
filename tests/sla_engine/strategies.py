"""Random schedules, instants and spans for the properties, thick around the days when clocks change."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from events.values.schedule import WEEKDAYS, DatedException, Hours, Timetable, WorkWeek, YearlyHoliday
from events.values.timetable_versions import TimetableVersions
from sla_engine.instants import Micros

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


_MINUTES = (0, 30, 45, 1, 59, 17)
_TIMES = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in _MINUTES]
_SMALL_HOURS = [f"{hour:02}:{minute:02}" for hour in range(4) for minute in range(0, 60, 5)]


def clock_times() -> st.SearchStrategy[str]:
    """HH:MM, often on the hour and often in the small hours, where clocks change."""
    return st.sampled_from([*_TIMES, *_SMALL_HOURS])


def _pool() -> list[Hours]:
    """Two thousand hours to draw from, a third of them over midnight: one draw each keeps examples quick."""
    chance = random.Random(20_240_331)  # noqa: S311 - examples, not secrets
    times = [*_TIMES, *_SMALL_HOURS]
    pairs = [(chance.choice(times), chance.choice([*times, "24:00"])) for _ in range(2_000)]
    return [Hours(opens, closes) for opens, closes in pairs if opens != closes]


HOURS = st.sampled_from(_pool())
DAYS = st.lists(HOURS, max_size=5).map(tuple)
FEW_HOURS = st.lists(HOURS, max_size=2).map(tuple)
ROUND_THE_CLOCK = WorkWeek(**dict.fromkeys(WEEKDAYS, (Hours("00:00", "24:00"),)))
OFFICES = (
    st.lists(HOURS, min_size=1, max_size=5)
    .map(tuple)
    .map(lambda day: WorkWeek(mon=day, tue=day, wed=day, thu=day, fri=day))
)
OWN_DAYS = st.tuples(*[DAYS] * 7).map(lambda days: WorkWeek(**dict(zip(WEEKDAYS, days, strict=True))))
WEEKS = st.one_of(OFFICES, OFFICES, OWN_DAYS, st.just(ROUND_THE_CLOCK))
"""The same day five times, every day its own, or round the clock."""


@lru_cache
def timetables(zone: str, around: date) -> st.SearchStrategy[Timetable]:
    """Timetables with exceptions, closures and yearly holidays near a date."""
    near = st.sampled_from([around + timedelta(days=day) for day in range(-6, 7)])
    dated = st.dictionaries(near, st.tuples(st.none() | FEW_HOURS, FEW_HOURS), max_size=3)
    yearly = st.lists(near, max_size=2, unique=True)

    def made(
        parts: tuple[WorkWeek, dict[date, tuple[tuple[Hours, ...] | None, tuple[Hours, ...]]], list[date]],
    ) -> Timetable:
        week, exceptions, off = parts
        return Timetable(
            zone=zone,
            week=week,
            exceptions=tuple(
                DatedException(on=on, hours=opened, closures=closed)
                for on, (opened, closed) in sorted(exceptions.items())
            ),
            yearly=tuple(YearlyHoliday(month=on.month, day=on.day) for on in off),
        )

    return st.tuples(WEEKS, dated, yearly).map(made)


_PLACES = st.sampled_from([(zone, on) for zone, dates in sorted(CHANGES.items()) for on in dates])
_REVISIONS = st.lists(st.integers(-5 * 1440, 5 * 1440), max_size=2, unique=True)


@st.composite
def schedules(draw: st.DrawFn) -> tuple[TimetableVersions, date]:
    """A schedule of one to three versions, and a day near which its clocks change."""
    zone, around = draw(_PLACES)
    versions = TimetableVersions.first(draw(timetables(zone, around)))
    midnight = datetime(around.year, around.month, around.day, tzinfo=UTC)
    for minutes in sorted(draw(_REVISIONS)):
        versions = versions.revised(draw(timetables(zone, around)), midnight + timedelta(minutes=minutes))
    return versions, around


@lru_cache
def micros_near(around: date, days_off: int = 8) -> st.SearchStrategy[Micros]:
    """Instants near a date: on the minute, on the second, or anywhere."""
    middle = int(datetime(around.year, around.month, around.day, tzinfo=UTC).timestamp()) * MICROS
    reach = days_off * 86_400
    return st.one_of(
        st.integers(-reach // 900, reach // 900).map(lambda quarter: middle + quarter * 900 * MICROS),
        st.integers(-reach, reach).map(lambda second: middle + second * MICROS),
        st.integers(-reach * MICROS, reach * MICROS).map(lambda us: middle + us),
    )


@lru_cache
def amounts(longest_s: int = 40 * 3600) -> st.SearchStrategy[Micros]:
    """Amounts of working time from a microsecond up."""
    return st.one_of(
        st.integers(1, longest_s // 900).map(lambda quarter: quarter * 900 * MICROS),
        st.integers(1, longest_s).map(lambda second: second * MICROS),
        st.integers(1, longest_s * MICROS),
    )


def midnight_of(on: date) -> int:
    """A UTC midnight in seconds since 1970."""
    return int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp())
