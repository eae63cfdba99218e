"""What a unit holds before it is archived: a word about the people in it, their teams, agreements and tickets."""

from __future__ import annotations

from uuid import uuid4

import pytest

from aggregates.org_unit_refusals import PeopleAreInUnit
from commands.agreement_scope import NameRecipients
from commands.bus import Bus
from commands.command import Command
from commands.fields import Named
from commands.org_unit.add import AddDepartment
from commands.org_unit.change import ArchiveOrgUnit, RestoreOrgUnit
from commands.person.access import DeactivatePerson
from commands.person.card import MovePerson
from commands.ports import Receipt
from commands.team import NameTeamLead
from commands.ticket.work import CloseTicket, ResolveTicket
from connectors.storage.feeds.surroundings import ReadSurroundings
from events.values.identity import OWN_COMPANY, CommandId, OrgUnitId, PersonId
from events.values.people import Responsible
from projections.org_unit import contents
from projections.org_unit.contents import UnitContents
from tests.projections.world import AS_DESK, World

NOTHING = UnitContents(units=0, people=0, leads=0, agreements=0, asked=0, in_hand=0)


class House:
    """An office with a cash desk in it: Olga leads a team from there, Ivan left, Semyon sits elsewhere."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.department()
        base = world.agreement(world.schedule())
        self.office = self.department("Офис")
        self.cash_desk = self.department("Касса", self.office)
        staff = frozenset({"specialist"})
        self.olga, self.ivan, self.semyon = (world.person(name, groups=staff) for name in ("Ольга", "Иван", "Семён"))
        for person, unit in ((self.olga, self.cash_desk), (self.ivan, self.office)):
            world.do(MovePerson(person_id=person, unit_id=unit))
        team = world.team("Первая", [self.olga, self.semyon])
        world.do(NameTeamLead(team_id=team, lead=self.olga))
        world.do(NameRecipients(agreement_id=base, units=(self.cash_desk,), persons=(self.olga, self.semyon)))
        mine = Responsible(team, self.olga)
        for asker, hands in ((self.olga, None), (self.semyon, mine), (self.olga, mine)):
            world.ticket(person=asker, responsible=hands)
        over = world.ticket(person=self.olga, responsible=mine)
        world.do(ResolveTicket(ticket_id=over, solution="готово"))
        world.do(CloseTicket(ticket_id=over))
        world.do(DeactivatePerson(person_id=self.ivan, reason="ушёл"))

    def department(self, name: str, parent: OrgUnitId = OWN_COMPANY) -> OrgUnitId:
        return OrgUnitId(self.world.do(AddDepartment(title=Named(ru=name), parent_id=parent)).stream)

    def inside(self, unit: OrgUnitId) -> UnitContents:
        self.world.fold()
        with self.world.cursor() as cursor:
            return contents.inside(cursor, unit, self.world.now)

    def order(self, command: Command) -> Receipt:
        """Given to a bus that knows what the read models know."""
        self.world.fold()
        log = self.world.log
        bus = Bus(log, log, self.world.hand, surroundings=ReadSurroundings(self.world.database))
        return bus.execute(command, viewer=AS_DESK, command_id=CommandId(uuid4()))


@pytest.fixture
def house(world: World) -> House:
    return House(world)


def test_a_unit_tells_what_is_in_it_and_below_it_before_it_is_archived(house: House) -> None:
    whole = UnitContents(units=1, people=1, leads=1, agreements=1, asked=2, in_hand=2)
    assert house.inside(house.office) == whole
    assert house.inside(house.cash_desk) == UnitContents(units=0, people=1, leads=1, agreements=1, asked=2, in_hand=2)
    assert house.inside(OrgUnitId(uuid4())) == NOTHING


def test_whoever_lost_access_already_loses_none(house: House) -> None:
    house.order(ArchiveOrgUnit(unit_id=house.cash_desk, reason="закрыта"))
    assert (house.inside(house.office).people, house.inside(house.office).in_hand) == (0, 0)
    house.order(RestoreOrgUnit(unit_id=house.cash_desk))
    assert house.inside(house.office).people == 1


def test_without_a_confirmation_a_unit_with_people_is_not_archived_and_the_refusal_counts_them(house: House) -> None:
    archive = ArchiveOrgUnit(unit_id=house.office, reason="закрыт", confirm=False)
    with pytest.raises(PeopleAreInUnit) as refused:
        house.order(archive)
    assert refused.value.field == "confirm"
    assert refused.value.text.en == (
        "People with access in Офис and below it: 1; they would lose it. Teams that they lead: 1. Agreements that serve"
        " them: 1. Open tickets that they asked for: 2; in their hands: 2, which would go to their teams. Move them"
        " first, or archive it with “confirm”: true."
    )
    assert house.order(ArchiveOrgUnit(unit_id=house.office, reason="закрыт", confirm=True)).position > 0
    # It is archived already: there is nothing more to say.
    assert house.order(archive).position == 0


def test_an_order_that_says_nothing_of_a_confirmation_is_done_as_ever(house: House) -> None:
    assert house.order(ArchiveOrgUnit(unit_id=house.office, reason="закрыт")).position > 0


def test_a_unit_that_nobody_is_left_in_is_archived_without_a_word(house: House) -> None:
    for person in (house.olga, house.ivan):
        house.order(MovePerson(person_id=PersonId(person), unit_id=house.department("Другой")))
    assert house.order(ArchiveOrgUnit(unit_id=house.office, reason="закрыт", confirm=False)).position > 0
