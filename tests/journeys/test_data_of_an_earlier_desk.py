"""What an earlier build wrote opens unchanged: its demo as a dump, and what it showed of every ticket."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from api.bootstrap import Desk, SystemClock
from api.settings import Settings
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.log import LogDetailsSealed
from events.values.identity import LOG_STREAM
from events.values.people import SYSTEM
from tests.api.serving import served
from tests.support.database import new_database

WRITTEN = Path(__file__).parent / "written_by_328360a"
TICKETS: list[dict[str, Any]] = json.loads((WRITTEN / "tickets.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shown(database_url: str) -> Iterator[httpx.Client]:
    """Today's desk on what the earlier one wrote, its loops at rest: nothing is told that was not told then."""
    with new_database(database_url) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(gzip.decompress((WRITTEN / "desk.sql.gz").read_bytes()))
        with Database(url) as database:
            desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0), SystemClock())
            desk.prepare()
            desk.catch_up()
            told = [recorded.fact for recorded in desk.log.load(LOG_STREAM)]
            assert told == [LogDetailsSealed(until=desk.log.head() - 1)]
            assert [standing.poison for standing in positions.read_all(database) if standing.poison_at] == []
            token = desk.tokens.make(SYSTEM, frozenset({"administrator"}), now=desk.clock.now())
            headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
            with served(desk) as address, httpx.Client(base_url=f"{address}/api/v1", headers=headers) as client:
                yield client


def listed(client: httpx.Client) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    asked: dict[str, Any] = {"limit": 50, "sort": "number"}
    while True:
        page = client.get("/tickets", params=asked).json()
        found |= {line["number"]: line for line in page["tickets"]}
        if page["next_cursor"] is None:
            return found
        asked["cursor"] = page["next_cursor"]


def test_every_line_of_its_list_is_as_it_was(shown: httpx.Client) -> None:
    lines = listed(shown)
    assert lines.keys() == {ticket["number"] for ticket in TICKETS}
    for ticket in TICKETS:
        line = lines[ticket["number"]]
        seen = {name: line[name] for name in ("type", "subject", "status", "priority", "requester_name", "comments")}
        assert seen == {name: ticket[name] for name in seen}
        assert [line[name] for name in ("registered_at", "version")] == [ticket["registered_at"], ticket["version"]]
        assert [line[name] and line[name]["ru"] for name in ("team", "responsible")] == [
            ticket["team"],
            ticket["responsible"],
        ]


@pytest.mark.parametrize("ticket", TICKETS, ids=lambda ticket: str(ticket["number"]))
def test_the_clocks_and_the_history_of_each_ticket_are_as_they_were(
    shown: httpx.Client, ticket: dict[str, Any]
) -> None:
    clocks = shown.get(f"/tickets/{ticket['number']}/sla").json()
    for clock in ("reaction", "resolution"):
        then, now = ticket[clock], clocks[clock]
        stood = "consumed_s" in then
        kept = then if stood else {name: then[name] for name in ("target_s", "target_no", "rule_id", "promise_version")}
        assert {name: now[name] for name in kept} == kept
    history = shown.get(f"/tickets/{ticket['number']}/history").json()["facts"]
    assert len(history) == ticket["facts"]
    assert shown.get(f"/tickets/{ticket['number']}/sla/explain").status_code == 200
