"""Fixtures that every test may ask for: a real PostgreSQL, and a fresh database on it."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from connectors.storage.server.database import Database
from tests.support.cheap_passwords import hash_cheaply
from tests.support.database import Copies, new_database, prepared_template, running_server
from tests.support.made_folders import copy_made_folders, place_of_made_folders
from tests.support.surroundings import keep_compiled, log_plainly, look_seldom_for_rings, write_to_memory

LONGEST_FIRST = ("journeys", "api", "connectors", "projections", "replay")
"""Folders whose files take long: begun last, one of them would be waited for by all other processes."""

keep_compiled()
write_to_memory()
log_plainly()
look_seldom_for_rings()
hash_cheaply()

# A console keeps the width that it was made under; a test that asks for one sets it afterwards.
os.environ.pop("COLUMNS", None)


def pytest_configure(config: pytest.Config) -> None:
    """One data folder for the session, made by whoever needs the first."""
    place = ExitStack()
    place.enter_context(place_of_made_folders())
    config.add_cleanup(place.close)
    copy_made_folders()


def pytest_collection_finish() -> None:
    """What was collected stays until the end: nobody needs to look through it again."""
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, and the order of files within a folder stays."""
    ranks = {Path(__file__).parent / folder: rank for rank, folder in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: next((ranks[above] for above in item.path.parents if above in ranks), len(ranks)))


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A server for the session: ``DESK_TEST_DATABASE_URL``, or an embedded one."""
    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def template(database_url: str) -> Iterator[str]:
    """Name of the database, migrated and with empty read models, that fresh ones are copied from."""
    with prepared_template(database_url) as name:
        yield name


@pytest.fixture(scope="session")
def copies(database_url: str, template: str) -> Iterator[Copies]:
    """What makes copies of the template ahead of their need."""
    with closing(Copies(database_url, template)) as made:
        yield made


@pytest.fixture
def empty_database_url(database_url: str) -> Iterator[str]:
    """A database of this test's own with nothing in it."""
    with new_database(database_url) as url:
        yield url


@pytest.fixture
def fresh_database_url(database_url: str, copies: Copies) -> Iterator[str]:
    """A database of this test's own, migrated, with empty read models."""
    name = copies.take()
    yield make_conninfo(database_url, dbname=name)
    copies.give_back(name)


@pytest.fixture
def database(fresh_database_url: str) -> Iterator[Database]:
    """``Database`` on a prepared database of this test's own."""
    with Database(fresh_database_url) as opened:
        yield opened
