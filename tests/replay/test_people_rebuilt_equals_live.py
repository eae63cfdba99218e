"""Random histories of people, units and teams: rebuilt in any batch size equals live, and the tree equals its facts."""

from __future__ import annotations

import os
import random
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aggregates.org_unit import OrgUnit
from aggregates.person import Person
from aggregates.team import Team
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.merging.persons import MergePerson
from commands.org_unit.add import AddBranch, AddCompany, AddDepartment
from commands.org_unit.change import (
    ArchiveOrgUnit,
    MoveOrgUnit,
    NameHead,
    RenameOrgUnit,
    RestoreOrgUnit,
    SetUnitZone,
    ShareCompanyTickets,
)
from commands.org_unit.feed import FeedOrgUnit, UnfeedOrgUnit
from commands.person.access import DeactivatePerson, GiveLogin, GrantGroups, LicensePerson, ReactivatePerson
from commands.person.card import (
    ChangeEmails,
    ChangePhones,
    ChangePhoto,
    ChangePosition,
    MovePerson,
    RenamePerson,
    SetPersonLanguage,
    SetPersonZone,
)
from commands.person.feed import FeedPerson, UnfeedPerson
from commands.person.register import RegisterPerson
from commands.person.units import AddPersonUnit, LeavePersonUnit
from commands.team import DisbandTeam, FormTeam, LinkTeamMembers, NameTeamLead, RenameTeam, UnlinkTeamMembers
from events.folds.org_unit import ORG_UNIT, OrgUnitState
from events.folds.person import PERSON, PersonState
from events.folds.team import TEAM, TeamState
from events.values.identity import OWN_COMPANY, OrgUnitId, PersonId, StreamId, TeamId
from events.values.people import Responsible, Source
from events.values.person_name import PersonName
from projections.facts import cards_as_of, past_cards
from projections.org_unit import card as unit_card
from projections.org_unit import reports
from projections.org_unit import tree as org_tree
from projections.org_unit.card import UnitCard
from projections.org_unit.tree import UnitLine
from projections.person import card as person_card
from projections.person import directory
from projections.person import rows as person_rows
from projections.person.card import PersonCard
from projections.person.directory import TeamView
from projections.team import rows as team_rows
from tests.gallery_people import PHOTO
from tests.projections.world import AS_DESK, World

NAMES = ("Орлова", "Орлов", "Smith", "Соловьёв", "Solovyov", "Ли")
STEPS = 60
SOURCE = Source(system="ldap", name="ad", key="17", fields=frozenset({"name", "phones"}))

S = TypeVar("S", bound=msgspec.Struct)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What the cards showed at a moment."""

    at: datetime
    teams: dict[UUID, TeamView | None]
    people: dict[UUID, PersonCard | None]
    units: dict[UUID, UnitCard | None]


class Lives:
    """A desk on which things happen by chance."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        world.do(FoundDesk())
        self.units: list[OrgUnitId] = [OWN_COMPANY]
        self.people: list[PersonId] = []
        self.teams: list[TeamId] = []
        self.seen: list[Seen] = []

    def choices(self) -> list[Command]:
        chance, unit, other = self.chance, self.chance.choice(self.units), self.chance.choice(self.units)
        title, name = Named(en=chance.choice(NAMES)), PersonName(chance.choice(NAMES), chance.choice(NAMES))
        number = chance.randrange(10**9)
        found: list[Command] = [
            AddDepartment(title=title, parent_id=unit),
            AddBranch(title=title, parent_id=unit),
            AddCompany(title=title),
            MoveOrgUnit(unit_id=unit, parent_id=other),
            MoveOrgUnit(unit_id=other, parent_id=unit),
            RenameOrgUnit(unit_id=unit, title=title),
            ArchiveOrgUnit(unit_id=unit, reason="нет"),
            RestoreOrgUnit(unit_id=other),
            SetUnitZone(unit_id=unit, time_zone=chance.choice(["", "Asia/Omsk"])),
            ShareCompanyTickets(unit_id=unit, shares_tickets=chance.random() < 0.5),
            FeedOrgUnit(unit_id=unit, source=SOURCE),
            UnfeedOrgUnit(unit_id=other),
            RestoreOrgUnit(unit_id=unit),
            RegisterPerson(full_name=name, unit_id=unit, emails=(f"{chance.choice(NAMES[2:3])}{number}@example.org",)),
            RegisterPerson(full_name=name, unit_id=other, kind="contact"),
            RegisterPerson(full_name=name, unit_id=unit),
            FormTeam(title=title, members=tuple(self.people[:1])),
        ]
        if self.people:
            one, two = chance.choice(self.people), chance.choice(self.people)
            found += [
                MovePerson(person_id=one, unit_id=unit),
                RenamePerson(person_id=one, full_name=name),
                ChangeEmails(person_id=one, emails=(f"orlova.{number}@example.org",)),
                GiveLogin(person_id=one, login=f"smith{number}"),
                DeactivatePerson(person_id=one, reason="нет"),
                ReactivatePerson(person_id=two),
                ChangePhones(person_id=one, phones=(f"+7 343 {number}",)),
                ChangePosition(person_id=one, position=chance.choice(NAMES)),
                ChangePhoto(person_id=one, photo=chance.choice([PHOTO, None])),
                SetPersonZone(person_id=one, time_zone=chance.choice(["", "Asia/Omsk"])),
                SetPersonLanguage(person_id=one, language="en"),
                LicensePerson(person_id=one, licence="named"),
                GrantGroups(person_id=one, groups=frozenset({"second_line"})),
                FeedPerson(person_id=one, source=SOURCE),
                UnfeedPerson(person_id=two),
                AddPersonUnit(person_id=one, unit_id=unit, until_at=self.world.now + timedelta(hours=number % 40 + 1)),
                AddPersonUnit(person_id=two, unit_id=other, sees="own"),
                LeavePersonUnit(person_id=two, unit_id=unit),
                MergePerson(person_id=one, into_id=two),
                NameHead(unit_id=unit, head=one),
            ]
            if self.teams:
                team, heir = chance.choice(self.teams), chance.choice(self.teams)
                found += [
                    LinkTeamMembers(team_id=team, members=(one, two)),
                    UnlinkTeamMembers(team_id=team, members=(one,), hand_over_to=Responsible(heir)),
                    UnlinkTeamMembers(team_id=team, members=(two,)),
                    DisbandTeam(team_id=team, hand_over_to=Responsible(heir)),
                    RenameTeam(team_id=team, title=title),
                    NameTeamLead(team_id=team, lead=chance.choice([one, None])),
                ]
        return found

    def live(self) -> None:
        """A few dozen steps; now and then the read models run."""
        for _ in range(STEPS):
            command = self.chance.choice(self.choices())
            if self.world.attempt(command):
                self._know(command)
            if self.chance.random() < 0.1:
                self.world.fold("directory", self.chance.choice([1, 3, 50]))
                self.world.fold("org_tree", self.chance.choice([1, 3, 50]))
            if self.chance.random() < 0.05:
                self.look()
                self.world.pass_time(hours=1)

    def look(self) -> None:
        """Keep what is shown now, for whoever asks later what was."""
        self.world.fold("directory")
        self.world.fold("org_tree")
        self.world.fold("ticket_list")
        with self.world.cursor() as cursor:
            self.seen.append(
                Seen(
                    at=self.world.now,
                    teams={team: directory.team(cursor, team) for team in self.teams},
                    people={one: person_card.card(cursor, AS_DESK, one, self.world.now) for one in self.people},
                    units={one: unit_card.card(cursor, AS_DESK, one, self.world.now) for one in self.units},
                )
            )

    def _know(self, command: Command) -> None:
        last = self.world.log.after(max(0, self.world.log.head() - 10))
        for recorded in last:
            name, stream = recorded.fact.stored_name, recorded.stream
            for noun, known in (("org-unit.added@1", self.units), ("team.formed@1", self.teams)):
                if name == noun and stream not in known:
                    known.append(stream)  # type: ignore[arg-type]  # the noun says which it is
            if name == "person.registered@1" and stream not in self.people and not isinstance(command, FoundDesk):
                self.people.append(PersonId(stream))


def holds(world: World, lives: Lives) -> None:
    """The tree and the reports say what a plain fold of the facts says."""
    load, now = world.log.load_many, world.now
    with world.cursor() as cursor:
        people = {one.person_id: one for one in directory.persons(cursor, lives.people)}
        for unit in lives.units:
            told = past_cards.path(load, unit, now)
            way = org_tree.path(cursor, unit)
            assert [(one.unit_id, one.name, one.head_id, one.is_archived) for one in way] == [
                (one.unit_id, one.name, one.head, one.is_archived) for one in told
            ]
            assert way[0].is_barred == any(one.is_archived for one in told)
            assert way[0].people == sum(one.unit_id == unit for one in people.values())
            assert way[0].units == sum(
                (above := past_cards.unit(load([StreamId(one)])[StreamId(one)], now)) is not None
                and above.parent_id == unit
                for one in lives.units
            )
        bosses: dict[PersonId, UUID | None] = {}
        for person in lives.people:
            then = past_cards.person(load, person, now, lives.teams)
            assert then is not None
            bosses[person] = then.reports_to
            assert reports.reports_to(cursor, person) == then.reports_to
            assert {one.team_id for one in then.teams} == set(directory.teams_of(cursor, person))
            shown = people[person]
            assert (shown.name, shown.login, shown.is_active) == (then.name.full, then.login, then.is_active)
            found = {one.person_id for one in directory.search(cursor, then.name.full[1:5], limit=99)}
            assert (person in found) == (then.merged_into is None)
        for boss in lives.people:
            below = {one for one, whom in bosses.items() if whom == boss and people[one].is_active}
            assert set(reports.reports_of(cursor, boss)) == below


def nouns_are_read_once(world: World, lives: Lives) -> None:
    """Aggregate, read model, card of now and card of any moment say what the one fold of a noun's facts says."""
    lives.look()
    with world.cursor() as cursor:
        teams = team_rows.load(cursor, lives.teams)
        people = {row.person_id: row for row in person_rows.load(cursor, lives.people)}
        units = org_tree.load(cursor, lives.units)
    for team in lives.teams:
        history = world.log.load(StreamId(team))
        assert teams[team] == TEAM.fold(TeamState, history) == state_of(TeamState, Team.fold(history))
    for person in lives.people:
        history = world.log.load(StreamId(person))
        folded = PERSON.fold(PersonState, history)
        assert folded is not None
        assert people[person] == person_rows.row_of(folded)
        assert folded == state_of(PersonState, Person.fold(history))
    for unit in lives.units:
        history = world.log.load(StreamId(unit))
        assert units[unit] == ORG_UNIT.fold(OrgUnitState, history) == state_of(OrgUnitState, OrgUnit.fold(history))


def cards_of_then_are_what_was_shown(world: World, lives: Lives) -> None:
    """The fold stopped at a moment gives the cards that were shown at it; what was only counted then is not told."""
    load = world.log.load_many
    for seen in lives.seen:
        for team, shown in seen.teams.items():
            assert cards_as_of.team(world.log.load(StreamId(team)), seen.at) == shown
        for person, of_person in seen.people.items():
            assert of_person is not None
            assert cards_as_of.person(load, person, seen.at, lives.teams) == uncounted_person(of_person)
        for unit, of_unit in seen.units.items():
            assert of_unit is not None
            assert cards_as_of.unit(load, unit, seen.at) == uncounted_unit(of_unit)


def uncounted(lines: tuple[UnitLine, ...]) -> tuple[UnitLine, ...]:
    return tuple(replace(line, units=None, people=None) for line in lines)


def uncounted_person(card: PersonCard) -> PersonCard:
    further = tuple(replace(one, units=uncounted(one.units)) for one in card.further)
    return replace(card, units=uncounted(card.units), heads=uncounted(card.heads), further=further, tickets=None)


def uncounted_unit(card: UnitCard) -> UnitCard:
    (unit, *_), path = uncounted((card.unit,)), uncounted(card.path)
    uncounted_too = dict.fromkeys(("below", "people", "all_units", "all_people", "all_further"))
    return replace(card, unit=unit, path=path, **uncounted_too)


def state_of(kind: type[S], aggregate: Any) -> S:
    """What an aggregate knows from the one reading of its facts."""
    return kind(**{field: getattr(aggregate, field) for field in kind.__struct_fields__})


def hold(world: World, *, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(chance=st.randoms(use_true_random=False), batch=st.sampled_from([1, 2, 7, 5_000]))
    def history(chance: random.Random, batch: int) -> None:
        lives = Lives(world.empty(), chance)
        lives.live()
        lives.world.fold()
        live = lives.world.rows()
        holds(lives.world, lives)
        nouns_are_read_once(lives.world, lives)
        cards_of_then_are_what_was_shown(lives.world, lives)
        for name in ("directory", "org_tree"):
            lives.world.rebuild(name, batch)
        assert lives.world.rows() == live

    history()


def test_row_11_to_14_people_units_and_teams_rebuilt_equal_live_and_equal_their_facts(world: World) -> None:
    hold(world, examples=6)


@pytest.mark.long
@pytest.mark.skipif("DESK_TEST_LONG" not in os.environ, reason="minutes: make test-long")
def test_long_hundreds_of_random_lives_hold(world: World) -> None:
    hold(world, examples=500)
