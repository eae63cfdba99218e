"""Desks for the tests of the mail intake."""

from __future__ import annotations

import pytest

from connectors.storage.server.database import Database
from tests.connectors.inbound.mail_desks import MailDesk, MemoryDesk, ServedDesk


@pytest.fixture
def served(database: Database) -> ServedDesk:
    """An open desk on PostgreSQL."""
    desk = ServedDesk(database)
    desk.open()
    return desk


@pytest.fixture(params=["in memory", "on PostgreSQL"])
def desk(request: pytest.FixtureRequest) -> MailDesk:
    """An open desk of either kind."""
    if request.param == "on PostgreSQL":
        served: ServedDesk = request.getfixturevalue("served")
        return served
    memory = MemoryDesk()
    memory.open()
    return memory
