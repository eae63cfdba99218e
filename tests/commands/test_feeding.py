"""What comes from outside is not changed by hand unless somebody insists and says why (rows 65, 72k)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from aggregates.feeding import FieldIsFed, NoteIsMissing, SourceOwnsNoSuchField, UnitIsFed
from aggregates.person_refusals import BuiltInStays
from commands.command import Command
from commands.feeding import Edit
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.org_unit.add import AddBranch, AddDepartment
from commands.org_unit.change import ArchiveOrgUnit, MoveOrgUnit, NameHead, RenameOrgUnit, RestoreOrgUnit, SetUnitZone
from commands.org_unit.feed import FeedOrgUnit, UnfeedOrgUnit
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
from commands.person.feed import FeedPerson, UnfeedPerson
from commands.person.register import RegisterPerson
from commands.refusals import NotAllowed
from events.org_unit import OrgUnitAdded, OrgUnitArchived, OrgUnitFed, OrgUnitOverridden, OrgUnitRenamed, OrgUnitUnfed
from events.person import (
    PersonDeactivated,
    PersonFed,
    PersonOverridden,
    PersonPhonesChanged,
    PersonRegistered,
    PersonRenamed,
    PersonUnfed,
)
from events.values.identity import BUILT_IN_ADMIN, OWN_COMPANY
from events.values.people import Source
from events.values.person_name import PersonName
from events.values.text import Text
from tests.dsl import Like, given
from tests.gallery import PEOPLE
from tests.gallery_people import CLIENT, DEPARTMENT, LDAP, LDAP_UNIT, OTHER_DEPARTMENT, PHOTO
from tests.people import ADMINISTRATOR, ANNA, OLGA, TECHNOLOGIST, THE_DESK

NEW = PersonName("Новая", "Фамилия")
NAME = Named(ru="Новое", en="New")
TEXT = Text("Новое", "New")
WHY = "Каталог обновят через неделю"
EVERY_PERSON_FIELD = Source(
    system="ldap",
    name="ad.company.example",
    key="5f7a0c",
    fields=frozenset(
        {"name", "unit", "position", "emails", "phones", "photo", "time_zone", "language", "login", "active"}
    ),
)
EVERY_UNIT_FIELD = Source(
    system="file", name="clients.csv", key="17", fields=frozenset({"name", "parent", "head", "time_zone", "archived"})
)
OLGA_FED = PersonFed(person_id=OLGA, source=EVERY_PERSON_FIELD)
DEPARTMENT_FED = OrgUnitFed(unit_id=DEPARTMENT, source=LDAP_UNIT)
CLIENT_FED = OrgUnitFed(unit_id=CLIENT, source=EVERY_UNIT_FIELD)

ON_PEOPLE: tuple[tuple[Edit, str], ...] = (
    (RenamePerson(person_id=OLGA, full_name=NEW), "name"),
    (MovePerson(person_id=OLGA, unit_id=OTHER_DEPARTMENT), "unit"),
    (ChangePosition(person_id=OLGA, position="Директор"), "position"),
    (ChangeEmails(person_id=OLGA, emails=("new@c.example",)), "emails"),
    (ChangePhones(person_id=OLGA, phones=("12345",)), "phones"),
    (ChangePhoto(person_id=OLGA, photo=PHOTO), "photo"),
    (SetPersonZone(person_id=OLGA, time_zone="Asia/Omsk"), "time_zone"),
    (SetPersonLanguage(person_id=OLGA, language="en"), "language"),
    (GiveLogin(person_id=OLGA, login="olga"), "login"),
    (DeactivatePerson(person_id=OLGA, reason="Уволилась"), "active"),
)
ON_UNITS: tuple[tuple[Edit, str], ...] = (
    (RenameOrgUnit(unit_id=OTHER_DEPARTMENT, title=NAME), "name"),
    (MoveOrgUnit(unit_id=OTHER_DEPARTMENT, parent_id=OWN_COMPANY), "parent"),
    (NameHead(unit_id=OTHER_DEPARTMENT, head=OLGA), "head"),
    (SetUnitZone(unit_id=OTHER_DEPARTMENT, time_zone="Asia/Omsk"), "time_zone"),
    (ArchiveOrgUnit(unit_id=OTHER_DEPARTMENT, reason="Закрыт"), "archived"),
)
OTHER_FED = OrgUnitFed(unit_id=OTHER_DEPARTMENT, source=EVERY_UNIT_FIELD)


@pytest.mark.parametrize(("command", "field"), [*ON_PEOPLE, *ON_UNITS], ids=lambda value: getattr(value, "name", value))
def test_rows_65_72k_what_a_source_owns_is_changed_by_hand_only_by_who_insists_and_says_why(
    command: Edit, field: str
) -> None:
    fed, source = (OLGA_FED, EVERY_PERSON_FIELD.name) if (command, field) in ON_PEOPLE else (OTHER_FED, "clients.csv")
    story = given(*PEOPLE, fed)
    story.when(command, by=ADMINISTRATOR).then_refused(FieldIsFed, field="force", fed=field, source=source)
    for note in ("", "  "):
        silent = msgspec.structs.replace(command, force=True, note=note)
        story.when(silent, by=ADMINISTRATOR).then_refused(NoteIsMissing, field="note")
    story.when(msgspec.structs.replace(command, force=True, note=f" {WHY} "), by=ADMINISTRATOR)
    overridden = [
        recorded.fact for recorded in story.recorded if isinstance(recorded.fact, PersonOverridden | OrgUnitOverridden)
    ]
    assert [(fact.fields, fact.note) for fact in overridden] == [(frozenset({field}), WHY)]


@pytest.mark.parametrize(("command", "field"), [*ON_PEOPLE, *ON_UNITS], ids=lambda value: getattr(value, "name", value))
def test_a_source_changes_what_it_owns(command: Edit, field: str) -> None:
    fed = OLGA_FED if (command, field) in ON_PEOPLE else OTHER_FED
    source = fed.source
    story = given(*PEOPLE, fed)
    story.when(msgspec.structs.replace(command, by_source=source), by=TECHNOLOGIST)
    assert story.recorded
    assert not [r for r in story.recorded if isinstance(r.fact, PersonOverridden | OrgUnitOverridden)], field


def test_another_source_does_not_change_what_one_owns() -> None:
    other = Source(system="file", name="people.csv", key="1", fields=frozenset({"name"}))
    command = RenamePerson(person_id=OLGA, full_name=NEW, by_source=other)
    given(*PEOPLE, OLGA_FED).when(command, by=TECHNOLOGIST).then_refused(FieldIsFed)


def test_row_65_what_the_source_does_not_own_stays_editable() -> None:
    fed = PersonFed(person_id=OLGA, source=LDAP)
    story = given(*PEOPLE, fed, DEPARTMENT_FED)
    story.when(ChangePhones(person_id=OLGA, phones=("12345",)), by=ADMINISTRATOR).then(
        PersonPhonesChanged(person_id=OLGA, phones=("12345",))
    )
    assert story.when(GrantGroups(person_id=OLGA, groups=frozenset()), by=ADMINISTRATOR).receipt.position > 0
    assert story.when(NameHead(unit_id=DEPARTMENT, head=OLGA), by=ADMINISTRATOR).receipt.position > 0


def test_a_change_that_changes_nothing_needs_nobody_s_leave() -> None:
    same = RenamePerson(person_id=OLGA, full_name=PersonName("Смирнова", "Ольга"))
    given(*PEOPLE, OLGA_FED).when(same, by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize(
    ("command", "unit_id", "source"),
    [
        (RegisterPerson(full_name=NEW, unit_id=DEPARTMENT), DEPARTMENT, LDAP_UNIT),
        (AddDepartment(title=NAME, parent_id=DEPARTMENT), DEPARTMENT, LDAP_UNIT),
        (RegisterPerson(full_name=NEW, kind="contact", unit_id=CLIENT), CLIENT, EVERY_UNIT_FIELD),
        (AddBranch(title=NAME, parent_id=CLIENT), CLIENT, EVERY_UNIT_FIELD),
        (MovePerson(person_id=ANNA, unit_id=CLIENT), CLIENT, EVERY_UNIT_FIELD),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_rows_65_72k_nothing_is_added_by_hand_to_a_fed_unit(command: Edit, unit_id: Any, source: Source) -> None:
    story = given(*PEOPLE, DEPARTMENT_FED, CLIENT_FED)
    story.when(command, by=ADMINISTRATOR).then_refused(UnitIsFed, field="force", source=source.name)
    silent = msgspec.structs.replace(command, force=True)
    story.when(silent, by=ADMINISTRATOR).then_refused(NoteIsMissing)
    story.when(msgspec.structs.replace(command, force=True, note=WHY), by=ADMINISTRATOR)
    overridden = OrgUnitOverridden(unit_id=unit_id, fields=frozenset({"content"}), note=WHY)
    assert story.recorded[-1].fact == overridden
    if not isinstance(command, MovePerson):
        story.when(msgspec.structs.replace(command, by_source=source), by=TECHNOLOGIST)
        assert overridden not in [recorded.fact for recorded in story.recorded]


def test_what_a_source_adds_is_fed_by_it() -> None:
    story = given(*PEOPLE, DEPARTMENT_FED)
    add = AddDepartment(title=NAME, parent_id=DEPARTMENT, by_source=LDAP_UNIT)
    story.when(add, by=TECHNOLOGIST).then(Like(OrgUnitAdded, source=LDAP_UNIT))
    register = RegisterPerson(full_name=NEW, unit_id=DEPARTMENT, by_source=LDAP)
    story.when(register, by=TECHNOLOGIST).then(Like(PersonRegistered, source=LDAP))


@pytest.mark.parametrize("command", [RenamePerson(person_id=OLGA, full_name=NEW, by_source=LDAP)])
def test_row_72b_only_technologists_and_the_desk_speak_for_a_source(command: Command) -> None:
    given(*PEOPLE).when(command, by=ADMINISTRATOR).then_refused(NotAllowed, field="by_source")
    for by in (TECHNOLOGIST, THE_DESK):
        given(*PEOPLE).when(command, by=by).then(PersonRenamed(person_id=OLGA, name=NEW))


def test_people_and_units_are_fed_and_kept_by_hand_again() -> None:
    story = given(*PEOPLE)
    for command, by, fact in (
        (FeedPerson(person_id=OLGA, source=LDAP), TECHNOLOGIST, PersonFed(person_id=OLGA, source=LDAP)),
        (UnfeedPerson(person_id=OLGA), TECHNOLOGIST, PersonUnfed(person_id=OLGA)),
        (FeedOrgUnit(unit_id=DEPARTMENT, source=LDAP_UNIT), TECHNOLOGIST, DEPARTMENT_FED),
        (UnfeedOrgUnit(unit_id=DEPARTMENT), TECHNOLOGIST, OrgUnitUnfed(unit_id=DEPARTMENT)),
    ):
        story.when(command, by=by).then(fact)
        story.when(command, by=by).then_nothing()
    story.when(RenameOrgUnit(unit_id=DEPARTMENT, title=NAME), by=ADMINISTRATOR).then(
        OrgUnitRenamed(unit_id=DEPARTMENT, name=TEXT)
    )


@pytest.mark.parametrize(
    "command",
    [
        FeedPerson(person_id=OLGA, source=msgspec.structs.replace(LDAP, fields=frozenset({"name", "salary"}))),
        FeedOrgUnit(unit_id=CLIENT, source=msgspec.structs.replace(LDAP, fields=frozenset({"salary"}))),
        RegisterPerson(
            full_name=NEW,
            unit_id=DEPARTMENT,
            by_source=msgspec.structs.replace(LDAP, fields=frozenset({"salary"})),
        ),
    ],
    ids=lambda command: command.name,
)
def test_a_source_owns_fields_that_exist(command: Command) -> None:
    given(*PEOPLE).when(command, by=TECHNOLOGIST).then_refused(SourceOwnsNoSuchField, unknown="salary")


def test_nothing_feeds_a_built_in_account() -> None:
    feed = FeedPerson(person_id=BUILT_IN_ADMIN, source=LDAP)
    given().when(FoundDesk(), by=THE_DESK).when(feed, by=TECHNOLOGIST).then_refused(BuiltInStays)


def test_a_fed_person_or_unit_comes_back_by_hand_only_with_a_note() -> None:
    gone = PersonDeactivated(person_id=OLGA, reason="Нет в каталоге")
    archived = OrgUnitArchived(unit_id=CLIENT, reason="Нет в файле")
    story = given(*PEOPLE, OLGA_FED, gone, CLIENT_FED, archived)
    for command in (ReactivatePerson(person_id=OLGA), RestoreOrgUnit(unit_id=CLIENT)):
        story.when(command, by=ADMINISTRATOR).then_refused(FieldIsFed)
        assert len(story.when(msgspec.structs.replace(command, force=True, note=WHY), by=ADMINISTRATOR).recorded) == 2
