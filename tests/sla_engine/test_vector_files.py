"""What a file of cases may not say, and desk vectors FILE."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sla_engine.vectors import run
from tests.sla_engine.vector_cases import DAY, FILE, FRIDAY, HELD, MONDAY, NIGHTS, OFFICE, differences
from tests.support.terminal import typed

DESK = Path(sys.executable).parent / "desk"


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


Vectors = Callable[[Path], tuple[int, str, str]]


@pytest.fixture
def desk_vectors(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Vectors:
    """``desk vectors FILE``: how it ends, what it prints, and its errors."""
    return lambda file: typed("vectors", str(file), patch=monkeypatch, printed=capsys)


def test_desk_vectors_runs_the_whole_file_and_ends_well() -> None:
    done = subprocess.run([DESK, "vectors", FILE], capture_output=True, text=True, check=False)  # noqa: S603 - our own tool
    assert (done.returncode, done.stdout, done.stderr) == (0, "180 passed, 0 failed\n", "")


def test_desk_vectors_prints_what_differs_and_ends_with_1(tmp_path: Path, desk_vectors: Vectors) -> None:
    wrong = {"id": "wrong", "calendar": "c", "kind": "add", "start": FRIDAY, "duration_s": 60, "expect_due": MONDAY}
    right = {**wrong, "id": "right", "expect_due": "2026-03-06T06:01:00Z"}
    odd = {**wrong, "id": "odd", "kind": "guess"}
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"calendars": {"c": OFFICE}, "cases": [wrong, right, odd]}), encoding="utf-8")
    status, out, _ = desk_vectors(file)
    assert status == 1
    assert out.splitlines() == [
        f"wrong: due: expected {MONDAY}, found 2026-03-06T06:01:00Z",
        "odd: case: expected a case that can be run, found unknown kind 'guess'",
        "1 passed, 2 failed",
    ]


def test_desk_vectors_reads_a_file_that_begins_with_a_byte_order_mark(tmp_path: Path, desk_vectors: Vectors) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"calendars": {}, "cases": []}), encoding="utf-8-sig")
    assert desk_vectors(file)[1] == "0 passed, 0 failed\n"


@pytest.mark.parametrize("text", ["{", None])
def test_desk_vectors_says_when_a_file_cannot_be_read(tmp_path: Path, desk_vectors: Vectors, text: str | None) -> None:
    file = tmp_path / "cases.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    status, _, err = desk_vectors(file)
    assert status == 1
    assert "cases.json" in err
    assert "Traceback" not in err
