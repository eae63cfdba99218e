"""Groups and licences: which combine, also when a later change would break them (rows 19, 70, 79-87)."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

import pytest

from aggregates.person_refusals import ContactsAreNotStaff, GroupsDoNotCombine, GroupsNeedLicence
from commands.command import Command
from commands.person.access import GrantGroups, LicensePerson
from commands.person.register import RegisterPerson
from commands.refusals import NotAllowed
from events.person import PersonGroupsGranted, PersonLicensed
from events.values.people import LICENSED_GROUPS, STAFF_GROUPS, Group, Licence, Viewer
from events.values.person_name import PersonName
from tests.dsl import given
from tests.gallery import PEOPLE
from tests.gallery_people import DEPARTMENT
from tests.people import ADMINISTRATOR, ANNA, OLGA, TECHNOLOGIST, THE_DESK

GROUPS: tuple[Group, ...] = get_args(Group)
EVERY_SET = [frozenset(some) for size in range(len(GROUPS) + 1) for some in combinations(GROUPS, size)]
NAME = PersonName("Новый")


def may_combine(groups: frozenset[Group]) -> bool:
    """The guide's sentence, told another way than the product tells it."""
    second, first_or_admin = "second_line" in groups, bool(groups & {"specialist", "administrator"})
    if "change_specialist" in groups and not second:
        return False
    return "problem_specialist" not in groups or second or first_or_admin


def test_rows_19_83_84_86_87_every_set_of_groups_is_granted_or_refused_as_the_guide_says() -> None:
    """All 256 of them, on a licensed employee."""
    story = given(*PEOPLE)
    for groups in EVERY_SET:
        story.when(GrantGroups(person_id=OLGA, groups=groups), by=TECHNOLOGIST)
        if may_combine(groups):
            assert story.receipt.position >= 0
        else:
            story.then_refused(GroupsDoNotCombine, field="groups")


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
    ],
)
def test_rows_83_84_87_some_groups_are_valid_only_together_with_another(groups: set[Group], *, is_valid: bool) -> None:
    commands: tuple[Command, ...] = (
        GrantGroups(person_id=OLGA, groups=frozenset(groups)),
        RegisterPerson(full_name=NAME, unit_id=DEPARTMENT, licence="named", groups=frozenset(groups)),
    )
    for command in commands:
        story = given(*PEOPLE).when(command, by=ADMINISTRATOR)
        if is_valid:
            assert PersonGroupsGranted in {type(recorded.fact) for recorded in story.recorded}
        else:
            story.then_refused(GroupsDoNotCombine, field="groups")


def test_row_87_a_combination_is_not_broken_later() -> None:
    both = PersonGroupsGranted(person_id=OLGA, groups=frozenset({"second_line", "change_specialist"}))
    alone = GrantGroups(person_id=OLGA, groups=frozenset({"change_specialist"}))
    given(*PEOPLE, both).when(alone, by=ADMINISTRATOR).then_refused(GroupsDoNotCombine, group=("change_specialist",))


def test_row_86_groups_are_granted_as_a_whole_and_everybody_is_a_requester_anyway() -> None:
    both: frozenset[Group] = frozenset({"specialist", "auditor"})
    story = given(*PEOPLE).when(GrantGroups(person_id=OLGA, groups=both | {"requester"}), by=ADMINISTRATOR)
    story.then(PersonGroupsGranted(person_id=OLGA, groups=both))
    story.when(GrantGroups(person_id=OLGA, groups=both), by=ADMINISTRATOR).then_nothing()
    nothing: frozenset[Group] = frozenset()
    story.when(GrantGroups(person_id=OLGA, groups=nothing), by=ADMINISTRATOR).then(
        PersonGroupsGranted(person_id=OLGA, groups=nothing)
    )


@pytest.mark.parametrize("group", sorted(LICENSED_GROUPS - {"change_specialist", "problem_specialist"}))
def test_rows_70_79_80_82_85_staff_and_auditors_need_a_licence(group: Group) -> None:
    unlicensed = PersonLicensed(person_id=OLGA, licence="unlicensed")
    nothing = PersonGroupsGranted(person_id=OLGA, groups=frozenset())
    grant = GrantGroups(person_id=OLGA, groups=frozenset({group}))
    story = given(*PEOPLE, nothing, unlicensed)
    story.when(grant, by=TECHNOLOGIST).then_refused(GroupsNeedLicence, groups=(group,))
    for licence in ("named", "concurrent"):
        story.when(LicensePerson(person_id=OLGA, licence=licence), by=TECHNOLOGIST)
    assert story.when(grant, by=TECHNOLOGIST).receipt.position > 0
    assert STAFF_GROUPS < LICENSED_GROUPS


def test_rows_70_87_a_licence_that_groups_need_is_not_taken_away_before_them() -> None:
    story = given(*PEOPLE)
    none: Licence = "unlicensed"
    story.when(LicensePerson(person_id=OLGA, licence=none), by=ADMINISTRATOR).then_refused(GroupsNeedLicence)
    story.when(GrantGroups(person_id=OLGA, groups=frozenset()), by=ADMINISTRATOR)
    story.when(LicensePerson(person_id=OLGA, licence=none), by=ADMINISTRATOR).then(
        PersonLicensed(person_id=OLGA, licence=none)
    )
    story.when(LicensePerson(person_id=OLGA, licence=none), by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize("group", sorted(LICENSED_GROUPS - {"change_specialist", "problem_specialist"}))
def test_row_79_a_client_s_contact_holds_no_group_of_the_staff(group: Group) -> None:
    story = given(*PEOPLE, PersonLicensed(person_id=ANNA, licence="named"))
    story.when(GrantGroups(person_id=ANNA, groups=frozenset({group})), by=TECHNOLOGIST).then_refused(
        ContactsAreNotStaff
    )


BOSS = PersonGroupsGranted(person_id=OLGA, groups=frozenset({"technologist"}))


@pytest.mark.parametrize("groups", [{"technologist"}, {"technologist", "administrator"}])
def test_an_administrator_makes_no_technologist(groups: set[Group]) -> None:
    for command in (
        GrantGroups(person_id=OLGA, groups=frozenset(groups)),
        RegisterPerson(full_name=NAME, unit_id=DEPARTMENT, licence="named", groups=frozenset(groups)),
    ):
        given(*PEOPLE).when(command, by=ADMINISTRATOR).then_refused(NotAllowed, field="groups")


@pytest.mark.parametrize("groups", [set(), {"specialist"}, {"technologist", "specialist"}])
def test_an_administrator_touches_no_group_of_a_technologist(groups: set[Group]) -> None:
    grant = GrantGroups(person_id=OLGA, groups=frozenset(groups))
    given(*PEOPLE, BOSS).when(grant, by=ADMINISTRATOR).then_refused(NotAllowed, field="groups")


@pytest.mark.parametrize("by", [TECHNOLOGIST, THE_DESK], ids=lambda by: by.actor.name)
def test_technologists_and_the_desk_make_and_unmake_technologists(by: Viewer) -> None:
    story = given(*PEOPLE).when(GrantGroups(person_id=OLGA, groups=BOSS.groups), by=by)
    story.then(BOSS)
    none = PersonGroupsGranted(person_id=OLGA, groups=frozenset())
    story.when(GrantGroups(person_id=OLGA, groups=none.groups), by=by).then(none)
