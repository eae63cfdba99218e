"""Teams: free of the org structure, and what becomes of the tickets of those who leave (rows 10, 32, 73-78)."""

from __future__ import annotations

from uuid import UUID

import pytest

from aggregates.person import NoSuchPerson
from aggregates.person_refusals import PersonIsDeactivated, PersonIsInArchivedUnit
from aggregates.team import (
    HandedOverToThoseWhoGo,
    NoSuchTeam,
    PersonIsNotInTeam,
    TeamExists,
    TeamIsDisbanded,
    TeamMembersAreEmployees,
)
from commands.agreement import NameDefaultResponsible
from commands.command import Command
from commands.fields import Named
from commands.team import DisbandTeam, FormTeam, LinkTeamMembers, NameTeamLead, RenameTeam, UnlinkTeamMembers
from commands.ticket.crossings import RecordEscalation
from commands.ticket.register import RegisterTicket
from commands.ticket.work import AssignTicket
from events.agreement import AgreementDefaultResponsibleNamed
from events.fact import Fact
from events.org_unit import OrgUnitArchived, OrgUnitRestored
from events.person import PersonDeactivated
from events.team import (
    TeamDisbanded,
    TeamFormed,
    TeamLeadNamed,
    TeamMembersLinked,
    TeamMembersUnlinked,
    TeamRenamed,
)
from events.ticket import EscalationReached, TicketAssigned, TicketPrioritised, TicketRegistered
from events.values.identity import PersonId, TeamId
from events.values.people import Responsible
from events.values.text import Text
from tests.dsl import Like, given
from tests.gallery import ACTION, AGREEMENT, DESK, PEOPLE, REGISTERED, START, TEAMS, TICKET
from tests.gallery_people import DEPARTMENT
from tests.people import (
    ADMINISTRATOR,
    ANNA,
    FIRST_LINE,
    OLGA,
    OPERATOR,
    REQUESTER,
    SECOND_LINE,
    SEMYON,
    THE_TIMEKEEPER,
)

NOBODY = PersonId(UUID(int=404))
NAME = Named(ru="Третья линия", en="Third line")
NEW_TEAM = TeamId(UUID(int=9))
OLGA_GOES = PersonDeactivated(person_id=OLGA, reason="Уволилась")
TO_SEMYON = Responsible(SECOND_LINE, SEMYON)
FIRST_DISBANDED = TeamDisbanded(team_id=FIRST_LINE, hand_over_to=TO_SEMYON)


def test_rows_10_74_76_a_team_is_formed_of_employees_of_any_department() -> None:
    command = FormTeam(team_id=NEW_TEAM, title=NAME, members=(OLGA, SEMYON, OLGA), lead=SEMYON)
    given(*PEOPLE).when(command, by=ADMINISTRATOR).then(
        TeamFormed(team_id=NEW_TEAM, name=Text("Третья линия", "Third line"), members=(OLGA, SEMYON), lead=SEMYON)
    )


def test_a_team_is_formed_once() -> None:
    again = FormTeam(team_id=FIRST_LINE, title=NAME)
    given(*TEAMS).when(again, by=ADMINISTRATOR).then_refused(TeamExists)


def test_row_77_people_are_linked_one_or_several_at_once_and_those_who_are_in_are_passed_over() -> None:
    story = given(*PEOPLE, *TEAMS)
    link = LinkTeamMembers(team_id=FIRST_LINE, members=(OLGA, SEMYON))
    story.when(link, by=ADMINISTRATOR).then(TeamMembersLinked(team_id=FIRST_LINE, members=(SEMYON,)))
    story.when(link, by=ADMINISTRATOR).then_nothing()


def test_row_78_one_person_may_be_in_several_teams() -> None:
    story = given(*PEOPLE, *TEAMS).when(LinkTeamMembers(team_id=SECOND_LINE, members=(OLGA,)), by=ADMINISTRATOR)
    story.then(TeamMembersLinked(team_id=SECOND_LINE, members=(OLGA,)))
    story.given(REGISTERED)
    for team in (FIRST_LINE, SECOND_LINE):
        pair = Responsible(team, OLGA)
        story.when(AssignTicket(ticket_id=TICKET, responsible=pair), by=OPERATOR)
    story.then(TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, OLGA)))


@pytest.mark.parametrize(
    "command",
    [FormTeam(title=NAME, members=(OLGA, ANNA)), LinkTeamMembers(team_id=FIRST_LINE, members=(OLGA, ANNA))],
    ids=lambda command: command.name,
)
def test_row_75_members_are_employees_and_no_client_s_contact(command: Command) -> None:
    given(*PEOPLE, *TEAMS).when(command, by=ADMINISTRATOR).then_refused(TeamMembersAreEmployees, field="members[1]")


@pytest.mark.parametrize(
    "command",
    [FormTeam(title=NAME, members=(SEMYON, NOBODY)), LinkTeamMembers(team_id=FIRST_LINE, members=(SEMYON, NOBODY))],
    ids=lambda command: command.name,
)
def test_row_75_members_are_registered_people(command: Command) -> None:
    given(*PEOPLE, *TEAMS).when(command, by=ADMINISTRATOR).then_refused(NoSuchPerson, field="members[1]")


def test_who_has_no_access_joins_no_team() -> None:
    link = LinkTeamMembers(team_id=SECOND_LINE, members=(OLGA,))
    given(*PEOPLE, *TEAMS, OLGA_GOES).when(link, by=ADMINISTRATOR).then_refused(PersonIsDeactivated)


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
    story.when(FormTeam(title=NAME, members=(OLGA,), lead=SEMYON), by=ADMINISTRATOR).then_refused(
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
    [
        RenameTeam(team_id=NEW_TEAM, title=NAME),
        LinkTeamMembers(team_id=NEW_TEAM, members=(OLGA,)),
        UnlinkTeamMembers(team_id=NEW_TEAM, members=(OLGA,)),
        NameTeamLead(team_id=NEW_TEAM),
        DisbandTeam(team_id=NEW_TEAM, hand_over_to=Responsible(FIRST_LINE)),
        RenameTeam(team_id=TeamId(OLGA), title=NAME),
    ],
    ids=lambda command: command.name,
)
def test_a_team_that_does_not_exist_is_not_found(command: Command) -> None:
    given(*PEOPLE, *TEAMS).when(command, by=ADMINISTRATOR).then_refused(NoSuchTeam)


# -- the tickets of those who leave ---------------------------------------------------------------------------------
def test_row_73_unlinking_says_who_takes_over_the_open_tickets() -> None:
    unlink = UnlinkTeamMembers(team_id=FIRST_LINE, members=(OLGA,), hand_over_to=TO_SEMYON)
    given(*PEOPLE, *TEAMS).when(unlink, by=ADMINISTRATOR).then(
        TeamMembersUnlinked(team_id=FIRST_LINE, members=(OLGA,), hand_over_to=TO_SEMYON)
    )


@pytest.mark.parametrize(
    ("heir", "refusal", "field"),
    [
        (Responsible(FIRST_LINE, OLGA), HandedOverToThoseWhoGo, "hand_over_to"),
        (Responsible(FIRST_LINE, SEMYON), PersonIsNotInTeam, "hand_over_to.person_id"),
        (Responsible(NEW_TEAM), NoSuchTeam, "hand_over_to.team_id"),
    ],
)
def test_who_takes_over_stands(heir: Responsible, refusal: type[HandedOverToThoseWhoGo], field: str) -> None:
    unlink = UnlinkTeamMembers(team_id=FIRST_LINE, members=(OLGA,), hand_over_to=heir)
    given(*PEOPLE, *TEAMS).when(unlink, by=ADMINISTRATOR).then_refused(refusal, field=field)


def test_row_73_disbanding_names_who_takes_over_and_the_team_takes_nothing_more() -> None:
    story = given(*PEOPLE, *TEAMS, REGISTERED)
    disband = DisbandTeam(team_id=FIRST_LINE, hand_over_to=TO_SEMYON)
    story.when(disband, by=ADMINISTRATOR).then(FIRST_DISBANDED)
    story.when(disband, by=ADMINISTRATOR).then_nothing()
    commands: tuple[tuple[Command, str], ...] = (
        (LinkTeamMembers(team_id=FIRST_LINE, members=(SEMYON,)), "team_id"),
        (RenameTeam(team_id=FIRST_LINE, title=NAME), "team_id"),
        (AssignTicket(ticket_id=TICKET, responsible=Responsible(FIRST_LINE)), "responsible.team_id"),
        (DisbandTeam(team_id=SECOND_LINE, hand_over_to=Responsible(FIRST_LINE)), "hand_over_to.team_id"),
    )
    for command, field in commands:
        story.when(command, by=ADMINISTRATOR).then_refused(TeamIsDisbanded, field=field)


def test_a_team_is_not_handed_over_to_itself() -> None:
    disband = DisbandTeam(team_id=FIRST_LINE, hand_over_to=Responsible(FIRST_LINE))
    given(*PEOPLE, *TEAMS).when(disband, by=ADMINISTRATOR).then_refused(HandedOverToThoseWhoGo)


# -- who may be responsible -----------------------------------------------------------------------------------------
def test_rows_32_73_a_responsible_is_a_team_or_an_employee_within_it_who_has_access() -> None:
    story = given(*PEOPLE, *TEAMS, REGISTERED)
    for wanted in (Responsible(SECOND_LINE), TO_SEMYON):
        story.when(AssignTicket(ticket_id=TICKET, responsible=wanted), by=OPERATOR).then(
            TicketAssigned(ticket_id=TICKET, responsible=wanted)
        )
    story.given(OLGA_GOES)
    gone = AssignTicket(ticket_id=TICKET, responsible=Responsible(FIRST_LINE, OLGA))
    story.when(gone, by=OPERATOR).then_refused(PersonIsDeactivated, field="responsible.person_id")


def test_row_73_nobody_inside_an_archived_unit_is_responsible_or_joins_a_team_until_it_is_restored() -> None:
    archived = OrgUnitArchived(unit_id=DEPARTMENT, reason="Закрыт")
    others = TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE))
    story = given(*PEOPLE, *TEAMS, REGISTERED, others, archived)
    assign = AssignTicket(ticket_id=TICKET, responsible=Responsible(FIRST_LINE, OLGA))
    story.when(assign, by=OPERATOR).then_refused(PersonIsInArchivedUnit, field="responsible.person_id")
    link = LinkTeamMembers(team_id=SECOND_LINE, members=(OLGA,))
    story.when(link, by=ADMINISTRATOR).then_refused(PersonIsInArchivedUnit, field="members[0]")
    story.given(OrgUnitRestored(unit_id=archived.unit_id))
    story.when(assign, by=OPERATOR).then(TicketAssigned(ticket_id=TICKET, responsible=assign.responsible))


@pytest.mark.parametrize(
    ("named", "later", "answers"),
    [
        (Responsible(FIRST_LINE), [], Responsible(FIRST_LINE)),
        (Responsible(FIRST_LINE), [FIRST_DISBANDED], TO_SEMYON),
        (
            Responsible(FIRST_LINE),
            [
                FIRST_DISBANDED,
                TeamFormed(team_id=NEW_TEAM, name=Text.same("3")),
                TeamDisbanded(team_id=SECOND_LINE, hand_over_to=Responsible(NEW_TEAM)),
            ],
            Responsible(NEW_TEAM),
        ),
        (Responsible(FIRST_LINE, OLGA), [], Responsible(FIRST_LINE, OLGA)),
        (
            Responsible(FIRST_LINE, OLGA),
            [OLGA_GOES, TeamMembersLinked(team_id=FIRST_LINE, members=(SEMYON,))],
            Responsible(FIRST_LINE),
        ),
        (
            Responsible(FIRST_LINE, OLGA),
            [TeamMembersUnlinked(team_id=FIRST_LINE, members=(OLGA,))],
            Responsible(FIRST_LINE),
        ),
    ],
    ids=["stands", "disbanded", "disbanded twice", "a member", "without access", "unlinked"],
)
def test_a_new_ticket_goes_to_whoever_stands_for_the_default_responsible(
    named: Responsible, later: list[Fact], answers: Responsible
) -> None:
    default = AgreementDefaultResponsibleNamed(agreement_id=AGREEMENT, responsible=named)
    story = given(*DESK, default, *later).when(RegisterTicket(subject="Не печатает"), by=REQUESTER)
    story.then(Like(TicketRegistered, responsible=answers))


def test_an_escalation_to_a_disbanded_team_goes_to_who_took_over() -> None:
    escalation = RecordEscalation(
        ticket_id=TICKET,
        ticket_version=1,
        clock="reaction",
        target_no=1,
        point_id="75",
        due_at=START,
        action=ACTION,
    )
    disbanded = TeamDisbanded(team_id=SECOND_LINE, hand_over_to=Responsible(NEW_TEAM))
    heir = TeamFormed(team_id=NEW_TEAM, name=Text.same("3"))
    story = given(*DESK, REGISTERED, heir, disbanded).when(escalation, by=THE_TIMEKEEPER)
    story.then(
        Like(EscalationReached, action=ACTION),
        TicketAssigned(ticket_id=TICKET, responsible=Responsible(NEW_TEAM)),
        Like(TicketPrioritised),
    )


def test_a_default_responsible_stands_when_it_is_named() -> None:
    name = NameDefaultResponsible(agreement_id=AGREEMENT, responsible=Responsible(FIRST_LINE))
    given(*DESK, FIRST_DISBANDED).when(name, by=ADMINISTRATOR).then_refused(TeamIsDisbanded)
