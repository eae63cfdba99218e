"""What a schedule means to a person: presets, the next intervals, "1 day = 3 working days", public holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from events.values.duration import DAY, HOUR, Duration
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.schedule_presets import EIGHT_BY_FIVE, PRESETS, ROUND_THE_CLOCK
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions
from sla_engine.holiday_proposals import COUNTRIES, WORKING_SATURDAY, moved_days, proposals, shortened
from sla_engine.instants import instant, micros
from sla_engine.preview import equivalent, next_intervals, typical_day, week_in_words
from sla_engine.worktime import Calendar

THURSDAY = micros(datetime(2026, 3, 5, 14, 30, tzinfo=UTC))
"""17:30 in Moscow."""
LUNCH = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
OFFICE = WorkWeek(mon=LUNCH, tue=LUNCH, wed=LUNCH, thu=LUNCH, fri=LUNCH)


def calendar_of(week: WorkWeek, zone: str = "Europe/Moscow") -> Calendar:
    return Calendar(TimetableVersions.first(Timetable(zone=zone, week=week)), "UTC")


@pytest.mark.parametrize(
    ("week", "ru", "en"),
    [
        (
            WorkWeek(mon=(Hours("12:00", "09:00"),)),
            ("пн 12:00-09:00 следующего дня, 21 ч", "в неделю 21 ч"),
            ("Mon 12:00-09:00 next day, 21 h", "21 h a week"),
        ),
        (
            WorkWeek(tue=(Hours("09:00", "13:00"), Hours("12:30", "18:15"))),
            ("вт 09:00-18:15, 9 ч 15 мин", "в неделю 9 ч 15 мин"),
            ("Tue 09:00-18:15, 9 h 15 min", "9 h 15 min a week"),
        ),
        (
            WorkWeek(mon=(Hours("06:00", "10:00"),), sun=(Hours("20:00", "08:00"), Hours("00:00", "00:00:30"))),
            (
                "пн 06:00-10:00, 4 ч",
                "вс 00:00-00:00:30, 20:00-08:00 следующего дня, 12 ч 30 с",
                "в неделю 14 ч 30 с",
            ),
            ("Mon 06:00-10:00, 4 h", "Sun 00:00-00:00:30, 20:00-08:00 next day, 12 h 30 s", "14 h 30 s a week"),
        ),
        (WorkWeek(sat=(Hours("00:00", "24:00"),)), ("сб 00:00-24:00, 24 ч", "в неделю 24 ч"), None),
    ],
    ids=["inverted", "overlapping", "Sunday's night is Monday's morning", "a whole day"],
)
def test_rule_w3_a_week_is_told_as_it_will_count(
    week: WorkWeek, ru: tuple[str, ...], en: tuple[str, ...] | None
) -> None:
    told = week_in_words(week)
    assert tuple(text.ru for text in told) == ru
    assert en is None or tuple(text.en for text in told) == en


def test_row_119_the_preset_8_5_is_open_from_9_to_19_with_an_hour_off_and_so_nine_hours_a_day() -> None:
    calendar = calendar_of(EIGHT_BY_FIVE.week)
    assert EIGHT_BY_FIVE.label == "8*5"
    assert typical_day(calendar, THURSDAY) == 9 * HOUR
    monday = micros(datetime(2026, 3, 9, tzinfo=UTC))
    assert calendar.between(monday, monday + 7 * DAY) == 45 * HOUR
    assert [(hours.opens, hours.closes) for hours in EIGHT_BY_FIVE.week.wed] == [("09:00", "13:00"), ("14:00", "19:00")]


def test_row_120_the_preset_24_7_never_closes() -> None:
    calendar = Calendar(TimetableVersions.first(ROUND_THE_CLOCK.timetable("Europe/Berlin")), "UTC")
    year = micros(datetime(2026, 1, 1, tzinfo=UTC)), micros(datetime(2027, 1, 1, tzinfo=UTC))
    assert calendar.between(*year) == year[1] - year[0]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.label)
def test_every_preset_has_a_name_in_both_languages(preset: object) -> None:
    name = getattr(preset, "name")  # noqa: B009 - parametrised over structs
    assert isinstance(name, Text)
    assert name.ru
    assert name.en
    assert name.ru != name.en


def test_the_next_ten_working_intervals_begin_with_what_is_left_of_this_one() -> None:
    found = next_intervals(calendar_of(OFFICE), THURSDAY, 10)
    assert len(found) == 10
    assert found[0] == (THURSDAY, THURSDAY + HOUR // 2)
    assert [instant(begin).hour for begin, _ in found[1:]] == [6, 11, 6, 11, 6, 11, 6, 11, 6]


def test_round_the_clock_is_shown_day_by_day_of_the_schedules_zone() -> None:
    found = next_intervals(calendar_of(ROUND_THE_CLOCK.week), THURSDAY, 10)
    assert len(found) == 10
    assert found[0] == (THURSDAY, micros(datetime(2026, 3, 5, 21, tzinfo=UTC)))
    assert {end - begin for begin, end in found[1:]} == {DAY}


def test_five_days_round_the_clock_are_five_days_then_the_weekend() -> None:
    week = WorkWeek(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (Hours("00:00", "24:00"),)))
    found = next_intervals(calendar_of(week, "UTC"), THURSDAY, 4)
    days = [instant(begin).date() for begin, _ in found]
    assert days == [date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)]


def test_hours_that_lie_on_two_days_of_another_zone_are_one_working_day() -> None:
    """Monday, Wednesday and Friday from midnight to noon in Omsk is from 18:00 the evening before in UTC."""
    morning = (Hours("00:00", "12:00"),)
    calendar = calendar_of(WorkWeek(mon=morning, wed=morning, fri=morning), "Asia/Omsk")
    assert typical_day(calendar, THURSDAY) == 12 * HOUR


def test_a_schedule_that_is_closed_for_weeks_has_no_typical_day_of_its_own() -> None:
    assert typical_day(calendar_of(WorkWeek()), THURSDAY) == DAY


@pytest.mark.parametrize(
    ("duration", "ru", "en"),
    [
        (
            Duration(1, "days"),
            "1 день = 24 рабочих часа = 3 рабочих дня по этому графику",
            "1 day = 24 working hours = 3 working days on this schedule",
        ),
        (
            Duration(16, "hours"),
            "16 часов = 16 рабочих часов = 2 рабочих дня по этому графику",
            "16 hours = 16 working hours = 2 working days on this schedule",
        ),
        (
            Duration(90, "minutes"),
            "90 минут = 1,5 рабочего часа = 0,19 рабочего дня по этому графику",
            "90 minutes = 1.5 working hours = 0.19 working days on this schedule",
        ),
        (
            Duration(7, "days"),
            "7 дней = 168 рабочих часов = 21 рабочий день по этому графику",
            "7 days = 168 working hours = 21 working days on this schedule",
        ),
        (
            Duration(1, "hours"),
            "1 час = 1 рабочий час = 0,12 рабочего дня по этому графику",
            "1 hour = 1 working hour = 0.12 working days on this schedule",
        ),
    ],
    ids=["a day", "16 hours", "90 minutes", "a week", "an hour"],
)
def test_row_133_rule_t2_a_duration_is_told_in_working_days_of_the_schedule(
    duration: Duration, ru: str, en: str
) -> None:
    assert equivalent(duration, calendar_of(OFFICE), THURSDAY) == Text(ru, en)


def test_row_131_rule_t2_a_day_is_24_working_hours_and_row_132_two_working_days_are_16() -> None:
    calendar = calendar_of(OFFICE)
    monday = micros(datetime(2026, 3, 2, 6, tzinfo=UTC))
    wednesday, tuesday = (micros(datetime(2026, 3, day, 15, tzinfo=UTC)) for day in (4, 3))
    assert calendar.add(monday, Duration(1, "days").microseconds) == wednesday
    assert calendar.add(monday, Duration(16, "hours").microseconds) == tuesday


@pytest.mark.parametrize(("year", "days"), [(2024, 248), (2025, 247), (2026, 247)])
def test_rule_w2_a_russian_year_has_its_official_number_of_working_days(year: int, days: int) -> None:
    timetable = Timetable(zone="Europe/Moscow", week=OFFICE, exceptions=proposals("RU", year))
    calendar = Calendar(TimetableVersions.first(timetable), "UTC")
    new_year = datetime(year, 1, 1, tzinfo=UTC) - timedelta(hours=3)
    worked = [
        calendar.between(begin, end) for begin, end in calendar.days(micros(new_year), 366 if year == 2024 else 365)
    ]
    assert sum(1 for amount in worked if amount) == days
    assert sum(worked) == days * 8 * HOUR


def test_rule_w2_a_transferred_saturday_is_worked_and_says_so() -> None:
    """In 2024 Monday 29 April was given off for Saturday 27 April."""
    proposed = {exception.on: exception for exception in proposals("RU", 2024, LUNCH[:1])}
    assert proposed[date(2024, 4, 27)].hours == LUNCH[:1]
    assert proposed[date(2024, 4, 27)].name == WORKING_SATURDAY
    assert proposed[date(2024, 4, 29)].hours == ()
    assert proposed[date(2024, 5, 9)].name == Text("День Победы", "Victory Day")


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_on_offer_has_holidays_with_names(country: str) -> None:
    proposed = proposals(country, 2026)
    assert len(proposed) > 5
    assert all(exception.name.ru and exception.name.en for exception in proposed)


@pytest.mark.parametrize(
    ("year", "days"),
    [(2024, "22.02 07.03 08.05 11.06"), (2025, "07.03 30.04 11.06"), (2026, "30.04 08.05 11.06 03.11")],
)
def test_rule_w2_days_right_before_a_holiday_of_russia_are_proposed_an_hour_shorter(year: int, days: str) -> None:
    """And not those before a day off that a transfer or a weekend made, nor Friday before a holiday on Monday."""
    proposed = shortened("RU", year)
    assert " ".join(f"{each.on:%d.%m}" for each in proposed) == days
    assert {each.hours for each in proposed} == {(Hours("09:00", "13:00"), Hours("14:00", "17:00"))}
    assert shortened("RU", year, (Hours("09:00", "13:00"), Hours("14:00", "15:00")))[0].hours == LUNCH[:1]
    assert shortened("DE", year) == ()


def test_rule_w2_a_year_without_a_moved_day_is_a_draft() -> None:
    assert moved_days("RU", 2026) > 0
    assert moved_days("RU", 2040) == 0
