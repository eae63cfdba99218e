"""Ready means that a command would be taken and the read models are near; and it is told in time, whatever hangs."""

from __future__ import annotations

import asyncio
import select
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from api.bootstrap import Desk, SystemClock
from api.readiness import readiness
from api.settings import Settings
from api.wire.refusals import WorkersAreBusy
from api.wire.workers import Workers
from commands.fields import Named
from commands.service_schedule import DrawUpSchedule
from connectors.storage.feeds.loops import Loops
from connectors.storage.server.database import Database
from events.values.identity import CommandId
from events.values.people import Actor
from tests.api.raw import connected, until_closed
from tests.api.refused import problem
from tests.api.serving import AS_SYSTEM, NINE_TO_SIX, served
from tests.support.cheap_passwords import CHEAP
from tests.support.plain_http import PLAINLY


def desk_with(database: Database, **more: Any) -> Desk:
    """A desk whose loops do not run."""
    desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0, **more), SystemClock(), CHEAP)
    desk.prepare()
    return desk


def draw_up(desk: Desk) -> None:
    command = DrawUpSchedule(title=Named(ru="9–18"), timetable=NINE_TO_SIX)
    desk.bus.execute(command, viewer=AS_SYSTEM, command_id=CommandId(uuid4()))


def token(desk: Desk) -> dict[str, str]:
    actor = Actor(kind="person", id=uuid4(), name="Вера")
    made = desk.tokens.make(actor, frozenset({"administrator"}), now=desk.clock.now())
    return {"Authorization": f"Bearer {made}"}


def ready(url: str) -> httpx.Response:
    return httpx.get(f"{url}/health/ready", timeout=30, **PLAINLY)


def reasons(told: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in told["reasons"]}


@contextmanager
def read_only(database: Database, server: str) -> Iterator[None]:
    """The database as it is after a failover: nobody may write, and every session began anew."""
    name = str(conninfo_to_dict(database.url)["dbname"])
    with psycopg.connect(server, autocommit=True) as connection:

        def switch(word: str) -> None:
            change = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
            connection.execute(change.format(sql.Identifier(name), sql.SQL(word)))
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

        switch("on")
        try:
            yield
        finally:
            switch("off")


def test_a_desk_whose_storage_is_read_only_reads_on_refuses_in_words_and_is_not_ready(
    database: Database, database_url: str
) -> None:
    desk = desk_with(database)
    bearer = token(desk)
    with served(desk) as url, httpx.Client(base_url=f"{url}/api/v1", headers=bearer, **PLAINLY) as client:
        assert ready(url).status_code == 200
        with read_only(database, database_url):
            told = ready(url)
            # Nobody has seen the token before: that it is used now cannot be written, and is no reason to refuse.
            reads = [client.get(path).status_code for path in ("/me", "/tickets", "/teams")]
            refused = client.post("/teams", json={"title": {"ru": "Первая"}})
            entered = client.post("/sign-in", json={"login": "nobody", "password": "certainly wrong"})
            alive = httpx.get(f"{url}/health/live", **PLAINLY)
        assert ready(url).status_code == 200

    assert (told.status_code, reasons(told.json())) == (503, {"storage-takes-no-writes"})
    assert told.json()["reasons"][0]["texts"]["ru"].startswith("Хранилище только для чтения")
    assert reads == [200, 200, 200]
    assert problem(refused)[:2] == problem(entered)[:2] == (503, "storage-is-away")
    assert refused.headers["Retry-After"] == "1"
    assert refused.json()["texts"]["ru"].startswith("Хранилище не принимает записи")
    assert "takes no writes" in entered.json()["texts"]["en"]
    assert alive.status_code == 200


def test_the_look_for_a_full_disk_writes_to_the_disk_and_leaves_nothing(database: Database) -> None:
    desk = desk_with(database)

    def written() -> int:
        with database.connection() as connection:
            row = connection.execute("SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()")
            return int((row.fetchone() or (0,))[0])

    before = written()
    assert readiness(desk)[0]
    # The statistics are told a moment after the session that made them has ended.
    for _ in range(200):
        if written() > before:
            break
        assert readiness(desk)[0]
    assert written() > before


def test_a_read_model_behind_by_more_facts_than_is_set_is_told_with_numbers(database: Database) -> None:
    desk = desk_with(database, ready_lag_facts=1)
    assert readiness(desk)[0]
    draw_up(desk)
    assert readiness(desk)[0]
    draw_up(desk)
    is_ready, told = readiness(desk)

    assert (is_ready, reasons(told)) == (False, {"read-model-is-behind"})
    behind = next(reason for reason in told["reasons"] if reason["name"] == "agreements")
    assert "2 facts" in behind["texts"]["en"]
    assert "отстаёт на 2 фактов" in behind["texts"]["ru"]
    desk.catch_up()
    assert readiness(desk)[0]


def test_a_read_model_behind_for_longer_than_is_set_makes_the_desk_unready(database: Database) -> None:
    desk = desk_with(database, ready_lag_s=0)
    draw_up(desk)

    assert reasons(readiness(desk)[1]) == {"read-model-is-behind"}


class Failing:
    """A loop that fails until it is mended."""

    name = "failing"
    wakes_on = "facts"

    def __init__(self) -> None:
        self.tries = 0
        self.failed_often = Event()
        self.mended = Event()
        self.worked = Event()

    def turn(self) -> float:
        if self.mended.is_set():
            self.worked.set()
            return 10.0
        self.tries += 1
        if self.tries > 3:
            # The third failure is told by now.
            self.failed_often.set()
        message = "values that must not be told"
        raise psycopg.errors.DiskFull(message)


def test_a_loop_that_keeps_failing_makes_the_desk_unready_until_it_works(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.storage.feeds.loops._FIRST_PAUSE_S", 0.01)
    desk = desk_with(database)
    loop = Failing()
    desk.loops = Loops(database, [loop], desk.hints)
    desk.hints.start()
    desk.loops.start()
    try:
        with served(desk) as url:
            assert loop.failed_often.wait(30)
            told = ready(url)
            loop.mended.set()
            assert loop.worked.wait(30)
            while (again := ready(url)).status_code != 200:
                assert reasons(again.json()) == {"loop-keeps-retrying"}
    finally:
        desk.stop()

    assert (told.status_code, reasons(told.json())) == (503, {"loop-keeps-retrying"})
    assert told.json()["loops"] == {"failing": {"state": "retrying"}}
    assert "values" not in told.text


@contextmanager
def locked(database: Database, *tables: str) -> Iterator[None]:
    """Somebody holds tables for themselves."""
    with psycopg.connect(database.url) as other:
        for table in tables:
            other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield
        other.rollback()


def test_while_everything_waits_for_a_lock_the_desk_is_alive_and_says_in_time_that_it_is_not_ready(
    database: Database,
) -> None:
    desk = desk_with(database, ready_s=0.3, queue_s=0.2)
    bearer = token(desk)["Authorization"].encode()
    asking = b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: %s\r\n\r\n" % bearer
    with served(desk) as url, ExitStack() as stack:
        with locked(database, "desk.tokens", "desk.facts"):
            waiting = [stack.enter_context(connected(url)) for _ in range(45)]
            for connection in waiting:
                connection.sendall(asking)
            told = ready(url)
            alive = httpx.get(f"{url}/health/live", timeout=30, **PLAINLY)
            # Ready names what is held at once: those without a thread are still to give up, while it is held.
            assert select.select(waiting, [], [], 30)[0]
        answers = [until_closed(connection) for connection in waiting]
        late = [answer for answer in answers if answer.status == 503]
        while (again := ready(url)).status_code != 200:
            assert reasons(again.json()) & {"storage-does-not-answer", "table-is-held"}

    assert told.status_code == 503
    assert reasons(told.json()) & {"storage-does-not-answer", "table-is-held"}
    assert alive.status_code == 200
    assert {answer.status for answer in answers} == {200, 503}
    assert "workers-are-busy" in {answer.problem["code"] for answer in late}
    assert {answer.headers["retry-after"] for answer in late} == {"1"}


@pytest.mark.parametrize("table", ["desk.tokens", "desk.sessions", "desk.facts", "views.ticket_list", "views.parked"])
def test_a_table_that_requests_need_and_somebody_holds_is_named(database: Database, table: str) -> None:
    desk = desk_with(database, ready_s=2)
    with locked(database, table):
        is_ready, told = readiness(desk)

    assert not is_ready
    assert [(reason["code"], reason["name"]) for reason in told["reasons"]] == [("table-is-held", table)]
    assert table in told["reasons"][0]["texts"]["ru"]
    assert readiness(desk)[0]


def test_every_table_that_is_held_or_cannot_be_read_is_named_at_once(database: Database) -> None:
    desk = desk_with(database, ready_s=2)
    with database.connection() as connection:
        connection.execute("ALTER TABLE views.ticket_timeline RENAME TO x")
    with locked(database, "desk.tokens", "views.ticket_list", "views.teams"):
        told = {(reason["code"], reason["name"]) for reason in readiness(desk)[1]["reasons"]}
    alone = [(reason["code"], reason["name"]) for reason in readiness(desk)[1]["reasons"]]

    assert told == {
        ("table-is-held", "desk.tokens"),
        ("table-is-held", "views.ticket_list"),
        ("table-is-held", "views.teams"),
        ("table-cannot-be-read", "views.ticket_timeline"),
    }
    assert alone == [("table-cannot-be-read", "views.ticket_timeline")]


def test_who_asks_with_a_token_hears_within_the_same_limit_while_the_tokens_are_held(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with(database, ready_s=0.5)
    held, limits, passing = token(desk), list[float](), asyncio.wait

    async def noting(tasks: Any, **limit: Any) -> Any:
        limits.append(limit["timeout"])
        return await passing(tasks, **limit)

    monkeypatch.setattr("api.rest.health.asyncio.wait", noting)
    with served(desk) as url, locked(database, "desk.tokens"):
        told = httpx.get(f"{url}/health/ready", headers=held, timeout=30, **PLAINLY)

    assert (told.status_code, reasons(told.json())) == (503, {"table-is-held"})
    assert [limit < 0.5 for limit in limits] == [True]


def test_a_command_that_waits_for_the_log_for_long_makes_the_desk_unready(database: Database) -> None:
    desk = desk_with(database)
    desk.metered_log._waiting[1] = 0.0

    assert reasons(readiness(desk)[1]) == {"commands-wait"}


def test_a_request_waits_for_a_thread_only_so_long() -> None:
    async def both() -> str:
        workers, go = Workers(longest_wait_s=0.01, hands=1), Event()
        first = asyncio.create_task(workers.run(lambda: go.wait(30)))
        await asyncio.sleep(0)
        with pytest.raises(WorkersAreBusy):
            await workers.run(str)
        go.set()
        assert await first
        return await workers.run(lambda: "served")

    assert asyncio.run(both()) == "served"
