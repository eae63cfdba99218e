"""Storage that somebody else holds: a request is refused in words within its limit, and others go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from api.bootstrap import Desk, SystemClock
from api.settings import Settings
from connectors.storage import database as module
from connectors.storage.database import Database
from connectors.storage.limits import Limits
from events.values.people import SYSTEM
from tests.api.serving import served


@pytest.fixture
def hurried(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose requests wait for locks for a tenth of a second."""
    monkeypatch.setattr(module, "REQUESTS", Limits(lock_s=0.1, statement_s=10))
    with Database(fresh_database_url) as database:
        desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0), SystemClock())
        desk.prepare()
        yield desk


@pytest.mark.parametrize(
    ("lock", "method", "path"),
    [
        ("SELECT pg_advisory_xact_lock(hashtextextended('desk.facts', 0))", "POST", "/companies"),
        ("LOCK TABLE desk.command_receipts IN ACCESS EXCLUSIVE MODE", "POST", "/companies"),
        ("LOCK TABLE views.ticket_list IN ACCESS EXCLUSIVE MODE", "GET", "/tickets"),
        ("LOCK TABLE views.persons IN ACCESS EXCLUSIVE MODE", "GET", "/persons"),
    ],
)
def test_what_another_session_holds_is_a_503_in_words_and_nothing_else_waits(
    hurried: Desk, lock: str, method: str, path: str
) -> None:
    token = hurried.tokens.make(SYSTEM, frozenset({"administrator"}), now=hurried.clock.now())
    body = {"title": {"en": "Client"}}
    with (
        served(hurried) as url,
        httpx.Client(base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {token}"}, trust_env=False) as client,
    ):
        with psycopg.connect(hurried.database.url) as another:
            another.execute(lock.encode())
            refused = client.request(method, path, json=body if method == "POST" else None)
            well = client.get("/ticket-types")
        after = client.request(method, path, json=body if method == "POST" else None)

    assert well.status_code == 200, well.text
    assert after.is_success, after.text
    assert (refused.status_code, refused.json()["code"]) == (503, "storage-is-busy")
    assert refused.headers["Retry-After"] == "1"
    assert "держит кто-то другой" in refused.json()["texts"]["ru"]
