"""A team in which nobody can work gets no tickets (row 73): refused where asked, passed over where it becomes so."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from aggregates.team import NobodyInTeamTakesTickets
from commands.agreement import ConcludeAgreement, NameDefaultResponsible
from commands.agreement_scope import NameDeskResponsible
from commands.change_request.draft import AssignChange, DraftChange
from commands.command import Command
from commands.fields import Named
from commands.problem.register import RegisterProblem
from commands.problem.work import AssignProblem
from commands.service import AddService, NameServiceResponsible
from commands.team import DisbandTeam, UnlinkTeamMembers
from commands.ticket.crossings import RecordEscalation
from commands.ticket.register import RegisterTicket
from commands.ticket.work import AssignTicket, UnassignTicket
from events.agreement import AgreementDefaultResponsibleNamed, DeskResponsibleNamed
from events.fact import Fact
from events.person import PersonDeactivated, PersonGroupsGranted, PersonRegistered
from events.team import TeamFormed
from events.ticket import EscalationReached, TicketAssigned, TicketPrioritised, TicketRegistered, TicketUnassigned
from events.values.identity import AgreementId, PersonId, TeamId
from events.values.people import CARETAKER, Group, Responsible, Viewer
from events.values.person_name import PersonName
from events.values.targets import EscalationAction
from events.values.text import Text
from tests.dsl import NOW, Like, Story, given
from tests.gallery import AGREEMENT, DESK, REGISTERED, SCHEDULE, TICKET
from tests.gallery_changes import CHANGE, DRAFTED
from tests.gallery_problems import PROBLEM, PROBLEM_REGISTERED
from tests.gallery_services import CATALOGUE, PRINTERS
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OLGA, OPERATOR, REQUESTER, SECOND_LINE, SEMYON, THE_TIMEKEEPER

IDLE, NEW = TeamId(UUID(int=0xB5)), TeamId(UUID(int=0xB6))
"""A team of one member who has access, and no group that works on tickets."""
TO_IDLE = Responsible(IDLE)
AS_CARETAKER = Viewer(actor=CARETAKER, groups=frozenset())
NO_GROUPS: frozenset[Group] = frozenset()


def desk() -> Story:
    idle = TeamFormed(team_id=IDLE, name=Text("Бухгалтерия", "Accounting"), members=(ANNA,))
    return given(*DESK, *CATALOGUE, REGISTERED, PROBLEM_REGISTERED, DRAFTED, idle)


ASKED: dict[str, Command] = {
    "a ticket's": AssignTicket(ticket_id=TICKET, responsible=TO_IDLE),
    "a new ticket's": RegisterTicket(subject="Вопрос", responsible=TO_IDLE),
    "a problem's": AssignProblem(problem_id=PROBLEM, responsible=TO_IDLE),
    "a new problem's": RegisterProblem(subject="Печать", responsible=TO_IDLE),
    "a change's": AssignChange(change_id=CHANGE, responsible=TO_IDLE),
    "a new change's": DraftChange(subject="Замена", responsible=TO_IDLE),
    "an agreement's": NameDefaultResponsible(agreement_id=AGREEMENT, responsible=TO_IDLE),
    "a new agreement's": ConcludeAgreement(
        title=Named(ru="Новое", en="New"), schedule_id=SCHEDULE, default_responsible=TO_IDLE
    ),
    "a service's": NameServiceResponsible(service_id=PRINTERS, responsible=TO_IDLE),
    "a new service's": AddService(title=Named(ru="Новая", en="New"), types=("incident",), responsible=TO_IDLE),
    "the desk's": NameDeskResponsible(responsible=TO_IDLE),
    "heir of a member": UnlinkTeamMembers(team_id=SECOND_LINE, members=(SEMYON,), hand_over_to=TO_IDLE),
    "heir of a team": DisbandTeam(team_id=SECOND_LINE, hand_over_to=TO_IDLE),
}


@pytest.mark.parametrize("where", ASKED)
def test_row_73_work_is_given_to_no_team_in_which_nobody_can_do_it(where: str) -> None:
    story = desk().when(ASKED[where], by=ADMINISTRATOR)
    refusal = story.outcome
    assert isinstance(refusal, NobodyInTeamTakesTickets)
    assert refusal.field in {"responsible.team_id", "default_responsible.team_id", "hand_over_to.team_id"}
    assert "Accounting" in refusal.text.en
    assert "Бухгалтерия" in refusal.text.ru
    assert "second line" in refusal.text.en
    story.then_refused(NobodyInTeamTakesTickets)


@pytest.mark.parametrize(
    "went",
    [
        PersonGroupsGranted(person_id=OLGA, groups=NO_GROUPS),
        PersonDeactivated(person_id=OLGA, reason="Уволилась"),
    ],
    ids=["no group", "no access"],
)
def test_row_73_a_team_whose_only_worker_went_is_refused_and_taken_again_when_another_one_can(went: Fact) -> None:
    asked = AssignTicket(ticket_id=TICKET, responsible=Responsible(FIRST_LINE))
    story = desk().given(went).when(asked, by=OPERATOR)
    story.then_refused(NobodyInTeamTakesTickets, field="responsible.team_id")
    desk().when(asked, by=OPERATOR).then(TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE)))


def test_a_team_without_members_is_being_set_up_and_is_taken_at_its_word() -> None:
    empty = TeamFormed(team_id=NEW, name=Text("Новая", "New"), members=())
    story = desk().given(empty).when(AssignTicket(ticket_id=TICKET, responsible=Responsible(NEW)), by=OPERATOR)
    story.then(TicketAssigned(ticket_id=TICKET, responsible=Responsible(NEW)))


def test_what_is_taken_from_a_person_goes_to_their_team_only_where_somebody_in_it_can_work() -> None:
    gone = PersonGroupsGranted(person_id=OLGA, groups=NO_GROUPS)
    keep = UnassignTicket(ticket_id=TICKET, keep_team=True)
    hers = TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE, OLGA))
    story = desk().given(hers).when(keep, by=ADMINISTRATOR)
    story.then(TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE)))
    story.when(keep, by=ADMINISTRATOR).then_nothing()
    story = desk().given(hers, gone).when(keep, by=ADMINISTRATOR)
    story.then_refused(NobodyInTeamTakesTickets, field="keep_team")
    story.when(UnassignTicket(ticket_id=TICKET), by=ADMINISTRATOR).then(Like(TicketUnassigned))


@pytest.mark.parametrize("nth", [0, 1, 2, 49, 50, 51, 101, 119])
def test_whoever_of_a_great_team_can_work_is_found(nth: int) -> None:
    crowd = [PersonId(UUID(int=0xC000 + one)) for one in range(120)]
    facts: list[Fact] = [
        PersonRegistered(person_id=one, kind="employee", name=PersonName(str(number)), language="ru")
        for number, one in enumerate(crowd)
    ]
    large = TeamFormed(team_id=NEW, name=Text("Все", "All"), members=tuple(crowd))
    able = PersonGroupsGranted(person_id=crowd[nth], groups=frozenset[Group]({"second_line"}))
    asked = AssignTicket(ticket_id=TICKET, responsible=Responsible(NEW))
    desk().given(*facts, large).when(asked, by=OPERATOR).then_refused(NobodyInTeamTakesTickets)
    story = desk().given(*facts, large, able).when(asked, by=OPERATOR)
    story.then(TicketAssigned(ticket_id=TICKET, responsible=Responsible(NEW)))


def test_rule_c7_an_escalation_is_told_and_done_without_a_team_in_which_nobody_can_work() -> None:
    story = desk().when(
        RecordEscalation(
            ticket_id=TICKET,
            ticket_version=1,
            clock="reaction",
            target_no=1,
            point_id="75",
            due_at=NOW,
            action=EscalationAction(reassign_to_team=IDLE, raise_priority_to="critical"),
        ),
        by=THE_TIMEKEEPER,
    )
    story.then(
        Like(EscalationReached, action=EscalationAction(raise_priority_to="critical")),
        Like(TicketPrioritised, priority="critical"),
    )


def test_row_97_a_default_team_in_which_nobody_can_work_is_passed_over_for_the_desk_s() -> None:
    story = desk().given(AgreementDefaultResponsibleNamed(agreement_id=AGREEMENT, responsible=TO_IDLE))
    story.when(RegisterTicket(subject="Вопрос"), by=REQUESTER).then(Like(TicketRegistered, responsible=None))
    story.given(DeskResponsibleNamed(responsible=Responsible(SECOND_LINE)))
    story.when(RegisterTicket(subject="Вопрос"), by=REQUESTER)
    story.then(Like(TicketRegistered, responsible=Responsible(SECOND_LINE)))


def test_row_73_what_is_left_to_a_team_in_which_nobody_can_work_goes_to_who_answers_by_default() -> None:
    left = AssignTicket(ticket_id=TICKET, responsible=TO_IDLE)
    default = AgreementDefaultResponsibleNamed(agreement_id=AGREEMENT, responsible=TO_IDLE)
    story = desk().given(default, DeskResponsibleNamed(responsible=Responsible(SECOND_LINE)))
    story.when(left, by=AS_CARETAKER).then(TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE)))


def test_row_73_what_is_left_of_a_ticket_from_elsewhere_goes_to_who_answers_for_the_desk() -> None:
    elsewhere = msgspec.structs.replace(REGISTERED, agreement_id=AgreementId(UUID(int=404)), service_path=())
    idle = TeamFormed(team_id=IDLE, name=Text("Бухгалтерия", "Accounting"), members=(ANNA,))
    story = given(*DESK, elsewhere, idle, DeskResponsibleNamed(responsible=Responsible(SECOND_LINE)))
    story.when(AssignTicket(ticket_id=TICKET, responsible=TO_IDLE), by=AS_CARETAKER)
    story.then(TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE)))


def test_row_73_what_is_left_to_a_team_stays_with_it_where_nobody_answers_by_default_either() -> None:
    left = AssignTicket(ticket_id=TICKET, responsible=TO_IDLE)
    story = desk().given(AgreementDefaultResponsibleNamed(agreement_id=AGREEMENT, responsible=TO_IDLE))
    story.when(left, by=AS_CARETAKER).then(TicketAssigned(ticket_id=TICKET, responsible=TO_IDLE))
