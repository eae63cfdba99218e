"""Two desks on one log, as two processes are, and people who listen at either."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from uuid import UUID, uuid4

from commands.command import Command
from commands.person.register import RegisterPerson
from commands.team import LinkTeamMembers
from events.values.identity import PersonId, TeamId, TicketId
from events.values.people import Actor, Group
from events.values.person_name import PersonName
from tests.api.listening import Listening
from tests.api.serving import World

Bearing = dict[str, str]


class Two:
    """A world of two desks on one log, and people who listen at either."""

    def __init__(self, world: World, urls: tuple[str, str], stack: ExitStack) -> None:
        self.world = world
        self.urls = urls
        self.stack = stack

    def somebody(self, *groups: Group, teams: tuple[TeamId, ...] = ()) -> PersonId:
        """A new person."""
        person = PersonId(
            self.world.order(
                RegisterPerson(
                    full_name=PersonName("Слушатель"),
                    unit_id=self.world.department,
                    login=f"listener.{uuid4().hex}",
                    licence="named",
                    groups=frozenset(groups),
                )
            )
        )
        for team in teams:
            self.world.order(LinkTeamMembers(team_id=team, members=(person,)))
        self.taken_in()
        return person

    def taken_in(self) -> int:
        """Wait until the read models have all that is in the log; gives its head."""
        head = self.world.desk.log.head()
        assert self.world.desk.waiter.wait([each.name for each in self.world.desk.consumers], head, 30)
        return head

    def order(self, command: Command) -> int:
        """Carry out a command as the system; gives the position of what it told."""
        self.world.order(command)
        return self.taken_in()

    def session(self, person: UUID) -> tuple[Bearing, UUID]:
        desk = self.world.desk
        secret, session = desk.sessions.open(person, client="test", source="127.0.0.1", now=desk.clock.now())
        return {"Authorization": f"Bearer {secret}"}, session.session_id

    def token(self, person: UUID, *groups: Group, token_id: UUID | None = None, **more: Any) -> Bearing:
        desk = self.world.desk
        actor = Actor(kind="person", id=person, name="Слушатель")
        secret = desk.tokens.make(actor, frozenset(groups), now=desk.clock.now(), token_id=token_id, **more)
        return {"Authorization": f"Bearer {secret}"}

    def listen(self, bearing: Bearing, at: int = 0, query: str = "", **headers: str) -> Listening:
        """Open a stream at one of the desks; it is closed with the test."""
        return self.stack.enter_context(Listening(self.urls[at], bearing, query, **headers))

    def ticket(self, **more: Any) -> tuple[int, TicketId, int]:
        """A fresh ticket: number, id, position."""
        receipt = self.world.ticket(**more)
        return int(receipt["number"]), TicketId(UUID(receipt["id"])), self.taken_in()
