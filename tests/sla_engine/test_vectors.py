"""The cases as data: every one of the file, and the runner itself."""

from __future__ import annotations

from typing import Any

import pytest

from sla_engine.vectors import run
from tests.sla_engine.vector_cases import ALWAYS, DAY, DOCUMENT, FRIDAY, HELD, MONDAY, OFFICE, differences


@pytest.mark.parametrize("case", DOCUMENT["cases"], ids=[case["id"] for case in DOCUMENT["cases"]])
def test_vector(case: dict[str, Any]) -> None:
    report = run({"calendars": DOCUMENT["calendars"], "cases": [case]})
    assert (report.passed, report.differences) == (1, ())


def test_there_are_180_vectors_with_names_of_their_own() -> None:
    assert len({case["id"] for case in DOCUMENT["cases"]}) == 180


@pytest.mark.parametrize(
    ("case", "calendar"),
    [
        pytest.param(
            {"kind": "add", "start": FRIDAY, "duration_s": 28800, "expect_due": "2026-03-06T15:00:00Z"},
            OFFICE,
            id="spent at closing",
        ),
        pytest.param(
            {"kind": "add", "start": FRIDAY, "duration_s": 28800.5, "expect_due": "2026-03-09T06:00:00.5Z"},
            OFFICE,
            id="half a second more",
        ),
        pytest.param(
            {"kind": "add", "start": FRIDAY, "duration_s": 0.000001, "expect_due": "2026-03-06T06:00:00.000001Z"},
            OFFICE,
            id="a microsecond",
        ),
        pytest.param(
            {"kind": "add", "start": "2026-03-07T06:00:00Z", "duration_s": 0, "expect_due": "2026-03-07T06:00:00Z"},
            OFFICE,
            id="nothing",
        ),
        pytest.param({"kind": "sub", "start": MONDAY, "duration_s": 28800, "expect_at": FRIDAY}, OFFICE, id="sub"),
        pytest.param({"kind": "elapsed", "start": FRIDAY, "end": MONDAY, "expect_s": 28800}, OFFICE, id="elapsed"),
        pytest.param(
            {"kind": "elapsed", "start": FRIDAY, "end": "2026-03-06T06:01:59.9Z", "expect_min_floor": 1},
            OFFICE,
            id="elapsed, full minutes",
        ),
        pytest.param(
            {"kind": "elapsed", "start": FRIDAY, "end": "2026-03-06T06:00:00.25Z", "expect_s": 0.25},
            OFFICE,
            id="elapsed, a quarter of a second",
        ),
        pytest.param(
            {"kind": "elapsed", "start": MONDAY, "end": FRIDAY, "expect_s": 0, "expect_min_floor": 0},
            OFFICE,
            id="elapsed backwards",
        ),
        pytest.param(
            {"kind": "next_open", "start": "2026-03-06T15:00:00Z", "expect_at": MONDAY},
            OFFICE,
            id="next_open at closing",
        ),
        pytest.param(
            {"kind": "prev_close", "start": MONDAY, "expect_at": "2026-03-06T15:00:00Z"},
            OFFICE,
            id="prev_close at opening",
        ),
        pytest.param(
            {"kind": "prev_close", "start": "2026-03-06T15:00:00Z", "expect_at": "2026-03-06T15:00:00Z"},
            OFFICE,
            id="prev_close at closing",
        ),
        pytest.param(
            {"kind": "is_open", "at": "2026-03-06T15:00:00Z", "expect": False}, OFFICE, id="closed at closing"
        ),
        pytest.param({"kind": "is_open", "at": FRIDAY, "expect": True}, OFFICE, id="open at opening"),
        pytest.param(
            {
                "kind": "open_intervals",
                "start": "2026-03-06T14:00:00Z",
                "count": 2,
                "expect": [["2026-03-06T14:00:00Z", "2026-03-06T15:00:00Z"], [MONDAY, "2026-03-09T10:00:00Z"]],
            },
            OFFICE,
            id="open_intervals, clipped",
        ),
        pytest.param(
            {
                "kind": "add",
                "start": "2026-03-06T09:00:00+03:00",
                "duration_s": 60,
                "expect_due": "2026-03-06T06:01:00.000Z",
            },
            OFFICE,
            id="an offset, a longer spelling",
        ),
    ],
)
def test_the_runner_reads_every_kind(case: dict[str, Any], calendar: dict[str, Any]) -> None:
    assert differences(case, calendar) == []


def on_friday(seconds: int) -> dict[str, Any]:
    return {"kind": "elapsed", "start": "2026-03-05T21:00:00Z", "end": "2026-03-06T21:00:00Z", "expect_s": seconds}


@pytest.mark.parametrize(
    ("more", "seconds"),
    [
        pytest.param({}, 8 * 3600, id="nothing optional"),
        pytest.param(
            {"holidays": None, "yearly_holidays": None, "date_overrides": None, "breaks": None}, 8 * 3600, id="null"
        ),
        pytest.param({"holidays": ["2026-03-06", "2026-03-06"]}, 0, id="holiday"),
        pytest.param({"yearly_holidays": ["03-06"]}, 0, id="yearly"),
        pytest.param({"yearly_holidays": ["02-29", "03-05"]}, 8 * 3600, id="yearly on other days"),
        pytest.param(
            {"date_overrides": {"2026-03-06": [["10:00", "12:00"], ["11:00", "15:00"]]}}, 5 * 3600, id="override"
        ),
        pytest.param({"date_overrides": {"2026-03-06": []}}, 0, id="override with nothing"),
        pytest.param({"breaks": {"2026-03-06": [["08:00", "09:15"], ["17:30", "17:45"]]}}, 7.5 * 3600, id="breaks"),
        pytest.param(
            {"breaks": {"2026-03-06": [["11:00", "24:00"]]}, "date_overrides": {"2026-03-06": [["10:00", "12:00"]]}},
            3600,
            id="break over override",
        ),
        pytest.param(
            {"holidays": ["2026-03-06"], "date_overrides": {"2026-03-06": DAY}}, 0, id="holiday over override"
        ),
        pytest.param(
            {"yearly_holidays": ["03-06"], "date_overrides": {"2026-03-06": DAY}}, 0, id="yearly over override"
        ),
        pytest.param(
            {"holidays": ["2026-03-06"], "breaks": {"2026-03-06": [["10:00", "11:00"]]}}, 0, id="holiday over break"
        ),
        pytest.param({"breaks": {"2026-03-05": [["10:00", "11:00"]]}}, 8 * 3600, id="break on another day"),
        pytest.param({"week": {"fri": [["00:00", "24:00"]]}}, 24 * 3600, id="days left out"),
    ],
)
def test_the_runner_reads_everything_that_a_calendar_may_say(more: dict[str, Any], seconds: int) -> None:
    assert differences(on_friday(seconds), {**OFFICE, **more}) == []


def test_a_yearly_holiday_on_29_february_is_read() -> None:
    case = {"kind": "elapsed", "start": "2028-02-28T00:00:00Z", "end": "2028-03-02T00:00:00Z", "expect_s": 2 * 86400}
    assert differences(case, {**ALWAYS, "yearly_holidays": ["02-29"]}) == []


@pytest.mark.parametrize(
    ("fields", "expect"),
    [
        pytest.param({"target_s": 10800}, {"due": "2026-03-06T15:00:00Z"}, id="due at closing"),
        pytest.param({"target_s": 10801}, {"due": "2026-03-09T06:00:01Z"}, id="due after the weekend"),
        pytest.param({"target_s": 3600}, {"due": "2026-03-06T07:00:00Z"}, id="due long ago"),
        pytest.param(
            {"target_s": 10800, "stop_at": "2026-03-06T14:30:30Z"},
            {
                "elapsed_s": 9030,
                "elapsed_min_floor": 150,
                "remaining_min": 30,
                "overrun_s": 0,
                "breached": False,
                "due": "2026-03-06T15:00:00Z",
            },
            id="stopped in time",
        ),
        pytest.param(
            {"target_s": 9030, "stop_at": "2026-03-06T14:30:30Z"},
            {"elapsed_s": 9030, "overrun_s": 0, "breached": False, "due": "2026-03-06T14:30:30Z"},
            id="stopped exactly at due",
        ),
        pytest.param(
            {"target_s": 9000, "stop_at": "2026-03-06T14:30:30.5Z"},
            {"elapsed_s": 9030.5, "remaining_min": 0, "overrun_s": 30.5, "breached": True},
            id="stopped too late",
        ),
        pytest.param(
            {"target_s": 5400, "stop_at": "2026-03-06T07:00:00Z"},
            {"elapsed_s": 3600, "remaining_min": 30, "breached": False},
            id="stopped before later events",
        ),
        pytest.param(
            {"target_s": 10800, "stop_at": "2026-03-06T13:00:00Z"},
            {"elapsed_s": 7200, "due": None},
            id="stopped on hold",
        ),
        pytest.param(
            {"target_s": 10800, "running_states": ["work"]}, {"due": "2026-03-09T08:00:00Z"}, id="new does not count"
        ),
        pytest.param(
            {"target_s": 10800, "running_states": ["work"], "stop_at": None},
            {"due": "2026-03-09T08:00:00Z"},
            id="null for no stop",
        ),
    ],
)
def test_the_runner_follows_a_clock(fields: dict[str, Any], expect: dict[str, Any]) -> None:
    case = {"kind": "clock", "events": HELD, "running_states": ["new", "work"], **fields, "expect": expect}
    assert differences(case) == []


def test_a_case_that_differs_tells_both_values() -> None:
    found = differences({"kind": "add", "start": FRIDAY, "duration_s": 60, "expect_due": MONDAY})
    assert found == [("due", MONDAY, "2026-03-06T06:01:00Z")]
    clock = {
        "kind": "clock",
        "events": HELD[:1],
        "running_states": ["new"],
        "target_s": 60,
        "stop_at": "2026-03-06T06:02:00Z",
    }
    assert differences({**clock, "expect": {"breached": False, "overrun_s": 61}}) == [
        ("breached", "False", "True"),
        ("overrun_s", "61", "60.0"),
    ]
