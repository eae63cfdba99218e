"""One database of zones: what is a zone, what once was taken for one, and whose rules are read (W1, W3, W4)."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from events.service_schedule import ScheduleDrawnUp
from events.values import zones
from events.values.faults import InvalidValue
from events.values.schedule import REQUESTER_ZONE, Timetable, WorkWeek, refuse_unknown_zone

ROOT = Path(__file__).parents[2]
NO_ZONES = [
    "localtime",
    "Factory",
    "posixrules",
    "posix/Europe/Moscow",
    "right/Europe/Moscow",
    "leapseconds",
    "zone.tab",
    "tzdata.zi",
    "Europe",
    "europe/moscow",
    "EUROPE/MOSCOW",
    " Europe/Moscow",
    "Europe/Moscow ",
    "../Europe/Moscow",
    "Europe/../Europe/Moscow",
    "/usr/share/zoneinfo/Europe/Moscow",
    "Europe\\Moscow",
    "MSK",
    "UTC+3",
    "+03:00",
    "",
]


@pytest.mark.parametrize("name", NO_ZONES)
def test_row_f6_what_is_no_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        refuse_unknown_zone(name, "zone")
    assert (refused.value.field, refused.value.rule) == ("zone", "W3")


@pytest.mark.parametrize("name", ["Europe/Moscow", "UTC", "Etc/GMT-3", "America/Argentina/Buenos_Aires", "EST5EDT"])
def test_an_exact_name_of_the_database_is_a_zone(name: str) -> None:
    refuse_unknown_zone(name, "zone")
    assert zones.zone_of(name).key == name


def test_every_zone_of_the_list_can_be_read() -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    assert len(zones.known_zones()) > 590
    assert all(now.astimezone(zones.zone_of(name)).tzinfo is zones.zone_of(name) for name in zones.known_zones())


def test_row_f4_the_pinned_rules_are_read_whatever_the_host_has() -> None:
    """Manitoba gave up its winter time in 2026: a host whose files are of 2025 says 09:00 there is 15:00 UTC, too."""
    winnipeg = zones.zone_of("America/Winnipeg")
    assert datetime(2026, 11, 30, 9, tzinfo=winnipeg).astimezone(UTC).hour == 14
    assert zones.rules() >= zones.OLDEST_RULES


def test_row_f4_no_path_of_the_environment_changes_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "America").mkdir()
    (tmp_path / "America" / "Winnipeg").write_bytes(b"TZif2 not at all")
    ask = (
        "from datetime import *; from events.values.zones import zone_of;"
        "print(datetime(2026, 11, 30, 9, tzinfo=zone_of('America/Winnipeg')).utcoffset())"
    )
    told = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", ask],
        env={"PYTHONTZPATH": str(tmp_path), "PATH": "/usr/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "-1 day, 19:00:00"


def test_row_f6_facts_of_earlier_desks_keep_reading() -> None:
    for name in ("localtime", "Factory", "US/Pacific-New", "SystemV/EST5"):
        timetable = Timetable(zone=name, week=WorkWeek())
        stored = msgspec.json.encode({"schedule_id": "0" * 32, "name": {"ru": "x", "en": "x"}, "timetable": timetable})
        assert msgspec.json.decode(stored, type=ScheduleDrawnUp).timetable.zone == name
        assert zones.zone_of(name).utcoffset(datetime(2026, 7, 1)) == timedelta(0)  # noqa: DTZ001 - a wall time
        with pytest.raises(InvalidValue):
            timetable.refuse_unknown_zone("timetable.zone")
    Timetable(zone=REQUESTER_ZONE, week=WorkWeek()).refuse_unknown_zone("timetable.zone")


def test_one_module_makes_zones_and_no_other() -> None:
    """``zoneinfo`` would ask the system's files."""
    packages = ("aggregates", "api", "commands", "connectors", "events", "projections", "replay", "sla_engine")
    makes = re.compile(r"\bZoneInfo\(|ZoneInfo\.no_cache\(|available_timezones|gettz\(|AT TIME ZONE", re.IGNORECASE)
    found = {
        str(file.relative_to(ROOT))
        for package in packages
        for file in (ROOT / package).rglob("*.py")
        if makes.search(file.read_text(encoding="utf-8"))
    }
    assert found == set()
