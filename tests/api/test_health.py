"""Is it alive, is it ready, what do its meters say: asked without a token, answered honestly."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from pydantic import ValidationError

from api.bootstrap import PROJECTIONS, Desk
from api.settings import Settings
from commands.fields import Named
from commands.service_schedule import DrawUpSchedule
from events.values.identity import CommandId
from events.values.people import Actor
from tests.api.serving import AS_SYSTEM, NINE_TO_SIX, World, served
from tests.support.plain_http import PLAINLY


def asked(world: World, path: str) -> httpx.Response:
    """An answer from outside the API's own part of the addresses, without a token."""
    return httpx.get(f"{world.url}{path}", timeout=30, **PLAINLY)


def bearer(desk: Desk, group: Any) -> dict[str, str]:
    """The header of somebody with a token, or of nobody."""
    if group is None:
        return {}
    actor = Actor(kind="person", id=uuid4(), name="Вера")
    return {"Authorization": f"Bearer {desk.tokens.make(actor, frozenset({group}), now=desk.clock.now())}"}


def test_it_is_alive_and_ready(world: World) -> None:
    receipt = world.ticket()
    world.specialist.get("/tickets", params={"min_position": receipt["position"]})
    ready = asked(world, "/health/ready")

    assert asked(world, "/health/live").json() == {"alive": True}
    assert ready.status_code == 200
    assert set(ready.json()["projections"]) == set(PROJECTIONS)
    assert {loop["state"] for loop in ready.json()["loops"].values()} == {"running"}


def test_a_poisoned_read_model_is_told_to_all_and_its_reason_to_those_who_may_know(idle_desk: Desk) -> None:
    with idle_desk.database.connection() as connection:
        connection.execute("UPDATE views.positions SET poison_at = 7, poison = 'why' WHERE name = 'directory'")
    told = {}
    with served(idle_desk) as url:
        for group in ("auditor", "specialist", None):
            answer = httpx.get(f"{url}/health/ready", headers=bearer(idle_desk, group), timeout=30, **PLAINLY)
            assert answer.status_code == 503
            assert answer.json()["projections"]["ticket_list"]["poison"] is None
            assert "desk rebuild directory" in answer.json()["reasons"][0]["texts"]["en"]
            told[group] = answer.json()["projections"]["directory"]["poison"]

    assert told["auditor"] == {"position": 7, "why": "why"}
    assert told["specialist"] == told[None] == {"position": 7}


def test_a_desk_without_its_database_is_alive_and_not_ready(idle_desk: Desk, database_url: str) -> None:
    name = str(conninfo_to_dict(idle_desk.database.url)["dbname"])
    with served(idle_desk) as url, psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            ready = httpx.get(f"{url}/health/ready", timeout=30, **PLAINLY)
            live = httpx.get(f"{url}/health/live", **PLAINLY)
            read = httpx.get(f"{url}/api/v1/me", headers={"Authorization": "Bearer desk_x"}, timeout=60, **PLAINLY)
        finally:
            connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))

    assert (live.status_code, ready.status_code, ready.json()["ready"]) == (200, 503, False)
    assert (read.status_code, read.json()["code"]) == (503, "storage-is-away")
    assert read.headers["Retry-After"] == "1"
    assert "password" not in read.text
    assert name not in read.text


def test_the_meters_tell_lags_waits_and_lateness(world: World) -> None:
    world.ticket()
    world.anonymous.post("/tickets", json={"subject": "x"})
    text = asked(world, "/metrics").text

    for name in PROJECTIONS:
        assert f'desk_projection_lag_facts{{projection="{name}"}}' in text
        assert f'desk_projection_lag_seconds{{projection="{name}"}}' in text
    assert "desk_append_wait_seconds_count" in text
    assert "desk_clock_lateness_seconds 0.0" in text
    assert 'desk_commands_total{command="register-ticket",outcome="accepted"}' in text
    assert 'desk_commands_total{command="register-ticket",outcome="401"}' in text
    assert "desk_command_seconds_bucket" in text


def test_a_read_model_that_stands_still_lags_in_facts_and_seconds(idle_desk: Desk) -> None:
    command = DrawUpSchedule(title=Named(ru="9–18"), timetable=NINE_TO_SIX)
    idle_desk.bus.execute(command, viewer=AS_SYSTEM, command_id=CommandId(uuid4()))
    with served(idle_desk) as url:
        lines = httpx.get(f"{url}/metrics", **PLAINLY).text.splitlines()
    told = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    assert told['desk_projection_lag_facts{projection="agreements"}'] == "1.0"
    assert float(told['desk_projection_lag_seconds{projection="agreements"}']) > 0
    assert told["desk_append_wait_seconds_count"] == "1.0"


def test_how_far_a_long_remeasurement_is_can_be_seen(idle_desk: Desk) -> None:
    idle_desk.remeasured(20_000, 50_000)
    with served(idle_desk) as url:
        health = httpx.get(f"{url}/health/ready", **PLAINLY).json()
        meters = httpx.get(f"{url}/metrics", **PLAINLY).text
    assert health["remeasured"] == {"done": 20_000, "total": 50_000}
    assert "desk_remeasuring_tickets 30000.0" in meters


def test_meters_are_read_from_near_and_by_those_who_may_know(idle_desk: Desk) -> None:
    settings = Settings(data_folder=Path("nowhere"), port=0, metrics_from="192.0.2.0/24")
    far = Desk(idle_desk.database, settings, idle_desk.clock)
    answers = {}
    with served(far) as url:
        for group in ("auditor", "administrator", "specialist", None):
            answers[group] = httpx.get(f"{url}/metrics", headers=bearer(far, group), timeout=30, **PLAINLY)

    assert {group: answer.status_code for group, answer in answers.items()} == {
        "auditor": 200,
        "administrator": 200,
        "specialist": 403,
        None: 401,
    }
    assert answers[None].json()["code"] == "bad-token"


@pytest.mark.parametrize(
    "forwarded",
    [
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 proxy"},
        {"X-Forwarded-Proto": "https"},
    ],
)
def test_what_comes_through_a_proxy_that_nobody_named_does_not_come_from_near(
    world: World, forwarded: dict[str, str]
) -> None:
    answer = httpx.get(f"{world.url}/metrics", headers=forwarded, timeout=30, **PLAINLY)

    assert answer.status_code == 401


def test_networks_that_are_none_are_refused_at_the_start() -> None:
    with pytest.raises(ValidationError, match="metrics_from"):
        Settings(metrics_from="somewhere")
