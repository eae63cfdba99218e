"""Where the figures are measured: a server of their own with a fresh database; used by every benchmark that stores."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo

from connectors.storage.accounts.tokens import Tokens
from connectors.storage.embedded.server import EmbeddedServer
from connectors.storage.server.database import Database
from connectors.storage.server.migrate import migrate
from events.values.people import Actor


def administrators_token(database: Database) -> str:
    """The secret of somebody who may do everything."""
    actor = Actor(kind="person", id=uuid4(), name="Bench")
    return Tokens(database).make(actor, frozenset({"administrator"}), now=datetime.now(UTC))


def migrated(stack: ExitStack) -> Database:
    """A database with the tables of truth on an embedded server; both end with the stack."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-bench-")))
    server = EmbeddedServer(folder / "pg")
    url = server.start()
    stack.callback(server.stop)
    database = stack.enter_context(Database(url))
    migrate(database)
    return database


def kept(stack: ExitStack, name: str) -> Database:
    """A database of that name, which outlives the run where ``DESK_BENCH_DATA`` names a folder for it."""
    if not (folder := os.environ.get("DESK_BENCH_DATA")):
        return migrated(stack)
    server = EmbeddedServer(Path(folder))
    url = server.start()
    stack.callback(server.stop)
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    database = stack.enter_context(Database(make_conninfo(url, dbname=name)))
    migrate(database)
    return database
