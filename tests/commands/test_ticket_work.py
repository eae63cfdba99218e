from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from aggregates.approval_refusals import TicketWaitsForApproval
from aggregates.team import NoSuchTeam, PersonIsNotInTeam
from aggregates.ticket_refusals import (
    MergedIntoFinal,
    MergedIntoItself,
    NoSuchTicket,
    StatusIsNotReachable,
    TicketIsClosed,
    TicketIsNotOnHold,
    WakeUpIsPast,
)
from commands.command import Command
from commands.ticket.work import (
    AssignTicket,
    MergeTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
)
from events.ticket import (
    TicketAssigned,
    TicketJoined,
    TicketMerged,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketReopened,
    TicketResolved,
)
from events.values.identity import TeamId, TicketId, ticket_id
from events.values.lifecycle import SHIPPED
from events.values.people import Responsible
from events.values.refusal import Refusal
from events.values.ticket import STATUSES
from tests.commands.lives import ANOTHER, CHANGES, LIVES, MOVES, OVER
from tests.dsl import NOW, Like, given
from tests.gallery import (
    AGREEMENT,
    CLOSED,
    CONCLUDED,
    DESK,
    IN_PROGRESS,
    ON_HOLD,
    OTHER_TICKET,
    PEOPLE,
    REGISTERED,
    RESOLVED,
    TEAMS,
    TICKET,
)
from tests.people import ANNA, FIRST_LINE, OLGA, OPERATOR, REQUESTER, SECOND_LINE, SEMYON

NOTHING, NOT_REACHABLE, OVER_ALREADY, NOT_ON_HOLD = "nothing", StatusIsNotReachable, TicketIsClosed, TicketIsNotOnHold
ALWAYS: dict[str, type[Refusal]] = {**dict.fromkeys(OVER, OVER_ALREADY), "on_approval": TicketWaitsForApproval}

OUTCOMES: dict[str, dict[str, str | type[Refusal]]] = {
    # what is asked:           and what comes of it in each status; what is not named is accepted
    "put-ticket-in-progress": {"in_progress": NOTHING, "resolved": NOT_REACHABLE},
    "put-ticket-on-hold": {"resolved": NOT_REACHABLE},
    "resume-ticket": dict.fromkeys(("new", "in_progress", "on_approval", "resolved", "reopened"), NOT_ON_HOLD),
    "resolve-ticket": {"resolved": NOT_REACHABLE},
    "reopen-ticket": dict.fromkeys(("new", "in_progress", "on_hold", "reopened"), NOT_REACHABLE),
    "close-ticket": {**dict.fromkeys(("new", "in_progress", "on_hold", "reopened"), NOT_REACHABLE), "closed": NOTHING},
    "decline-ticket": {"resolved": NOT_REACHABLE},
    "merge-ticket": {"resolved": NOT_REACHABLE},
}


@pytest.mark.parametrize("command", MOVES, ids=lambda command: command.name)
@pytest.mark.parametrize("status", LIVES)
def test_row_166_every_move_from_every_status_has_its_outcome(status: str, command: Command) -> None:
    story = given(*LIVES[status], ANOTHER).when(command, by=OPERATOR)
    outcome = OUTCOMES[command.name].get(status, ALWAYS.get(status, "accepted"))
    if outcome == "accepted":
        told = MOVES[command]
        if isinstance(told, TicketPutOnHold) and status == "on_hold":
            told = msgspec.structs.replace(told, wake_up_at=ON_HOLD.wake_up_at)
        joined = [Like(TicketJoined, joined=TICKET, requesters=(ANNA,))] if isinstance(told, TicketMerged) else []
        story.then(told, *joined)
    elif isinstance(outcome, str):
        story.then_nothing()
    else:
        story.then_refused(outcome)


def test_rows_166_167_the_table_of_transitions_speaks_of_every_status() -> None:
    assert LIVES.keys() == STATUSES.keys()
    ways = {(way.leaves, way.enters) for way in SHIPPED.transitions}
    led_to = STATUSES.keys() - {"taken_back"}  # whoever asked brings a ticket there, by no way
    assert {enters for _, enters in ways} == led_to
    assert {leaves for leaves, enters in ways if enters == "new"} == {"on_approval"}
    assert {leaves for leaves, _ in ways} == STATUSES.keys() - set(OVER)
    reached = {"new"}
    while more := {enters for leaves, enters in ways if leaves in reached} - reached:
        reached |= more
    assert reached == led_to


@pytest.mark.parametrize("command", CHANGES, ids=lambda command: command.name)
@pytest.mark.parametrize("status", LIVES)
def test_row_166_a_ticket_that_is_over_takes_no_changes_and_every_other_does(status: str, command: Command) -> None:
    story = given(*PEOPLE, *TEAMS, CONCLUDED, *LIVES[status]).when(command, by=OPERATOR)
    if status in OVER:
        story.then_refused(TicketIsClosed, number=REGISTERED.number)
    else:
        assert len(story.recorded) == 1


@pytest.mark.parametrize("command", [*MOVES, *CHANGES], ids=lambda command: command.name)
@pytest.mark.parametrize("given_facts", [(), (ANOTHER,), DESK], ids=["an empty desk", "another ticket", "a desk"])
def test_a_ticket_that_does_not_exist_is_not_found(given_facts: tuple[object, ...], command: Command) -> None:
    given(*given_facts).when(command, by=OPERATOR).then_refused(NoSuchTicket)  # type: ignore[arg-type] # facts, by the gallery


def test_the_id_of_something_else_is_not_a_ticket() -> None:
    not_a_ticket = PutTicketInProgress(ticket_id=TicketId(AGREEMENT))
    given(CONCLUDED).when(not_a_ticket, by=OPERATOR).then_refused(NoSuchTicket)


def test_a_refusal_names_both_statuses_in_its_language() -> None:
    story = given(*LIVES["new"]).when(ReopenTicket(ticket_id=TICKET), by=OPERATOR)
    with pytest.raises(StatusIsNotReachable) as caught:
        story.bus.execute(ReopenTicket(ticket_id=TICKET), viewer=OPERATOR, command_id=story.next_id())
    assert "«Новая»" in caught.value.text.ru
    assert "«Возобновлена»" in caught.value.text.ru
    assert "“New”" in caught.value.text.en
    assert "“Reopened”" in caught.value.text.en


# -- who answers -----------------------------------------------------------------------------------------------
def test_row_73_a_ticket_is_assigned_to_a_team_or_to_an_employee_within_it() -> None:
    team, employee = Responsible(SECOND_LINE), Responsible(SECOND_LINE, SEMYON)
    story = given(*PEOPLE, *TEAMS, REGISTERED)
    story.when(AssignTicket(ticket_id=TICKET, responsible=team), by=OPERATOR).then(
        TicketAssigned(ticket_id=TICKET, responsible=team)
    )
    story.when(AssignTicket(ticket_id=TICKET, responsible=employee), by=OPERATOR).then(
        TicketAssigned(ticket_id=TICKET, responsible=employee)
    )
    story.when(AssignTicket(ticket_id=TICKET, responsible=employee), by=OPERATOR).then_nothing()


def test_row_73_an_employee_answers_only_within_their_own_team() -> None:
    stranger = AssignTicket(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, OLGA))
    given(*TEAMS, REGISTERED).when(stranger, by=OPERATOR).then_refused(PersonIsNotInTeam, field="responsible.person_id")


@pytest.mark.parametrize("nobody", [UUID(int=404), AGREEMENT])
def test_row_73_a_team_that_does_not_exist_answers_for_nothing(nobody: UUID) -> None:
    command = AssignTicket(ticket_id=TICKET, responsible=Responsible(TeamId(nobody)))
    given(*TEAMS, CONCLUDED, REGISTERED).when(command, by=OPERATOR).then_refused(
        NoSuchTeam, field="responsible.team_id"
    )


# -- waiting ---------------------------------------------------------------------------------------------------
def test_a_ticket_waits_with_a_reason_and_wakes_at_a_time_that_lies_ahead() -> None:
    soon = NOW + timedelta(microseconds=1)
    hold = PutTicketOnHold(ticket_id=TICKET, reason="Ждём запчасть", wake_up_at=soon)
    given(REGISTERED).when(hold, by=OPERATOR).then(
        TicketPutOnHold(ticket_id=TICKET, requester_id=ANNA, reason="Ждём запчасть", wake_up_at=soon)
    )


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(microseconds=-1), timedelta(days=-30)])
def test_a_wake_up_never_lies_in_the_past(ahead: timedelta) -> None:
    hold = PutTicketOnHold(ticket_id=TICKET, reason="Ждём", wake_up_at=NOW + ahead)
    given(REGISTERED).when(hold, by=OPERATOR).then_refused(WakeUpIsPast, field="wake_up_at")


def test_taking_a_waiting_ticket_into_work_ends_the_wait() -> None:
    story = given(REGISTERED, ON_HOLD).when(PutTicketInProgress(ticket_id=TICKET), by=OPERATOR)
    story.then(TicketPutInProgress(ticket_id=TICKET))
    story.when(ResumeTicket(ticket_id=TICKET), by=OPERATOR).then_refused(TicketIsNotOnHold)


def test_what_is_over_cannot_be_resumed_and_says_so() -> None:
    given(REGISTERED, RESOLVED, CLOSED).when(ResumeTicket(ticket_id=TICKET), by=OPERATOR).then_refused(TicketIsClosed)


# -- the requester's say ---------------------------------------------------------------------------------------
def test_the_requester_confirms_the_solution_or_says_that_it_did_not_hold() -> None:
    reopen = ReopenTicket(ticket_id=TICKET, reason="Снова не печатает")
    story = given(REGISTERED, RESOLVED).when(reopen, by=REQUESTER)
    story.then(TicketReopened(ticket_id=TICKET, requester_id=ANNA, reason="Снова не печатает"))
    story.when(ResolveTicket(ticket_id=TICKET, solution="Заменён барабан"), by=OPERATOR).then(
        TicketResolved(ticket_id=TICKET, requester_id=ANNA, solution="Заменён барабан")
    )
    close = next(command for command in MOVES if command.name == "close-ticket")
    story.when(close, by=REQUESTER).then(CLOSED)


# -- merging ---------------------------------------------------------------------------------------------------
def test_a_ticket_is_never_merged_into_itself() -> None:
    itself = MergeTicket(ticket_id=TICKET, into=TICKET)
    given(REGISTERED).when(itself, by=OPERATOR).then_refused(MergedIntoItself, field="into")


def test_nothing_is_merged_into_a_ticket_that_is_over() -> None:
    over = (REGISTERED, ANOTHER, RESOLVED, CLOSED)
    into_closed = MergeTicket(ticket_id=OTHER_TICKET, into=TICKET)
    given(*over).when(into_closed, by=OPERATOR).then_refused(MergedIntoFinal, number=REGISTERED.number)


def test_a_ticket_is_merged_into_one_that_exists() -> None:
    into_nothing = MergeTicket(ticket_id=TICKET, into=ticket_id(404))
    given(REGISTERED).when(into_nothing, by=OPERATOR).then_refused(NoSuchTicket, field="into")


def test_what_is_written_about_the_other_ticket_does_not_make_a_merge_stale() -> None:
    story = given(REGISTERED, IN_PROGRESS, ANOTHER)
    story.when(MergeTicket(ticket_id=OTHER_TICKET, into=TICKET), by=OPERATOR, seen=1)
    assert story.receipt.version == 2


def test_assigning_to_the_team_that_answers_already_in_person_takes_the_person_off() -> None:
    command = AssignTicket(ticket_id=TICKET, responsible=Responsible(FIRST_LINE))
    given(*PEOPLE, *TEAMS, REGISTERED).when(command, by=OPERATOR).then(
        TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE))
    )
