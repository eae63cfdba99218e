from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from events.values.faults import InvalidValue
from events.values.wished_time import instant_named, refuse_no_instant

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
"""A Tuesday, 13:00 in Moscow."""


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("now", "2026-03-31T10:00:00"),
        ("today", "2026-03-30T21:00:00"),
        ("yesterday", "2026-03-29T21:00:00"),
        ("tomorrow", "2026-03-31T21:00:00"),
        ("week", "2026-03-29T21:00:00"),
        ("month", "2026-02-28T21:00:00"),
        ("year", "2025-12-31T21:00:00"),
        ("-7d", "2026-03-24T10:00:00"),
        ("+2h", "2026-03-31T12:00:00"),
        ("-90min", "2026-03-31T08:30:00"),
        ("today-1w", "2026-03-23T21:00:00"),
        ("month-1m", "2026-01-31T21:00:00"),
        ("-1m", "2026-02-28T10:00:00"),
        ("-1y", "2025-03-31T10:00:00"),
        ("2026-03-01", "2026-02-28T21:00:00"),
        ("2026-03-01T09:00:00+01:00", "2026-03-01T08:00:00"),
        ("-9999y", "1900-01-01T00:00:00"),
        ("9999-12-31", "9000-01-01T00:00:00"),
        ("0001-01-01", "1900-01-01T00:00:00"),
    ],
)
def test_a_text_names_an_instant_by_the_clock_of_whoever_asks(text: str, at: str) -> None:
    refuse_no_instant(text, "from")
    assert instant_named(text, NOW, MOSCOW) == datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_days_are_the_same_time_of_another_day_and_hours_are_time_that_passes_when_clocks_change() -> None:
    # Berlin goes from +01:00 to +02:00 in the night to the 29th of March 2026.
    sunday = datetime(2026, 3, 29, 10, 0, tzinfo=UTC)
    assert instant_named("-1d", sunday, BERLIN) == datetime(2026, 3, 28, 11, 0, tzinfo=UTC)
    assert instant_named("-24h", sunday, BERLIN) == datetime(2026, 3, 28, 10, 0, tzinfo=UTC)
    assert instant_named("today", sunday, BERLIN) == datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    assert instant_named("tomorrow", sunday, BERLIN) == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "7d", "-7q", "-7dd", "2026-02-30", "todayish", "-12345d", "0x1", "٢٠٢٦-٠٣-٠١"]
)
def test_what_names_no_instant_is_refused_with_the_ways_that_there_are(text: str) -> None:
    with pytest.raises(InvalidValue, match="today, week, month, -7d") as refused:
        refuse_no_instant(text, "from")
    assert refused.value.field == "from"


def test_a_time_without_an_offset_is_refused_by_what_it_lacks() -> None:
    with pytest.raises(InvalidValue, match="needs an offset"):
        refuse_no_instant("2026-03-02T09:00:00", "before")
