"""People: registered within a unit, their card, their access (rows 12, 58, 64, 66-67, 70-72, 72j-72m, 171)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from aggregates.names import LoginIsTaken
from aggregates.org_unit_refusals import ContactNeedsCompany, EmployeeNeedsDepartment
from aggregates.person import NoSuchPerson
from aggregates.person_refusals import BuiltInStays, ContactsAreNotStaff, GroupsNeedLicence
from commands.command import Command
from commands.found_desk import BUILT_IN, FoundDesk
from commands.person.access import DeactivatePerson, GiveLogin, GrantGroups, ReactivatePerson
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
from commands.person.register import RegisterPerson
from events.fact import Fact
from events.person import (
    NameTaken,
    PersonDeactivated,
    PersonGroupsGranted,
    PersonLanguageChanged,
    PersonLicensed,
    PersonLoginGiven,
    PersonMoved,
    PersonPhonesChanged,
    PersonPhotoChanged,
    PersonPositionChanged,
    PersonReactivated,
    PersonRegistered,
    PersonRenamed,
    PersonZoneChanged,
)
from events.values.identity import OWN_COMPANY, OrgUnitId, PersonId
from events.values.person_name import PersonName
from events.values.refusal import Refusal
from tests.commands.test_names import ANNA_S_LOGIN, ANNA_S_NAMES
from tests.dsl import Story, given
from tests.gallery import AGREEMENT, CONCLUDED, PEOPLE
from tests.gallery_people import (
    ANNA_REGISTERED,
    BRANCH,
    CLIENT,
    DEPARTMENT,
    OTHER_CLIENT,
    OTHER_DEPARTMENT,
    PHOTO,
    TREE,
)
from tests.people import ADMINISTRATOR, ANNA, OLGA, SEMYON, TECHNOLOGIST, THE_DESK
from tests.support.keyed import reservation

NOBODY = PersonId(UUID(int=404))
NAME = PersonName("Новый", "Человек")


# -- registering -------------------------------------------------------------------------------------------------
def test_rows_58_64_66_67_70_an_employee_is_registered_with_all_that_is_known_in_one_append() -> None:
    command = RegisterPerson(
        full_name=PersonName("  Орлова ", "Анна  Мария", " "),
        unit_id=DEPARTMENT,
        position=" Инженер ",
        emails=("Anna@Client.Example", "anna@client.example", "o@c.example"),
        phones=("+7 495 000-00-00", "+7 495 000-00-00"),
        login="a.orlova",
        licence="named",
        groups=frozenset({"specialist", "requester"}),
        time_zone="Europe/Moscow",
        language="en",
    )
    story = given(*TREE).when(command, by=TECHNOLOGIST)
    person_id = PersonId(story.receipt.stream)
    email = NameTaken(what="email", person_id=person_id)
    story.then(
        PersonRegistered(
            person_id=person_id,
            kind="employee",
            name=PersonName("Орлова", "Анна Мария"),
            unit_id=DEPARTMENT,
            position="Инженер",
            emails=("anna@client.example", "o@c.example"),
            phones=("+7 495 000-00-00",),
            time_zone="Europe/Moscow",
            language="en",
        ),
        PersonLoginGiven(person_id=person_id, login="a.orlova"),
        PersonLicensed(person_id=person_id, licence="named"),
        PersonGroupsGranted(person_id=person_id, groups=frozenset({"specialist"})),
        email,
        email,
        NameTaken(what="login", person_id=person_id),
    )
    assert [recorded.stream for recorded in story.recorded[4:]] == [
        reservation("email", "anna@client.example"),
        reservation("email", "o@c.example"),
        reservation("login", "A.Orlova"),
    ]
    assert len({recorded.metadata.command_id for recorded in story.recorded}) == 1


def test_rows_66_70_without_a_licence_and_groups_a_person_is_an_unlicensed_requester() -> None:
    story = given(*TREE).when(RegisterPerson(full_name=NAME, unit_id=DEPARTMENT), by=ADMINISTRATOR)
    story.then(
        PersonRegistered(
            person_id=PersonId(story.receipt.stream), kind="employee", name=NAME, unit_id=DEPARTMENT, language="ru"
        )
    )


@pytest.mark.parametrize("unit_id", [CLIENT, BRANCH])
def test_rows_12_72j_72l_72m_a_contact_is_registered_within_a_client_with_a_login_at_once(unit_id: OrgUnitId) -> None:
    command = RegisterPerson(full_name=NAME, kind="contact", unit_id=unit_id, login="new")
    story = given(*TREE).when(command, by=ADMINISTRATOR)
    assert [type(recorded.fact) for recorded in story.recorded] == [PersonRegistered, PersonLoginGiven, NameTaken]


@pytest.mark.parametrize(
    ("kind", "unit_id", "refusal"),
    [
        ("employee", CLIENT, EmployeeNeedsDepartment),
        ("employee", BRANCH, EmployeeNeedsDepartment),
        ("employee", OWN_COMPANY, EmployeeNeedsDepartment),
        ("contact", DEPARTMENT, ContactNeedsCompany),
        ("contact", OWN_COMPANY, ContactNeedsCompany),
    ],
)
def test_rows_64_72j_employees_stand_within_a_department_and_contacts_within_a_client(
    kind: Any, unit_id: OrgUnitId, refusal: type[Refusal]
) -> None:
    command = RegisterPerson(full_name=NAME, kind=kind, unit_id=unit_id)
    given(*TREE).when(command, by=ADMINISTRATOR).then_refused(refusal, field="unit_id")
    who = OLGA if kind == "employee" else ANNA
    given(*PEOPLE).when(MovePerson(person_id=who, unit_id=unit_id), by=ADMINISTRATOR).then_refused(refusal)


def test_rows_64_72j_nobody_is_registered_without_a_unit() -> None:
    with pytest.raises(msgspec.ValidationError, match="unit_id"):
        msgspec.convert({"full_name": {"last": "Новый"}}, RegisterPerson)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"full_name": {"first": "Анна"}}, "last"),
        ({"full_name": {"last": "  "}}, "фамилия|last name"),
        ({"full_name": {"last": "я" * 10_000}}, "at most 100"),
        ({"full_name": {"last": "я", "middle": "я" * 101}}, "at most 100"),
        ({"full_name": {"last": "Орлова\u202e", "first": "Анна"}}, r"U\+202E"),
        ({"full_name": {"last": "Орлова", "first": "\u2066Анна"}}, r"U\+2066"),
        ({"full_name": {"last": "Орлова", "middle": "а\u200f"}}, r"U\+200F"),
        ({"full_name": {"last": "Орлова\x00"}}, r"U\+0000"),
        ({"full_name": {"last": "Орлова\nАнна"}}, r"U\+000A"),
        ({"full_name": {"last": "\u200b"}}, r"U\+200B"),
        ({"full_name": {"last": "\u3164"}}, r"U\+3164"),
        ({"full_name": {"last": "\u2800"}}, r"U\+2800"),
        ({"full_name": {"last": "\U000e0041"}}, r"U\+E0041"),
        ({"full_name": {"last": "а" + "\u0301" * 99}}, "marks"),
        ({"login": "sys\u00adtem"}, r"U\+00AD"),
        ({"position": "директор\u202e"}, r"U\+202E"),
        ({"emails": ["a\u202eb@c.example"]}, r"U\+202E"),
        ({"login": "adm\u200ein"}, r"U\+200E"),
        ({"login": "two words"}, "regex"),
        ({"emails": ["no address"]}, "regex"),
        ({"phones": ["call me"]}, "regex"),
        ({"groups": ["root"]}, "Invalid enum value 'root'"),
        ({"time_zone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"kind": "robot"}, "Invalid enum value 'robot'"),
        ({"kind": "built_in"}, "Invalid enum value 'built_in'"),
        ({"licence": "free"}, "Invalid enum value 'free'"),
    ],
)
def test_row_66_outside_input_that_is_no_person_is_refused(said: dict[str, Any], field: str) -> None:
    whole = {"full_name": {"last": "Новый"}, "unit_id": str(DEPARTMENT), **said}
    with pytest.raises(msgspec.ValidationError, match=field):
        msgspec.convert(whole, RegisterPerson)


def test_row_66_a_name_is_told_in_full_and_short() -> None:
    name = PersonName("Орлова", "Анна", "Сергеевна")
    assert (name.full, name.short) == ("Орлова Анна Сергеевна", "Орлова А. С.")
    assert (PersonName("Madonna").full, PersonName("Madonna").short) == ("Madonna", "Madonna")


# -- the card ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("command", "fact"),
    [
        (
            RenamePerson(person_id=ANNA, full_name=PersonName(" Соколова", "Анна ")),
            PersonRenamed(person_id=ANNA, name=PersonName("Соколова", "Анна")),
        ),
        (MovePerson(person_id=ANNA, unit_id=CLIENT), PersonMoved(person_id=ANNA, unit_id=CLIENT, from_id=BRANCH)),
        (
            MovePerson(person_id=ANNA, unit_id=OTHER_CLIENT),
            PersonMoved(person_id=ANNA, unit_id=OTHER_CLIENT, from_id=BRANCH),
        ),
        (
            MovePerson(person_id=OLGA, unit_id=OTHER_DEPARTMENT),
            PersonMoved(person_id=OLGA, unit_id=OTHER_DEPARTMENT, from_id=DEPARTMENT),
        ),
        (
            ChangePosition(person_id=ANNA, position="Директор "),
            PersonPositionChanged(person_id=ANNA, position="Директор"),
        ),
        (
            ChangePhones(person_id=ANNA, phones=("8 (343) 00-00", "8 (343) 00-00")),
            PersonPhonesChanged(person_id=ANNA, phones=("8 (343) 00-00",)),
        ),
        (
            ChangePhoto(person_id=ANNA, photo=msgspec.structs.replace(PHOTO, name="орлова.png")),
            PersonPhotoChanged(person_id=ANNA, photo=PHOTO),
        ),
        (
            SetPersonZone(person_id=ANNA, time_zone="Asia/Omsk"),
            PersonZoneChanged(person_id=ANNA, time_zone="Asia/Omsk"),
        ),
        (SetPersonLanguage(person_id=ANNA, language="en"), PersonLanguageChanged(person_id=ANNA, language="en")),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_rows_66_171_a_person_s_card_is_edited(command: Command, fact: Fact) -> None:
    story = given(*PEOPLE).when(command, by=ADMINISTRATOR).then(fact)
    story.when(command, by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize("nobody", [NOBODY, PersonId(AGREEMENT)])
@pytest.mark.parametrize(
    "kind", [RenamePerson, MovePerson, ChangeEmails, GiveLogin, GrantGroups, DeactivatePerson, ReactivatePerson]
)
def test_nobody_has_no_card(kind: type[Command], nobody: PersonId) -> None:
    said = {
        "full_name": {"last": "x"},
        "unit_id": str(CLIENT),
        "emails": [],
        "login": "x",
        "groups": [],
        "reason": "x",
    }
    fields = {name: said[name] for name in kind.__struct_fields__ if name in said}
    command = msgspec.convert({"person_id": str(nobody), **fields}, kind)
    given(*PEOPLE, CONCLUDED).when(command, by=ADMINISTRATOR).then_refused(NoSuchPerson)


# -- access ----------------------------------------------------------------------------------------------------------
def test_deactivation_ends_access_at_once_and_leaves_names_and_history() -> None:
    story = given(*PEOPLE, *ANNA_S_NAMES, ANNA_S_LOGIN)
    deactivate = DeactivatePerson(person_id=ANNA, reason=" Уволилась ")
    story.when(deactivate, by=ADMINISTRATOR).then(PersonDeactivated(person_id=ANNA, reason="Уволилась"))
    story.when(deactivate, by=ADMINISTRATOR).then_nothing()
    assert story.log.load(story.receipt.stream)[0].fact == ANNA_REGISTERED
    story.when(GiveLogin(person_id=OLGA, login="anna"), by=ADMINISTRATOR).then_refused(LoginIsTaken)
    story.when(ReactivatePerson(person_id=ANNA), by=ADMINISTRATOR).then(PersonReactivated(person_id=ANNA))
    story.when(ReactivatePerson(person_id=ANNA), by=ADMINISTRATOR).then_nothing()


def test_a_contact_is_no_staff_and_an_unlicensed_employee_neither() -> None:
    staff = RegisterPerson(full_name=NAME, unit_id=DEPARTMENT, groups=frozenset({"specialist"}))
    given(*TREE).when(staff, by=ADMINISTRATOR).then_refused(GroupsNeedLicence, field="licence")
    contact = RegisterPerson(
        full_name=NAME, kind="contact", unit_id=CLIENT, licence="named", groups=frozenset({"auditor"})
    )
    given(*TREE).when(contact, by=ADMINISTRATOR).then_refused(ContactsAreNotStaff, field="groups")


def founded() -> Story:
    return given().when(FoundDesk(), by=THE_DESK)


@pytest.mark.parametrize("login", ["admin", "system"])
def test_row_31_the_built_in_accounts_stay_as_they_are(login: str) -> None:
    who = next(person_id for person_id, name, _ in BUILT_IN if name == login)
    story = founded().when(RenamePerson(person_id=who, full_name=PersonName("Дежурный")), by=ADMINISTRATOR)
    story.then(PersonRenamed(person_id=who, name=PersonName("Дежурный")))
    for command in (
        DeactivatePerson(person_id=who, reason="Больше не нужен"),
        GrantGroups(person_id=who, groups=frozenset({"specialist"})),
        GiveLogin(person_id=who, login="root"),
        GiveLogin(person_id=who, login=None),
        MovePerson(person_id=who, unit_id=OWN_COMPANY),
    ):
        story.when(command, by=TECHNOLOGIST).then_refused(BuiltInStays, login=login)
    story.when(GiveLogin(person_id=SEMYON, login="x"), by=ADMINISTRATOR).then_refused(NoSuchPerson)


def test_row_31_nobody_takes_a_built_in_login() -> None:
    story = founded().given(*TREE[1:])
    command = RegisterPerson(full_name=NAME, unit_id=DEPARTMENT, login="Admin")
    story.when(command, by=ADMINISTRATOR).then_refused(LoginIsTaken, login="Admin")
