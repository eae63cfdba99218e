"""Adds and spans of working time per second against other libraries and bare floors; run by ``make bench``.

100,000 random tickets of 2024 to 2026 on 9-18 with lunch and Russia's public holidays. One at a time with aware
datetimes in and out for everyone; in batches with numpy arrays in and out for everyone who takes them.
"""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import businesstimedelta  # type: ignore[import-untyped]  # it has no types
import numpy as np
import pandas as pd  # type: ignore[import-untyped]  # its stubs are a package of their own
import workclock

from benchmarks.report import Figure, medians, show
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek
from sla_engine.holiday_proposals import proposals
from sla_engine.instants import EPOCH, micros
from sla_engine.public import WorkingTime

TICKETS = 100_000
SLOW_TICKETS = 500
"""For rivals that would take minutes over all of them."""
RUNS = 5
ZONE = "Europe/Moscow"
YEARS = range(2022, 2033)
BASE = datetime(2024, 1, 1, tzinfo=UTC)
THREE_YEARS_S = 3 * 365 * 86_400
FIVE_YEARS = timedelta(days=5 * 365)
MICROSECOND = timedelta(microseconds=1)
MORNING, NOON, LUNCH_ENDS, EVENING = day_time(9), day_time(13), day_time(14), day_time(18)

Pair = tuple[Any, Any]
Work = Callable[[], float]


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    starts, amounts, ends = tickets()
    floor = Floor(schedule())
    yield from one_at_a_time(floor, list(zip(starts, amounts, strict=True)), list(zip(starts, ends, strict=True)))
    yield from slow_rivals(list(zip(starts, amounts, strict=True)), list(zip(starts, ends, strict=True)))
    yield from batches(floor, starts, amounts, ends)
    yield from long_spans(starts)


def tickets() -> tuple[list[datetime], list[timedelta], list[datetime]]:
    """Random starts, amounts of up to 80 working hours, and ends up to a month later; whole seconds."""
    random = np.random.default_rng(20_260_302)
    at = random.integers(0, THREE_YEARS_S, TICKETS).tolist()
    amounts = [timedelta(seconds=seconds) for seconds in random.integers(60, 80 * 3600, TICKETS).tolist()]
    later = random.integers(60, 30 * 86_400, TICKETS).tolist()
    starts = [BASE + timedelta(seconds=seconds) for seconds in at]
    return starts, amounts, [start + timedelta(seconds=s) for start, s in zip(starts, later, strict=True)]


def holidays_of(years: Sequence[int]) -> list[DatedException]:
    """Days off alone: none of the rivals can tell a worked Saturday."""
    return [exception for year in years for exception in proposals("RU", year) if exception.hours == ()]


def schedule() -> WorkingTime:
    """Ours: 9-18 with lunch, Monday to Friday, with Russia's days off."""
    day = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
    week = WorkWeek(mon=day, tue=day, wed=day, thu=day, fri=day)
    return WorkingTime(Timetable(zone=ZONE, week=week, exceptions=tuple(holidays_of(YEARS))))


def workclock_schedule() -> workclock.Schedule:
    """The same for ``workclock``."""
    days = [0, 1, 2, 3, 4]
    return workclock.Schedule(
        [
            workclock.WorkDay(MORNING, EVENING, days=days),
            workclock.Break(NOON, LUNCH_ENDS, days=days),
            workclock.Holidays([exception.on for exception in holidays_of(YEARS)]),
        ],
        time_zone=ZONE,
    )


class Localizing(ZoneInfo):
    """A zone with the one method that ``businesstimedelta`` asks of zones made by ``pytz``."""

    def localize(self, at: datetime) -> datetime:
        """A wall time of this zone as an instant."""
        return at.replace(tzinfo=self)


def businesstimedelta_rules() -> Any:
    """The same for ``businesstimedelta``."""
    days, zone = [0, 1, 2, 3, 4], Localizing(ZONE)
    off = {exception.on: exception.name.en for exception in holidays_of(YEARS)}
    work = businesstimedelta.WorkDayRule(start_time=MORNING, end_time=EVENING, working_days=days, tz=zone)
    lunch = businesstimedelta.LunchTimeRule(start_time=NOON, end_time=LUNCH_ENDS, working_days=days, tz=zone)
    return businesstimedelta.Rules([work, lunch, businesstimedelta.HolidayRule(off, tz=zone)])


def pandas_hours() -> Any:
    """The same for pandas; it knows no zones, so it is asked in local time."""
    return pd.offsets.CustomBusinessHour(
        start=["09:00", "14:00"], end=["13:00", "18:00"], holidays=[e.on for e in holidays_of(YEARS)]
    )


class Floor:
    """A bare bisection over the table that the engine has made: no zones, no checks, no growth."""

    def __init__(self, ours: WorkingTime) -> None:
        begin, end = (micros(BASE + timedelta(days=days)) for days in (-30, 9 * 365))
        spans = ours.calendar.within(begin, end)
        opens, closes = [a for a, _ in spans], [b for _, b in spans]
        closed: list[int] = np.cumsum([b - a for a, b in spans]).tolist()
        before = [0, *closed]
        self.arrays = [np.array(column) for column in (opens, closes, before, closed)]

        def worked(at: datetime) -> int:
            delta = at - EPOCH
            us = (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
            place = bisect_right(opens, us) - 1
            close = closes[place]
            return before[place] + (us if us < close else close) - opens[place]  # noqa: FURB136 - min() is slower

        def add(start: datetime, amount: timedelta) -> datetime:
            goal = worked(start) + (amount.days * 86_400 + amount.seconds) * 1_000_000 + amount.microseconds
            place = bisect_left(closed, goal)
            return EPOCH + (opens[place] + goal - before[place]) * MICROSECOND

        def between(begin: datetime, end: datetime) -> timedelta:
            return (worked(end) - worked(begin)) * MICROSECOND

        self.add, self.between = add, between

    def add_many(self, starts: Any, amounts: Any) -> Any:
        """``datetime64`` in and out."""
        opens, closes, before, closed = self.arrays
        at = starts.view(np.int64)
        place = np.searchsorted(opens, at, side="right") - 1
        goals = before[place] + np.minimum(at, closes[place]) - opens[place] + amounts.view(np.int64)
        place = np.searchsorted(closed, goals)
        return (opens[place] + goals - before[place]).view("datetime64[us]")

    def between_many(self, begins: Any, ends: Any) -> Any:
        """``datetime64`` in, ``timedelta64`` out."""
        opens, closes, before, _ = self.arrays
        sums = []
        for instants in (begins, ends):
            at = instants.view(np.int64)
            place = np.searchsorted(opens, at, side="right") - 1
            sums.append(before[place] + np.minimum(at, closes[place]) - opens[place])
        return (sums[1] - sums[0]).view("timedelta64[us]")


def one_at_a_time(floor: Floor, adds: Sequence[Pair], spans: Sequence[Pair]) -> Iterator[Figure]:
    """Single questions with datetimes in and out."""
    ours, rival = schedule(), workclock_schedule()
    told = f"{TICKETS} random tickets, 9-18 with lunch and RU holidays, aware datetimes in and out, median of {RUNS}"
    for name, mine, theirs, bare, pairs in (
        ("add", ours.add, rival.add, floor.add, adds),
        ("between", ours.between, rival.between, floor.between, spans),
    ):
        agree(pairs[:2_000], mine, theirs, bare)
        mine_s, theirs_s, bare_s = medians(RUNS, *(partial(each, work, pairs) for work in (mine, theirs, bare)))
        yield Figure.rate(f"{name}_single_vs_bare_bisect", ours=mine_s, peer=bare_s, unit="calls/s", conditions=told)
        yield Figure.rate(f"{name}_single_vs_workclock", ours=mine_s, peer=theirs_s, unit="calls/s", conditions=told)


def slow_rivals(adds: Sequence[Pair], spans: Sequence[Pair]) -> Iterator[Figure]:
    """Rivals that take a millisecond a question, over fewer tickets."""
    ours, rules, hours = schedule(), businesstimedelta_rules(), pandas_hours()
    zone = ZoneInfo(ZONE)

    def businesstimedelta_add(start: datetime, amount: timedelta) -> Any:
        return start + businesstimedelta.BusinessTimeDelta(rules, timedelta=amount)

    def businesstimedelta_between(begin: datetime, end: datetime) -> Any:
        return rules.difference(begin, end).timedelta

    few_adds, few_spans = adds[:SLOW_TICKETS], spans[:SLOW_TICKETS]
    told = f"{SLOW_TICKETS} of the same tickets, aware datetimes in and out, median of 3"
    for name, mine, theirs, pairs in (
        ("add", ours.add, businesstimedelta_add, few_adds),
        ("between", ours.between, businesstimedelta_between, few_spans),
    ):
        agree(pairs[:50], mine, theirs)
        mine_s, theirs_s = medians(3, partial(each, mine, pairs), partial(each, theirs, pairs))
        figure = f"{name}_single_vs_businesstimedelta"
        yield Figure.rate(figure, ours=mine_s, peer=theirs_s, unit="calls/s", conditions=told)

    # pandas adds whole business hours, to local times without a zone: it is asked just that.
    whole = [(start, timedelta(hours=1 + amount.seconds % 40)) for start, amount in few_adds]
    local = [
        (pd.Timestamp(start.astimezone(zone).replace(tzinfo=None)), int(amount.total_seconds()) // 3600)
        for start, amount in whole
    ]
    mine_s, theirs_s = medians(
        3, partial(each, ours.add, whole), partial(each, lambda start, count: start + hours * count, local)
    )
    told = f"{SLOW_TICKETS} of the same starts, whole hours; pandas with local times, median of 3"
    name = "add_single_vs_pandas_custom_business_hour"
    yield Figure.rate(name, ours=mine_s, peer=theirs_s, unit="calls/s", conditions=told)


def batches(floor: Floor, starts: list[datetime], amounts: list[timedelta], ends: list[datetime]) -> Iterator[Figure]:
    """All tickets at once on arrays."""
    ours, rival = schedule(), workclock_schedule()
    begins, until = arrayed(starts), arrayed(ends)
    added = np.array([int(amount.total_seconds()) for amount in amounts], dtype="timedelta64[s]").astype("m8[us]")
    told = f"{TICKETS} random tickets in one call, numpy arrays in and out, median of {RUNS * 3}"
    for name, mine, theirs, bare, more in (
        ("add", ours.add_many, rival.add_many, floor.add_many, added),
        ("between", ours.between_many, rival.between_many, floor.between_many, until),
    ):
        answers = [work(begins, more) for work in (mine, theirs, bare)]
        if not all(np.array_equal(answers[0], other) for other in answers[1:]):
            raise AssertionError(f"{name}: the batches disagree")
        rates = medians(RUNS * 3, *(partial(at_once, work, begins, more) for work in (mine, theirs, bare)))
        mine_s, theirs_s, bare_s = rates
        figure = f"{name}_batch_vs_bare_searchsorted"
        yield Figure.rate(figure, ours=mine_s, peer=bare_s, unit="tickets/s", conditions=told)
        yield Figure.rate(f"{name}_batch_vs_workclock", ours=mine_s, peer=theirs_s, unit="tickets/s", conditions=told)


def long_spans(starts: list[datetime]) -> Iterator[Figure]:
    """What five years cost against a day: 1 is as much; ``ratio`` is how much less of a slowdown we pay."""
    ours, rival = schedule(), workclock_schedule()
    few = starts[:2_000]
    years_of_work = timedelta(hours=5 * 247 * 8)
    told = f"{len(few)} spans of five years against as many of a day, one at a time, median of {RUNS}"
    for name, mine, theirs, short, long in (
        ("add", ours.add, rival.add, timedelta(hours=8), years_of_work),
        ("between", ours.between, rival.between, timedelta(days=1), FIVE_YEARS),
    ):
        near = [(start, short if name == "add" else start + short) for start in few]
        far = [(start, long if name == "add" else start + long) for start in few]
        agree(far[:50], mine, theirs)
        mine_near, mine_far, their_near, their_far = medians(
            RUNS, *(partial(each, work, pairs) for work in (mine, theirs) for pairs in (near, far))
        )
        yield Figure.duration(
            f"{name}_five_years_times_a_day_vs_workclock",
            ours=mine_near / mine_far,
            peer=their_near / their_far,
            unit="times the cost of a day",
            conditions=told,
        )


def agree(pairs: Sequence[Pair], *works: Callable[[Any, Any], Any]) -> None:
    """Raise unless all give the same answers: only then is their speed worth comparing."""
    for one, other in pairs:
        answers = [work(one, other) for work in works]
        if any(answer != answers[0] for answer in answers[1:]):
            raise AssertionError(f"{one}, {other}: {answers}")


def each(work: Callable[[Any, Any], Any], pairs: Sequence[Pair]) -> float:
    """Calls a second."""
    begun = time.perf_counter()
    for one, other in pairs:
        work(one, other)
    return len(pairs) / (time.perf_counter() - begun)


def at_once(work: Callable[[Any, Any], Any], one: Any, other: Any) -> float:
    """Tickets a second."""
    begun = time.perf_counter()
    work(one, other)
    return len(one) / (time.perf_counter() - begun)


def arrayed(instants: list[datetime]) -> Any:
    """Aware datetimes as ``datetime64``."""
    return np.array([at.replace(tzinfo=None) for at in instants], dtype="datetime64[us]")


if __name__ == "__main__":
    show(run())
