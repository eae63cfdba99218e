from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from events.values.faults import InvalidValue
from events.values.schedule import DAY_SECONDS, DatedException, Hours, Timetable, WorkWeek, YearlyHoliday, zone_of
from events.values.timetable_versions import opens_within_years
from tests.gallery import ALWAYS_OPEN, TIMETABLE

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("opens", "closes", "from_s", "to_s"),
    [
        ("09:00", "18:00", 9 * 3600, 18 * 3600),
        ("00:00", "24:00", 0, DAY_SECONDS),
        ("00:00", "24:00:00", 0, DAY_SECONDS),
        ("09:00:30", "09:00:31", 32_430, 32_431),
    ],
)
def test_hours_are_seconds_of_their_day(opens: str, closes: str, from_s: int, to_s: int) -> None:
    assert (Hours(opens, closes).from_s, Hours(opens, closes).to_s) == (from_s, to_s)


def test_rule_w3_hours_that_cross_midnight_belong_to_the_day_they_start_on() -> None:
    night = Hours("20:00", "08:00")
    assert (night.from_s, night.to_s) == (20 * 3600, DAY_SECONDS + 8 * 3600)


@pytest.mark.parametrize("opens", ["24:00", "25:00", "9:00", "09:60", "09-00", "", "полдень", "09:00:60", " 09:00"])
def test_rule_w3_hours_open_at_a_time_of_day(opens: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Hours(opens, "18:00")
    assert (caught.value.field, caught.value.rule) == ("opens", "W3")


@pytest.mark.parametrize("closes", ["24:01", "24:00:01", "99:99", "-1:00", "١٨:٠٠"])
def test_rule_w3_hours_close_at_a_time_of_day_or_at_its_end(closes: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Hours("09:00", closes)
    assert (caught.value.field, caught.value.rule) == ("closes", "W3")


def test_rule_w3_empty_hours_are_refused() -> None:
    with pytest.raises(InvalidValue, match="empty") as caught:
        Hours("09:00", "09:00")
    assert (caught.value.field, caught.value.rule) == ("closes", "W3")


@pytest.mark.parametrize(("month", "day"), [(2, 31), (13, 1), (0, 1), (4, 31), (1, 0), (-1, 5)])
def test_rule_w3_a_yearly_holiday_is_a_day_of_the_calendar(month: int, day: int) -> None:
    with pytest.raises(InvalidValue) as caught:
        YearlyHoliday(month, day)
    assert (caught.value.field, caught.value.rule) == ("day", "W3")


def test_rule_w2_the_29th_of_february_may_be_a_yearly_holiday() -> None:
    assert YearlyHoliday(2, 29).day == 29


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "europe/moscow ", "../etc/passwd", "+03:00"])
def test_rule_w3_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Timetable(zone=zone, week=WorkWeek())
    assert (caught.value.field, caught.value.rule) == ("zone", "W3")


def test_rule_w7_the_zone_of_a_schedule_may_be_the_requester_s() -> None:
    assert ALWAYS_OPEN.zone == "requester"
    assert zone_of(TIMETABLE.zone).key == "Europe/Moscow"


def test_rule_w2_one_date_has_one_exception() -> None:
    with pytest.raises(InvalidValue) as caught:
        Timetable(
            zone="UTC",
            week=WorkWeek(),
            exceptions=(DatedException(TODAY), DatedException(date(2026, 3, 3)), DatedException(TODAY)),
        )
    assert (caught.value.field, caught.value.rule) == ("exceptions[2]", "W2")


def test_rule_w2_one_day_of_the_year_is_one_yearly_holiday() -> None:
    with pytest.raises(InvalidValue) as caught:
        Timetable(zone="UTC", week=WorkWeek(), yearly=(YearlyHoliday(5, 9), YearlyHoliday(5, 9)))
    assert (caught.value.field, caught.value.rule) == ("yearly[1]", "W2")


@pytest.mark.parametrize(
    "said",
    [
        {"zone": "UTC", "week": {"mon": [["09:00", "25:00"]]}},
        {"zone": "UTC", "week": {"funday": []}},
        {"zone": "UTC", "week": {}, "holidays": []},
        {"zone": "UTC", "week": {}, "exceptions": [{"on": "2026-02-31"}]},
        {"zone": "UTC", "week": {}, "yearly": [{"month": 2, "day": 31}]},
        {"zone": "UTC", "week": {"mon": [["09:00"]]}},
        {"week": {}},
    ],
)
def test_rule_w3_outside_input_that_is_no_timetable_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said, Timetable)


_MONDAY = WorkWeek(mon=(Hours("09:00", "18:00"),))


@pytest.mark.parametrize(
    ("timetable", "opens"),
    [
        (Timetable(zone="UTC", week=WorkWeek()), False),
        (Timetable(zone="UTC", week=_MONDAY), True),
        (
            Timetable(
                zone="UTC", week=WorkWeek(), exceptions=(DatedException(date(2036, 1, 1), (Hours("09:00", "10:00"),)),)
            ),
            True,
        ),
        (
            Timetable(
                zone="UTC", week=WorkWeek(), exceptions=(DatedException(date(2037, 1, 1), (Hours("09:00", "10:00"),)),)
            ),
            False,
        ),
        (
            Timetable(
                zone="UTC", week=WorkWeek(), exceptions=(DatedException(date(2026, 3, 1), (Hours("09:00", "10:00"),)),)
            ),
            False,
        ),
        (
            Timetable(
                zone="UTC", week=_MONDAY, yearly=tuple(YearlyHoliday(m, d) for m in range(1, 13) for d in range(1, 29))
            ),
            True,
        ),
    ],
    ids=["never", "on Mondays", "once in ten years", "too late", "only in the past", "on the last days of months"],
)
def test_rule_w6_a_timetable_opens_within_ten_years_or_never(timetable: Timetable, *, opens: bool) -> None:
    assert opens_within_years(timetable, TODAY) is opens


def test_rule_w6_the_last_day_of_the_calendar_is_no_accident() -> None:
    assert not opens_within_years(Timetable(zone="UTC", week=WorkWeek()), date(9999, 12, 30))
