"""The engine says what a slow counter of minutes says, on random schedules around days when clocks change."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.values.schedule import WEEKDAYS, Hours, Timetable, WorkWeek
from events.values.timetable_versions import TimetableVersions
from sla_engine.day_hours import wall
from sla_engine.instants import Micros, instant, micros
from sla_engine.table import LONGEST_GAP
from sla_engine.worktime import Calendar, NeverOpens
from tests.sla_engine.counter import MICROS, BeyondCounter, Counter, closing, opening, shown
from tests.sla_engine.strategies import (
    CHANGES,
    WEEKS,
    amounts,
    clock_times,
    micros_near,
    midnight_of,
    proved,
    schedules,
)

Schedule = tuple[TimetableVersions, date]


SECONDS = (
    st.tuples(st.integers(0, 86_399), st.integers(0, 86_399))
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: tuple(f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}" for second in pair))
)


def counted(schedule: Schedule, days_each_side: int = 35) -> Counter:
    versions, around = schedule
    middle = midnight_of(around)
    return Counter(versions, middle - days_each_side * 86_400, middle + days_each_side * 86_400)


def calendar_of(schedule: Schedule) -> Calendar:
    return Calendar(schedule[0], "UTC")


@given(data=st.data(), schedule=schedules())
@proved()
def test_the_engine_answers_what_a_counter_of_minutes_answers(data: st.DataObject, schedule: Schedule) -> None:
    calendar, counter = calendar_of(schedule), counted(schedule)
    at, other = data.draw(micros_near(schedule[1])), data.draw(micros_near(schedule[1]))
    amount = data.draw(amounts())
    assert calendar.between(at, other) == counter.between(at, other)
    assert calendar.is_open(at) == counter.is_open(at)
    with suppress(BeyondCounter):
        wanted = Micros(counter.add(at, amount))
        assert calendar.add(at, amount) == wanted
        assert calendar.between(at, wanted) == amount
        # The earliest such instant: a microsecond sooner is a microsecond less.
        assert calendar.between(at, wanted - 1) == amount - 1
    with suppress(BeyondCounter):
        wanted = Micros(counter.sub(at, amount))
        assert calendar.sub(at, amount) == wanted
        assert calendar.between(wanted, at) == amount
        assert calendar.between(wanted + 1, at) == amount - 1
    with suppress(BeyondCounter):
        next_open = counter.next_open(at)
        assert calendar.next_open(at) == next_open
    with suppress(BeyondCounter):
        prev_close = counter.prev_close(at)
        assert calendar.prev_close(at) == prev_close
    with suppress(BeyondCounter):
        intervals = counter.open_intervals(at, 4)
        assert calendar.open_intervals(at, 4) == intervals


@given(data=st.data(), schedule=schedules(), first=amounts(), second=amounts())
@proved()
def test_working_time_obeys_its_laws(data: st.DataObject, schedule: Schedule, first: Micros, second: Micros) -> None:
    calendar = calendar_of(schedule)
    a, b, c = sorted(data.draw(micros_near(schedule[1], 100)) for _ in range(3))
    # Additive over any split, and never less than nothing.
    assert calendar.between(a, c) == calendar.between(a, b) + calendar.between(b, c)
    assert calendar.between(c, a) == 0
    # What is open within a span adds up to it; no two intervals touch.
    intervals = calendar.within(a, c)
    assert sum(end - begin for begin, end in intervals) == calendar.between(a, c)
    assert all(closes < opens for (_, closes), (opens, _) in pairwise(intervals))
    try:
        due = calendar.add(a, first)
        assert calendar.between(a, due) == first
        assert calendar.add(due, second) == calendar.add(a, first + second) > due
        # Who starts later is due no sooner.
        assert calendar.add(b, first) >= due
        # The way back ends at the opening that the way there began with: off hours hold no working time.
        assert calendar.sub(due, first) == calendar.next_open(a)
    except NeverOpens:
        # Then ten years without a minute lie behind the last working time there is.
        last = calendar.within(a, a + LONGEST_GAP)
        since = last[-1][1] if last else c
        assert calendar.between(since, since + LONGEST_GAP) == 0


@given(data=st.data(), schedule=schedules(), amount=amounts())
@proved()
def test_an_answer_depends_neither_on_the_offset_nor_on_what_was_asked_before(
    data: st.DataObject, schedule: Schedule, amount: Micros
) -> None:
    at = data.draw(micros_near(schedule[1]))
    offset = timezone(timedelta(minutes=data.draw(st.integers(-14 * 60, 14 * 60))))
    fresh, used = calendar_of(schedule), calendar_of(schedule)
    for _ in range(2):
        used.is_open(data.draw(micros_near(schedule[1], 3_000)))
    told = micros(instant(at).astimezone(offset))
    assert told == at
    questions: list[Callable[[Calendar, Micros], object]] = [
        lambda calendar, now: calendar.add(now, amount),
        lambda calendar, now: calendar.sub(now, amount),
        Calendar.next_open,
        Calendar.prev_close,
        lambda calendar, now: calendar.open_intervals(now, 3),
    ]
    for ask in questions:
        assert answer(ask, fresh, at) == answer(ask, used, told)


def answer(ask: Callable[[Calendar, Micros], object], calendar: Calendar, at: Micros) -> object:
    try:
        return ask(calendar, at)
    except NeverOpens:
        return NeverOpens


@given(data=st.data(), zone=st.sampled_from(sorted(CHANGES)), week=WEEKS)
@proved(quick=8)
def test_spans_of_up_to_ten_years_are_counted_to_the_microsecond(
    data: st.DataObject, zone: str, week: WorkWeek
) -> None:
    versions = TimetableVersions.first(Timetable(zone=zone, week=week))
    around = data.draw(st.sampled_from(CHANGES[zone]))
    years = data.draw(st.sampled_from((0, 0, 0, 1, 1, 2, 10)))
    begin = midnight_of(around) - 10 * 86_400
    counter = Counter(versions, begin, begin + years * 366 * 86_400 + 30 * 86_400)
    calendar = Calendar(versions, "UTC")
    last = counter.end * MICROS - 1
    ends = st.integers(begin * MICROS, last)
    a, b = map(Micros, sorted((data.draw(ends), data.draw(ends))))
    worked = counter.between(a, b)
    assert calendar.between(a, b) == worked
    if worked:
        due = calendar.add(a, worked)
        assert due <= b
        assert counter.between(a, due) == worked
        assert counter.between(due, b) == 0
        assert counter.between(a, due - 1) == worked - 1


@given(data=st.data(), zone=st.sampled_from(sorted(CHANGES)), amount=amounts(20 * 3600))
@proved(quick=10)
def test_hours_that_begin_and_end_on_a_second_are_counted_second_by_second(
    data: st.DataObject, zone: str, amount: Micros
) -> None:
    around = data.draw(st.sampled_from(CHANGES[zone]))
    seconds = [Hours(*data.draw(SECONDS)) for _ in range(2)]
    week = WorkWeek(**dict.fromkeys(WEEKDAYS, tuple(seconds)))
    versions = TimetableVersions.first(Timetable(zone=zone, week=week))
    calendar, middle = Calendar(versions, "UTC"), midnight_of(around)
    counter = Counter(versions, middle - 3 * 86_400, middle + 3 * 86_400, cell=1)
    at, other = data.draw(micros_near(around, 2)), data.draw(micros_near(around, 2))
    assert calendar.between(at, other) == counter.between(at, other)
    assert calendar.next_open(at) == counter.next_open(at)
    with suppress(BeyondCounter):
        due = counter.add(at, amount)
        assert calendar.add(at, amount) == due


@given(zone=st.sampled_from(sorted(CHANGES)), data=st.data(), time=clock_times(), day=st.integers(-2, 2))
@proved(quick=200)
def test_rule_w4_wall_times_are_read_as_the_clock_shows_them(
    zone: str, data: st.DataObject, time: str, day: int
) -> None:
    on = data.draw(st.sampled_from(CHANGES[zone])) + timedelta(days=day)
    seconds = int(time[:2]) * 3600 + int(time[3:]) * 60
    told = datetime(on.year, on.month, on.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - a wall time
    assert wall(on, seconds, ZoneInfo(zone), latest=False) == opening(told, zone) * MICROS
    assert wall(on, seconds, ZoneInfo(zone), latest=True) == closing(told, zone) * MICROS


@pytest.mark.parametrize(("zone", "on"), [(zone, on) for zone, dates in CHANGES.items() for on in dates])
def test_rule_w4_every_minute_of_a_day_when_clocks_change_is_found_by_watching_the_clock(zone: str, on: date) -> None:
    """Watch the clock on the wall tick for three days and note when it first reaches, and last leaves, each time."""
    midnight = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - a wall time
    begin = midnight_of(on) - 40 * 3600
    ticks = [(at, shown(at, zone)) for at in range(begin, begin + 80 * 3600, 60)]
    for minute in range(0, 1440, 7):
        told = midnight + timedelta(minutes=minute)
        first_reached = next(at for at, reading in ticks if reading >= told)
        last_left = max(at for at, reading in ticks if reading < told) + 60
        assert wall(on, minute * 60, ZoneInfo(zone), latest=False) == first_reached * MICROS, told
        assert wall(on, minute * 60, ZoneInfo(zone), latest=True) == last_left * MICROS, told
