"""Times in a terminal: in words by one person's clock, in both languages, and to the second where that is wanted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.cli.ticket.names import WhenIsThat, instant_called
from api.cli.ticket.told_times import Clock

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=MOSCOW)


def clock(language: str = "ru", *, exact: bool = False) -> Clock:
    return Clock(now=NOW.astimezone(UTC), zone=MOSCOW, language=language, exact=exact)


@pytest.mark.parametrize(
    ("apart", "ru", "en"),
    [
        (timedelta(seconds=20), "сейчас", "now"),
        (timedelta(minutes=1), "через минуту", "in a minute"),
        (timedelta(minutes=-2), "две минуты назад", "two minutes ago"),
        (timedelta(hours=1), "через час", "in an hour"),
        (timedelta(hours=2), "через два часа", "in two hours"),
        (timedelta(minutes=119), "через два часа", "in two hours"),
        (timedelta(minutes=59, seconds=50), "через час", "in an hour"),
        (timedelta(hours=-5), "пять часов назад", "five hours ago"),
        (timedelta(hours=11), "через 11 часов", "in 11 hours"),
        (timedelta(hours=-22), "вчера в 14:00", "yesterday at 14:00"),
        (timedelta(hours=21), "завтра в 09:00", "tomorrow at 09:00"),
        (timedelta(days=3, hours=-5), "через три дня", "in three days"),
        (timedelta(hours=-13), "вчера в 23:00", "yesterday at 23:00"),
        (timedelta(days=-5), "пять дней назад", "five days ago"),
        (timedelta(days=30), "30.12.2026 12:00", "30.12.2026 12:00"),
    ],
)
def test_a_time_is_told_in_words_as_people_count_hours_and_days(apart: timedelta, ru: str, en: str) -> None:
    assert (clock().told(NOW + apart), clock("en").told(NOW + apart)) == (ru, en)


def test_an_exact_time_is_told_to_the_second_and_none_by_a_dash() -> None:
    assert clock(exact=True).told(NOW + timedelta(hours=2, seconds=7)) == "30.11.2026 14:00:07"
    assert clock().told(None) == "—"
    assert clock("en").zone_told() == "Time: Europe/Moscow"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2h", NOW + timedelta(hours=2)),
        ("3д", NOW + timedelta(days=3)),
        ("через 30 мин", NOW + timedelta(minutes=30)),
        ("in 1w", NOW + timedelta(weeks=1)),
        ("завтра 9:00", datetime(2026, 12, 1, 9, tzinfo=MOSCOW)),
        ("tomorrow at 09:30", datetime(2026, 12, 1, 9, 30, tzinfo=MOSCOW)),
        ("послезавтра", datetime(2026, 12, 2, tzinfo=MOSCOW)),
        ("15.01.2030 09:00", datetime(2030, 1, 15, 9, tzinfo=MOSCOW)),
        ("2030-01-15T09:00", datetime(2030, 1, 15, 9, tzinfo=MOSCOW)),
        ("2030-01-15T09:00:00+00:00", datetime(2030, 1, 15, 9, tzinfo=UTC)),
    ],
)
def test_a_time_to_wake_up_is_typed_as_an_amount_or_by_the_reader_s_own_clock(typed: str, meant: datetime) -> None:
    assert instant_called(typed, clock()) == meant


@pytest.mark.parametrize("typed", ["", "soon", "завтра утром", "2030-13-01", "15.01.2030 25:00", "9999h 9"])
def test_what_is_no_time_is_refused_with_what_can_be_typed(typed: str) -> None:
    with pytest.raises(WhenIsThat) as told:
        instant_called(typed, clock())
    assert "завтра 9:00" in told.value.text.ru
