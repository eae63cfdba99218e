"""The face with datetimes: what comes in as aware or pendulum datetimes goes out as such; naive ones are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.values.duration import Duration
from events.values.schedule import Hours, Timetable, WorkWeek
from sla_engine.instants import Micros, NaiveInstant, instant, micros
from sla_engine.public import WorkingTime, micros_of
from tests.sla_engine.strategies import proved

LUNCH = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
OFFICE = WorkingTime(
    Timetable(zone="Europe/Moscow", week=WorkWeek(mon=LUNCH, tue=LUNCH, wed=LUNCH, thu=LUNCH, fri=LUNCH))
)
MOSCOW = ZoneInfo("Europe/Moscow")
FRIDAY = datetime(2026, 3, 6, 17, tzinfo=MOSCOW)


def test_an_answer_is_in_the_zone_of_the_question() -> None:
    due = OFFICE.add(FRIDAY, Duration(2, "hours"))
    assert (due, due.tzinfo) == (datetime(2026, 3, 9, 10, tzinfo=MOSCOW), MOSCOW)
    in_utc = OFFICE.add(FRIDAY.astimezone(UTC), Duration(2, "hours"))
    assert (in_utc, in_utc.tzinfo) == (due, UTC)


def test_pendulum_in_pendulum_out() -> None:
    start = pendulum.datetime(2026, 3, 6, 17, tz="Europe/Moscow")
    due = OFFICE.add(start, pendulum.duration(hours=2))
    assert isinstance(due, pendulum.DateTime)
    assert (due, due.timezone_name) == (pendulum.datetime(2026, 3, 9, 10, tz="Europe/Moscow"), "Europe/Moscow")
    assert isinstance(OFFICE.next_open(due), pendulum.DateTime)
    [(opens, closes)] = OFFICE.open_intervals(start, 1)
    assert isinstance(opens, pendulum.DateTime)
    assert closes == pendulum.datetime(2026, 3, 6, 18, tz="Europe/Moscow")


def test_every_question_may_be_asked_with_datetimes() -> None:
    monday = datetime(2026, 3, 9, 10, tzinfo=MOSCOW)
    assert OFFICE.between(FRIDAY, monday) == timedelta(hours=2)
    assert OFFICE.sub(monday, timedelta(hours=2)) == FRIDAY
    assert OFFICE.next_open(datetime(2026, 3, 7, tzinfo=MOSCOW)) == datetime(2026, 3, 9, 9, tzinfo=MOSCOW)
    assert OFFICE.prev_close(datetime(2026, 3, 7, tzinfo=MOSCOW)) == datetime(2026, 3, 6, 18, tzinfo=MOSCOW)
    assert OFFICE.is_open(FRIDAY)
    assert OFFICE.open_intervals(FRIDAY, 1) == [(FRIDAY, FRIDAY + timedelta(hours=1))]


@pytest.mark.parametrize(
    "naive",
    [FRIDAY.replace(tzinfo=None), pendulum.naive(2026, 3, 6, 17)],
    ids=["datetime", "pendulum"],
)
def test_a_naive_datetime_names_no_instant_and_is_refused_by_every_question(naive: datetime) -> None:
    questions = (
        lambda: OFFICE.add(naive, timedelta(hours=1)),
        lambda: OFFICE.sub(naive, timedelta(hours=1)),
        lambda: OFFICE.between(naive, FRIDAY),
        lambda: OFFICE.between(FRIDAY, naive),
        lambda: OFFICE.next_open(naive),
        lambda: OFFICE.prev_close(naive),
        lambda: OFFICE.is_open(naive),
        lambda: OFFICE.open_intervals(naive, 1),
    )
    for ask in questions:
        with pytest.raises(NaiveInstant):
            ask()


def test_rule_t2_a_day_is_24_hours_of_working_time_in_every_spelling() -> None:
    day = 24 * 3600 * 1_000_000
    spellings = (
        Duration(1, "days"),
        timedelta(days=1),
        pendulum.duration(days=1),
        pendulum.duration(days=2, hours=-24),
    )
    assert {micros_of(amount) for amount in spellings} == {day}


def test_arrays_in_arrays_out() -> None:
    starts = np.array(["2026-03-06T14:00", "2026-03-06T06:00"], dtype="datetime64[m]")
    dues = OFFICE.add_many(starts, np.array([2 * 3600, 60], dtype="timedelta64[s]"))
    assert dues.dtype == np.dtype("datetime64[us]")
    assert dues.tolist() == [datetime(2026, 3, 9, 7), datetime(2026, 3, 6, 6, 1)]  # noqa: DTZ001 - numpy's are naive, in UTC
    assert OFFICE.between_many(starts, dues).tolist() == [timedelta(hours=2), timedelta(minutes=1)]
    assert OFFICE.next_open_many(np.array(["2026-03-07"], dtype="datetime64[D]")).tolist() == [datetime(2026, 3, 9, 6)]  # noqa: DTZ001


def test_arrays_that_say_less_or_more_than_microseconds_are_refused() -> None:
    second = np.array([1], dtype="timedelta64[s]")
    with pytest.raises(ValueError, match="NaT"):
        OFFICE.add_many(np.array(["NaT"], dtype="datetime64[us]"), second)
    with pytest.raises(ValueError, match="below a microsecond"):
        OFFICE.add_many(np.array([1], dtype="datetime64[ns]"), second)
    with pytest.raises(TypeError, match="datetime64"):
        OFFICE.next_open_many(np.array([1]))


@given(
    us=st.integers(-62_100_000_000_000_000, 253_370_000_000_000_000),
    offset=st.integers(-1439, 1439),
)
@proved(quick=100)
def test_microseconds_of_an_instant_are_exact_in_every_offset(us: Micros, offset: int) -> None:
    told = instant(us).astimezone(timezone(timedelta(minutes=offset)))
    assert micros(told) == us == micros(pendulum.instance(told))
