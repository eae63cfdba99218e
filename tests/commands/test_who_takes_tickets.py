"""Nobody is responsible who would not even see the ticket (row 73): when they are named, and when their groups go."""

from __future__ import annotations

import pytest

from aggregates.person_refusals import PersonWorksOnNoTickets
from commands.agreement import NameDefaultResponsible
from commands.agreement_scope import NameDeskResponsible
from commands.command import Command
from commands.service import NameServiceResponsible
from commands.team import DisbandTeam, UnlinkTeamMembers
from commands.ticket.register import RegisterTicket
from commands.ticket.work import AssignTicket
from events.agreement import AgreementDefaultResponsibleNamed
from events.person import PersonGroupsGranted, PersonLicensed
from events.team import TeamMembersLinked
from events.ticket import TicketAssigned, TicketRegistered
from events.values.people import Group, Responsible
from tests.dsl import Like, Story, given
from tests.gallery import AGREEMENT, DESK, REGISTERED, TICKET
from tests.gallery_services import CATALOGUE, PRINTERS
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OPERATOR, REQUESTER, SECOND_LINE

IDLE = Responsible(FIRST_LINE, ANNA)
"""A member of the team who is an employee or contact without a group that works on tickets."""


def desk() -> Story:
    return given(*DESK, *CATALOGUE, REGISTERED, TeamMembersLinked(team_id=FIRST_LINE, members=(ANNA,)))


def with_groups(story: Story, *groups: Group) -> Story:
    return story.given(
        PersonLicensed(person_id=ANNA, licence="named"),
        PersonGroupsGranted(person_id=ANNA, groups=frozenset(groups)),
    )


NAMED: dict[str, Command] = {
    "responsible": AssignTicket(ticket_id=TICKET, responsible=IDLE),
    "responsible of a new one": RegisterTicket(subject="Вопрос", responsible=IDLE),
    "default responsible": NameDefaultResponsible(agreement_id=AGREEMENT, responsible=IDLE),
    "service's": NameServiceResponsible(service_id=PRINTERS, responsible=IDLE),
    "desk's": NameDeskResponsible(responsible=IDLE),
    "heir of a member": UnlinkTeamMembers(team_id=SECOND_LINE, members=(ANNA,), hand_over_to=IDLE),
    "heir of a team": DisbandTeam(team_id=SECOND_LINE, hand_over_to=IDLE),
}


@pytest.mark.parametrize("where", NAMED)
@pytest.mark.parametrize("groups", [(), ("auditor",)], ids=["no group", "auditor"])
def test_row_73_who_works_on_no_tickets_is_named_responsible_nowhere(where: str, groups: tuple[Group, ...]) -> None:
    story = with_groups(desk(), *groups).when(NAMED[where], by=ADMINISTRATOR)
    refusal = story.outcome
    assert isinstance(refusal, PersonWorksOnNoTickets)
    assert str(refusal.field).endswith("person_id")
    assert "first line" not in refusal.text.en
    assert "second line" in refusal.text.en


@pytest.mark.parametrize("group", ["specialist", "second_line", "administrator", "technologist"])
def test_row_73_every_group_that_works_on_tickets_will_do(group: Group) -> None:
    story = with_groups(desk(), group).when(NAMED["responsible"], by=OPERATOR)
    story.then(TicketAssigned(ticket_id=TICKET, responsible=IDLE))


def test_row_97_a_default_responsible_who_lost_their_groups_is_passed_over_for_the_team() -> None:
    story = desk().given(AgreementDefaultResponsibleNamed(agreement_id=AGREEMENT, responsible=IDLE))
    story.when(RegisterTicket(subject="Вопрос"), by=REQUESTER)
    story.then(Like(TicketRegistered, responsible=Responsible(FIRST_LINE)))
    story = with_groups(story, "second_line")
    story.when(RegisterTicket(subject="Вопрос"), by=REQUESTER).then(Like(TicketRegistered, responsible=IDLE))
