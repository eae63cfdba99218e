"""People of a journey who work at two desks on one log by turns, and see at either what was done at the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from api.bootstrap import Desk, SystemClock
from api.settings import Settings
from commands.fields import Named
from commands.org_unit.add import AddCompany
from commands.person.register import RegisterPerson
from commands.team import FormTeam
from connectors.storage.server.database import Database
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Actor, Group
from events.values.person_name import PersonName
from tests.api.listening import Listening
from tests.api.serving import World, served
from tests.support.cheap_passwords import CHEAP
from tests.support.plain_http import straight

OF_NO_READ_MODEL = ("/bulk/", "/downloads", "/sends")
"""What is answered from where it is written: such questions wait for no position."""


class Somebody:
    """One of the people of the day; every call is an action of theirs, at the other desk than the one before."""

    def __init__(self, day: Day, person: UUID, clients: tuple[httpx.Client, httpx.Client], bearing: str) -> None:
        self.id = str(person)
        self._day = day
        self._clients = clients
        self._bearing = bearing

    def _asks(self, way: str, path: str, **sent: Any) -> httpx.Response:
        self._day.actions += 1
        return self._clients[self._day.actions % 2].request(way, path, **sent)

    def looks(self, path: str, **asked: Any) -> Any:
        """What they are answered, with all in it that was done so far."""
        place = {} if path.startswith(OF_NO_READ_MODEL) else {"min_position": self._day.position}
        answer = self._asks("GET", path, params={**place, **asked})
        assert answer.status_code == 200, (path, answer.text)
        return answer.json() if "json" in answer.headers["content-type"] else answer

    def does(self, path: str, **body: Any) -> dict[str, Any]:
        """The receipt, or whatever else the order is answered with."""
        answer = self._asks("POST", path, json=body)
        assert answer.status_code in {200, 201, 202}, (path, answer.text)
        receipt: dict[str, Any] = answer.json()
        self._day.position = max(self._day.position, receipt.get("position", 0))
        return receipt

    def puts(self, path: str, **body: Any) -> Any:
        """What they leave beside the log: a draft, a word that they are here."""
        answer = self._asks("PUT", path, json=body)
        assert answer.status_code in {200, 201, 204}, (path, answer.text)
        return answer.json() if answer.content else None

    def takes_away(self, path: str) -> None:
        """What they called back."""
        answer = self._asks("DELETE", path)
        assert answer.status_code in {200, 204}, (path, answer.text)

    def sends_file(self, name: str, content: bytes) -> dict[str, Any]:
        """A file; gives what names it in an order."""
        answer = self._asks("POST", "/files", params={"name": name}, content=content)
        assert answer.status_code in {200, 201}, answer.text
        (file,) = answer.json()["files"]
        return dict(file)

    def is_refused(self, code: str, path: str, *, way: str = "POST", version: int | None = None, **body: Any) -> Any:
        """That it may not be, and why."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        sent = {"params": {"min_position": self._day.position, **body}} if way == "GET" else {"json": body}
        answer = self._asks(way, path, headers=headers, **sent)
        assert (answer.status_code >= 400, answer.json()["code"]) == (True, code), answer.text
        return answer.json()

    def listens(self, *, after: str = "") -> Listening:
        """Their stream, from now on or from where another one broke off."""
        self._day.actions += 1
        headers = {"Last_Event_ID": after} if after else {}
        url = self._day.urls[self._day.actions % 2]
        return self._day.stack.enter_context(Listening(url, {"Authorization": self._bearing}, **headers))


class Day:
    """Two desks on one log, a company with a client, two teams, and the six people whose day it is."""

    def __init__(self, world: World, urls: tuple[str, str], stack: ExitStack) -> None:
        self.world = world
        self.urls = urls
        self.stack = stack
        self.actions = 0
        self.position = 0
        self.heard = ""
        """The id of the last event that somebody was told."""
        client = OrgUnitId(world.order(AddCompany(title=Named(ru="ООО «Василёк»", en="Vasilyok"))))
        self.pyotr = self._somebody("Пётр", "requester")
        self.maria = self._somebody("Мария", "requester", client)
        self.olga = self._somebody("Ольга", "specialist")
        self.igor = self._somebody("Игорь", "second_line")
        self.vera = self._somebody("Вера", "administrator")
        self.alla = self._somebody("Алла", "auditor")
        self.first_line = self._team("Первая линия дня", self.olga)
        self.second_line = self._team("Вторая линия дня", self.igor)
        world.desk.catch_up()
        self.position = world.desk.log.head()

    def _somebody(self, name: str, group: Group, unit: OrgUnitId | None = None) -> Somebody:
        person = self.world.order(
            RegisterPerson(
                kind="employee" if unit is None else "contact",
                full_name=PersonName(name),
                unit_id=unit or self.world.department,
                login=f"{group}.of.the.day" if unit is None else "contact.of.the.day",
                licence="unlicensed" if group == "requester" else "named",
                groups=frozenset({group}),
            )
        )
        actor = Actor(kind="person", id=person, name=name)
        desk = self.world.desk
        bearing = f"Bearer {desk.tokens.make(actor, frozenset({group}), now=desk.clock.now())}"
        here, there = (
            self.stack.enter_context(
                httpx.Client(base_url=f"{url}/api/v1", headers={"Authorization": bearing}, timeout=30, **straight())
            )
            for url in self.urls
        )
        return Somebody(self, person, (here, there), bearing)

    def _team(self, name: str, lead: Somebody) -> str:
        member = PersonId(UUID(lead.id))
        return str(self.world.order(FormTeam(title=Named(ru=name, en=name), members=(member,), lead=member)))


@contextmanager
def day_at_two_desks(database: Database) -> Iterator[Day]:
    """A day in a database of its own."""
    settings = Settings(data_folder=Path("nowhere"), port=0, wait_s=5.0)
    with ExitStack() as stack:
        desk = Desk(database, settings, SystemClock(), CHEAP)
        desk.prepare()
        desk.start()
        stack.callback(desk.stop)
        world = World(desk, stack.enter_context(served(desk)), stack)
        other = Desk(stack.enter_context(Database(database.url)), settings, SystemClock(), CHEAP)
        yield Day(world, (world.url, stack.enter_context(served(other))), stack)
