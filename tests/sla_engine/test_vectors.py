"""The cases as data: every one of the file, and the runner itself, also through ``desk vectors FILE``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sla_engine.vectors import run

FILE = Path(__file__).parent / "data" / "sla_vectors.json"
DOCUMENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
DESK = Path(sys.executable).parent / "desk"

DAY = [["09:00", "13:00"], ["14:00", "18:00"]]
OFFICE: dict[str, Any] = {"tz": "Europe/Moscow", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY)}
ALWAYS: dict[str, Any] = {
    "tz": "UTC",
    "week": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}
FRIDAY, MONDAY = "2026-03-06T06:00:00Z", "2026-03-09T06:00:00Z"
"""Nine in Moscow."""


def differences(case: dict[str, Any], calendar: dict[str, Any] = OFFICE) -> list[tuple[str, str, str]]:
    report = run({"calendars": {"c": calendar}, "cases": [{"id": "it", "calendar": "c", **case}]})
    assert report.passed + report.failed == 1
    return [(found.asked, found.expected, found.found) for found in report.differences]


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


HELD = [
    {"at": FRIDAY, "state": "new"},
    {"at": "2026-03-06T08:00:00Z", "state": "hold"},
    {"at": "2026-03-06T14:00:00Z", "state": "work"},
]
"""Nine to eleven, a hold, and on from five in the afternoon."""


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


@pytest.mark.parametrize(
    ("case", "calendar", "words"),
    [
        pytest.param({"kind": "guess"}, OFFICE, "unknown kind 'guess'", id="an unknown kind"),
        pytest.param({"kind": "add", "start": FRIDAY, "duration_s": 60}, OFFICE, "expect_due", id="a missing key"),
        pytest.param({"kind": "is_open", "at": "yesterday", "expect": True}, OFFICE, "yesterday", id="no instant"),
        pytest.param(
            {"kind": "is_open", "at": "2026-03-06T06:00:00", "expect": True}, OFFICE, "offset", id="no offset"
        ),
        pytest.param(
            {"kind": "is_open", "at": FRIDAY, "expect": True, "calendar": "d"}, OFFICE, "'d'", id="a missing calendar"
        ),
        pytest.param(
            {"kind": "is_open", "at": FRIDAY, "expect": True},
            {**OFFICE, "tz": "Mars/Olympus"},
            "Mars/Olympus",
            id="an unknown zone",
        ),
        pytest.param(
            {"kind": "add", "start": FRIDAY, "duration_s": 60, "expect_due": FRIDAY},
            {"tz": "UTC", "week": {}},
            "ten years",
            id="never open",
        ),
        pytest.param(
            {"kind": "add", "start": FRIDAY, "duration_s": -60, "expect_due": FRIDAY},
            OFFICE,
            "negative",
            id="less than nothing",
        ),
        pytest.param({"kind": "elapsed", "start": FRIDAY, "end": MONDAY}, OFFICE, "nothing", id="nothing to expect"),
        pytest.param(
            {"kind": "is_open", "at": FRIDAY, "expect": True},
            {"tz": "UTC", "week": {"friday": DAY}},
            "unknown weekday 'friday'",
            id="an unknown weekday",
        ),
        pytest.param(
            {"kind": "is_open", "at": FRIDAY, "expect": True},
            {"tz": "UTC", "week": {"fri": ["09:00", "18:00"]}},
            "week.fri is not a list of [from, to]",
            id="hours that are no pairs",
        ),
        pytest.param(
            {"kind": "is_open", "at": FRIDAY, "expect": True}, {"week": {}}, "the calendar has no 'tz'", id="no zone"
        ),
        pytest.param(
            {"kind": "is_open", "at": FRIDAY, "expect": True},
            {**OFFICE, "holidays": ["8 March"]},
            "'8 March' is no date",
            id="no date",
        ),
        pytest.param(
            {"kind": "open_intervals", "start": FRIDAY, "count": 1, "expect": [FRIDAY]},
            OFFICE,
            "expect is not a list of [from, to]",
            id="intervals that are no pairs",
        ),
        pytest.param(
            {"kind": "open_intervals", "start": FRIDAY, "count": 10**12, "expect": []}, OFFICE, "10000", id="too many"
        ),
        pytest.param(
            {"kind": "clock", "events": HELD[::-1], "running_states": [], "target_s": 1, "expect": {}},
            OFFICE,
            "order of time",
            id="events that go back",
        ),
        pytest.param(
            {"kind": "clock", "events": [], "running_states": [], "target_s": 1, "expect": {}},
            OFFICE,
            "at least one event",
            id="no events",
        ),
        pytest.param(
            {"kind": "clock", "events": HELD, "running_states": [], "expect": {}}, OFFICE, "'target_s'", id="no target"
        ),
        pytest.param(
            {"kind": "clock", "events": HELD, "running_states": [], "target_s": 1, "expect": {"colour": 1}},
            OFFICE,
            "colour",
            id="an unknown answer",
        ),
    ],
)
def test_a_case_that_cannot_be_run_has_failed_with_a_reason(
    case: dict[str, Any], calendar: dict[str, Any], words: str
) -> None:
    [(_, _, why)] = differences(case, calendar)
    assert words in why


@pytest.mark.parametrize("seconds", [1e30, float("inf"), float("nan"), "60", True, None])
@pytest.mark.parametrize("kind", ["add", "sub", "clock"])
def test_an_amount_that_no_duration_may_have_is_refused_at_once(kind: str, seconds: object) -> None:
    one_hour_a_week = {"tz": "UTC", "week": {"mon": [["09:00", "10:00"]]}}
    case = {"kind": kind, "start": FRIDAY, "duration_s": seconds, "expect_due": FRIDAY, "expect_at": FRIDAY}
    clock = {"events": HELD, "running_states": ["new"], "target_s": seconds, "expect": {"due": FRIDAY}}
    [(asked, _, why)] = differences({**case, **(clock if kind == "clock" else {})}, one_hour_a_week)
    assert asked == "case"
    assert ("longer than 3650 days" if seconds == 1e30 else "not a number of seconds") in why


def test_every_case_that_fails_is_counted_also_under_one_name() -> None:
    wrong = {"id": "same", "calendar": "c", "kind": "add", "start": FRIDAY, "duration_s": 60, "expect_due": MONDAY}
    clock = {"id": "same", "calendar": "c", "kind": "clock", "events": HELD, "running_states": ["new"], "target_s": 60}
    two = {**clock, "expect": {"breached": False, "elapsed_s": 1}}
    report = run({"calendars": {"c": OFFICE}, "cases": [wrong, wrong, two]})
    assert (report.passed, report.failed, len(report.differences)) == (0, 3, 4)


NIGHTS: dict[str, Any] = {"tz": "UTC", "week": {"thu": [["20:00", "08:00"]], "fri": [["20:00", "08:00"]]}}


@pytest.mark.parametrize(
    ("more", "seconds"),
    [
        ({}, 8 * 3600 + 4 * 3600),
        ({"holidays": ["2026-03-06"]}, 0),
        ({"yearly_holidays": ["03-06"]}, 0),
        ({"date_overrides": {"2026-03-06": []}}, 8 * 3600),
    ],
    ids=["no holiday", "holiday", "yearly", "override"],
)
def test_a_holiday_takes_the_whole_local_day_off_also_the_end_of_the_night_before(
    more: dict[str, Any], seconds: int
) -> None:
    day = {"kind": "elapsed", "start": "2026-03-06T00:00:00Z", "end": "2026-03-07T00:00:00Z", "expect_s": seconds}
    evening = {"kind": "elapsed", "start": "2026-03-05T00:00:00Z", "end": "2026-03-06T00:00:00Z", "expect_s": 4 * 3600}
    assert differences(day, {**NIGHTS, **more}) == []
    assert differences(evening, {**NIGHTS, **more}) == []


@pytest.mark.parametrize("document", [[], {}, {"cases": {}}, "cases", None])
def test_what_is_no_file_of_cases_has_failed(document: object) -> None:
    report = run(document)
    assert (report.passed, report.failed) == (0, 1)


def test_a_case_without_an_id_or_that_is_no_object_is_told_by_its_place() -> None:
    report = run({"calendars": {}, "cases": [7, {"kind": "add"}]})
    assert [found.case for found in report.differences] == ["case 1", "case 2"]


def desk_vectors(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DESK, "vectors", file], capture_output=True, text=True, check=False)  # noqa: S603 - our own tool


def test_desk_vectors_runs_the_whole_file_and_ends_well() -> None:
    done = desk_vectors(FILE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "180 passed, 0 failed\n", "")


def test_desk_vectors_prints_what_differs_and_ends_with_1(tmp_path: Path) -> None:
    wrong = {"id": "wrong", "calendar": "c", "kind": "add", "start": FRIDAY, "duration_s": 60, "expect_due": MONDAY}
    right = {**wrong, "id": "right", "expect_due": "2026-03-06T06:01:00Z"}
    odd = {**wrong, "id": "odd", "kind": "guess"}
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"calendars": {"c": OFFICE}, "cases": [wrong, right, odd]}), encoding="utf-8")
    done = desk_vectors(file)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"wrong: due: expected {MONDAY}, found 2026-03-06T06:01:00Z",
        "odd: case: expected a case that can be run, found unknown kind 'guess'",
        "1 passed, 2 failed",
    ]


def test_desk_vectors_reads_a_file_that_begins_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"calendars": {}, "cases": []}), encoding="utf-8-sig")
    assert desk_vectors(file).stdout == "0 passed, 0 failed\n"


@pytest.mark.parametrize("text", ["{", None])
def test_desk_vectors_says_when_a_file_cannot_be_read(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "cases.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = desk_vectors(file)
    assert done.returncode == 1
    assert "cases.json" in done.stderr
    assert "Traceback" not in done.stderr
