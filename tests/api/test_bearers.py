"""Who calls is found in one round trip, and whatever ends or narrows their access is noticed by the next request.

Two desks stand on one database, each with a memory of its own, as two processes do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from psycopg import Connection
from typing_extensions import override

from api.bootstrap import Desk, SystemClock
from commands.fields import Named
from commands.org_unit.add import AddCompany, AddDepartment
from commands.org_unit.change import ArchiveOrgUnit, RestoreOrgUnit, ShareCompanyTickets
from commands.person.access import DeactivatePerson, GrantGroups
from commands.person.card import RenamePerson
from commands.person.register import RegisterPerson
from commands.person.units import AddPersonUnit, LeavePersonUnit
from commands.team import LinkTeamMembers, UnlinkTeamMembers
from connectors.inbound.bearers import Heard
from connectors.inbound.sign_in.accounts import AS_DESK
from connectors.storage.server.database import PATIENCE, Database, Row, T
from events.values.identity import OrgUnitId, PersonId, TeamId
from events.values.people import Actor, Group
from events.values.person_name import PersonName
from tests.api.serving import World, served

Bearing = dict[str, str]


class Two:
    """A world of two desks, and somebody who asks both in turn."""

    def __init__(self, world: World, other: str, stack: ExitStack) -> None:
        self.world = world
        self._clients = [
            stack.enter_context(httpx.Client(base_url=f"{url}/api/v1", timeout=30, trust_env=False))
            for url in (world.url, other)
        ]

    def answers(self, path: str, bearing: Bearing) -> list[int]:
        """What each desk answers; whoever came before is remembered by both."""
        return [client.get(path, headers=bearing).status_code for client in self._clients]

    def me(self, bearing: Bearing) -> list[dict[str, Any]]:
        """Whom each desk takes the bearer for."""
        return [client.get("/me", headers=bearing).json() for client in self._clients]


@pytest.fixture(scope="module")
def two(world: World) -> Iterator[Two]:
    with ExitStack() as stack:
        database = stack.enter_context(Database(world.desk.database.url))
        other = Desk(database, world.desk.settings, SystemClock())
        yield Two(world, stack.enter_context(served(other)), stack)


class Somebody:
    """A person in a unit of their own."""

    def __init__(self, world: World, login: str, *groups: Group) -> None:
        self.world = world
        self.unit = OrgUnitId(world.order(AddDepartment(title=Named(en=login))))
        self.person_id = PersonId(
            world.order(
                RegisterPerson(
                    full_name=PersonName("Орлова", "Анна"),
                    unit_id=self.unit,
                    login=login,
                    licence="named",
                    groups=frozenset(groups),
                )
            )
        )

    def session(self) -> tuple[Bearing, UUID]:
        secret, session = self.world.desk.sessions.open(
            self.person_id, client="httpx", source="127.0.0.1", now=self.world.desk.clock.now()
        )
        return {"Authorization": f"Bearer {secret}"}, session.session_id

    def token(self, *groups: Group, token_id: UUID | None = None) -> Bearing:
        actor = Actor(kind="person", id=self.person_id, name="Анна")
        secret = self.world.desk.tokens.make(
            actor, frozenset(groups), now=self.world.desk.clock.now(), token_id=token_id
        )
        return {"Authorization": f"Bearer {secret}"}


def test_a_withdrawn_token_is_refused_by_the_next_request_at_every_desk(two: Two) -> None:
    anna = Somebody(two.world, "berta.withdrawn", "specialist")
    token_id = UUID(int=0xA11CE)
    bearing = anna.token("specialist", token_id=token_id)
    assert two.answers("/me", bearing) == [200, 200]

    assert two.world.desk.tokens.withdraw(token_id, now=two.world.desk.clock.now())

    assert two.answers("/me", bearing) == [401, 401]


def test_an_ended_session_is_refused_by_the_next_request_at_every_desk(two: Two) -> None:
    anna = Somebody(two.world, "berta.ended", "specialist")
    bearing, session_id = anna.session()
    assert two.answers("/me", bearing) == [200, 200]

    assert two.world.desk.sessions.end(anna.person_id, session_id, now=two.world.desk.clock.now())

    assert two.answers("/me", bearing) == [401, 401]


@pytest.mark.parametrize("by", ["session", "token"])
def test_a_taken_group_no_longer_counts_at_the_next_request_at_every_desk(two: Two, by: str) -> None:
    anna = Somebody(two.world, f"berta.taken.{by}", "specialist", "auditor")
    bearing = anna.session()[0] if by == "session" else anna.token("specialist", "auditor")
    assert [set(me["groups"]) >= {"auditor"} for me in two.me(bearing)] == [True, True]

    two.world.order(GrantGroups(person_id=anna.person_id, groups=frozenset({"specialist"})))

    assert [set(me["groups"]) & {"auditor"} for me in two.me(bearing)] == [set(), set()]


@pytest.mark.parametrize("by", ["session", "token"])
def test_who_is_deactivated_is_refused_by_the_next_request_at_every_desk(two: Two, by: str) -> None:
    anna = Somebody(two.world, f"berta.gone.{by}", "specialist")
    bearing = anna.session()[0] if by == "session" else anna.token("specialist")
    assert two.answers("/me", bearing) == [200, 200]

    two.world.order(DeactivatePerson(person_id=anna.person_id, reason="Уволена"))

    assert two.answers("/me", bearing) == [401, 401]


@pytest.mark.parametrize("ends", ["leaves", "archived", "shares no longer"])
def test_what_a_further_company_shows_ends_with_the_next_request_at_every_desk(two: Two, ends: str) -> None:
    world = two.world
    anna = Somebody(world, f"berta.of.two.{ends}")
    company = OrgUnitId(world.order(AddCompany(title=Named(en=f"Client {ends}"))))
    world.order(ShareCompanyTickets(unit_id=company, shares_tickets=True))
    bearing = anna.session()[0]
    assert [me["further"] for me in two.me(bearing)] == [[], []]

    world.order(AddPersonUnit(person_id=anna.person_id, unit_id=company))
    assert [me["further"] for me in two.me(bearing)] == [[str(company)], [str(company)]]

    world.order(
        {
            "leaves": LeavePersonUnit(person_id=anna.person_id, unit_id=company),
            "archived": ArchiveOrgUnit(unit_id=company, reason="Договор закончился"),
            "shares no longer": ShareCompanyTickets(unit_id=company, shares_tickets=False),
        }[ends]
    )

    assert [(me["further"], me["actor"]["id"]) for me in two.me(bearing)] == [([], str(anna.person_id))] * 2


def test_who_listens_by_a_company_hears_no_more_when_its_time_is_over(two: Two) -> None:
    """No fact tells that: a stream is looked at again because the clock says so."""
    world, now = two.world, two.world.desk.clock.now()
    anna = Somebody(world, "berta.of.two.for.a.time")
    company = OrgUnitId(world.order(AddCompany(title=Named(en="Client for a time"))))
    world.order(ShareCompanyTickets(unit_id=company, shares_tickets=True))
    world.order(AddPersonUnit(person_id=anna.person_id, unit_id=company, until_at=now + timedelta(minutes=10)))
    bearing = anna.session()[0]
    assert world.admin.get("/me", headers=bearing).json()["further"] == [str(company)]
    secret = bearing["Authorization"].removeprefix("Bearer ")
    heard = [Heard(secret, anna.person_id, frozenset(), frozenset({company}))]

    def stands(at: timedelta) -> list[bool]:
        return world.desk.bearers.who_stand_as_they_stood(world.desk.database, heard, now=now + at)

    assert stands(timedelta()) == [True]
    assert stands(timedelta(minutes=10)) == [False]


def test_who_is_in_an_archived_unit_is_refused_until_it_is_restored_and_a_new_session_is_opened(two: Two) -> None:
    anna = Somebody(two.world, "berta.archived", "specialist")
    bearing, _ = anna.session()
    assert two.answers("/me", bearing) == [200, 200]

    two.world.order(ArchiveOrgUnit(unit_id=anna.unit, reason="Закрыт"))
    assert two.answers("/me", bearing) == [401, 401]

    two.world.order(RestoreOrgUnit(unit_id=anna.unit))
    assert two.answers("/me", anna.session()[0]) == [200, 200]


def test_a_password_that_somebody_else_made_asks_for_another_at_the_next_request(two: Two) -> None:
    anna = Somebody(two.world, "berta.must.change", "specialist")
    bearing, _ = anna.session()
    assert two.answers("/services", bearing) == [200, 200]

    made = two.world.signed_in_admin.post(f"/persons/{anna.person_id}/password", json={})
    assert made.status_code == 201, made.text
    again, _ = anna.session()

    assert two.answers("/services", again) == [403, 403]


def test_a_new_name_is_told_by_the_next_request_at_every_desk(two: Two) -> None:
    anna = Somebody(two.world, "berta.renamed", "specialist")
    bearing, _ = anna.session()
    before = [me["actor"]["name"] for me in two.me(bearing)]

    two.world.order(RenamePerson(person_id=anna.person_id, full_name=PersonName("Лебедева", "Анна")))

    after = [me["actor"]["name"] for me in two.me(bearing)]
    assert before == ["Орлова Анна"] * 2
    assert after == ["Лебедева Анна"] * 2


def test_a_team_that_was_joined_or_left_counts_once_the_list_of_teams_holds_it(two: Two) -> None:
    anna = Somebody(two.world, "berta.team", "second_line")
    bearing = anna.token("second_line")
    assert [me["teams"] for me in two.me(bearing)] == [[], []]

    def caught_up(command: LinkTeamMembers | UnlinkTeamMembers) -> None:
        two.world.order(command)
        assert two.world.desk.waiter.wait(("directory",), two.world.desk.log.head(), 30)

    team = TeamId(two.world.team)
    caught_up(LinkTeamMembers(team_id=team, members=(anna.person_id,)))
    with_team = [me["teams"] for me in two.me(bearing)]
    caught_up(UnlinkTeamMembers(team_id=team, members=(anna.person_id,)))
    without = [me["teams"] for me in two.me(bearing)]

    assert (with_team, without) == ([[str(team)]] * 2, [[], []])


class Counted(Database):
    """A database that counts how often it is asked."""

    trips = 0

    @override
    @contextmanager
    def connection(self) -> Iterator[Connection[Row]]:
        self.trips += 1
        with super().connection() as connection:
            yield connection

    @override
    def patiently(self, work: Callable[[Connection[Row]], T], *, patience: float = PATIENCE) -> T:
        self.trips += 1
        return super().patiently(work, patience=patience)


@pytest.mark.parametrize("by", ["session", "token"])
def test_who_came_before_is_found_in_one_round_trip_with_their_teams(two: Two, by: str) -> None:
    world = two.world
    anna = Somebody(world, f"berta.one.{by}", "second_line")
    secret = (anna.session()[0] if by == "session" else anna.token("second_line"))["Authorization"].split()[1]
    with Counted(world.desk.database.url) as database:
        desk = Desk(database, world.desk.settings, SystemClock())
        find = desk.bearers.of_session if by == "session" else desk.bearers.of_token
        find(secret, now=desk.clock.now())
        database.trips = 0
        found = find(secret, now=desk.clock.now())

    assert found is not None
    assert found.identity is not None
    assert (database.trips, found.teams) == (1, frozenset())


@pytest.mark.parametrize("is_told", [False, True])
def test_a_token_of_what_is_no_person_is_found_in_one_round_trip_too(two: Two, is_told: bool) -> None:  # noqa: FBT001 - a case
    """Also where facts are told on its stream, as those of tokens that are made in a terminal are."""
    world = two.world
    actor = Actor(kind="person", id=UUID(int=0xB07 + is_told), name="Bot")
    if is_told:
        secret = world.desk.bearer_tokens.make(
            AS_DESK,
            actor,
            frozenset({"auditor"}),
            language="en",
            label="bot",
            expires_at=world.desk.clock.now() + timedelta(days=1),
        )
    else:
        secret = world.desk.tokens.make(actor, frozenset({"auditor"}), now=world.desk.clock.now())
    with Counted(world.desk.database.url) as database:
        desk = Desk(database, world.desk.settings, SystemClock())
        for _ in range(2):
            desk.bearers.of_token(secret, now=desk.clock.now())
        database.trips = 0
        found = desk.bearers.of_token(secret, now=desk.clock.now())

    assert found is not None
    assert (database.trips, found.identity) == (1, None)


@pytest.mark.parametrize("by", ["session", "token"])
def test_who_came_before_is_found_by_a_plan_that_is_kept(two: Two, by: str) -> None:
    world = two.world
    anna = Somebody(world, f"berta.planned.{by}", "second_line")
    secret = (anna.session()[0] if by == "session" else anna.token("second_line"))["Authorization"].split()[1]
    with Database(world.desk.database.url) as database:
        desk = Desk(database, world.desk.settings, SystemClock())
        find = desk.bearers.of_session if by == "session" else desk.bearers.of_token
        # The driver prepares what is asked the sixth time, and PostgreSQL looks at five plans before it keeps one.
        for _ in range(15):
            find(secret, now=desk.clock.now())
        with database.connection() as connection:
            kept = connection.execute(
                "SELECT max(generic_plans) FROM pg_prepared_statements WHERE statement LIKE '%borne.created_at%'"
            ).fetchone()

    assert kept is not None
    assert kept[0] > 0
