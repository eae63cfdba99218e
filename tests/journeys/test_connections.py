"""``docs/operate/connections.md``: a desk under load takes no more connections than the page says."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from connectors.storage.accounts.tokens import Tokens
from connectors.storage.server.connections_needed import needed
from connectors.storage.server.database import Database
from events.values.people import Actor
from tests.api.test_serve import Process, desk_serve
from tests.support.database import new_database, prepared_template, running_server
from tests.support.plain_http import PLAINLY

OPERATE = Path(__file__).parents[2] / "docs" / "operate"
CALLERS, REQUESTS = 24, 6

pytestmark = pytest.mark.journey


def told(page: str) -> tuple[int, int]:
    """What a page says of a desk that runs the loops, and of one that stands by."""
    first, second = re.findall(r"^\| .*\| (\d+) \|$", (OPERATE / page).read_text(encoding="utf-8"), re.MULTILINE)[:2]
    return int(first), int(second)


def taken(server_url: str, database: Database) -> int:
    """How many connections to the test's database there are, beside those of the test's own process."""
    name = conninfo_to_dict(database.url)["dbname"]
    with psycopg.connect(make_conninfo(server_url, dbname="postgres")) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> ALL (%s)",
            (name, [database_pid(database)]),
        ).fetchone()
    assert row is not None
    return int(row[0])


def database_pid(database: Database) -> int:
    with database.connection() as connection:
        return int(connection.info.backend_pid)


def asked_by_many(desk: Process, token: str) -> None:
    """Many callers at once, each some requests in a row."""

    def caller() -> None:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=desk.url, headers=headers, timeout=60, **PLAINLY) as client:
            for _ in range(REQUESTS):
                assert client.get("/api/v1/tickets").status_code == 200

    callers = [threading.Thread(target=caller) for _ in range(CALLERS)]
    for one in callers:
        one.start()
    for one in callers:
        one.join()


@pytest.fixture
def alone() -> Iterator[tuple[str, Database]]:
    """A server of the test's own, and a database on it: nobody else takes connections there, or is short of them."""
    with (
        running_server() as url,
        prepared_template(url) as template,
        new_database(url, template) as made,
        Database(made) as database,
    ):
        yield url, database


def test_a_desk_takes_no_more_connections_than_the_page_says(
    alone: tuple[str, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    database_url, database = alone
    monkeypatch.setenv("DESK_WEB_PROCESSES", "2")
    assert told("connections.md") == told("connections.ru.md")
    running, standby = told("connections.md")
    assert running == standby == needed(2)
    actor = Actor(kind="person", id=uuid4(), name="Ольга")
    token = Tokens(database).make(actor, frozenset({"administrator"}), now=datetime.now(UTC))
    with desk_serve(database.url) as first:
        asked_by_many(first, token)
        assert 2 <= taken(database_url, database) <= running
        with desk_serve(database.url) as second:
            asked_by_many(second, token)
            assert second.states() <= {"starting", "standby"}
            assert taken(database_url, database) <= running + standby


@pytest.mark.parametrize(("processes", "connections"), [(1, 28), (2, 36), (4, 44), (8, 44), (16, 68)])
def test_more_processes_share_connections_until_each_has_few(processes: int, connections: int) -> None:
    assert needed(processes) == connections
    rows = re.findall(r"^\| (\d+) \| (\d+) \|$", (OPERATE / "connections.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert (str(processes), str(connections)) in rows
