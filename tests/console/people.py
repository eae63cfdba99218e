"""People of the served desk who came in by the sign-in page: by HTTP alone, or with a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

import httpx
from playwright.sync_api import Browser, Page

from events.values.people import Group
from tests.api.serving import World
from tests.api.test_accounts import OWN, Someone
from tests.support.browser import tab
from tests.support.plain_http import straight


class People:
    """Makes people and opens pages for them."""

    def __init__(self, world: World, stack: ExitStack) -> None:
        self.world = world
        self._stack = stack

    @classmethod
    @contextmanager
    def of(cls, world: World) -> Iterator[People]:
        """All that was opened is closed."""
        with ExitStack() as stack:
            yield cls(world, stack)

    def somebody(self, group: Group = "specialist") -> Someone:
        """A person with a password of their own, whom nobody else is called like."""
        one = Someone(self.world, f"{group}.{uuid4().hex[:10]}", group, last=f"Орлова-{uuid4().hex[:6]}")
        one.settled()
        self.world.desk.catch_up()
        return one

    def stranger(self) -> httpx.Client:
        """A browser's way of asking, by somebody who is not signed in."""
        return self._stack.enter_context(httpx.Client(base_url=self.world.url, timeout=30, **straight()))

    def signed_in(self, one: Someone) -> httpx.Client:
        """The same, of somebody who came in by the page."""
        client = self.stranger()
        answer = client.post("/sign-in", data={"login": one.login, "password": OWN}, headers=SAME_ORIGIN)
        assert (answer.status_code, answer.headers["location"]) == (303, "/"), answer.text
        client.headers.update(SAME_ORIGIN)
        return client

    def browsing(
        self,
        browser: Browser,
        one: Someone,
        path: str = "/",
        *,
        language: str = "ru-RU",
        width: int = 1440,
        waits: bool = False,
    ) -> Page:
        """A tab in which somebody came in by the page, and is where they wanted to be.

        With ``waits`` answers wait, as they do for whoever did not switch that off, and what was done can be undone, so
        long that a busy machine is not too late.
        """
        page = self._stack.enter_context(tab(browser, self.world.url, language=language, width=width))
        page.context.add_cookies([{"name": "desk_wait", "value": "60" if waits else "off", "url": self.world.url}])
        page.goto(f"/sign-in?go={path}")
        page.fill("input[name=login]", one.login)
        page.fill("input[name=password]", OWN)
        page.press("input[name=password]", "Enter")
        page.wait_for_selector("details.me, [data-code-wanted]")
        return page


SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
