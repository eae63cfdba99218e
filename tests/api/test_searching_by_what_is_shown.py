"""What finds by a field shows that field: searches, filters and orders tell nothing that the answer hides (row 82)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from commands.change_request.draft import DraftChange
from commands.fields import Named
from commands.person.register import RegisterPerson
from commands.team import FormTeam
from commands.ticket.work import AssignTicket
from events.values.identity import PersonId, TeamId, TicketId
from events.values.people import Actor, Group, Responsible
from events.values.person_name import PersonName
from tests.api.serving import World
from tests.support.plain_http import PLAINLY


@pytest.fixture(scope="module")
def hidden(world: World) -> UUID:
    """Somebody whose login and address tell of nothing in their name."""
    return world.order(
        RegisterPerson(
            full_name=PersonName("Синицына", "Вера"),
            unit_id=world.department,
            emails=("q.zvezdina@severny.example", "zv@severny.example"),
            login="kosmonavt77",
        )
    )


@pytest.fixture
def client(world: World, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """Somebody new with one group, or several, by a token."""
    groups: frozenset[Group] = frozenset(request.param)
    who = world.order(
        RegisterPerson(
            full_name=PersonName("Ищущий"),
            unit_id=world.department,
            login=f"seeker.{uuid4().hex[:8]}",
            licence="named",
            groups=groups,
        )
    )
    secret = world.desk.tokens.make(Actor(kind="person", id=who, name="Ищущий"), groups, now=world.desk.clock.now())
    with ExitStack() as stack:
        yield stack.enter_context(
            httpx.Client(
                base_url=f"{world.url}/api/v1",
                headers={"Authorization": f"Bearer {secret}"},
                timeout=30,
                **PLAINLY,
            )
        )


def people(client: httpx.Client, text: str, world: World) -> list[dict[str, Any]]:
    found = client.get("/persons", params={"text": text, "min_position": world.desk.log.head()})
    assert found.status_code == 200, found.text
    listed: list[dict[str, Any]] = found.json()["persons"]
    return listed


HIDDEN = ["zvezdina", "q.zvezdina@", "q.zvezdina@s", "@severny", "severny.example", "kosmonavt77", "kosmo", "звездина"]


@pytest.mark.parametrize("text", [*HIDDEN, "синицына zvezdina", "zv@severny", "вера kosmonavt77"])
@pytest.mark.parametrize(
    "client",
    [("second_line",), ("second_line", "problem_specialist"), ("second_line", "change_specialist")],
    ids="+".join,
    indirect=True,
)
def test_row_82_logins_and_addresses_find_nobody_for_whom_they_are_hidden(
    world: World, hidden: UUID, client: httpx.Client, text: str
) -> None:
    assert str(hidden) not in {person["person_id"] for person in people(client, text, world)}


@pytest.mark.parametrize("text", ["Синицына", "sinic", "вера", "ницына", "Вера Синицына"])
def test_row_82_names_find_for_those_who_are_shown_names_alone(world: World, hidden: UUID, text: str) -> None:
    found = {person["person_id"]: person for person in people(world.client("second_line"), text, world)}
    person = found[str(hidden)]
    assert (person["emails"], person["phones"], person["login"]) == ([], [], "")


@pytest.mark.parametrize("text", ["zvezdina", "q.zvezdina@s", "@severny", "kosmonavt77"])
@pytest.mark.parametrize("who", ["admin", "specialist", "auditor"])
def test_those_who_see_cards_find_by_login_and_address(world: World, hidden: UUID, text: str, who: str) -> None:
    found = {person["person_id"]: person for person in people(world.client(who), text, world)}
    assert found[str(hidden)]["login"] == "kosmonavt77"


def test_no_list_of_changes_is_narrowed_to_a_ticket_that_the_viewer_does_not_see(world: World) -> None:
    seen, other = world.ticket(), world.ticket()
    world.order(AssignTicket(ticket_id=TicketId(UUID(seen["id"])), responsible=Responsible(world.team)))  # type: ignore[arg-type] # the id of a receipt
    others = FormTeam(title=Named(ru="Другие", en="Others"), members=(PersonId(world.persons["specialist"]),))
    elsewhere = Responsible(TeamId(world.order(others)))
    world.order(AssignTicket(ticket_id=TicketId(UUID(other["id"])), responsible=elsewhere))
    both = (TicketId(UUID(seen["id"])), TicketId(UUID(other["id"])))
    world.order(DraftChange(subject="Узел 8", plan="П", back_out="Н", incidents=both))
    narrowed = {}
    for name in ("second_line", "specialist"):
        for ticket in (seen, other):
            asked: dict[str, Any] = {"ticket": str(ticket["number"]), "min_position": world.desk.log.head()}
            found = world.client(name).get("/changes", params=asked).json()["changes"]
            narrowed[name, ticket["number"]] = len(found)
    assert narrowed == {
        ("second_line", seen["number"]): 1,
        ("second_line", other["number"]): 0,
        ("specialist", seen["number"]): 1,
        ("specialist", other["number"]): 1,
    }
