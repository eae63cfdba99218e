from __future__ import annotations

from typing import Any

import msgspec
import pytest

from events.values.duration import DAY, EIGHT_HOURS, HOUR, LONGEST_DAYS, MINUTE, Duration
from events.values.faults import InvalidValue


@pytest.mark.parametrize(
    ("duration", "microseconds"),
    [
        (Duration(1, "minutes"), MINUTE),
        (Duration(90, "minutes"), 90 * MINUTE),
        (Duration(8), 8 * HOUR),
        (Duration(3, "days"), 3 * DAY),
        (EIGHT_HOURS, 8 * 3600 * 1_000_000),
    ],
)
def test_a_duration_knows_its_microseconds(duration: Duration, microseconds: int) -> None:
    assert duration.microseconds == microseconds


def test_row_131_one_day_is_twenty_four_working_hours() -> None:
    """Three working days on a schedule of eight hours a day (T2)."""
    assert Duration(1, "days").microseconds == Duration(24, "hours").microseconds == 3 * EIGHT_HOURS.microseconds


def test_row_132_two_working_days_of_eight_hours_are_sixteen_hours() -> None:
    assert Duration(16, "hours").microseconds == 2 * EIGHT_HOURS.microseconds


@pytest.mark.parametrize("amount", [0, -1, -(10**9)])
def test_a_duration_is_greater_than_zero(amount: int) -> None:
    with pytest.raises(InvalidValue) as caught:
        Duration(amount, "hours")
    assert (caught.value.field, caught.value.rule) == ("amount", "T2")


@pytest.mark.parametrize(
    "absurd",
    [
        (LONGEST_DAYS + 1, "days"),
        (LONGEST_DAYS * 24 + 1, "hours"),
        (LONGEST_DAYS * 1440 + 1, "minutes"),
        (10**40, "hours"),
    ],
)
def test_a_target_that_nobody_could_ever_miss_is_a_typing_error(absurd: tuple[int, Any]) -> None:
    with pytest.raises(InvalidValue, match="3650 days") as caught:
        Duration(*absurd)
    assert (caught.value.field, caught.value.rule) == ("amount", "T2")
    assert Duration(LONGEST_DAYS, "days").microseconds == LONGEST_DAYS * DAY


@pytest.mark.parametrize("said", [{"amount": 1.5}, {"amount": "8"}, {"amount": 8, "unit": "weeks"}, {"unit": "hours"}])
def test_outside_input_that_is_no_duration_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said, Duration)


def test_the_fault_of_a_value_reaches_whoever_decodes_outside_input() -> None:
    """With the field, the rule and both languages, behind the decoder's own words."""
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert({"amount": 0}, Duration)
    fault = caught.value.__cause__
    assert isinstance(fault, InvalidValue)
    assert (fault.field, fault.rule) == ("amount", "T2")
    assert fault.text.ru.startswith("Длительность")
    assert fault.text.en.startswith("A duration")


@pytest.mark.parametrize(
    ("inner", "outer", "path"),
    [("amount", "duration", "duration.amount"), ("[0].opens", "mon", "mon[0].opens"), ("", "a", "a")],
)
def test_a_fault_seen_from_outside_has_a_longer_path(inner: str, outer: str, path: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Duration(0)
    fault = InvalidValue(caught.value.text, field=inner, rule="T2")
    assert (fault.inside(outer).field, fault.inside(outer).rule, fault.inside(outer).text) == (path, "T2", fault.text)
