"""The meters of answers, storage, loops and build, and the access log: asked of a served desk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from structlog.testing import capture_logs

from api.bootstrap import Desk, SystemClock
from api.meters.answers import told_address
from api.settings import Settings
from api.wire.connections import ENDINGS
from connectors.storage.server.database import Database
from events.values.people import SYSTEM
from tests.api.serving import World, served
from tests.support.plain_http import PLAINLY

PATIENCE_S = 60


def meters(url: str) -> dict[str, float]:
    """Every series with its value."""
    answer = httpx.get(f"{url}/metrics", timeout=PATIENCE_S, **PLAINLY)
    assert answer.status_code == 200, answer.text
    lines = [line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def answers(told: dict[str, float]) -> dict[tuple[str, str, str], float]:
    pattern = re.compile(r'desk_answers_total\{method="(.*)",route="(.*)",status="(.*)"\}')
    found = {pattern.fullmatch(name): value for name, value in told.items()}
    return {(match[1], match[2], match[3]): value for match, value in found.items() if match and value}


def test_every_answer_is_counted_under_its_route_whatever_the_address_named(idle_desk: Desk) -> None:
    with served(idle_desk) as url, httpx.Client(base_url=url, timeout=PATIENCE_S, **PLAINLY) as client:
        for path in ("/api/v1/tickets/1001", "/api/v1/tickets/1002?lang=en"):
            assert client.get(path).status_code == 401
        assert client.head("/api/v1/tickets/1001").status_code == 401
        assert client.get("/health/live").status_code == 200
        counted = answers(meters(url))

    assert counted["GET", "/api/v1/tickets/{ref}", "4xx"] == 2
    assert counted["HEAD", "/api/v1/tickets/{ref}", "4xx"] == 1
    assert counted["GET", "/health/live", "2xx"] == 1


def test_what_alerts_count_begins_at_0_so_that_its_first_event_is_a_rise(idle_desk: Desk) -> None:
    with served(idle_desk) as url:
        told = meters(url)
        paths = httpx.get(f"{url}/api/v1/openapi.json", timeout=PATIENCE_S, **PLAINLY).json()["paths"]

    ended = [name for name in told if name.startswith("desk_connections_ended_total")]
    assert len(ended) == len(ENDINGS)
    assert {name.split('"')[1] for name in ended} == set(ENDINGS)
    assert [told[f'desk_commands_total{{command="sign-in",outcome="{code}"}}'] for code in (401, 429)] == [0, 0]
    routes = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    failing = {
        (match[1], match[2])
        for name in told
        if (match := re.fullmatch(r'desk_answers_total\{method="(.*)",route="(.*)",status="5xx"\}', name))
    }
    assert len(routes) > 150
    assert routes <= failing


def test_what_strangers_try_makes_no_series_of_its_own(idle_desk: Desk) -> None:
    with served(idle_desk) as url, httpx.Client(base_url=url, timeout=PATIENCE_S, **PLAINLY) as client:
        for nth in range(20):
            client.request(f"ASK{nth}", f"/wp-admin/{nth}")
            client.get(f"/wp-admin/{nth}?secret={nth}")
        told = meters(url)

    assert answers(told) == {("other", "unknown", "4xx"): 20, ("GET", "unknown", "4xx"): 20}
    assert told['desk_answer_seconds_count{area="other",method="GET"}'] == 20


def test_a_failure_of_ours_is_counted_as_5xx_also_of_a_question(idle_desk: Desk) -> None:
    token = idle_desk.tokens.make(SYSTEM, frozenset({"administrator"}), now=idle_desk.clock.now())
    with idle_desk.database.connection() as connection:
        connection.execute("DROP TABLE views.teams CASCADE")
    with served(idle_desk) as url:
        answer = httpx.get(
            f"{url}/api/v1/teams",
            headers={"Authorization": f"Bearer {token}"},
            **PLAINLY,
            timeout=PATIENCE_S,
        )
        counted = answers(meters(url))
    assert answer.status_code >= 500
    assert counted == {("GET", "/api/v1/teams", "5xx"): 1}


def test_how_long_answers_take_is_told_by_method_and_area(world: World) -> None:
    world.specialist.get("/tickets")
    told = meters(world.url)
    assert told['desk_answer_seconds_count{area="tickets",method="GET"}'] >= 1
    assert told['desk_answer_seconds_bucket{area="tickets",le="+Inf",method="GET"}'] >= 1


def test_the_meters_tell_pool_connections_loops_tickets_and_build(world: World) -> None:
    world.ticket()
    told = meters(world.url)

    assert told['desk_pool_connections{state="lent"}'] + told['desk_pool_connections{state="idle"}'] >= 1
    assert told["desk_pool_limit"] == 16
    assert told["desk_pool_waiting"] == 0
    assert 1 <= told["desk_database_connections"] <= told["desk_server_connections"]
    assert told["desk_server_connections"] < told["desk_server_connections_limit"]
    assert told["desk_database_bytes"] > 1_000_000
    assert told["desk_storage_up"] == 1
    for loop in ("timekeeper", "ticket_list"):
        assert told[f'desk_loop_state{{loop="{loop}",state="running"}}'] == 1
        assert told[f'desk_loop_state{{loop="{loop}",state="retrying"}}'] == 0
    assert told["desk_tickets_open"] >= 1
    assert told["desk_tickets_overdue"] >= 0
    assert told["process_max_fds"] >= told["process_open_fds"] > 0
    [build] = [name for name in told if name.startswith("desk_build_info")]
    assert re.fullmatch(r'desk_build_info\{postgresql="\d+.*",python="3.*",version="\d+\..*"\}', build)


def test_the_disk_is_told_where_the_embedded_server_keeps_its_data(database: Database, tmp_path: Path) -> None:
    desk = Desk(database, Settings(data_folder=tmp_path, port=0), SystemClock())
    desk.prepare()
    with served(desk) as url:
        told = meters(url)
    assert 0 <= told["desk_disk_free_bytes"] < told["desk_disk_size_bytes"]


def test_while_the_storage_is_away_the_meters_still_tell_what_the_process_knows(
    idle_desk: Desk, database_url: str
) -> None:
    name = str(conninfo_to_dict(idle_desk.database.url)["dbname"])
    with served(idle_desk) as url, psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            told = meters(url)
        finally:
            connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))
        again = meters(url)

    assert told["desk_storage_up"] == 0
    assert told["desk_pool_limit"] == 16
    assert "desk_log_head" not in told
    assert again["desk_storage_up"] == 1
    assert again["desk_log_head"] == 0


def lines(desk: Desk, *requests: tuple[str, str], headers: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """What the access log says of requests."""
    with (
        capture_logs() as logged,
        served(desk) as url,
        httpx.Client(base_url=url, timeout=PATIENCE_S, headers=headers, **PLAINLY) as client,
    ):
        for method, path in requests:
            client.request(method, path)
    return [dict(line) for line in logged if line["event"] == "request"]


@pytest.fixture
def logging_desk(database: Database) -> Desk:
    desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0, access_log=True), SystemClock())
    desk.prepare()
    return desk


def test_the_access_log_has_one_line_a_request_without_query_name_or_secret(logging_desk: Desk) -> None:
    found = lines(
        logging_desk,
        ("GET", "/api/v1/tickets?text=Иванов&limit=3"),
        ("GET", "/api/v1/tickets/1001"),
        ("GET", "/api/v1/persons/ivanov@client.example"),
        ("GET", "/api/v1/changes/C-7"),
        ("POST", "/api/v1/tickets/17/start"),
        ("GET", "/desk_stolen-secret"),
        headers={"Authorization": "Bearer desk_my-secret"},
    )

    assert [(line["method"], line["address"], line["status"]) for line in found] == [
        ("GET", "/api/v1/tickets", 401),
        ("GET", "/api/v1/tickets/1001", 401),
        ("GET", "/api/v1/persons/{ref}", 401),
        ("GET", "/api/v1/changes/C-7", 401),
        ("POST", "/api/v1/tickets/17/start", 401),
        ("GET", "unknown", 404),
    ]
    assert {line["client"] for line in found} == {"127.0.0.1"}
    assert all(line["ms"] >= 0 and line["log_level"] == "info" for line in found)
    assert set(found[0]) == {"event", "log_level", "method", "address", "status", "ms", "client"}


def test_supervisors_who_are_answered_well_leave_no_line(logging_desk: Desk) -> None:
    assert lines(logging_desk, ("GET", "/health/live"), ("GET", "/metrics")) == []
    with logging_desk.database.connection() as connection:
        connection.execute("UPDATE views.positions SET poison_at = 7, poison = 'why' WHERE name = 'directory'")
    [line] = lines(logging_desk, ("GET", "/health/ready"))
    assert (line["address"], line["status"]) == ("/health/ready", 503)


def test_without_the_setting_no_request_leaves_a_line(idle_desk: Desk) -> None:
    assert lines(idle_desk, ("GET", "/api/v1/tickets"), ("GET", "/nowhere")) == []


@pytest.mark.parametrize(
    ("route", "parameters", "told"),
    [
        ("/tickets/{ref}", {"ref": "1001"}, "/tickets/1001"),
        ("/persons/{ref}/photo", {"ref": "7d2f2f3e-9c55-5b1c-8f0e-3f6c1a0b2d4e"}, None),
        ("/ticket-types/{code}", {"code": "access_request"}, "/ticket-types/{code}"),
        ("/a/{ref}/b/{other}", {"ref": "1", "other": "О'Нил"}, "/a/1/b/{other}"),
        ("/tickets/{ref}", {"ref": "1001\nFORGED"}, "/tickets/{ref}"),
    ],
)
def test_only_numbers_and_ids_of_an_address_are_told(route: str, parameters: dict[str, str], told: str | None) -> None:
    assert told_address(route, parameters) == (told or route.replace("{ref}", parameters["ref"]))
