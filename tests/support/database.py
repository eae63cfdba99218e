"""Databases for tests: one server a session, a fresh copy of the migrated template for every test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo

from api.bootstrap import PROJECTIONS
from connectors.storage.embedded.server import EmbeddedServer
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from connectors.storage.server.migrate import migrate
from tests.support.keyed import KEY

GIVEN = "DESK_TEST_DATABASE_URL"
FIRST_WITH_STRATEGY = 150000
"""The first version of PostgreSQL that can be told how to copy a database."""
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size='256MB'")
"""What a server of tests does without: a crash of the machine may take everything, and the journal stays small."""
AHEAD = 2
"""How many copies lie ready."""


@contextmanager
def running_server() -> Iterator[str]:
    """The URL of a server: the one that ``DESK_TEST_DATABASE_URL`` names, or an embedded one of our own."""
    if given := os.environ.get(GIVEN):
        yield given
        return
    # Not below pytest's folder: a second session would shut it for the system user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="desk-test-"))
    server = EmbeddedServer(folder / "pg")
    try:
        url = server.start()
        with psycopg.connect(url, autocommit=True) as connection:
            # The tests kill processes, not the machine: nothing they prove hangs on the disk's speed.
            for setting in CARELESS:
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(*map(sql.SQL, setting.split("="))))
            connection.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_database(server_url: str, template: str = "template0") -> Iterator[str]:
    """The URL of a new database copied from ``template``; it is dropped at the end, whoever is connected."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        name = _copied(connection, template)
    try:
        yield make_conninfo(server_url, dbname=name)
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            _dropped(connection, name)


class Copies:
    """Fresh copies of a template, made ahead and dropped behind in a thread, so that no test waits for either."""

    def __init__(self, server_url: str, template: str) -> None:
        self._server_url = server_url
        self._template = template
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="copies")
        self._ready: deque[Future[str]] = deque()
        self._connection: Connection | None = None

    def take(self) -> str:
        """The name of a copy that nobody has used."""
        while len(self._ready) < AHEAD:
            self._ready.append(self._thread.submit(self._copied))
        taken = self._ready.popleft().result()
        self._ready.append(self._thread.submit(self._copied))
        return taken

    def give_back(self, name: str) -> None:
        """Drop a copy when there is time for it, whoever is connected."""
        self._thread.submit(self._dropped, name)

    def close(self) -> None:
        """Drop what is left."""
        for copy in self._ready:
            self._thread.submit(lambda made: self._dropped(made.result()), copy)
        self._thread.shutdown()
        if self._connection is not None:
            self._connection.close()

    def _connected(self) -> Connection:
        """One connection for all of them: to begin another took as long as to drop a database."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._server_url, autocommit=True)
        return self._connection

    def _copied(self) -> str:
        return _copied(self._connected(), self._template)

    def _dropped(self, name: str) -> None:
        _dropped(self._connected(), name)


def _copied(connection: Connection, template: str) -> str:
    name = f"desk_{uuid4().hex}"
    # Copying files beats writing every page to the journal by far: the server does not sync (see above).
    strategy = sql.SQL("STRATEGY FILE_COPY" if connection.info.server_version >= FIRST_WITH_STRATEGY else "")
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(sql.Identifier(name), sql.Identifier(template), strategy)
    )
    return name


def _dropped(connection: Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def prepared_template(server_url: str) -> Iterator[str]:
    """The name of a database with all migrations applied, every read model empty, and nobody connected."""
    with new_database(server_url) as url:
        with Database(url) as database:
            migrate(database)
            with database.connection() as connection:
                # Ids in tests are the same in every run, and those of the hand-made log.
                connection.execute("UPDATE desk.digest_key SET key = %s", (KEY,))
            for make in PROJECTIONS.values():
                positions.prepare(database, make())
        yield str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])
