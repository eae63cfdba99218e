"""How far a norm reaches, by dates alone (W6): generous where there are hours, exact about gaps and ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.values.duration import DAY, HOUR, Duration
from events.values.reach import Days, is_within_reach, longest
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek, YearlyHoliday
from events.values.targets import EscalationPoint, Norm, Promise, Rule, Targets
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions
from tests.sla_engine.strategies import proved

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SUNDAY = date(2026, 11, 29)
HOUR_A_WEEK = WorkWeek(sun=(Hours("09:00", "10:00"),))
EVERY_DAY_BUT_29_FEBRUARY = tuple(
    YearlyHoliday(month=on.month, day=on.day) for on in (date(2026, 1, 1) + timedelta(day) for day in range(365))
)


def week(opens: str, closes: str, *days: str) -> WorkWeek:
    return WorkWeek(**dict.fromkeys(days, (Hours(opens, closes),)))


def reaches(timetable: Timetable, amount: int) -> bool:
    return is_within_reach(TimetableVersions.first(timetable), amount, NOW)


@pytest.mark.parametrize(
    ("hours", "amount", "expected"),
    [
        (week("09:00", "18:00", "mon", "tue", "wed", "thu", "fri"), 36_500 * DAY, True),
        (week("00:00", "24:00", "mon", "tue", "wed", "thu", "fri", "sat", "sun"), 36_500 * DAY, True),
        (HOUR_A_WEEK, 3650 * DAY, True),  # 1,680 years
        (HOUR_A_WEEK, 36_500 * DAY, False),  # 16,800 years
        (week("09:00", "09:05", "sun"), 8 * HOUR, True),
        (week("09:00", "09:05", "sun"), 3650 * DAY, False),
        (week("23:59", "00:01", "sun"), 3650 * DAY, False),
    ],
)
def test_row_f1_a_norm_is_within_reach_as_long_as_the_week_has_the_hours(
    hours: WorkWeek, amount: int, *, expected: bool
) -> None:
    assert reaches(Timetable(zone="Europe/Moscow", week=hours), amount) is expected
    assert reaches(Timetable(zone="requester", week=hours), amount) is expected


def test_row_f1_holidays_take_their_hours_out_of_reach() -> None:
    off = Timetable(zone="UTC", week=HOUR_A_WEEK, yearly=EVERY_DAY_BUT_29_FEBRUARY)
    assert reaches(off, HOUR)  # Sunday, 29 February 2032
    assert not reaches(off, 2 * HOUR)  # the next one is in 2060
    days = week("09:00", "18:00", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
    leap_days = Timetable(zone="UTC", week=days, yearly=EVERY_DAY_BUT_29_FEBRUARY)
    assert reaches(leap_days, 9 * HOUR)
    assert reaches(leap_days, 9 * HOUR * 100)
    assert not reaches(leap_days, 9 * HOUR * 2000)


def test_row_f1_dated_hours_alone_are_spent_and_then_there_is_nothing() -> None:
    dated = tuple(DatedException(SUNDAY + timedelta(day), (Hours("09:00", "17:00"),)) for day in range(1, 11))
    only = Timetable(zone="UTC", week=WorkWeek(), exceptions=dated)
    assert reaches(only, 80 * HOUR)
    assert not reaches(only, 80 * HOUR + 1)
    shut = Timetable(
        zone="UTC",
        week=WorkWeek(),
        exceptions=tuple(DatedException(each.on, each.hours, closures=(Hours("12:00", "13:00"),)) for each in dated),
    )
    assert reaches(shut, 70 * HOUR)
    assert not reaches(shut, 71 * HOUR)


def test_rule_w6_ten_years_of_closed_sundays_are_never() -> None:
    closed = tuple(DatedException(SUNDAY + timedelta(weeks=nth)) for nth in range(2, 2 + 530))
    timetable = Timetable(zone="UTC", week=HOUR_A_WEEK, exceptions=closed)
    assert reaches(timetable, 2 * HOUR)
    assert not reaches(timetable, 3 * HOUR)
    assert reaches(Timetable(zone="UTC", week=HOUR_A_WEEK, exceptions=closed[:510]), 3 * HOUR)


def test_rule_w8_only_versions_in_force_from_now_on_give_hours() -> None:
    generous = Timetable(zone="UTC", week=week("00:00", "24:00", "mon"))
    versions = TimetableVersions.first(generous)
    cut = Timetable(zone="UTC", week=week("09:00", "09:05", "sun"))
    assert not is_within_reach(versions.revised(cut, NOW - timedelta(days=400)), 3650 * DAY, NOW)
    assert not is_within_reach(versions.revised(cut, NOW + timedelta(days=400)), 3650 * DAY, NOW)
    assert is_within_reach(versions.revised(cut, NOW + timedelta(days=400)), 24 * 50 * HOUR, NOW)
    assert is_within_reach(TimetableVersions.first(cut).revised(generous, NOW), 3650 * DAY, NOW)


def test_nights_that_overlap_the_next_day_are_counted_once() -> None:
    twice = WorkWeek(sat=(Hours("20:00", "19:00"),), sun=(Hours("00:00", "19:00"),))
    once = Timetable(zone="UTC", week=twice)
    assert reaches(once, 23 * HOUR * 52 * 6970)
    assert not reaches(once, 42 * HOUR * 52 * 6970)


_OF_DAY = [Hours(f"{begin:02}:00", f"{end:02}:30") for begin in range(0, 24, 3) for end in range(begin, 24, 4)]
_OVER_NIGHT = [Hours("20:00", "06:00"), Hours("12:00", "11:59")]
_STRETCHES = st.tuples(st.integers(2026, 2033), st.integers(1, 366), st.integers(1, 366)).map(
    lambda drawn: [date(drawn[0], 1, 1) + timedelta(place) for place in (min(drawn[1:]) - 1, max(drawn[1:]))]
)


def _timetables(hours: list[Hours]) -> st.SearchStrategy[Timetable]:
    day = st.lists(st.sampled_from(hours), max_size=3, unique=True).map(tuple)
    dated = st.dictionaries(st.dates(date(2025, 12, 1), date(2034, 2, 1)), st.tuples(st.none() | day, day), max_size=12)
    off = st.lists(st.dates(date(2028, 1, 1), date(2028, 12, 31)), max_size=40, unique=True)
    return st.builds(
        lambda days, dated, off: Timetable(
            zone="UTC",
            week=WorkWeek(**dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), days, strict=True))),
            exceptions=tuple(DatedException(on, hours, closures=closed) for on, (hours, closed) in dated.items()),
            yearly=tuple(YearlyHoliday(month=on.month, day=on.day) for on in off),
        ),
        st.tuples(*[day] * 7),
        dated,
        off,
    )


@proved(quick=150, long=20_000)
@given(st.one_of(_timetables(_OF_DAY), _timetables([*_OF_DAY, *_OVER_NIGHT])), _STRETCHES, st.integers(1, 4_000))
def test_counted_by_weekdays_is_counted_date_by_date(timetable: Timetable, stretch: list[date], hours: int) -> None:
    begin, end = stretch[0], min(stretch[1], date(stretch[0].year + 1, 1, 1))
    days, enough = Days(timetable), hours * 3600
    worked, first, last = days.date_by_date(begin, end)
    assert days.by_weekdays(begin, end) == (worked, first, last)
    found, opens, closes = days.counted(begin, end, enough)
    assert (found >= enough, opens) == (worked >= enough, first)
    assert found >= enough or (found, closes) == (worked, last)


def test_the_longest_norm_of_a_promise_is_named_by_its_path() -> None:
    late = EscalationPoint(id="late", share_percent=1000)
    after = EscalationPoint(id="after", offset=Duration(100, "days"), side="after")
    before = EscalationPoint(id="before", offset=Duration(3650, "days"))

    def rule(norm: Norm) -> Rule:
        return Rule(id="r", name=Text.same("r"), norm=norm)

    day = Duration(1, "days")
    for promise, path, amount in (
        (Promise(), "promise.reaction.default.duration", 8 * HOUR),
        (
            Promise(resolution=Targets(default=Norm(duration=day))),
            "promise.resolution.default.duration",
            DAY,
        ),
        (
            Promise(reaction=Targets(rules=(rule(Norm(duration=day, escalations=(before, late))),))),
            "promise.reaction.rules[0].norm.escalations[1].share_percent",
            10 * DAY,
        ),
        (
            Promise(resolution=Targets(default=Norm(duration=day, escalations=(late, after)))),
            "promise.resolution.default.escalations[1].offset",
            101 * DAY,
        ),
    ):
        assert longest(promise) == (amount, path)
