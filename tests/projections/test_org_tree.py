"""The tree opens lazily, counts what is in it, and moves whole branches (rows 13-14, 58-65, 72f-72i, 172)."""

from __future__ import annotations

from uuid import UUID

import pytest

from commands.fields import Named
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
from commands.person.card import MovePerson
from events.values.identity import OWN_COMPANY, OrgUnitId
from events.values.people import Source
from events.values.text import Text
from projections.org_unit import card as unit_card
from projections.org_unit import tree as org_tree
from projections.org_unit.tree import UnitLine
from tests.projections.world import AS_DESK, World, viewer


def department(world: World, name: str, parent: OrgUnitId = OWN_COMPANY) -> OrgUnitId:
    return world.unit(AddDepartment(title=Named(ru=name), parent_id=parent))


def company(world: World, name: str) -> OrgUnitId:
    return world.unit(AddCompany(title=Named(ru=name)))


def branch(world: World, name: str, parent: OrgUnitId) -> OrgUnitId:
    return world.unit(AddBranch(title=Named(ru=name), parent_id=parent))


def below(world: World, parent: UUID | None) -> list[UnitLine]:
    world.fold("org_tree")
    with world.cursor() as cursor:
        return list(org_tree.below(cursor, parent).units)


def way(world: World, unit: UUID) -> list[str]:
    world.fold("org_tree")
    with world.cursor() as cursor:
        return [one.name.ru for one in org_tree.path(cursor, unit)]


@pytest.fixture
def office(world: World) -> OrgUnitId:
    return world.department()


def test_row_172_our_own_company_is_the_first_root_and_the_clients_follow_by_name(
    world: World, office: OrgUnitId
) -> None:
    for name in ("яхты", "Апельсин", "Берег"):
        company(world, name)
    roots = below(world, None)
    assert [one.name.ru for one in roots] == ["Наша компания", "Апельсин", "Берег", "яхты"]
    assert (roots[0].unit_id, roots[0].units) == (OWN_COMPANY, 1)
    assert [one.unit_id for one in below(world, OWN_COMPANY)] == [office]


def test_row_13_departments_nest_and_know_their_way_to_the_company(world: World, office: OrgUnitId) -> None:
    network = department(world, "Сеть", department(world, "ИТ", office))
    assert way(world, network) == ["Сеть", "ИТ", "Office", "Наша компания"]
    assert way(world, UUID(int=1)) == []


def test_row_14_clients_hold_branches_and_count_them_and_their_contacts(world: World) -> None:
    client = company(world, "Клиент")
    north = branch(world, "Север", client)
    branch(world, "Юг", client)
    world.person("Иванов", kind="contact", unit_id=client)
    world.person("Петров", kind="contact", unit_id=north)
    world.person("Сидоров", kind="contact", unit_id=north)
    (shown,) = [one for one in below(world, None) if one.unit_id == client]
    assert (shown.kind, shown.units, shown.people) == ("company", 2, 1)
    with world.cursor() as cursor:
        assert org_tree.counts_below(cursor, client) == (2, 3)


def test_row_62_a_moved_department_takes_everything_in_it_along_and_the_counts_follow(
    world: World, office: OrgUnitId
) -> None:
    it, shop = department(world, "ИТ", office), department(world, "Склад", office)
    network = department(world, "Сеть", it)
    deep = department(world, "Кабели", network)
    ivan = world.person("Иван", unit_id=network)
    assert [(one.name.ru, one.units) for one in below(world, office)] == [("ИТ", 1), ("Склад", 0)]
    world.do(MoveOrgUnit(unit_id=network, parent_id=shop))
    assert [(one.name.ru, one.units) for one in below(world, office)] == [("ИТ", 0), ("Склад", 1)]
    assert way(world, deep) == ["Кабели", "Сеть", "Склад", "Office", "Наша компания"]
    world.do(MovePerson(person_id=ivan, unit_id=deep))
    assert [(one.unit_id, one.people) for one in below(world, network)] == [(deep, 1)]
    assert [one.people for one in below(world, shop)] == [0]


def test_row_61_an_archived_unit_bars_what_is_below_until_it_is_restored_also_across_moves(
    world: World, office: OrgUnitId
) -> None:
    it, shop = department(world, "ИТ", office), department(world, "Склад", office)
    network = department(world, "Сеть", it)
    world.do(ArchiveOrgUnit(unit_id=it, reason="слияние"))
    assert [(one.is_archived, one.is_barred) for one in below(world, it)] == [(False, True)]
    assert [(one.is_archived, one.is_barred) for one in below(world, office)] == [(True, True), (False, False)]
    world.do(MoveOrgUnit(unit_id=network, parent_id=shop))
    assert [one.is_barred for one in below(world, shop)] == [False]
    world.do(ArchiveOrgUnit(unit_id=network, reason="и её"))
    world.do(ArchiveOrgUnit(unit_id=shop, reason="и его"))
    world.do(RestoreOrgUnit(unit_id=shop))
    assert [one.is_barred for one in below(world, shop)] == [True]
    assert [one.is_barred for one in below(world, office)] == [True, False]


def test_row_65_and_72k_a_unit_shows_its_source_and_what_else_is_set_on_it(world: World, office: OrgUnitId) -> None:
    source = Source(system="ldap", name="ad", key="17", fields=frozenset({"name", "parent"}))
    client = company(world, "Клиент")
    olga = world.person("Ольга")
    world.do(FeedOrgUnit(unit_id=office, source=source))
    world.do(ShareCompanyTickets(unit_id=client, shares_tickets=True))
    world.do(SetUnitZone(unit_id=client, time_zone="Asia/Omsk"))
    world.do(RenameOrgUnit(unit_id=client, title=Named(ru="Заказчик", en="Customer")))
    world.do(NameHead(unit_id=OWN_COMPANY, head=olga))
    ours, theirs = below(world, None)
    assert (ours.head_id, theirs.name) == (olga, Text("Заказчик", "Customer"))
    assert (theirs.shares_tickets, theirs.time_zone, theirs.source) == (True, "Asia/Omsk", None)
    assert [one.source for one in below(world, OWN_COMPANY)] == [source]
    world.do(UnfeedOrgUnit(unit_id=office))
    assert [one.source for one in below(world, OWN_COMPANY)] == [None]


def test_row_13_a_node_of_many_units_opens_page_by_page(world: World, office: OrgUnitId) -> None:
    names = [f"Отдел {nth:02}" for nth in range(25)]
    for name in reversed(names):
        department(world, name, office)
    world.fold("org_tree")
    seen: list[str] = []
    after = None
    with world.cursor() as cursor:
        for size in (10, 10, 5):
            page = org_tree.below(cursor, office, after=after, limit=10)
            assert len(page.units) == size
            seen += [one.name.ru for one in page.units]
            after = page.after
    assert after is None
    assert seen == names


def test_row_13_units_are_found_by_any_part_of_their_name_beginnings_first(world: World, office: OrgUnitId) -> None:
    for name in ("Отдел сети", "Сеть", "50% склада", "Кадры"):
        department(world, name, office)
    world.fold("org_tree")
    with world.cursor() as cursor:
        for part, found in (("СЕТ", ["Сеть", "Отдел сети"]), ("0%", ["50% склада"]), ("_", []), ("office", ["Office"])):
            assert [one.name.ru for one in org_tree.search(cursor, part)] == found


def test_row_171_a_units_card_holds_its_way_its_head_and_what_is_in_it(world: World, office: OrgUnitId) -> None:
    it = department(world, "ИТ", office)
    network = department(world, "Сеть", it)
    olga, ivan = world.person("Ольга", unit_id=it), world.person("Иван", unit_id=network)
    world.do(NameHead(unit_id=it, head=olga))
    world.fold()
    with world.cursor() as cursor:
        shown = unit_card.card(cursor, AS_DESK, it, world.now)
        assert shown is not None
        assert [one.name.ru for one in shown.path] == ["ИТ", "Office", "Наша компания"]
        assert shown.head is not None
        assert shown.head.person_id == olga
        assert shown.below is not None
        assert [one.unit_id for one in shown.below.units] == [network]
        assert [one.person_id for one in shown.people or ()] == [olga]
        assert (shown.all_units, shown.all_people) == (1, 2)
        assert unit_card.card(cursor, viewer("auditor"), it, world.now) == shown
        for hidden in (viewer("second_line"), viewer("requester", who=ivan), viewer()):
            assert unit_card.card(cursor, hidden, it, world.now) is None
        assert unit_card.card(cursor, AS_DESK, UUID(int=9), world.now) is None
