"""Where the figures are measured: a server of their own with a fresh database; used by every benchmark that stores."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

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
