"""The desks that are recorded: told by one writer at a fixed instant, with counted ids, loops at rest, served."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

import httpx
import pytest
from typing_extensions import override

from api.bootstrap import Desk
from api.demo import load
from api.demo.company import DESK_ADDRESS
from api.demo.logins import first_passwords
from api.generated import refusals
from api.settings import Settings
from connectors.storage.server.database import Database
from tests.api.serving import World, served
from tests.support.cheap_passwords import CHEAP

TOLD_AT = datetime(2025, 11, 19, 9, tzinfo=UTC)
"""A Wednesday at noon in Moscow; of the years around it all public holidays are known."""
EVENING = TOLD_AT + timedelta(hours=8)
"""When it is asked how the desk is, and the terminal is used, however much was asked before."""
TICKETS = 22
OURS = frozenset(
    {"aggregates", "api", "commands", "connectors", "events", "projections", "replay", "sla_engine", "tests"}
)
STALE_S = 0.01
"""How long a question waits for a position that will not come."""


class ToldClock:
    """It stands until it is moved."""

    def __init__(self) -> None:
        self._now = TOLD_AT

    def now(self) -> datetime:
        return self._now

    def go(self, by: timedelta) -> None:
        self._now += by

    def go_to(self, at: datetime) -> None:
        assert at > self._now
        self._now = at


class CountedIds:
    """Ids instead of random ones: the same for the same request, whatever other requests drew."""

    def __init__(self) -> None:
        self._scene = ""
        self._scenes: dict[str, int] = {}
        self._drawn = 0

    def begin(self, scene: str) -> None:
        """From now on ids are those of this request."""
        nth = self._scenes[scene] = self._scenes.get(scene, 0) + 1
        self._scene, self._drawn = f"{scene} {nth}", 0

    def draw(self) -> UUID:
        """As ``uuid4``: also in its looks."""
        self._drawn += 1
        return UUID(bytes=uuid5(UUID(int=0), f"{self._scene} {self._drawn}").bytes, version=4)


class Stage(World):
    """A served desk whose clients move the clock on and keep the read models up."""

    def __init__(self, desk: Desk, url: str, stack: ExitStack, clock: ToldClock, ids: CountedIds) -> None:
        self.clock = clock
        self._ids = ids
        self._read_to = 0
        super().__init__(desk, url, stack)

    @override
    def _opened(self, headers: dict[str, str]) -> httpx.Client:
        client = super()._opened({"User-Agent": "recorder", **headers})
        client.event_hooks["request"].append(self._before)
        return client

    def opened(self, secret: str = "") -> httpx.Client:
        """Whoever bears this secret; without one a stranger."""
        return self._opened({"Authorization": f"Bearer {secret}"} if secret else {})

    def _before(self, request: httpx.Request) -> None:
        self._ids.begin(f"{request.method} {request.url.raw_path.decode()}")
        if request.method == "GET" or request.url.path.endswith("/preview"):
            self.catch_up()
        else:
            self.clock.go(timedelta(seconds=1))

    def catch_up(self) -> None:
        """Let every read model take in what was written since."""
        head = self.desk.log.head()
        if head != self._read_to:
            self.desk.catch_up()
            self._read_to = head

    @override
    def ticket(self, **more: Any) -> dict[str, Any]:
        answer = self.requester.post("/tickets", json={"subject": "Не печатает принтер", **more})
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt


class Company(Stage):
    """The demo company instead of the usual small world."""

    def __init__(self, desk: Desk, url: str, stack: ExitStack, clock: ToldClock, ids: CountedIds) -> None:
        self.desk, self.url, self._stack = desk, url, stack
        self.clock, self._ids, self._read_to = clock, ids, 0
        load.load(desk, size=TICKETS, writers=1)
        desk.found()
        self.passwords = first_passwords(desk)

    def person(self, login: str) -> str:
        """The id of somebody of the demo company."""
        found = self.desk.identities.by_login(login)
        assert found is not None, login
        return str(found.person.person_id)


Served = TypeVar("Served", bound=Stage)


@contextmanager
def counted() -> Iterator[CountedIds]:
    """All code of ours draws counted ids instead of random ones."""
    refusals()  # loads every module of the product
    ids = CountedIds()
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] in OURS and module is not sys.modules[__name__]:
                for known, value in list(vars(module).items()):
                    if value is uuid4:
                        patch.setattr(module, known, ids.draw)
        yield ids


@contextmanager
def stage(kind: type[Served], database_url: str) -> Iterator[Served]:
    """A desk of this kind, served, on a database that nobody has used; its loops are at rest."""
    settings = Settings(
        data_folder=Path("nowhere"), port=0, wait_s=STALE_S, own_addresses=DESK_ADDRESS, metrics_from=""
    )
    clock = ToldClock()
    with ExitStack() as stack:
        ids = stack.enter_context(counted())
        desk = Desk(stack.enter_context(Database(database_url)), settings, clock, CHEAP)
        desk.prepare()
        yield kind(desk, stack.enter_context(served(desk)), stack, clock, ids)
