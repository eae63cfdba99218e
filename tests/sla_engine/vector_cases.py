"""Calendars and instants of the tests of the vectors, and what a case differs in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sla_engine.vectors import run

FILE = Path(__file__).parent / "data" / "sla_vectors.json"


DOCUMENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


DAY = [["09:00", "13:00"], ["14:00", "18:00"]]


OFFICE: dict[str, Any] = {"tz": "Europe/Moscow", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY)}


ALWAYS: dict[str, Any] = {
    "tz": "UTC",
    "week": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}


FRIDAY, MONDAY = "2026-03-06T06:00:00Z", "2026-03-09T06:00:00Z"
"""Nine in Moscow."""
HELD = [
    {"at": FRIDAY, "state": "new"},
    {"at": "2026-03-06T08:00:00Z", "state": "hold"},
    {"at": "2026-03-06T14:00:00Z", "state": "work"},
]
"""Nine to eleven, a hold, and on from five in the afternoon."""
NIGHTS: dict[str, Any] = {"tz": "UTC", "week": {"thu": [["20:00", "08:00"]], "fri": [["20:00", "08:00"]]}}


def differences(case: dict[str, Any], calendar: dict[str, Any] = OFFICE) -> list[tuple[str, str, str]]:
    report = run({"calendars": {"c": calendar}, "cases": [{"id": "it", "calendar": "c", **case}]})
    assert report.passed + report.failed == 1
    return [(found.asked, found.expected, found.found) for found in report.differences]
