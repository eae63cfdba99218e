"""Storage that somebody else holds: a request is refused in words within its limit, and others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from structlog.testing import capture_logs

from api.bootstrap import Desk, SystemClock
from api.settings import Settings
from api.wire.workers import Workers
from connectors.seldom import Seldom
from connectors.storage.server import database as module
from connectors.storage.server.database import Database, DatabaseUnreachable
from connectors.storage.server.limits import ANSWER_S, Limits, answering_within, time_left
from events.values.people import SYSTEM
from tests.api.serving import served
from tests.support.plain_http import PLAINLY


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
        httpx.Client(base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {token}"}, **PLAINLY) as client,
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


def fill_the_disk(database: Database) -> None:
    """Every fact meets what a full disk answers; the tries are counted by what no rollback takes back."""
    with database.connection() as connection:
        connection.execute("CREATE SEQUENCE public.tries")
        connection.execute(
            "CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM nextval('public.tries');"
            " RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"
        )
        connection.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON desk.facts FOR EACH ROW EXECUTE FUNCTION public.full_disk()"
        )


def test_a_full_disk_is_said_at_the_first_try_and_holds_no_thread_that_reads(hurried: Desk) -> None:
    token = hurried.tokens.make(SYSTEM, frozenset({"administrator"}), now=hurried.clock.now())
    fill_the_disk(hurried.database)
    headers = {"Authorization": f"Bearer {token}"}
    with (
        served(hurried) as url,
        httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=60, **PLAINLY) as client,
    ):
        refused = [client.post("/companies", json={"title": {"en": "Client"}}) for _ in range(3)]
        well = client.get("/ticket-types")
    with hurried.database.connection() as connection:
        tries = connection.execute("SELECT last_value FROM public.tries").fetchone()

    assert [(one.status_code, one.json()["code"]) for one in refused] == [(503, "storage-is-away")] * 3
    assert {one.headers["Retry-After"] for one in refused} == {"1"}
    assert tries == (3,)
    assert well.status_code == 200


def test_whatever_a_request_does_is_patient_for_five_seconds_at_most() -> None:
    async def asked() -> float:
        return await Workers().run(time_left, 60.0)

    assert 0 < asyncio.run(asked()) <= ANSWER_S == 5
    # Nobody waits for what a loop does.
    assert time_left(60.0) == 60


def test_work_for_an_answer_that_is_due_is_tried_once_and_the_log_hears_at_once(
    hurried: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SELDOM", Seldom(60.0))
    tries: list[int] = []

    def lost(_: object) -> None:
        tries.append(1)
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    with capture_logs() as told:
        for _ in range(2):
            with pytest.raises(DatabaseUnreachable):
                answering_within(0.0).run(hurried.database.patiently, lost)
    assert len(tries) == 2
    assert [(line["event"], line["error"][:5]) for line in told] == [("storage_away", "08006")]
