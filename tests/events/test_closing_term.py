from __future__ import annotations

from typing import Any

import msgspec
import pytest

from events.values.closing_term import MOST_WORKING_DAYS, ClosingTerm
from events.values.duration import HOUR, Duration
from events.values.faults import InvalidValue


def test_rule_c11_a_term_is_working_time_or_working_days() -> None:
    assert (ClosingTerm(8).microseconds, ClosingTerm(8).working_days) == (8 * HOUR, 0)
    assert (ClosingTerm(3, "working_days").microseconds, ClosingTerm(3, "working_days").working_days) == (0, 3)


def test_rule_c11_a_term_reads_what_facts_of_long_ago_say_in_durations() -> None:
    for duration in (Duration(24, "hours"), Duration(30, "minutes"), Duration(2, "days")):
        term = msgspec.convert(msgspec.to_builtins(duration), ClosingTerm)
        assert (term.microseconds, term.working_days) == (duration.microseconds, 0)
        assert msgspec.json.encode(term) == msgspec.json.encode(duration)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"amount": 0, "unit": "working_days"}, "C11"),
        ({"amount": -1, "unit": "working_days"}, "C11"),
        ({"amount": MOST_WORKING_DAYS + 1, "unit": "working_days"}, "C11"),
        ({"amount": 0, "unit": "hours"}, "T2"),
        ({"amount": 3_651, "unit": "days"}, "T2"),
    ],
)
def test_rule_c11_a_term_without_end_or_beginning_is_refused(said: dict[str, Any], rule: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        ClosingTerm(**said)
    assert (caught.value.field, caught.value.rule) == ("amount", rule)
