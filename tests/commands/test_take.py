"""Somebody takes a ticket, or passes one on with a note."""

from __future__ import annotations

import msgspec
import pytest

from aggregates.team import NobodyInTeamTakesTickets, PersonIsNotInTeam
from aggregates.ticket_refusals import (
    OwnTicketHasNoPrivateComments,
    TicketIsClosed,
    TicketIsTaken,
    WhichTeamTakesIt,
)
from commands.ticket.take import PassTicketOn, TakeTicket
from events.fact import Fact
from events.team import TeamMembersLinked
from events.ticket import TicketAssigned, TicketCommented, TicketPutInProgress
from events.values.people import Responsible
from tests.commands.lives import LIVES, OVER
from tests.dsl import Like, given
from tests.gallery import DESK, IN_PROGRESS, ON_HOLD, REGISTERED, TICKET
from tests.people import ADMINISTRATOR, FIRST_LINE, OLGA, OPERATOR, SECOND_LINE, SEMYON, viewer

TAKE = TakeTicket(ticket_id=TICKET)
OF_THE_LINE = msgspec.structs.replace(REGISTERED, responsible=Responsible(FIRST_LINE))
OF_THE_SECOND = msgspec.structs.replace(REGISTERED, responsible=Responsible(SECOND_LINE, SEMYON))
MINE = TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE, OLGA))
BEGUN = TicketPutInProgress(ticket_id=TICKET)


def test_row_73_whoever_takes_a_ticket_has_it_in_the_team_that_answers_and_begins() -> None:
    story = given(*DESK, OF_THE_LINE).when(TAKE, by=OPERATOR).then(MINE, BEGUN)
    story.when(TAKE, by=OPERATOR).then_nothing()


def test_a_ticket_is_taken_without_beginning_where_that_is_wanted_or_it_waits() -> None:
    asked = msgspec.structs.replace(TAKE, start=False)
    given(*DESK, OF_THE_LINE).when(asked, by=OPERATOR).then(MINE)
    given(*DESK, OF_THE_LINE, ON_HOLD).when(TAKE, by=OPERATOR).then(MINE)
    given(*DESK, OF_THE_LINE, IN_PROGRESS).when(TAKE, by=OPERATOR).then(MINE)


def test_what_another_has_in_hand_is_taken_over_on_purpose_only() -> None:
    given(*DESK, OF_THE_SECOND).when(TAKE, by=OPERATOR).then_refused(TicketIsTaken, person="Black Semyon")
    over = msgspec.structs.replace(TAKE, take_over=True)
    given(*DESK, OF_THE_SECOND).when(over, by=OPERATOR).then(MINE, BEGUN)


def test_the_team_is_the_one_that_would_answer_else_one_s_only_team_else_it_is_named() -> None:
    nobody_s = msgspec.structs.replace(REGISTERED, responsible=None)
    given(*DESK, nobody_s).when(TAKE, by=OPERATOR).then(MINE, BEGUN)
    semyon = viewer(SEMYON, "Semyon Black", "specialist", teams=frozenset({SECOND_LINE}))
    his = TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, SEMYON))
    given(*DESK, nobody_s).when(TAKE, by=semyon).then(his, BEGUN)
    given(*DESK, nobody_s).when(TAKE, by=ADMINISTRATOR).then_refused(WhichTeamTakesIt, field="team_id")
    named = msgspec.structs.replace(TAKE, team_id=SECOND_LINE)
    given(*DESK, nobody_s).when(named, by=OPERATOR).then_refused(PersonIsNotInTeam)
    both = TeamMembersLinked(team_id=SECOND_LINE, members=(OLGA,))
    in_the_second = TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, OLGA))
    given(*DESK, both, nobody_s).when(named, by=OPERATOR).then(in_the_second, BEGUN)


@pytest.mark.parametrize("status", OVER)
def test_what_is_over_is_neither_taken_nor_passed_on(status: str) -> None:
    passed = PassTicketOn(ticket_id=TICKET, responsible=Responsible(SECOND_LINE), note="Ваше")
    for command in (TAKE, passed):
        given(*DESK, *LIVES[status]).when(command, by=OPERATOR).then_refused(TicketIsClosed)


def test_a_ticket_is_passed_on_with_a_private_note_or_not_at_all() -> None:
    passed = PassTicketOn(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, SEMYON), note="Дело в драйвере")
    note: tuple[Fact | Like, ...] = (
        Like(TicketCommented, body="Дело в драйвере", is_public=False, by_staff=True),
        TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, SEMYON)),
    )
    given(*DESK, REGISTERED).when(passed, by=OPERATOR).then(*note)
    stranger = msgspec.structs.replace(passed, responsible=Responsible(FIRST_LINE, SEMYON))
    given(*DESK, REGISTERED).when(stranger, by=OPERATOR).then_refused(PersonIsNotInTeam)
    own = msgspec.structs.replace(REGISTERED, requester=msgspec.structs.replace(REGISTERED.requester, person_id=OLGA))
    given(*DESK, own).when(passed, by=OPERATOR).then_refused(OwnTicketHasNoPrivateComments, field="note")
    assert NobodyInTeamTakesTickets.field == "team_id"
