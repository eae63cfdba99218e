"""W1-W8 by hand: each rule on a calendar that fits in one's head, and in weeks when the clocks change."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.values.schedule import (
    REQUESTER_ZONE,
    WEEKDAYS,
    DatedException,
    Hours,
    Timetable,
    WorkWeek,
    YearlyHoliday,
)
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions
from sla_engine.instants import Micros, instant, micros
from sla_engine.table import LONGEST_GAP
from sla_engine.worktime import EARLIEST, LATEST, Calendar, NegativeAmount, NeverOpens, OutOfCalendar

HOUR = 3600 * 1_000_000
LUNCH = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
ALL_DAY = (Hours("00:00", "24:00"),)
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def calendar(
    zone: str = "Europe/Moscow",
    day: tuple[Hours, ...] = LUNCH,
    days: tuple[str, ...] = WORKDAYS,
    exceptions: tuple[DatedException, ...] = (),
    yearly: tuple[YearlyHoliday, ...] = (),
) -> Calendar:
    week = WorkWeek(**dict.fromkeys(days, day))
    timetable = Timetable(zone=zone, week=week, exceptions=exceptions, yearly=yearly)
    return Calendar(TimetableVersions.first(timetable), "UTC")


def at(text: str, zone: str = "Europe/Moscow") -> Micros:
    """A wall time of a zone, such as ``2026-03-06 17:00``."""
    return micros(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def test_row_121_rule_w1_a_lunch_break_splits_the_day() -> None:
    office = calendar()
    assert office.between(at("2026-03-06 09:00"), at("2026-03-06 18:00")) == 8 * HOUR
    assert office.add(at("2026-03-06 12:30"), HOUR) == at("2026-03-06 14:30")
    assert not office.is_open(at("2026-03-06 13:30"))


def test_rule_w2_an_exception_replaces_its_date_none_shortened_or_extra() -> None:
    """Friday off, Thursday shortened to 16:00, Saturday worked: 6 + 0 + 8 hours in three days."""
    office = calendar(
        exceptions=(
            DatedException(date(2026, 3, 5), (Hours("09:00", "13:00"), Hours("14:00", "16:00"))),
            DatedException(date(2026, 3, 6), ()),
            DatedException(date(2026, 3, 7), LUNCH),
        )
    )
    worked = [office.between(at(f"2026-03-0{day} 00:00"), at(f"2026-03-0{day + 1} 00:00")) for day in (5, 6, 7)]
    assert worked == [6 * HOUR, 0, 8 * HOUR]


def test_rule_w2_a_dated_exception_goes_before_a_yearly_holiday() -> None:
    office = calendar(
        yearly=(YearlyHoliday(3, 9),), exceptions=(DatedException(date(2027, 3, 9), (Hours("10:00", "12:00"),)),)
    )
    assert office.between(at("2026-03-09 00:00"), at("2026-03-10 00:00")) == 0
    assert office.between(at("2027-03-09 00:00"), at("2027-03-10 00:00")) == 2 * HOUR


def test_rule_w2_a_yearly_holiday_on_29_february_is_off_in_leap_years_alone() -> None:
    office = calendar(day=ALL_DAY, days=WEEKDAYS, yearly=(YearlyHoliday(2, 29),))
    assert office.between(at("2028-02-28 00:00"), at("2028-03-01 00:00")) == 24 * HOUR
    assert office.between(at("2027-02-28 00:00"), at("2027-03-01 00:00")) == 24 * HOUR


def test_rule_w3_hours_over_midnight_belong_to_the_day_they_start_on() -> None:
    """Night shifts of Friday: 20:00 to Saturday 08:00; a holiday on Saturday takes nothing from it."""
    nights = calendar(day=(Hours("20:00", "08:00"),), days=("fri",), exceptions=(DatedException(date(2026, 3, 7), ()),))
    assert nights.between(at("2026-03-06 00:00"), at("2026-03-08 00:00")) == 12 * HOUR
    assert nights.open_intervals(at("2026-03-06 12:00"), 1) == [(at("2026-03-06 20:00"), at("2026-03-07 08:00"))]


def test_rule_w3_overlapping_and_touching_hours_merge() -> None:
    office = calendar(day=(Hours("12:00", "15:00"), Hours("09:00", "12:00"), Hours("14:00", "18:00")))
    assert office.open_intervals(at("2026-03-06 00:00"), 1) == [(at("2026-03-06 09:00"), at("2026-03-06 18:00"))]
    always = calendar(day=ALL_DAY)
    assert always.open_intervals(at("2026-03-09 00:00"), 1) == [(at("2026-03-09 00:00"), at("2026-03-14 00:00"))]


@pytest.mark.parametrize(
    ("closed", "wanted"),
    [
        ((Hours("22:00", "24:00"),), 10),
        ((Hours("23:00", "01:00"),), 10),
        ((Hours("19:00", "21:00"),), 11),
    ],
)
def test_a_break_is_taken_out_before_and_after_midnight(closed: tuple[Hours, ...], wanted: int) -> None:
    nights = calendar(
        day=(Hours("20:00", "08:00"),),
        days=("fri",),
        exceptions=(DatedException(date(2026, 3, 6), None, closures=closed),),
    )
    assert nights.between(at("2026-03-06 00:00"), at("2026-03-08 00:00")) == wanted * HOUR


def test_a_break_of_the_day_after_is_taken_out_of_the_night_before() -> None:
    nights = calendar(
        day=(Hours("20:00", "08:00"),),
        days=("fri",),
        exceptions=(DatedException(date(2026, 3, 7), None, closures=(Hours("01:00", "02:30"),)),),
    )
    assert nights.between(at("2026-03-06 00:00"), at("2026-03-08 00:00")) == 10.5 * HOUR


def test_rule_w4_a_day_of_25_hours_counts_25_and_one_of_23_counts_23() -> None:
    berlin = calendar("Europe/Berlin", ALL_DAY, WEEKDAYS)
    day = [
        berlin.between(at(f"{on} 00:00", "Europe/Berlin"), at(f"{after} 00:00", "Europe/Berlin"))
        for on, after in (("2024-10-27", "2024-10-28"), ("2024-03-31", "2024-04-01"), ("2024-06-01", "2024-06-02"))
    ]
    assert day == [25 * HOUR, 23 * HOUR, 24 * HOUR]


def test_rule_w4_hours_over_a_gap_keep_what_is_left_of_them() -> None:
    """01:30-03:30 on the night when 02:00 becomes 03:00: half an hour before, half an hour after."""
    berlin = calendar("Europe/Berlin", (Hours("01:30", "03:30"),), ("sun",))
    assert berlin.between(at("2024-03-31 00:00", "Europe/Berlin"), at("2024-03-31 12:00", "Europe/Berlin")) == HOUR
    inside = calendar("Europe/Berlin", (Hours("02:10", "02:50"),), ("sun",))
    assert inside.between(at("2024-03-31 00:00", "Europe/Berlin"), at("2024-03-31 12:00", "Europe/Berlin")) == 0


def test_rule_w4_in_an_overlap_hours_open_with_the_earlier_and_close_with_the_later_reading() -> None:
    """02:15-02:45 on the night when 03:00 becomes 02:00 again: from the first 02:15 to the second 02:45."""
    berlin = calendar("Europe/Berlin", (Hours("02:15", "02:45"),), ("sun",))
    assert berlin.open_intervals(micros(datetime(2024, 10, 26, 12, tzinfo=UTC)), 1) == [
        (micros(datetime(2024, 10, 27, 0, 15, tzinfo=UTC)), micros(datetime(2024, 10, 27, 1, 45, tzinfo=UTC)))
    ]


def test_rule_w4_lord_howe_moves_by_half_an_hour_and_apia_skips_a_day() -> None:
    zone = "Australia/Lord_Howe"
    howe = calendar(zone, ALL_DAY, WEEKDAYS)
    assert howe.between(at("2024-04-07 00:00", zone), at("2024-04-08 00:00", zone)) == 24.5 * HOUR
    assert howe.between(at("2024-10-06 00:00", zone), at("2024-10-07 00:00", zone)) == 23.5 * HOUR
    apia = calendar("Pacific/Apia", LUNCH, WEEKDAYS)
    before, after = at("2011-12-29 00:00", "Pacific/Apia"), at("2012-01-01 00:00", "Pacific/Apia")
    assert after - before == 48 * HOUR
    assert apia.between(before, after) == 16 * HOUR


def test_rule_w5_a_budget_spent_at_closing_is_due_at_closing() -> None:
    office = calendar()
    friday = at("2026-03-06 17:00")
    assert office.add(friday, HOUR) == at("2026-03-06 18:00")
    assert office.add(friday, HOUR + 1) == at("2026-03-09 09:00") + 1
    assert office.sub(at("2026-03-09 10:00"), HOUR) == at("2026-03-09 09:00")
    assert office.sub(at("2026-03-09 10:00"), HOUR + 1) == at("2026-03-06 18:00") - 1


def test_rule_w5_seconds_and_microseconds_are_never_rounded() -> None:
    office = calendar()
    start = at("2026-03-06 17:59:58") + 1
    assert office.between(start, at("2026-03-09 09:00:01")) == 3_000_000 - 1
    assert office.add(start, 2_000_000) == at("2026-03-09 09:00") + 1


def test_rule_w5_nothing_is_due_at_once_and_less_than_nothing_is_refused() -> None:
    office, saturday = calendar(), at("2026-03-07 12:00")
    assert office.add(saturday, 0) == office.sub(saturday, 0) == saturday
    for ask in (office.add, office.sub):
        with pytest.raises(NegativeAmount):
            ask(saturday, -1)


def test_rule_w6_without_hours_ahead_add_says_so_instead_of_looping() -> None:
    never = calendar(day=())
    now = at("2026-03-06 12:00")
    questions: list[Callable[[], int]] = [
        lambda: never.add(now, 1),
        lambda: never.sub(now, 1),
        lambda: never.next_open(now),
    ]
    for ask in questions:
        with pytest.raises(NeverOpens):
            ask()
    assert never.between(now, now + LONGEST_GAP) == 0


def test_rule_w6_a_schedule_that_ends_is_counted_to_its_end_and_no_further() -> None:
    office = calendar()
    ended = Calendar(
        office.versions.revised(Timetable(zone="UTC", week=WorkWeek()), instant(at("2026-03-06 15:00"))), "UTC"
    )
    assert ended.add(at("2026-03-06 09:00"), 5 * HOUR) == at("2026-03-06 15:00")
    with pytest.raises(NeverOpens):
        ended.add(at("2026-03-06 09:00"), 5 * HOUR + 1)
    assert ended.prev_close(at("2030-01-01 00:00")) == at("2026-03-06 15:00")


def test_rule_w7_the_zone_of_the_requester_opens_the_same_hours_elsewhere() -> None:
    timetable = Timetable(zone=REQUESTER_ZONE, week=WorkWeek(fri=LUNCH))
    versions = TimetableVersions.first(timetable)
    for zone in ("Asia/Vladivostok", "Europe/Kaliningrad"):
        assert Calendar.of(versions, zone).next_open(at("2026-03-06 00:00", zone)) == at("2026-03-06 09:00", zone)
    assert Calendar.of(versions, "").next_open(at("2026-03-06 00:00", "UTC")) == at("2026-03-06 09:00", "UTC")


def test_rule_w8_a_version_that_changes_in_the_middle_of_the_day_counts_each_side_by_its_own_hours() -> None:
    """9-18 with lunch until Friday 11:00, from then on 10-20 without: 2 + 9 hours, and one unbroken interval."""
    late = Timetable(zone="Europe/Moscow", week=WorkWeek(fri=(Hours("10:00", "20:00"),)))
    office = Calendar(calendar().versions.revised(late, instant(at("2026-03-06 11:00"))), "UTC")
    assert office.between(at("2026-03-06 00:00"), at("2026-03-07 00:00")) == 11 * HOUR
    assert office.open_intervals(at("2026-03-06 00:00"), 1) == [(at("2026-03-06 09:00"), at("2026-03-06 20:00"))]
    assert office.add(at("2026-03-06 09:00"), 11 * HOUR) == at("2026-03-06 20:00")
    assert [office.version_at(at(f"2026-03-06 {hour}")) for hour in ("10:59", "11:00")] == [0, 1]
    assert office.version_bounds(at("2026-03-06 00:00"), at("2026-03-07 00:00")) == [at("2026-03-06 11:00")]


def test_rule_w8_the_night_before_a_new_version_is_cut_at_its_instant() -> None:
    nights = calendar(day=(Hours("20:00", "08:00"),), days=("thu",))
    changed = Calendar(
        nights.versions.revised(Timetable(zone="Europe/Moscow", week=WorkWeek()), instant(at("2026-03-06 02:00"))),
        "UTC",
    )
    assert changed.between(at("2026-03-05 12:00"), at("2026-03-07 00:00")) == 6 * HOUR


def test_round_the_clock_never_closes_so_its_one_interval_is_cut_after_ten_years() -> None:
    always = calendar("UTC", ALL_DAY, WEEKDAYS)
    now = at("2026-03-06 12:34")
    assert always.open_intervals(now, 10) == [(now, now + LONGEST_GAP)]


def test_clocks_set_back_over_midnight_do_not_cut_the_night_into_pieces() -> None:
    """In St. John's 00:01 became 23:01 of the day before: midnight came twice."""
    zone = "America/St_Johns"
    office = calendar(zone, LUNCH, WORKDAYS)
    moment = at("2010-11-06 23:30", zone) + HOUR
    until, why = office.closed_because(moment)
    assert (until - moment, why) == (HOUR // 2, None)
    seen = at("2010-11-06 18:00", zone)
    cuts = 0
    while seen < at("2010-11-08 09:00", zone):
        seen, cuts = office.closed_because(seen)[0], cuts + 1
    assert cuts < 6


def test_a_day_off_is_called_by_its_name_or_simply_a_day_off() -> None:
    office = calendar(
        exceptions=(
            DatedException(date(2026, 3, 9), (), Text("праздник", "holiday")),
            DatedException(date(2026, 3, 10)),
        )
    )
    whys = [office.closed_because(at(f"2026-03-{day} 12:00"))[1] for day in ("09", "10", "07")]
    assert whys == [Text("праздник", "holiday"), Text("выходной", "day off"), None]


@pytest.mark.parametrize("moment", [EARLIEST - 1, LATEST + 1])
def test_instants_at_the_ends_of_time_are_refused_whatever_was_asked_before(moment: Micros) -> None:
    office = calendar("UTC", ALL_DAY, WEEKDAYS)
    for _ in range(2):
        for ask in (
            office.is_open,
            office.next_open,
            office.prev_close,
            lambda t: office.add(t, 1),
            lambda t: office.add(t, 0),
        ):
            with pytest.raises(OutOfCalendar):
                ask(moment)
        office.is_open(EARLIEST)
        office.is_open(LATEST - 1)


def test_the_years_2_and_9998_still_work() -> None:
    always = calendar("Asia/Tehran", ALL_DAY, WEEKDAYS)
    assert always.add(EARLIEST, HOUR) == EARLIEST + HOUR
    assert always.sub(LATEST, HOUR) == LATEST - HOUR
    with pytest.raises(OutOfCalendar):
        always.add(LATEST - HOUR, 2 * HOUR)
    with pytest.raises(OutOfCalendar):
        always.sub(EARLIEST + HOUR, 2 * HOUR)


def test_a_calendar_is_shared_by_what_it_says_not_by_who_made_it() -> None:
    assert Calendar.of(calendar().versions) is Calendar.of(calendar().versions)
    assert Calendar.of(calendar().versions, "Asia/Tehran") is not Calendar.of(calendar().versions)


def test_cost_many_threads_may_ask_while_the_table_grows() -> None:
    office, alone = calendar(), calendar()
    starts = [at("2026-03-06 12:00") + day * 97 * 24 * HOUR for day in range(-60, 60)]
    wanted = [alone.add(start, 5 * HOUR) for start in starts]
    orders = [starts, starts[::-1], starts[60:] + starts[:60], starts[::2] + starts[1::2]]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda order: {start: office.add(start, 5 * HOUR) for start in order}, orders * 2))
    assert all([answer[start] for start in starts] == wanted for answer in answers)


def test_cost_a_span_of_five_years_needs_no_more_steps_than_a_day() -> None:
    """Both are two bisections over the same table: once it is there, nothing grows."""
    office = calendar()
    start = at("2026-03-06 12:00")
    far = start + timedelta(days=5 * 365) // timedelta(microseconds=1)
    office.between(start, far)
    table = office._table
    office.add(start, HOUR)
    office.add(start, 5 * 247 * 8 * HOUR - 8 * HOUR)
    assert office._table is table


@pytest.mark.parametrize(
    ("zone", "skipped"),
    [("Pacific/Apia", "2011-12-30"), ("Pacific/Fakaofo", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21")],
)
def test_rule_w4_a_night_over_a_date_that_never_was_ends_on_the_morning_after_as_on_every_other_day(
    zone: str, skipped: str
) -> None:
    """Decision 0091: from eight in the evening till six in the morning are ten hours, though a date is missing."""
    nights = calendar(zone, (Hours("20:00", "06:00"),), WEEKDAYS)
    day = date.fromisoformat(skipped)
    before, after = (at(f"{day + timedelta(days=off)} 12:00", zone) for off in (-1, 1))
    assert nights.between(before, after) == 10 * HOUR
    assert nights.between(at(f"{day + timedelta(days=1)} 00:00", zone), after) == 6 * HOUR
