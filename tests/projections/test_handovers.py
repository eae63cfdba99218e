"""What somebody who goes leaves in hand, and where it goes (rows 32, 73, 77)."""

from __future__ import annotations

import pytest

from aggregates.person_refusals import PersonIsInArchivedUnit
from commands.fields import Named
from commands.org_unit.add import AddDepartment
from commands.org_unit.change import ArchiveOrgUnit, RestoreOrgUnit
from commands.person.access import DeactivatePerson, GrantGroups, ReactivatePerson
from commands.person.card import MovePerson
from commands.team import DisbandTeam, LinkTeamMembers, UnlinkTeamMembers
from commands.ticket.work import AssignTicket, CloseTicket, ResolveTicket
from events.ticket import TicketAssigned
from events.values.identity import OrgUnitId, PersonId, StreamId, TeamId, TicketId
from events.values.people import Responsible
from projections.ticket import handovers
from tests.projections.world import World


class Lines:
    """A first line of Olga and Ivan, a second line of Semyon."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        self.olga, self.ivan, self.semyon = (
            world.person(name, groups=frozenset({"specialist"})) for name in ("Ольга", "Иван", "Семён")
        )
        self.first, self.second = world.team("Первая", [self.olga, self.ivan]), world.team("Вторая", [self.semyon])

    def ticket(self, team: TeamId, person: PersonId | None = None) -> TicketId:
        return self.world.ticket(responsible=Responsible(team, person))

    def responsible(self, ticket: TicketId) -> Responsible:
        told = [one.fact for one in self.world.log.load(StreamId(ticket))]
        assigned = [fact.responsible for fact in told if isinstance(fact, TicketAssigned)]
        found: Responsible = assigned[-1] if assigned else told[0].responsible  # type: ignore[attr-defined]  # registered
        return found


@pytest.fixture
def lines(world: World) -> Lines:
    return Lines(world)


def test_row_77_open_tickets_of_an_unlinked_member_go_to_who_was_named_and_closed_ones_stay(lines: Lines) -> None:
    world = lines.world
    theirs, done = lines.ticket(lines.first, lines.olga), lines.ticket(lines.first, lines.olga)
    others = lines.ticket(lines.first, lines.ivan)
    world.do(ResolveTicket(ticket_id=done, solution="готово"))
    world.do(CloseTicket(ticket_id=done))
    world.fold()
    with world.cursor() as cursor:
        counted = handovers.in_hand(cursor, lines.first)
        assert (counted.whole, counted.of_members) == (0, {lines.olga: 1, lines.ivan: 1})
        assert handovers.in_hands_of(cursor, lines.olga) == {lines.first: 1}
        assert handovers.due(cursor, world.now, 10) == []
    heir = Responsible(lines.second, lines.semyon)
    world.do(UnlinkTeamMembers(team_id=lines.first, members=(lines.olga,), hand_over_to=heir))
    assert world.hand_over() == 1
    assert [lines.responsible(one) for one in (theirs, done, others)] == [
        heir,
        Responsible(lines.first, lines.olga),
        Responsible(lines.first, lines.ivan),
    ]
    assert world.hand_over() == 0


def test_row_73_by_default_tickets_of_who_goes_go_to_the_team_as_a_whole(lines: Lines) -> None:
    world = lines.world
    unlinked, deactivated = lines.ticket(lines.first, lines.olga), lines.ticket(lines.first, lines.ivan)
    world.do(UnlinkTeamMembers(team_id=lines.first, members=(lines.olga,)))
    world.do(DeactivatePerson(person_id=lines.ivan, reason="ушёл"))
    assert world.hand_over() == 2
    assert lines.responsible(unlinked) == lines.responsible(deactivated) == Responsible(lines.first)
    with world.cursor() as cursor:
        assert handovers.in_hand(cursor, lines.first).whole == 2
    # Whoever comes back before anybody noticed keeps what they had.
    mine = lines.ticket(lines.second, lines.semyon)
    world.do(DeactivatePerson(person_id=lines.semyon, reason="по ошибке"))
    world.do(ReactivatePerson(person_id=lines.semyon))
    world.do(UnlinkTeamMembers(team_id=lines.second, members=(lines.semyon,)))
    world.do(LinkTeamMembers(team_id=lines.second, members=(lines.semyon,)))
    assert world.hand_over() == 0
    assert lines.responsible(mine) == Responsible(lines.second, lines.semyon)


def test_row_73_tickets_of_people_whose_unit_is_archived_go_to_their_team_and_stay_there(lines: Lines) -> None:
    world = lines.world
    office = world.do(AddDepartment(title=Named(ru="Филиал"))).stream
    desk = world.do(AddDepartment(title=Named(ru="Касса"), parent_id=OrgUnitId(office))).stream
    world.do(MovePerson(person_id=lines.ivan, unit_id=OrgUnitId(desk)))
    theirs, others = lines.ticket(lines.first, lines.ivan), lines.ticket(lines.first, lines.olga)
    assert world.hand_over() == 0
    # Not their own unit: one above it.
    world.do(ArchiveOrgUnit(unit_id=OrgUnitId(office), reason="закрыт"))
    with pytest.raises(PersonIsInArchivedUnit):
        lines.ticket(lines.first, lines.ivan)
    assert world.hand_over() == 1
    world.do(RestoreOrgUnit(unit_id=OrgUnitId(office)))
    assert world.hand_over() == 0
    assert lines.responsible(theirs) == Responsible(lines.first)
    assert lines.responsible(others) == Responsible(lines.first, lines.olga)
    again = lines.ticket(lines.first, lines.ivan)
    assert lines.responsible(again) == Responsible(lines.first, lines.ivan)


def test_row_73_a_disbanded_teams_tickets_go_to_its_heir_and_on_to_the_heirs_heir(lines: Lines) -> None:
    world = lines.world
    third = world.team("Третья", [lines.ivan])
    whole, one = lines.ticket(lines.first), lines.ticket(lines.first, lines.olga)
    world.do(DisbandTeam(team_id=lines.first, hand_over_to=Responsible(lines.second, lines.semyon)))
    world.do(UnlinkTeamMembers(team_id=lines.second, members=(lines.semyon,), hand_over_to=Responsible(third)))
    world.fold()
    with world.cursor() as cursor:
        assert handovers.heir(cursor, Responsible(lines.first, lines.olga)) == Responsible(third)
        assert handovers.heir(cursor, Responsible(third, lines.ivan)) == Responsible(third, lines.ivan)
    assert world.hand_over() == 2
    assert lines.responsible(whole) == lines.responsible(one) == Responsible(third)


def test_row_73_members_who_named_each_other_leave_their_tickets_to_the_team(lines: Lines) -> None:
    world = lines.world
    ticket = lines.ticket(lines.first, lines.olga)
    to_ivan, to_olga = Responsible(lines.first, lines.ivan), Responsible(lines.first, lines.olga)
    world.do(UnlinkTeamMembers(team_id=lines.first, members=(lines.olga,), hand_over_to=to_ivan))
    world.do(LinkTeamMembers(team_id=lines.first, members=(lines.olga,)))
    world.do(UnlinkTeamMembers(team_id=lines.first, members=(lines.ivan,), hand_over_to=to_olga))
    world.do(UnlinkTeamMembers(team_id=lines.first, members=(lines.olga,), hand_over_to=Responsible(lines.first)))
    assert world.hand_over() == 1
    assert lines.responsible(ticket) == Responsible(lines.first)


def test_row_32_whoever_took_a_ticket_in_the_meantime_keeps_it(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list shows it in the hands of who left; before the order is carried out somebody else took it."""
    world = lines.world
    ticket = lines.ticket(lines.first, lines.olga)
    world.do(UnlinkTeamMembers(team_id=lines.first, members=(lines.olga,)))
    taken, carry_out_many = Responsible(lines.second, lines.semyon), world.bus.carry_out_many

    def meanwhile(orders: list[object]) -> object:
        world.do(AssignTicket(ticket_id=ticket, responsible=taken))
        return carry_out_many(orders)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(world.bus, "carry_out_many", meanwhile)
    assert world.hand_over() == 0
    assert lines.responsible(ticket) == taken


def test_row_73_tickets_of_who_lost_their_groups_go_to_their_team(lines: Lines) -> None:
    world = lines.world
    ticket = lines.ticket(lines.first, lines.olga)
    world.do(GrantGroups(person_id=lines.olga, groups=frozenset({"auditor"})))
    assert world.hand_over() == 1
    assert lines.responsible(ticket) == Responsible(lines.first)
    assert world.hand_over() == 0
