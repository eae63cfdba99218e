"""``docs/operate/alerts.yml``: checked and tried by Prometheus' own tool, about meters that a desk really serves."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from api.bootstrap import Desk, SystemClock
from api.settings import Settings
from commands.found_desk import FoundDesk
from connectors.storage.server.database import Database
from events.values.identity import CommandId
from tests.api.serving import AS_SYSTEM, served
from tests.support.cheap_passwords import CHEAP
from tests.support.plain_http import PLAINLY
from tests.support.programs import needed, run, well

HERE = Path(__file__).parent
OPERATE = HERE.parents[1] / "docs" / "operate"
RULES = (OPERATE / "alerts.yml").read_text(encoding="utf-8")
ALERTS = re.findall(r"- alert: (\w+)", RULES)
OF_PROMETHEUS = {"up"}
"""What Prometheus itself knows of a target."""


@pytest.fixture(scope="module")
def promtool() -> str:
    return needed("promtool", "prometheus")


def test_prometheus_takes_the_configuration_and_its_rules(promtool: str) -> None:
    told = well(run([promtool, "check", "config", str(OPERATE / "prometheus.yml")]))
    assert f"SUCCESS: {len(ALERTS)} rules found" in told
    assert "SUCCESS: 1 rule files found" in told


def test_every_alert_fires_for_what_it_is_about_and_leaves_a_desk_alone_that_is_well(promtool: str) -> None:
    cases = HERE / "alerts_test.yml"
    assert "SUCCESS" in well(run([promtool, "test", "rules", str(cases)]))
    fired = set(re.findall(r'alertname="(\w+)"', cases.read_text(encoding="utf-8")))
    assert fired == set(ALERTS)


def test_every_meter_that_the_rules_name_is_served(database: Database, tmp_path: Path, promtool: str) -> None:
    desk = Desk(database, Settings(data_folder=tmp_path, port=0), SystemClock(), CHEAP)
    desk.prepare()
    desk.bus.execute(FoundDesk(), viewer=AS_SYSTEM, command_id=CommandId(uuid4()))
    with served(desk) as url, httpx.Client(base_url=url, timeout=60, **PLAINLY) as client:
        client.post("/api/v1/sign-in", json={"login": "admin", "password": "wrong"})
        text = client.get("/metrics").text
        # The first scrape was answered when the second is made.
        text = client.get("/metrics").text

    # A counter of what has not happened yet is known by its type alone.
    served_names = set(re.findall(r"^(?:# TYPE )?(\w+)(?:\{| )", text, re.MULTILINE))
    described = "\n".join(re.findall(r"expr: (?:\|\n)?(.*?)\n        (?:for|labels):", RULES, re.DOTALL))
    named = set(re.findall(r"\b(?:desk|process)_\w+|\bup\b", described))
    assert len(named) > 15
    assert named - served_names == OF_PROMETHEUS
    for label in ('status="5xx"', 'command="sign-in"', 'outcome="401"', 'state="retrying"', 'state="running"'):
        assert label.split("=")[0] in text
    assert 'desk_commands_total{command="sign-in",outcome="401"} 1.0' in text
    checked = run(["/bin/sh", "-c", f'"{promtool}" check metrics <<"END"\n{text}\nEND'])
    assert "error" not in checked.stdout + checked.stderr, checked.stdout + checked.stderr


@pytest.mark.parametrize("page", ["watch.md", "watch.ru.md"])
def test_the_page_says_of_every_alert_what_to_do(page: str) -> None:
    told = re.findall(r"^\| `(\w+)` \|", (OPERATE / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert told == ALERTS
