"""A desk on every log there is, for what must hold on all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from tests.dsl import Story


@pytest.fixture(params=["memory", "postgres"])
def story(request: pytest.FixtureRequest) -> Iterator[Story]:
    """A desk on the twin in memory, and on PostgreSQL."""
    if request.param == "memory":
        yield Story()
    else:
        database: Database = request.getfixturevalue("database")
        yield Story(PostgresLog(database))
