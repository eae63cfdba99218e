"""Zones at every door, and the version of their rules wherever time is told (W1, W3, W4)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import structlog

from api import zone_rules
from api.bootstrap import Desk
from api.questions import health
from connectors.storage.feeds import zone_marks
from events.values import zones
from tests.api.refused import problem
from tests.api.serving import World
from tests.support.plain_http import PLAINLY

WEEK = {"mon": [["09:00", "17:00"]]}


@pytest.mark.parametrize("name", ["localtime", "Factory", "posix/Europe/Moscow", "europe/moscow", "../UTC"])
def test_row_f6_no_door_takes_what_is_no_zone(world: World, name: str) -> None:
    timetable = {"zone": name, "week": WEEK}
    doors: list[tuple[str, dict[str, Any], str]] = [
        ("/schedules", {"title": {"ru": "x"}, "timetable": timetable}, "timetable.zone"),
        (f"/schedules/{world.schedule}/revise", {"timetable": timetable}, "timetable.zone"),
        ("/schedules/preview", {"timetable": timetable}, "timetable.zone"),
        (f"/schedules/{world.schedule}/preview", {"timetable": timetable}, "timetable.zone"),
        (f"/units/{world.company}/zone", {"time_zone": name}, "time_zone"),
        (f"/persons/{world.persons['requester']}/zone", {"time_zone": name}, "time_zone"),
    ]
    for path, body, field in doors:
        status, _, named, rule = problem(world.admin.post(path, json=body))
        assert (status, named, rule) == (422, field, "W3"), path


def test_row_f4_the_version_is_told_by_health_the_meters_and_every_explanation(world: World) -> None:
    receipt = world.ticket()
    seen = {"min_position": receipt["position"]}
    explained = world.specialist.get(f"/tickets/{receipt['number']}/sla/explain", params=seen).json()
    assert explained["zone_rules"] == zones.rules()
    health = httpx.get(f"{world.url}/health/ready", **PLAINLY).json()
    assert health["ready"], health
    assert health["zone_rules"] == {
        "here": zones.rules(),
        "running": [zones.rules()],
        "clocks_measured_by": zones.rules(),
        "differ": False,
    }
    meters = httpx.get(f"{world.url}/metrics", **PLAINLY).text
    assert f'desk_zone_rules_info{{clocks="{zones.rules()}",here="{zones.rules()}"}} 1.0' in meters
    assert "desk_zone_rules_differ 0.0" in meters

    with world.desk.database.dedicated() as other:
        zone_marks.mark(other, "2025b")
        assert told(world.desk).running == ["2025b", zones.rules()]
        assert "desk_zone_rules_differ 1.0" in httpx.get(f"{world.url}/metrics", **PLAINLY).text


def told(desk: Desk) -> health.Rules:
    with desk.database.snapshot() as cursor:
        return health.zone_rules_now(cursor)


def test_row_f5_a_start_follows_new_rules_unless_a_desk_that_reads_the_old_ones_runs(idle_desk: Desk) -> None:
    with idle_desk.database.transaction() as cursor:
        cursor.execute("DELETE FROM sla_zone_rules")
        cursor.execute("INSERT INTO sla_zone_rules VALUES ('2025b')")
    with idle_desk.database.dedicated() as other, structlog.testing.capture_logs() as logs:
        zone_marks.mark(other, "2025b")
        idle_desk.prepare()
        assert told(idle_desk).clocks_measured_by == "2025b"
    assert [line["event"] for line in logs] == ["zone_rules_differ_between_hosts"]
    with structlog.testing.capture_logs() as logs:
        idle_desk.prepare()
    assert told(idle_desk).clocks_measured_by == zones.rules()
    assert [line["event"] for line in logs] == ["open_clocks_measured_by_new_zone_rules"]
    assert zone_rules.follow(idle_desk) is False
    with idle_desk.database.snapshot() as cursor:
        assert health.new_zone_rules(cursor, idle_desk.clock.now()).moved == 0


def test_row_f4_without_the_package_nothing_begins_and_old_rules_are_warned_of(
    idle_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = idle_desk.clock.now()
    with structlog.testing.capture_logs() as logs:
        zone_rules.check(now)
        monkeypatch.setattr(zones, "rules", lambda: "2025b")
        zone_rules.check(now)
    assert [(line["event"], line["version"]) for line in logs] == [("zone_rules_old", "2025b")]
    monkeypatch.setattr(zones, "rules", lambda: "")
    with pytest.raises(zone_rules.ZoneRulesAreMissing, match="pip install tzdata"):
        zone_rules.check(now)
