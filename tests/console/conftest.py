"""The served desk of the doors, a browser, and people who are signed in to its pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.conftest import world as world  # noqa: PLC0414 - the same desk as the other doors'
from tests.api.serving import World
from tests.console.people import People
from tests.support.browser import chromium


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed behind the tests of pages: what drives it holds the loop of events that others run theirs in."""
    with chromium() as found:
        yield found


@pytest.fixture
def people(world: World) -> Iterator[People]:
    with People.of(world) as found:
        yield found
