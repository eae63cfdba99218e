"""Fixtures that every test may ask for: a real PostgreSQL, and a fresh database on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.storage.database import Database
from tests.support.database import migrated_template, new_database, running_server


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A server for the session: ``DESK_TEST_DATABASE_URL``, or an embedded one."""
    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def template(database_url: str) -> Iterator[str]:
    """Name of the migrated database that fresh ones are copied from."""
    with migrated_template(database_url) as name:
        yield name


@pytest.fixture
def empty_database_url(database_url: str) -> Iterator[str]:
    """A database of this test's own with nothing in it."""
    with new_database(database_url) as url:
        yield url


@pytest.fixture
def fresh_database_url(database_url: str, template: str) -> Iterator[str]:
    """A database of this test's own, migrated."""
    with new_database(database_url, template) as url:
        yield url


@pytest.fixture
def database(fresh_database_url: str) -> Iterator[Database]:
    """``Database`` on a migrated database of this test's own."""
    with Database(fresh_database_url) as opened:
        yield opened
