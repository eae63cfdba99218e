"""Cards of people, who reports to whom, and what was on any date (rows 10-12, 63, 74-79, 82, 171)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from commands.fields import Named
from commands.org_unit.add import AddDepartment
from commands.org_unit.change import ArchiveOrgUnit, MoveOrgUnit, NameHead, RenameOrgUnit
from commands.person.access import DeactivatePerson, GrantGroups, LicensePerson
from commands.person.card import ChangePosition, MovePerson, RenamePerson
from commands.team import DisbandTeam, LinkTeamMembers, NameTeamLead, UnlinkTeamMembers
from commands.ticket.work import AssignTicket, CloseTicket, ResolveTicket
from events.values.identity import OWN_COMPANY, OrgUnitId, PersonId, TeamId
from events.values.people import Responsible
from events.values.person_name import PersonName
from projections.facts import past_cards
from projections.org_unit import reports
from projections.person import card as person_card
from projections.person import directory
from projections.person.card import PersonCard
from tests.projections.world import AS_DESK, World, viewer

FIRST_OF_MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


def department(world: World, name: str, parent: OrgUnitId = OWN_COMPANY) -> OrgUnitId:
    return world.unit(AddDepartment(title=Named(ru=name), parent_id=parent))


def card(world: World, person: PersonId) -> PersonCard:
    world.fold()
    with world.cursor() as cursor:
        found = person_card.card(cursor, AS_DESK, person, world.now)
    assert found is not None
    return found


def test_row_171_a_persons_card_holds_units_teams_tickets_groups_and_licence(world: World) -> None:
    world.agreement(world.schedule())
    it = department(world, "ИТ", world.department())
    olga = world.person("Ольга", unit_id=it, groups=frozenset({"specialist"}))
    team, other = world.team("Первая", [olga]), world.team("Вторая", [olga])
    world.do(NameTeamLead(team_id=team, lead=olga))
    world.do(NameHead(unit_id=it, head=olga))
    first, second = world.ticket(person=olga), world.ticket(person=olga)
    for ticket in (first, second):
        world.do(AssignTicket(ticket_id=ticket, responsible=Responsible(team, olga)))
    world.do(ResolveTicket(ticket_id=first, solution="готово"))
    world.do(CloseTicket(ticket_id=first))
    shown = card(world, olga)
    assert [one.name.ru for one in shown.units] == ["ИТ", "Office", "Наша компания"]
    assert [one.unit_id for one in shown.heads] == [it]
    assert {(one.team_id, one.is_lead) for one in shown.teams} == {(team, True), (other, False)}
    assert (shown.person.groups, shown.person.licence) == (("specialist", "requester"), "named")
    assert shown.tickets is not None
    assert (shown.tickets.asked, shown.tickets.asked_open, shown.tickets.in_hand) == (2, 1, 1)
    assert (shown.is_barred, shown.agreements) == (False, ())
    world.do(ArchiveOrgUnit(unit_id=it, reason="слияние"))
    assert card(world, olga).is_barred


def test_row_82_the_second_line_sees_its_own_card_and_a_requester_theirs(world: World) -> None:
    olga, ivan = world.person("Ольга"), world.person("Иван")
    world.fold()
    with world.cursor() as cursor:
        for by in (viewer("second_line", who=olga), viewer("requester", who=olga)):
            assert person_card.card(cursor, by, olga, world.now) is not None
            assert person_card.card(cursor, by, ivan, world.now) is None
            assert person_card.reporting_to(cursor, by, ivan) is None
            assert person_card.reporting_to(cursor, by, olga) == []
        for by in (viewer("administrator"), viewer("technologist"), viewer("specialist"), viewer("auditor")):
            assert person_card.card(cursor, by, ivan, world.now) is not None
        assert person_card.card(cursor, viewer(who=olga), olga, world.now) is None
        assert person_card.card(cursor, AS_DESK, UUID(int=9), world.now) is None


def test_row_63_one_reports_to_the_head_of_ones_unit_and_a_head_to_the_next_one_up(world: World) -> None:
    top = world.department()
    it, nobodys = department(world, "ИТ", top), department(world, "Без главы", top)
    network = department(world, "Сеть", it)
    boss, head, clerk = (world.person(name, unit_id=top) for name in ("Главный", "Зам", "Клерк"))
    engineer, lead = world.person("Инженер", unit_id=it), world.person("Начальник", unit_id=it)
    cable = world.person("Кабельщик", unit_id=network)
    free = world.person("Вольный", unit_id=nobodys)
    for unit, who in ((top, boss), (it, lead), (network, lead)):
        world.do(NameHead(unit_id=unit, head=who))
    world.fold()
    above = {head: boss, clerk: boss, engineer: lead, lead: boss, cable: lead, free: boss, boss: None}
    with world.cursor() as cursor:
        assert {person: reports.reports_to(cursor, person) for person in above} == above
        for person in above:
            below = {one for one, whom in above.items() if whom == person}
            assert set(reports.reports_of(cursor, person)) == below
        told = person_card.reporting_to(cursor, AS_DESK, boss, limit=2)
        assert told is not None
        assert [one.name for one in told] == ["Вольный", "Зам"]
        rest = person_card.reporting_to(cursor, AS_DESK, boss, after=(told[-1].name, told[-1].person_id))
        assert rest is not None
        assert [one.name for one in rest] == ["Клерк", "Начальник"]
    named = card(world, lead).reports_to
    assert named is not None
    assert (named.person_id, named.name) == (boss, "Главный")
    world.do(DeactivatePerson(person_id=clerk, reason="ушёл"))
    world.fold()
    with world.cursor() as cursor:
        assert clerk not in reports.reports_of(cursor, boss)


@pytest.fixture
def moved(world: World) -> tuple[World, PersonId, list[TeamId], list[OrgUnitId]]:
    """Olga's story: in January in the stock of the shop, from 2 March in the network, always somebody else above."""
    world.hand.at = datetime(2026, 1, 12, 9, tzinfo=UTC)
    top = world.department()
    shop, it = department(world, "Магазин", top), department(world, "ИТ", top)
    stock = department(world, "Склад", shop)
    olga = world.person("Смирнова", unit_id=stock, position="Кладовщик", full_name=PersonName("Смирнова", "Ольга"))
    boss = world.person("Главный", unit_id=shop)
    world.do(NameHead(unit_id=shop, head=boss))
    first, second = world.team("Первая", [boss]), world.team("Вторая")
    world.hand.at = datetime(2026, 2, 2, 9, tzinfo=UTC)
    world.do(LinkTeamMembers(team_id=first, members=(olga,)))
    world.do(LicensePerson(person_id=olga, licence="named"))
    world.do(GrantGroups(person_id=olga, groups=frozenset({"second_line"})))
    world.hand.at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    world.do(MovePerson(person_id=olga, unit_id=it))
    world.do(ChangePosition(person_id=olga, position="Инженер"))
    world.do(RenamePerson(person_id=olga, full_name=PersonName("Белова", "Ольга")))
    world.do(MoveOrgUnit(unit_id=stock, parent_id=it))
    world.do(RenameOrgUnit(unit_id=stock, title=Named(ru="Хранение")))
    world.do(LinkTeamMembers(team_id=second, members=(olga,)))
    world.do(UnlinkTeamMembers(team_id=first, members=(olga,)))
    world.do(DisbandTeam(team_id=first, hand_over_to=Responsible(second)))
    world.hand.at = datetime(2026, 4, 1, 9, tzinfo=UTC)
    world.do(DeactivatePerson(person_id=olga, reason="ушла"))
    return world, olga, [first, second], [stock, shop, top, it, OrgUnitId(boss)]


def test_row_11_what_was_this_persons_place_on_1_march(
    moved: tuple[World, PersonId, list[TeamId], list[OrgUnitId]],
) -> None:
    world, olga, teams, (*_, boss) = moved
    then = past_cards.person(world.log.load_many, olga, FIRST_OF_MARCH, teams)
    assert then is not None
    assert [one.name.ru for one in then.units] == ["Склад", "Магазин", "Office", "Наша компания"]
    assert (then.name.full, then.position) == ("Смирнова Ольга", "Кладовщик")
    assert then.groups == frozenset({"second_line"})
    assert (then.licence, then.is_active) == ("named", True)
    assert [(one.team_id, one.name.ru) for one in then.teams] == [(teams[0], "Первая")]
    assert then.reports_to == boss


def test_row_171_any_card_as_of_any_date_and_as_of_today_it_is_the_card(
    moved: tuple[World, PersonId, list[TeamId], list[OrgUnitId]],
) -> None:
    world, olga, teams, (stock, shop, *_) = moved
    load = world.log.load_many
    assert past_cards.person(load, olga, datetime(2026, 1, 1, tzinfo=UTC), teams) is None
    january = past_cards.person(load, olga, datetime(2026, 1, 31, tzinfo=UTC), teams)
    assert january is not None
    assert (january.teams, january.groups) == ((), frozenset())
    assert [one.name.ru for one in past_cards.path(load, stock, world.now)] == [
        "Хранение",
        "ИТ",
        "Office",
        "Наша компания",
    ]
    assert past_cards.path(load, shop, FIRST_OF_MARCH - timedelta(days=365)) == ()
    today, shown = past_cards.person(load, olga, world.now, teams), card(world, olga)
    assert today is not None
    assert (today.name.full, today.position, today.login) == (shown.person.name, shown.person.position, "")
    assert [one.unit_id for one in today.units] == [one.unit_id for one in shown.units]
    assert [one.name for one in today.units] == [one.name for one in shown.units]
    assert {one.team_id for one in today.teams} == {one.team_id for one in shown.teams} == {teams[1]}
    assert (today.is_active, today.reports_to) == (shown.person.is_active, None)
    with world.cursor() as cursor:
        assert {one.team_id for one in directory.teams(cursor, disbanded=True)} == set(teams)
