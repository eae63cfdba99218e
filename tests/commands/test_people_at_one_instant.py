"""Two at the same instant, on the real log: of what cannot both be true exactly one wins."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from uuid import uuid4

import pytest

from aggregates.names import EmailIsTaken, LoginIsTaken, LoginLooksLikeAnother
from aggregates.org_unit import OrgUnit
from aggregates.org_unit_refusals import UnitIsArchived, UnitWouldBeInsideItself
from aggregates.person_refusals import PersonIsDeactivated, PersonIsInArchivedUnit
from aggregates.team import PersonIsNotInTeam, Team, TeamIsDisbanded
from aggregates.ticket import Ticket
from commands.agreement import ConcludeAgreement
from commands.bus import Bus
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.org_unit.add import AddBranch, AddCompany, AddDepartment
from commands.org_unit.change import ArchiveOrgUnit, MoveOrgUnit, NameHead, RestoreOrgUnit
from commands.person.access import DeactivatePerson, GiveLogin, GrantGroups, LicensePerson, ReactivatePerson
from commands.person.card import ChangeEmails, MovePerson
from commands.person.register import RegisterPerson
from commands.ports import Receipt
from commands.service_schedule import DrawUpSchedule
from commands.team import DisbandTeam, FormTeam, LinkTeamMembers, UnlinkTeamMembers
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.work import AssignTicket
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.values.identity import OWN_COMPANY, CommandId, OrgUnitId, PersonId, ScheduleId, StreamId, TeamId, TicketId
from events.values.people import Responsible
from events.values.person_name import PersonName
from events.values.refusal import Refusal
from tests.gallery import ALWAYS_OPEN
from tests.people import THE_DESK

NAME = PersonName("Новый")
ROUNDS = 12
"""Often enough that both orders and the same group of the log come up."""


class Desk:
    """A desk on PostgreSQL that several threads use at once."""

    def __init__(self, log: PostgresLog) -> None:
        self.log = log
        self.bus = Bus(log, log, self)

    def now(self) -> datetime:
        """The time of a test."""
        return datetime(2026, 3, 2, tzinfo=UTC)

    def do(self, command: Command) -> Receipt:
        return self.bus.execute(command, viewer=THE_DESK, command_id=CommandId(uuid4()))

    def department(self, parent: OrgUnitId | None = None) -> OrgUnitId:
        command = AddDepartment(title=Named(ru="Отдел"), parent_id=parent or OWN_COMPANY)
        return OrgUnitId(self.do(command).stream)

    def person(self, unit_id: OrgUnitId) -> PersonId:
        return PersonId(self.do(RegisterPerson(full_name=NAME, unit_id=unit_id)).stream)

    def unit(self, unit_id: OrgUnitId) -> OrgUnit:
        found = OrgUnit.fold(self.log.load(StreamId(unit_id)))
        assert found is not None
        return found

    def at_once(self, *commands: Command) -> list[Receipt | Refusal]:
        """Every command in a thread of its own, let go together."""
        gate = Barrier(len(commands))

        def one(command: Command) -> Receipt | Refusal:
            gate.wait(10)
            try:
                return self.do(command)
            except Refusal as refusal:
                return refusal

        with ThreadPoolExecutor(len(commands)) as pool:
            return list(pool.map(one, commands))


@pytest.fixture
def desk(database: Database) -> Desk:
    found = Desk(PostgresLog(database))
    found.do(FoundDesk())
    return found


def one_wins(outcomes: list[Receipt | Refusal], *refusals: type[Refusal]) -> int:
    """Which of them; the others were refused as said."""
    won = [nth for nth, outcome in enumerate(outcomes) if isinstance(outcome, Receipt)]
    assert len(won) == 1, outcomes
    assert all(isinstance(outcome, (Receipt, *refusals)) for outcome in outcomes), outcomes
    return won[0]


def test_row_62_two_moves_that_would_make_a_ring_do_not_both_win(desk: Desk) -> None:
    for _ in range(ROUNDS):
        one, other = desk.department(), desk.department()
        inner, another = desk.department(one), desk.department(other)
        outcomes = desk.at_once(
            MoveOrgUnit(unit_id=one, parent_id=another), MoveOrgUnit(unit_id=other, parent_id=inner)
        )
        one_wins(outcomes, UnitWouldBeInsideItself)


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda unit: RegisterPerson(full_name=NAME, unit_id=unit, login="same"), LoginIsTaken),
        (
            lambda unit: RegisterPerson(full_name=NAME, unit_id=unit, emails=("s@c.example",)),
            EmailIsTaken,
        ),
    ],
    ids=["a login", "an address"],
)
def test_row_66_of_eight_who_take_one_name_at_one_instant_exactly_one_wins(
    desk: Desk, make: Callable[[OrgUnitId], Command], refusal: type[Refusal]
) -> None:
    one_wins(desk.at_once(*[make(desk.department()) for _ in range(8)]), refusal)


def test_row_66_a_login_and_the_same_address_at_one_instant_do_not_both_win(desk: Desk) -> None:
    for nth in range(ROUNDS):
        unit, name = desk.department(), f"n{nth}@c.example"
        outcomes = desk.at_once(
            GiveLogin(person_id=desk.person(unit), login=name),
            ChangeEmails(person_id=desk.person(unit), emails=(name,)),
        )
        one_wins(outcomes, LoginIsTaken, EmailIsTaken)


def test_row_66_two_logins_that_look_alike_are_not_given_at_one_instant(desk: Desk) -> None:
    office = desk.department()
    one, other = desk.person(office), desk.person(office)
    for _ in range(ROUNDS):
        outcomes = desk.at_once(GiveLogin(person_id=one, login="сорус"), GiveLogin(person_id=other, login="copyc"))
        winner = (one, other)[one_wins(outcomes, LoginLooksLikeAnother)]
        desk.do(GiveLogin(person_id=winner, login=None))


def test_nobody_comes_into_a_unit_in_the_instant_in_which_it_is_archived(desk: Desk) -> None:
    """Whoever came in was there before: the archiving stands after them in the log, whatever was answered first."""
    company = OrgUnitId(desk.do(AddCompany(title=Named(ru="Клиент"))).stream)
    branch = OrgUnitId(desk.do(AddBranch(title=Named(ru="Филиал"), parent_id=company)).stream)
    for _ in range(ROUNDS):
        archived, came_in, added = desk.at_once(
            ArchiveOrgUnit(unit_id=company, reason="Конец"),
            RegisterPerson(full_name=NAME, kind="contact", unit_id=branch),
            AddBranch(title=Named(ru="Ещё"), parent_id=branch),
        )
        assert isinstance(archived, Receipt)
        for outcome in (came_in, added):
            assert isinstance(outcome, UnitIsArchived) or outcome.position < archived.position  # type: ignore[union-attr]
        desk.do(RestoreOrgUnit(unit_id=company))


def test_row_73_nobody_is_assigned_a_ticket_in_the_instant_in_which_they_go(desk: Desk) -> None:
    schedule = ScheduleId(desk.do(DrawUpSchedule(title=Named(ru="24*7"), timetable=ALWAYS_OPEN)).stream)
    desk.do(ConcludeAgreement(title=Named(ru="Базовое"), schedule_id=schedule, is_base=True))
    office = desk.department()
    member = desk.person(desk.department(office))
    desk.do(LicensePerson(person_id=member, licence="named"))
    desk.do(GrantGroups(person_id=member, groups=frozenset({"specialist"})))
    team = TeamId(desk.do(FormTeam(title=Named(ru="Первая"), members=(member,))).stream)
    goes: tuple[tuple[Command, Command, type[Refusal]], ...] = (
        (
            UnlinkTeamMembers(team_id=team, members=(member,)),
            LinkTeamMembers(team_id=team, members=(member,)),
            PersonIsNotInTeam,
        ),
        (
            DeactivatePerson(person_id=member, reason="Уволился"),
            ReactivatePerson(person_id=member),
            PersonIsDeactivated,
        ),
        (ArchiveOrgUnit(unit_id=office, reason="Закрыт"), RestoreOrgUnit(unit_id=office), PersonIsInArchivedUnit),
    )
    for going, back, refusal in goes * 4:
        ask = RegisterTicket(subject="Вопрос", requester=From(email="guest@client.example"))
        ticket = TicketId(desk.do(ask).stream)
        gone, assigned = desk.at_once(going, AssignTicket(ticket_id=ticket, responsible=Responsible(team, member)))
        assert isinstance(gone, Receipt)
        assert isinstance(assigned, refusal) or assigned.position < gone.position  # type: ignore[union-attr]
        found = Ticket.fold(desk.log.load(StreamId(ticket)))
        assert found is not None
        assert (found.responsible is None) == isinstance(assigned, Refusal)
        desk.do(back)


def test_rows_63_72i_nobody_is_made_head_in_the_instant_in_which_they_go_or_their_branch_does(desk: Desk) -> None:
    client, other = (OrgUnitId(desk.do(AddCompany(title=Named(ru="Клиент"))).stream) for _ in range(2))
    branch = OrgUnitId(desk.do(AddBranch(title=Named(ru="Филиал"), parent_id=client)).stream)
    contact = PersonId(desk.do(RegisterPerson(full_name=NAME, kind="contact", unit_id=branch)).stream)
    parts: tuple[tuple[Command, Command], ...] = (
        (DeactivatePerson(person_id=contact, reason="Ушёл"), ReactivatePerson(person_id=contact)),
        (MovePerson(person_id=contact, unit_id=other), MovePerson(person_id=contact, unit_id=branch)),
        (MoveOrgUnit(unit_id=branch, parent_id=other), MoveOrgUnit(unit_id=branch, parent_id=client)),
    )
    for part, back in parts * 4:
        going, _ = desk.at_once(part, NameHead(unit_id=client, head=contact))
        assert isinstance(going, Receipt)
        assert desk.unit(client).head is None
        desk.do(back)


def test_two_teams_are_not_handed_over_to_each_other_at_one_instant(desk: Desk) -> None:
    for _ in range(ROUNDS):
        one, other = (TeamId(desk.do(FormTeam(title=Named(ru="Команда"))).stream) for _ in range(2))
        outcomes = desk.at_once(
            DisbandTeam(team_id=one, hand_over_to=Responsible(other)),
            DisbandTeam(team_id=other, hand_over_to=Responsible(one)),
        )
        left = (one, other)[1 - one_wins(outcomes, TeamIsDisbanded)]
        team = Team.fold(desk.log.load(StreamId(left)))
        assert team is not None
        assert not team.is_disbanded
