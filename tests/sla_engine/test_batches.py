"""Both speeds give the same microseconds: arrays over the table against one question at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.values.schedule import DatedException, Hours, Timetable, WorkWeek
from events.values.timetable_versions import TimetableVersions
from sla_engine.instants import micros
from sla_engine.table import LONGEST_GAP
from sla_engine.worktime import Calendar, NegativeAmount, NeverOpens
from tests.sla_engine.strategies import amounts, micros_near, proved, schedules

Schedule = tuple[TimetableVersions, date]
DAY = (Hours("09:00", "18:00"),)
OFFICE = TimetableVersions.first(
    Timetable(zone="Europe/Moscow", week=WorkWeek(mon=DAY, tue=DAY, wed=DAY, thu=DAY, fri=DAY))
)


def ints(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


@given(data=st.data(), schedule=schedules())
@proved()
def test_many_at_once_are_the_same_microseconds_as_one_at_a_time(data: st.DataObject, schedule: Schedule) -> None:
    versions, around = schedule
    starts = data.draw(st.lists(micros_near(around), min_size=1, max_size=12))
    ends = data.draw(st.lists(micros_near(around, 60), min_size=len(starts), max_size=len(starts)))
    spent = data.draw(st.lists(amounts(), min_size=len(starts), max_size=len(starts)))
    one, many = Calendar(versions, "UTC"), Calendar(versions, "UTC")
    spans = zip(starts, ends, strict=True)
    assert many.between_many(ints(starts), ints(ends)).tolist() == [one.between(a, b) for a, b in spans]
    try:
        dues = [one.add(start, amount) for start, amount in zip(starts, spent, strict=True)]
        openings = [one.next_open(start) for start in starts]
    except NeverOpens:
        with pytest.raises(NeverOpens):
            _ = many.add_many(ints(starts), ints(spent)), many.next_open_many(ints(starts))
        return
    assert many.add_many(ints(starts), ints(spent)).tolist() == dues
    assert many.next_open_many(ints(starts)).tolist() == openings


def test_none_at_once_are_none() -> None:
    calendar, nothing = Calendar(OFFICE, "UTC"), ints([])
    answers = (
        calendar.between_many(nothing, nothing),
        calendar.add_many(nothing, nothing),
        calendar.next_open_many(nothing),
    )
    assert [answer.tolist() for answer in answers] == [[], [], []]


def test_a_batch_asks_for_nothing_and_refuses_less_than_nothing_as_one_question_does() -> None:
    calendar = Calendar(OFFICE, "UTC")
    saturday = micros(datetime(2026, 3, 7, 12, tzinfo=UTC))
    assert calendar.add_many(ints([saturday]), ints([0])).tolist() == [saturday] == [calendar.add(saturday, 0)]
    with pytest.raises(NegativeAmount):
        calendar.add_many(ints([saturday, saturday]), ints([1, -1]))


def test_rule_w6_a_batch_waits_no_longer_than_one_question_does() -> None:
    """Open on two dates alone, eleven years apart: what comes second is out of reach from before the first."""
    first, second = date(2015, 6, 1), date(2026, 6, 1)
    timetable = Timetable(
        zone="UTC",
        week=WorkWeek(),
        exceptions=(DatedException(on=first, hours=DAY), DatedException(on=second, hours=DAY)),
    )
    calendar = Calendar(TimetableVersions.first(timetable), "UTC")
    early, late = (micros(datetime(year, 5, 1, tzinfo=UTC)) for year in (2015, 2026))
    hours = 9 * 3600 * 1_000_000
    assert late - early > LONGEST_GAP
    assert calendar.add_many(ints([early, late]), ints([hours, hours])).tolist() == [
        micros(datetime(year, 6, 1, 18, tzinfo=UTC)) for year in (2015, 2026)
    ]
    for amount in (hours + 1, 2 * hours):
        with pytest.raises(NeverOpens):
            calendar.add(early, amount)
        with pytest.raises(NeverOpens):
            calendar.add_many(ints([early, late]), ints([amount, hours]))
    after = micros(datetime(2015, 6, 1, 18, tzinfo=UTC))
    with pytest.raises(NeverOpens):
        calendar.next_open_many(ints([after, late]))
    assert calendar.between(early, late + 60 * 86_400_000_000) == 2 * hours


def test_a_hundred_thousand_tickets_over_ten_years_agree() -> None:
    random = np.random.default_rng(7)
    begin = micros(datetime(2020, 1, 1, tzinfo=UTC))
    ten_years = int(timedelta(days=3_650).total_seconds()) * 1_000_000
    starts = begin + random.integers(0, ten_years, 100_000)
    spent = random.integers(1, 200 * 3600 * 1_000_000, 100_000)
    calendar = Calendar(OFFICE, "UTC")
    dues = calendar.add_many(starts, spent)
    assert np.array_equal(calendar.between_many(starts, dues), spent)
    sample = random.integers(0, 100_000, 500)
    assert dues[sample].tolist() == [
        calendar.add(start, amount)
        for start, amount in zip(starts[sample].tolist(), spent[sample].tolist(), strict=True)
    ]
