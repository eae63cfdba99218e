"""What ends decades or centuries ahead is found in bounded time, and to the same microsecond as day by day (Cost)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.values.duration import DAY, HOUR, MINUTE
from events.values.schedule import WEEKDAYS, DatedException, Hours, Timetable, WorkWeek, YearlyHoliday
from events.values.timetable_versions import TimetableVersions
from sla_engine.instants import Micros, instant, micros
from sla_engine.table import LONGEST_GAP
from sla_engine.worktime import LATEST, Calendar, NeverOpens, OutOfCalendar

NOW = micros(datetime(2026, 3, 27, 10, tzinfo=UTC))
"""The Friday before the clocks of Europe change."""


def calendar(hours: Hours, zone: str = "Europe/Berlin", *days: str, **more: object) -> Calendar:
    week = WorkWeek(**dict.fromkeys(days or ("sun",), (hours,)))
    return Calendar(TimetableVersions.first(Timetable(zone=zone, week=week, **more)), "UTC")  # type: ignore[arg-type]


def day_by_day(office: Calendar, start: Micros, amount: int) -> Micros:
    """The same by the table alone, grown as far as it takes."""
    end = start + DAY
    while office.between(start, end) < amount:
        end = min(LATEST, end + 400 * DAY)
    low, high = start, end
    while high - low > 1:
        middle = Micros((low + high) // 2)
        low, high = (low, middle) if office.between(start, middle) >= amount else (middle, high)
    return high


def test_cost_an_hour_a_week_is_counted_to_its_due_in_the_year_3705_and_no_table_is_laid_until_then() -> None:
    office = calendar(Hours("09:00", "10:00"))
    due = office.add(NOW, 3650 * DAY)
    assert instant(due).isoformat() == "3705-02-08T09:00:00+00:00"
    assert office._table.end < NOW + 120 * 366 * DAY
    assert office.next_open(due) == due + 7 * DAY - HOUR
    assert office._table.begin <= NOW <= office._table.end


@pytest.mark.parametrize("minutes", [1, 5, 7])
def test_row_w6_what_lies_behind_the_calendar_is_refused_by_name(minutes: int) -> None:
    office = calendar(Hours("09:00", f"09:{minutes:02}"))
    with pytest.raises(OutOfCalendar):
        office.add(NOW, 3650 * DAY)
    assert office.add(NOW, 10 * MINUTE) < NOW + 80 * DAY


@settings(max_examples=8, deadline=None)
@given(
    weekday=st.sampled_from(WEEKDAYS),
    hours=st.sampled_from([Hours("02:30", "03:30"), Hours("22:00", "06:00"), Hours("00:00", "24:00")]),
    zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Gaza", "UTC"]),
    offset=st.integers(0, 700 * DAY),
    years=st.integers(51, 120),
    far=st.lists(st.dates(date(2080, 1, 1), date(2150, 1, 1)), max_size=4, unique=True),
)
def test_cost_years_answer_what_days_answer(
    weekday: str, hours: Hours, zone: str, offset: int, years: int, far: list[date]
) -> None:
    """Also with dated exceptions in far years, a yearly 29 February, and nights over New Year."""
    special = tuple(DatedException(on=on, hours=(Hours("07:00", "08:00"),)) for on in sorted(far))
    yearly = (YearlyHoliday(month=2, day=29), YearlyHoliday(month=1, day=1))
    office = calendar(hours, zone, weekday, exceptions=special, yearly=yearly)
    start = NOW + offset
    amount = office.between(start, start + years * 365 * DAY) - 17 * MINUTE
    due = Calendar(office.versions, "UTC").add(start, amount)
    assert due == day_by_day(office, start, amount)
    assert Calendar(office.versions, "UTC")._years.add(start, amount) == due


def test_rule_w6_a_gap_of_more_than_ten_years_is_met_on_the_way_through_the_years() -> None:
    office = calendar(Hours("09:00", "10:00"))
    shut = office.versions.revised(Timetable(zone="UTC", week=WorkWeek()), instant(NOW + 60 * 366 * DAY))
    again = TimetableVersions(
        (*shut.versions, (instant(NOW + 60 * 366 * DAY + LONGEST_GAP + DAY), office.versions.latest))
    )
    ended, reopened = Calendar(shut, "UTC"), Calendar(again, "UTC")
    for closed in (ended, reopened):
        assert closed.add(NOW, 3000 * HOUR) == office.add(NOW, 3000 * HOUR)
        with pytest.raises(NeverOpens):
            closed.add(NOW, 4000 * HOUR)
    since = NOW + 62 * 366 * DAY
    assert reopened.add(since, 4000 * HOUR) > since + 70 * 365 * DAY


def test_cost_a_far_norm_among_many_keeps_the_answers_of_all() -> None:
    office = calendar(Hours("09:00", "10:00"))
    amounts = [HOUR, 5200 * HOUR, 3650 * DAY]
    many = office.add_many(np.array([NOW] * 3, dtype=np.int64), np.array(amounts, dtype=np.int64))
    assert many.tolist() == [office.add(NOW, amount) for amount in amounts]


def test_the_years_settle_behind_the_last_change_that_any_zone_names() -> None:
    gaza = ZoneInfo("Asia/Gaza")
    offsets = {datetime(year, 7, 1, tzinfo=gaza).utcoffset() for year in (2101, 2501)}
    assert offsets == {timedelta(hours=3)}
