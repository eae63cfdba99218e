"""Times that a refusal tells, by the clock of whoever reads it: their own, else their unit's, else the desk's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from events.values.zones import zone_of
from tests.api.refused import problem
from tests.api.serving import World

FROM = "2040-07-01T06:00:00Z"


def made(client: httpx.Client, path: str, body: dict[str, Any]) -> Any:
    answer = client.post(path, json=body)
    assert answer.is_success, answer.text
    return answer.json()["id"]


@pytest.fixture
def agreement(world: World) -> str:
    """One that the requester and the specialist will have, on a desk whose hours are Moscow's."""
    made(world.admin, f"/agreements/{world.agreement}/make-base", {})
    body = {"title": {"en": f"Later {uuid4().hex[:8]}"}, "schedule_id": str(world.schedule)}
    later = str(made(world.admin, "/agreements", body))
    persons = [str(world.persons[name]) for name in ("requester", "specialist")]
    made(world.admin, f"/agreements/{later}/recipients", {"persons": persons})
    made(world.admin, f"/agreements/{later}/validity", {"valid_from_at": FROM})
    return later


def begins(client: httpx.Client, agreement: str) -> tuple[str, str]:
    answer = client.post("/tickets", json={"subject": "?", "agreement_id": agreement})
    assert problem(answer) == (422, "agreement-has-not-begun", "agreement_id", "row 101")
    texts = answer.json()["texts"]
    return texts["ru"].partition(" с ")[2].partition(". ")[0], texts["en"].partition(" from ")[2].partition(" on. ")[0]


def test_a_refusal_tells_times_by_the_clock_of_its_reader(world: World, agreement: str) -> None:
    zones = (f"/persons/{world.persons['requester']}/zone", f"/units/{world.department}/zone")
    by_the_desk = ("01.07.2040 09:00 Europe/Moscow", "2040-07-01 09:00 Europe/Moscow")
    assert begins(world.requester, agreement) == by_the_desk
    try:
        made(world.admin, zones[1], {"time_zone": "Asia/Yekaterinburg"})
        assert begins(world.specialist, agreement)[1] == "2040-07-01 11:00 Asia/Yekaterinburg"
        made(world.admin, zones[0], {"time_zone": "Asia/Novosibirsk"})
        assert begins(world.requester, agreement)[0] == "01.07.2040 13:00 Asia/Novosibirsk"
    finally:
        for zone in zones:
            made(world.admin, zone, {"time_zone": ""})
    assert begins(world.requester, agreement) == by_the_desk


def test_rule_c6_the_time_that_a_refusal_names_can_be_said(world: World) -> None:
    base = f"/agreements/{world.agreement}/make-base"
    made(world.admin, base, {})
    begun = world.desk.clock.now() - timedelta(hours=5)
    ticket = made(world.admin, "/tickets", {"subject": "?", "at": begun.isoformat()})
    early = world.admin.post(f"/tickets/{ticket}/start", json={"at": (begun - timedelta(hours=1)).isoformat()})
    assert problem(early)[1] == "time-runs-backwards"
    told = early.json()["texts"]["en"].partition("happened at ")[2].partition(". Give")[0]
    on, at, zone = told.split()
    there = datetime.fromisoformat(f"{on}T{at}").replace(tzinfo=zone_of(zone))
    assert there == begun
    made(world.admin, f"/tickets/{ticket}/start", {"at": there.isoformat()})
