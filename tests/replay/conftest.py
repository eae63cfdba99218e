"""The small desk that the tests of rebuilds share."""

from __future__ import annotations

import pytest

from connectors.storage.server.database import Database
from tests.projections.world import World


@pytest.fixture
def world(database: Database) -> World:
    return World(database)
