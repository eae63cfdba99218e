"""The directory knows what the facts say of a person, and finds anybody by any part of their name (rows 12, 66)."""

from __future__ import annotations

from typing import Any

import pytest

from commands.command import Command
from commands.fields import Named
from commands.org_unit.add import AddDepartment
from commands.person.access import (
    DeactivatePerson,
    GiveLogin,
    GrantGroups,
    LicensePerson,
    ReactivatePerson,
)
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
from commands.team import DisbandTeam
from events.values.identity import PersonId
from events.values.people import Group, Responsible, Source
from events.values.person_name import PersonName
from projections.person import directory
from projections.person.directory import PersonView
from tests.gallery_people import PHOTO
from tests.projections.world import World

LDAP = Source(system="ldap", name="ad", key="17", fields=frozenset({"name", "emails"}))
SECOND_LINE: frozenset[Group] = frozenset({"second_line"})


def shown(world: World, person: PersonId) -> PersonView:
    world.fold("directory")
    with world.cursor() as cursor:
        found = directory.person(cursor, person)
    assert found is not None
    return found


def found(world: World, part: str, **more: Any) -> list[str]:
    with world.cursor() as cursor:
        return [one.name for one in directory.search(cursor, part, **more)]


def test_row_66_a_persons_row_is_what_their_facts_say_whatever_the_batch(world: World) -> None:
    person = world.person(full_name=PersonName("Орлова", "Анна", "Сергеевна"), email="anna@example.org")
    department = world.department()
    begun = shown(world, person)
    assert (begun.name, begun.last, begun.first, begun.middle) == (
        "Орлова Анна Сергеевна",
        "Орлова",
        "Анна",
        "Сергеевна",
    )
    assert (begun.kind, begun.unit_id, begun.licence, begun.groups) == (
        "employee",
        department,
        "unlicensed",
        ("requester",),
    )
    steps: tuple[tuple[Command, str, Any], ...] = (
        (ChangePosition(person_id=person, position="Бухгалтер"), "position", "Бухгалтер"),
        (ChangePhones(person_id=person, phones=("+7 343 000-00-01",)), "phones", ("+7 343 000-00-01",)),
        (ChangeEmails(person_id=person, emails=("o@example.org",)), "emails", ("o@example.org",)),
        (ChangePhoto(person_id=person, photo=PHOTO), "photo", PHOTO.sha256),
        (SetPersonZone(person_id=person, time_zone="Asia/Omsk"), "time_zone", "Asia/Omsk"),
        (SetPersonLanguage(person_id=person, language="en"), "language", "en"),
        (GiveLogin(person_id=person, login="Orlova"), "login", "Orlova"),
        (LicensePerson(person_id=person, licence="named"), "licence", "named"),
        (GrantGroups(person_id=person, groups=SECOND_LINE), "groups", ("second_line", "requester")),
        (RenamePerson(person_id=person, full_name=PersonName("Белова")), "name", "Белова"),
        (FeedPerson(person_id=person, source=LDAP), "source", LDAP),
        (UnfeedPerson(person_id=person), "source", None),
        (DeactivatePerson(person_id=person, reason="ушла"), "groups", ()),
        (ReactivatePerson(person_id=person), "groups", ("second_line", "requester")),
    )
    for command, field, value in steps:
        world.do(command)
        assert getattr(shown(world, person), field) == value, command
    with world.cursor() as cursor:
        assert directory.search(cursor, " ORLOVA ") == [directory.person(cursor, person)]
    live = world.rows()
    for batch in (1, 3, 5_000):
        world.rebuild("directory", batch)
        assert world.rows() == live


@pytest.fixture
def crowd(world: World) -> World:
    for name in (
        PersonName("Орлова", "Анна", "Сергеевна"),
        PersonName("Орловский", "Пётр"),
        PersonName("Семёнова", "Карло"),
        PersonName("Smith", "John"),
        PersonName("Solovyov", "Yury"),
        PersonName("Соловьёв", "Юрий"),
        PersonName("Kharitonov", "Max"),
        PersonName("Щербакова", "Анна"),
    ):
        world.person(full_name=name)
    world.person(full_name=PersonName("Тихий"), email="quiet.orlik@example.org")
    world.fold("directory")
    return world


def test_row_12_anybody_is_found_by_any_part_of_the_name_in_either_script_beginnings_first(crowd: World) -> None:
    orlova, orlovsky, karlo = "Орлова Анна Сергеевна", "Орловский Пётр", "Семёнова Карло"
    for part, names in (
        ("орлов", [orlova, orlovsky]),
        ("ОРЛОВА", [orlova]),
        ("orlo", [orlova, orlovsky]),
        ("лов", [orlova, orlovsky, "Solovyov Yury", "Соловьёв Юрий"]),
        ("смит", ["Smith John"]),
        ("МИТ", ["Smith John"]),
        ("solov", ["Solovyov Yury", "Соловьёв Юрий"]),
        ("solovy", ["Solovyov Yury", "Соловьёв Юрий"]),
        ("solovyov", ["Solovyov Yury", "Соловьёв Юрий"]),
        ("харит", ["Kharitonov Max"]),
        ("khar", ["Kharitonov Max"]),
        ("семенова", [karlo]),
        ("scherb", ["Щербакова Анна"]),
        ("shcherb", ["Щербакова Анна"]),
        ("анна орл", [orlova]),
        ("орл анна", [orlova]),
        ("анна смит", []),
        ("orlik", ["Тихий"]),
        ("orlik@", ["Тихий"]),
        ("quiet.orlik@example.org", ["Тихий"]),
        ("@example.org", ["Тихий"]),
        ("рл", [karlo, orlova, orlovsky]),
        ("'; --", []),
        ("\0", sorted([*found(crowd, "")])),
        ("нет такого", []),
    ):
        assert sorted(found(crowd, part)) == sorted(names), part
    assert found(crowd, "орл")[:2] == [orlova, orlovsky]
    assert found(crowd, "ор") == ["Орлова Анна Сергеевна", "Орловский Пётр", "Тихий"]
    assert found(crowd, "орл", limit=1) == [orlova]


def test_row_12_a_name_that_nobody_bears_any_more_finds_nobody_and_a_deactivated_person_only_where_asked(
    crowd: World,
) -> None:
    with crowd.cursor() as cursor:
        (orlova,) = directory.search(cursor, "Орлова")
    crowd.do(RenamePerson(person_id=PersonId(orlova.person_id), full_name=PersonName("Белова", "Анна")))
    crowd.do(DeactivatePerson(person_id=PersonId(orlova.person_id), reason="ушла"))
    crowd.fold("directory")
    assert found(crowd, "рлова") == []
    assert found(crowd, "елова") == ["Белова Анна"]
    assert found(crowd, "Белова", only_active=True) == []
    live = crowd.rows()
    crowd.rebuild("directory", 4)
    assert crowd.rows() == live


def test_row_13_the_people_of_a_unit_are_read_page_by_page(crowd: World) -> None:
    unit = crowd.department()
    with crowd.cursor() as cursor:
        first = directory.people_of(cursor, unit, crowd.now, limit=4)
        last = (first[-1].name, first[-1].person_id)
        rest = directory.people_of(cursor, unit, crowd.now, after=last, limit=50)
    names = [one.name for one in (*first, *rest)]
    assert sorted([*names, "admin", "system"]) == sorted(found(crowd, ""))
    assert len(names) == 9


def test_row_78_a_disbanded_team_is_nobodys_and_says_who_has_its_tickets(world: World) -> None:
    olga = world.person("Ольга", groups={"specialist"})
    first, second = world.team("Первая", [olga]), world.team("Вторая", [olga])
    world.fold()
    with world.cursor() as cursor:
        assert directory.teams_of(cursor, olga) == {first, second}
    world.do(DisbandTeam(team_id=first, hand_over_to=Responsible(second, olga)))
    world.fold()
    with world.cursor() as cursor:
        assert directory.teams_of(cursor, olga) == {second}
        assert [one.team_id for one in directory.teams(cursor)] == [second]
        gone = directory.team(cursor, first)
        assert gone in directory.teams(cursor, disbanded=True)
    assert gone is not None
    assert (gone.is_disbanded, gone.hand_over_to) == (True, Responsible(second, olga))


def test_row_66_a_person_who_moved_stands_in_the_other_unit(world: World) -> None:
    olga = world.person("Ольга")
    other = world.unit(AddDepartment(title=Named(ru="Склад")))
    world.do(MovePerson(person_id=olga, unit_id=other))
    assert shown(world, olga).unit_id == other


def test_people_are_found_by_telephone_however_it_is_typed_and_by_position(world: World) -> None:
    anna = world.person("Анна Маркова", phones=("+7 (495) 123-45-67 доб. 204",), position="Главный бухгалтер")
    world.person("Пётр Орлов", phones=("+7 812 765-43-21",), position="Кладовщик")
    world.fold("directory")
    with world.cursor() as cursor:
        for typed in ("+7 495 123-45-67", "8(495)1234567", "495 123", "123-45-67", "4567", "204", "бухгалт", "glavn"):
            assert [one.person_id for one in directory.search(cursor, typed)] == [anna], typed
        for typed in ("1234567", "204"):
            assert directory.search_without_cards(cursor, typed) == []
        assert [one.person_id for one in directory.search_without_cards(cursor, "бухгалтер")] == [anna]


def test_a_telephone_and_a_position_of_earlier_find_nobody(world: World) -> None:
    anna = world.person("Анна Маркова", phones=("123-45-67",), position="Бухгалтер")
    world.do(ChangePhones(person_id=anna, phones=("765-43-21",)))
    world.do(ChangePosition(person_id=anna, position="Директор"))
    world.fold("directory")
    with world.cursor() as cursor:
        for typed, found in (("123-45-67", []), ("765", [anna]), ("бухгалтер", []), ("директор", [anna])):
            assert [one.person_id for one in directory.search(cursor, typed)] == found, typed
