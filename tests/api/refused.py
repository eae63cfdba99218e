"""What the tests of bad input share: a refusal looked at, and a timetable that is right."""

from __future__ import annotations

from typing import Any

import httpx

TIMETABLE: dict[str, Any] = {"zone": "Europe/Moscow", "week": {"mon": [["09:00", "18:00"]]}}


def problem(answer: httpx.Response) -> tuple[int, str, str, str]:
    """What a refusal says, having checked that it is a problem in both languages and no trace."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    found = answer.json()
    assert found["status"] == answer.status_code
    assert found["detail"] in found["texts"].values()
    assert found["type"] == f"urn:deskledger:problem:{found['code']}"
    assert "Traceback" not in answer.text
    return answer.status_code, found["code"], found.get("field", ""), found.get("rule", "")
