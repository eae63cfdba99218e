"""Persons and teams as far as tickets need them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from aggregates.person import EmailIsTaken, GroupsDoNotCombine, NoSuchPerson
from aggregates.team import NoSuchTeam, PersonIsNotInTeam, TeamExists
from commands.agreement import Named
from commands.command import Command
from commands.person import GrantGroups, RegisterPerson
from commands.team import FormTeam, LinkTeamMembers, NameTeamLead, RenameTeam, UnlinkTeamMembers
from events.person import EmailReserved, PersonGroupsGranted, PersonRegistered
from events.team import TeamFormed, TeamLeadNamed, TeamMembersLinked, TeamMembersUnlinked, TeamRenamed
from events.values.identity import PersonId, TeamId, reservation
from events.values.people import Group
from events.values.text import Text
from tests.dsl import Like, On, given
from tests.gallery import AGREEMENT, CONCLUDED, PEOPLE, TEAMS
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

NOBODY = PersonId(UUID(int=404))
NAME = Named(ru="Третья линия", en="Third line")
NEW_TEAM = TeamId(UUID(int=9))


# -- persons ---------------------------------------------------------------------------------------------------
def test_a_person_is_registered_and_each_address_is_reserved_in_the_same_append() -> None:
    command = RegisterPerson(
        full_name=" Орлова  Анна ",
        kind="contact",
        emails=("Anna@Client.Example", "anna@client.example", "o@c.example"),
    )
    story = given().when(command, by=ADMINISTRATOR)
    emails = ("anna@client.example", "o@c.example")
    story.then(
        Like(PersonRegistered, name="Орлова Анна", emails=emails, kind="contact"),
        EmailReserved(person_id=PersonId(story.receipt.stream)),
        EmailReserved(person_id=PersonId(story.receipt.stream)),
    )
    assert [recorded.stream for recorded in story.recorded[1:]] == [reservation("email", email) for email in emails]
    assert len({recorded.metadata.command_id for recorded in story.recorded}) == 1


def test_an_address_belongs_to_one_person_and_nothing_of_the_second_is_stored() -> None:
    taken = On(reservation("email", "anna@client.example"), EmailReserved(person_id=ANNA))
    second = RegisterPerson(full_name="Двойник", emails=("free@client.example", "ANNA@client.example"))
    given(*PEOPLE, taken).when(second, by=ADMINISTRATOR).then_refused(
        EmailIsTaken, field="emails", email="anna@client.example"
    )


@pytest.mark.parametrize(
    ("groups", "is_valid"),
    [
        ({"change_specialist"}, False),
        ({"change_specialist", "specialist"}, False),
        ({"change_specialist", "second_line"}, True),
        ({"problem_specialist"}, False),
        ({"problem_specialist", "auditor"}, False),
        ({"problem_specialist", "administrator"}, True),
        ({"problem_specialist", "second_line", "change_specialist"}, True),
        (set(), True),
    ],
)
def test_rows_83_84_87_some_groups_are_valid_only_together_with_another(groups: set[Group], *, is_valid: bool) -> None:
    commands: tuple[Command, ...] = (
        GrantGroups(person_id=OLGA, groups=frozenset(groups)),
        RegisterPerson(full_name="Новый", groups=frozenset(groups)),
    )
    for command in commands:
        story = given(*PEOPLE).when(command, by=ADMINISTRATOR)
        if is_valid:
            assert len(story.recorded) == 1
        else:
            story.then_refused(GroupsDoNotCombine, field="groups")


def test_row_86_groups_are_granted_as_a_whole() -> None:
    both: frozenset[Group] = frozenset({"specialist", "auditor"})
    story = given(*PEOPLE).when(GrantGroups(person_id=OLGA, groups=both), by=ADMINISTRATOR)
    story.then(PersonGroupsGranted(person_id=OLGA, groups=both))
    story.when(GrantGroups(person_id=OLGA, groups=both), by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize("nobody", [NOBODY, PersonId(AGREEMENT)])
def test_nobody_is_granted_nothing(nobody: PersonId) -> None:
    grant = GrantGroups(person_id=nobody, groups=frozenset({"auditor"}))
    given(*PEOPLE, CONCLUDED).when(grant, by=ADMINISTRATOR).then_refused(NoSuchPerson)


@pytest.mark.parametrize(
    "said",
    [
        {"full_name": ""},
        {"full_name": "я" * 301},
        {"full_name": "a", "emails": ["no address"]},
        {"full_name": "a", "groups": ["root"]},
        {"full_name": "a", "time_zone": "Mars/Olympus"},
        {"full_name": "a", "kind": "robot"},
    ],
)
def test_outside_input_that_is_no_person_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said, RegisterPerson)


# -- teams -----------------------------------------------------------------------------------------------------
def test_rows_74_77_a_team_is_formed_of_people_from_anywhere() -> None:
    command = FormTeam(team_id=NEW_TEAM, title=NAME, members=(OLGA, ANNA, OLGA), lead=ANNA)
    given(*PEOPLE).when(command, by=ADMINISTRATOR).then(
        TeamFormed(team_id=NEW_TEAM, name=Text("Третья линия", "Third line"), members=(OLGA, ANNA), lead=ANNA)
    )


def test_a_team_is_formed_once() -> None:
    again = FormTeam(team_id=FIRST_LINE, title=NAME)
    given(*TEAMS).when(again, by=ADMINISTRATOR).then_refused(TeamExists)


def test_row_77_people_are_linked_one_or_several_at_once_and_those_who_are_in_are_passed_over() -> None:
    story = given(*PEOPLE, *TEAMS)
    link = LinkTeamMembers(team_id=FIRST_LINE, members=(OLGA, SEMYON, ANNA))
    story.when(link, by=ADMINISTRATOR).then(TeamMembersLinked(team_id=FIRST_LINE, members=(SEMYON, ANNA)))
    story.when(link, by=ADMINISTRATOR).then_nothing()


def test_row_78_one_person_may_be_in_several_teams() -> None:
    story = given(*PEOPLE, *TEAMS).when(LinkTeamMembers(team_id=SECOND_LINE, members=(OLGA,)), by=ADMINISTRATOR)
    story.then(TeamMembersLinked(team_id=SECOND_LINE, members=(OLGA,)))


def test_a_lead_who_leaves_leads_no_longer() -> None:
    story = given(*PEOPLE, *TEAMS)
    story.when(UnlinkTeamMembers(team_id=FIRST_LINE, members=(OLGA, SEMYON)), by=ADMINISTRATOR).then(
        TeamMembersUnlinked(team_id=FIRST_LINE, members=(OLGA,))
    )
    story.when(NameTeamLead(team_id=FIRST_LINE, lead=None), by=ADMINISTRATOR).then_nothing()
    story.when(UnlinkTeamMembers(team_id=FIRST_LINE, members=(OLGA,)), by=ADMINISTRATOR).then_nothing()


def test_a_lead_is_a_member() -> None:
    story = given(*PEOPLE, *TEAMS)
    story.when(NameTeamLead(team_id=FIRST_LINE, lead=SEMYON), by=ADMINISTRATOR).then_refused(
        PersonIsNotInTeam, field="lead"
    )
    story.when(FormTeam(title=NAME, members=(OLGA,), lead=ANNA), by=ADMINISTRATOR).then_refused(
        PersonIsNotInTeam, field="lead"
    )
    story.when(NameTeamLead(team_id=SECOND_LINE, lead=SEMYON), by=ADMINISTRATOR).then(
        TeamLeadNamed(team_id=SECOND_LINE, lead=SEMYON)
    )


def test_a_team_is_renamed() -> None:
    story = given(*TEAMS).when(RenameTeam(team_id=FIRST_LINE, title=NAME), by=ADMINISTRATOR)
    story.then(TeamRenamed(team_id=FIRST_LINE, name=Text("Третья линия", "Third line")))
    story.when(RenameTeam(team_id=FIRST_LINE, title=NAME), by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize(
    "command",
    [FormTeam(title=NAME, members=(OLGA, NOBODY)), LinkTeamMembers(team_id=FIRST_LINE, members=(NOBODY,))],
    ids=lambda command: command.name,
)
def test_row_75_members_are_registered_people(command: Command) -> None:
    given(*PEOPLE, *TEAMS).when(command, by=ADMINISTRATOR).then_refused(NoSuchPerson)


@pytest.mark.parametrize(
    "command",
    [
        RenameTeam(team_id=NEW_TEAM, title=NAME),
        LinkTeamMembers(team_id=NEW_TEAM, members=(OLGA,)),
        UnlinkTeamMembers(team_id=NEW_TEAM, members=(OLGA,)),
        NameTeamLead(team_id=NEW_TEAM),
        RenameTeam(team_id=TeamId(OLGA), title=NAME),
    ],
    ids=lambda command: command.name,
)
def test_a_team_that_does_not_exist_is_not_found(command: Command) -> None:
    given(*PEOPLE, *TEAMS).when(command, by=ADMINISTRATOR).then_refused(NoSuchTeam)
