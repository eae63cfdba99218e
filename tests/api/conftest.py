"""One served desk for all tests of the doors: each test makes the tickets that it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from api.bootstrap import Desk, SystemClock
from api.settings import Settings
from connectors.storage.server.database import Database
from tests.api.serving import World, served
from tests.api.two_desks import Two
from tests.support.cheap_passwords import CHEAP
from tests.support.database import new_database


@pytest.fixture(scope="session")
def world(database_url: str, template: str) -> Iterator[World]:
    """A desk with its loops running, served on a free port."""
    settings = Settings(data_folder=Path("nowhere"), port=0, body_limit=20_000, most_file_bytes=4_000_000, wait_s=5.0)
    with ExitStack() as stack:
        database = stack.enter_context(Database(stack.enter_context(new_database(database_url, template))))
        desk = Desk(database, settings, SystemClock(), CHEAP)
        desk.prepare()
        desk.start()
        stack.callback(desk.stop)
        yield World(desk, stack.enter_context(served(desk)), stack)


@pytest.fixture
def idle_desk(database: Database) -> Desk:
    """A desk whose loops do not run: what is written stays unread."""
    desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0, wait_s=0.05), SystemClock())
    desk.prepare()
    return desk


@pytest.fixture(scope="session")
def served_twice(world: World) -> Iterator[tuple[str, str]]:
    with ExitStack() as stack:
        database = stack.enter_context(Database(world.desk.database.url))
        other = Desk(database, world.desk.settings, SystemClock())
        yield world.url, stack.enter_context(served(other))


@pytest.fixture
def two(world: World, served_twice: tuple[str, str]) -> Iterator[Two]:
    with ExitStack() as stack:
        yield Two(world, served_twice, stack)
