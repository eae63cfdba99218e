"""Databases for tests: one server a session, a fresh copy of the migrated template for every test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from connectors.storage.database import Database
from connectors.storage.embedded import EmbeddedServer
from connectors.storage.migrate import migrate

GIVEN = "DESK_TEST_DATABASE_URL"


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
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_database(server_url: str, template: str = "template0") -> Iterator[str]:
    """The URL of a new database copied from ``template``; it is dropped at the end, whoever is connected."""
    name = f"desk_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    try:
        yield make_conninfo(server_url, dbname=name)
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def migrated_template(server_url: str) -> Iterator[str]:
    """The name of a database with all migrations applied and nobody connected."""
    with new_database(server_url) as url:
        with Database(url) as database:
            migrate(database)
        yield str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])
