"""Times and clocks in words: by the reader's clock, with a sign beside each colour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.console.times import SIGNS, Standing, Times

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
RU = Times(now=NOW, zone=ZoneInfo("Europe/Moscow"), language="ru")
EN = Times(now=NOW, zone=ZoneInfo("Europe/Moscow"), language="en")


@pytest.mark.parametrize(
    ("hours", "russian", "english"),
    [
        (-1, "17:00", "17:00"),
        (-24, "вчера, 18:00", "yesterday, 18:00"),
        (24, "завтра, 18:00", "tomorrow, 18:00"),
        (7, "завтра, 01:00", "tomorrow, 01:00"),
        (4 * 24, "пт, 18:00", "Fri, 18:00"),
        (-9 * 24, "21 ноября, 18:00", "21 November, 18:00"),
        (40 * 24, "9 января 2027, 18:00", "9 January 2027, 18:00"),
    ],
)
def test_an_instant_is_told_by_its_nearness(hours: int, russian: str, english: str) -> None:
    at = NOW + timedelta(hours=hours)
    assert (RU.when(at), EN.when(at)) == (russian, english)


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (20, "меньше минуты", "less than a minute"),
        (4_800, "1 ч 20 мин", "1 h 20 min"),
        (86_400 + 7_200, "1 дн 2 ч", "1 d 2 h"),
        (9 * 86_400 + 7_200, "9 дн", "9 d"),
    ],
)
def test_a_length_is_told_in_its_largest_units(seconds: int, russian: str, english: str) -> None:
    assert (RU.length(seconds), EN.length(seconds)) == (russian, english)


def standing(state: str = "running", **more: object) -> Standing:
    usual: dict[str, object] = {
        "state": state, "is_running": state in {"running", "missed"}, "left_s": 0.0, "overrun_s": 0.0, "due_at": None,
        "resumes_at": None, "target_s": 14_400.0,
    }  # fmt: skip
    return Standing(**{**usual, **more})  # type: ignore[arg-type] # a field each


@pytest.mark.parametrize(
    ("clock", "minutes"),
    [
        # Without a break it comes near at its last quarter, and then is due.
        (standing(left_s=4 * 3_600, due_at=NOW + timedelta(hours=4)), 180),
        (standing(left_s=2_520, due_at=NOW + timedelta(minutes=42)), 42),
        # With a break in between nobody knows when that begins.
        (standing(left_s=4 * 3_600, due_at=NOW + timedelta(hours=20)), 5),
        (standing(left_s=2_520, due_at=NOW + timedelta(hours=9)), 5),
        (standing(left_s=2_520, due_at=NOW + timedelta(hours=9), resumes_at=NOW + timedelta(hours=8)), 480),
        (standing("paused", resumes_at=NOW + timedelta(minutes=30)), 30),
        (standing("missed", overrun_s=4_800, due_at=NOW - timedelta(minutes=80)), 5),
    ],
)
def test_a_page_asks_again_where_what_it_counts_by_itself_goes_no_further(clock: Standing, minutes: int) -> None:
    assert RU.clock(clock).asks_ms == int((NOW + timedelta(minutes=minutes)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("clock", "tone", "russian", "english"),
    [
        (standing(left_s=10_000, due_at=NOW + timedelta(days=4)), "calm", "до пт, 18:00", "by Fri, 18:00"),
        (standing(left_s=2_520, due_at=NOW + timedelta(minutes=42)), "warn", "осталось 42 мин", "left: 42 min"),
        (standing("missed", overrun_s=4_800, due_at=NOW - timedelta(minutes=80)), "bad", "просрочена на 1 ч 20 мин",
         "overdue by 1 h 20 min"),
        (standing(left_s=10_000, due_at=NOW + timedelta(days=1), resumes_at=NOW + timedelta(hours=15)), "still",
         "не рабочее время до завтра, 09:00", "closed until tomorrow, 09:00"),
        (standing("paused", left_s=10_000), "still", "стоит", "paused"),
        (standing("met"), "good", "в срок", "in time"),
        (standing("missed", is_running=False, overrun_s=1_200), "late", "с опозданием 20 мин", "late by 20 min"),
        (standing("cancelled"), "none", "без срока", "no deadline"),
        (standing(left_s=100), "none", "без срока", "no deadline"),
    ],
)  # fmt: skip
def test_a_clock_has_words_and_a_sign_beside_its_colour(clock: Standing, tone: str, russian: str, english: str) -> None:
    told = RU.clock(clock), EN.clock(clock)
    assert [(one.tone, one.words) for one in told] == [(tone, russian), (tone, english)]
    assert tone in SIGNS
    assert bool(SIGNS[told[0].tone]) == (tone != "none")
