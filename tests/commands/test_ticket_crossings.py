from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from aggregates.ticket import Ticket
from aggregates.ticket_refusals import ClocksAreBehind, NoSuchTicket
from commands.command import Command
from commands.refusals import NotAllowed, StaleVersion
from commands.ticket.crossings import RecordDeadlineMiss, RecordEscalation, WakeTicket, WithdrawDeadlineMiss
from commands.ticket.work import PutTicketInProgress, PutTicketOnHold
from events.fact import Fact
from events.ticket import (
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    TicketAssigned,
    TicketPrioritised,
    TicketPutInProgress,
    TicketReopened,
    TicketResumed,
)
from events.values.people import Responsible, Viewer
from events.values.targets import EscalationAction
from tests.commands.lives import LIVES
from tests.dsl import NOW, Like, given, stream_of
from tests.gallery import ACTION, COMMENTED, IN_PROGRESS, ON_HOLD, REGISTERED, START, TEAMS, TICKET, WAKE_UP_AT
from tests.gallery_people import PEOPLE
from tests.people import (
    ADMINISTRATOR,
    ANNA,
    AUDITOR,
    FIRST_LINE,
    OPERATOR,
    REQUESTER,
    SECOND_LINE,
    SPECIALIST_OF_THE_SECOND_LINE,
    TECHNOLOGIST,
    THE_TIMEKEEPER,
)

DUE = NOW - timedelta(minutes=10)
NO_ACTION = EscalationAction()

MISSED = DeadlineMissed(ticket_id=TICKET, clock="resolution", target_no=1, missed_at=DUE, noticed_at=NOW)
WITHDRAWN = DeadlineMissWithdrawn(
    ticket_id=TICKET, clock="resolution", target_no=1, reason="target_changed", noticed_at=NOW
)


def miss(version: int = 1, target_no: int = 1) -> RecordDeadlineMiss:
    return RecordDeadlineMiss(
        ticket_id=TICKET, ticket_version=version, clock="resolution", target_no=target_no, missed_at=DUE
    )


def withdraw(version: int = 1, target_no: int = 1) -> WithdrawDeadlineMiss:
    return WithdrawDeadlineMiss(
        ticket_id=TICKET, ticket_version=version, clock="resolution", target_no=target_no, reason="target_changed"
    )


def escalation(version: int = 1, action: EscalationAction = NO_ACTION, point_id: str = "75") -> RecordEscalation:
    return RecordEscalation(
        ticket_id=TICKET,
        ticket_version=version,
        clock="reaction",
        target_no=1,
        point_id=point_id,
        due_at=DUE,
        action=action,
    )


def reached(action: EscalationAction = NO_ACTION, point_id: str = "75") -> EscalationReached:
    return EscalationReached(
        ticket_id=TICKET,
        clock="reaction",
        target_no=1,
        point_id=point_id,
        due_at=DUE,
        noticed_at=NOW,
        action=action,
    )


CROSSINGS: tuple[Command, ...] = (
    miss(),
    withdraw(),
    escalation(),
    WakeTicket(ticket_id=TICKET, ticket_version=1, wake_up_at=WAKE_UP_AT),
)


# -- who and when ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("command", CROSSINGS, ids=lambda command: command.name)
@pytest.mark.parametrize(
    "by",
    [ADMINISTRATOR, TECHNOLOGIST, OPERATOR, SPECIALIST_OF_THE_SECOND_LINE, AUDITOR, REQUESTER],
    ids=lambda v: v.actor.name,
)
def test_rule_c8_the_desk_alone_records_crossings(command: Command, by: Viewer) -> None:
    given(REGISTERED).when(command, by=by).then_refused(NotAllowed)


@pytest.mark.parametrize("command", CROSSINGS, ids=lambda command: command.name)
@pytest.mark.parametrize("then_came", [COMMENTED, ON_HOLD, MISSED], ids=["a comment", "a queued hold", "a crossing"])
def test_rule_c9_nothing_fires_on_a_ticket_that_moved_on_since_its_clocks_were_read(
    command: Command, then_came: Fact
) -> None:
    given(REGISTERED, then_came).when(command, by=THE_TIMEKEEPER).then_refused(ClocksAreBehind)


@pytest.mark.parametrize("command", CROSSINGS, ids=lambda command: command.name)
def test_a_crossing_of_a_ticket_that_does_not_exist_is_refused(command: Command) -> None:
    given().when(command, by=THE_TIMEKEEPER).then_refused(NoSuchTicket)


# -- misses ----------------------------------------------------------------------------------------------------
def test_rule_c4_a_miss_happened_at_the_due_instant_whenever_it_is_noticed() -> None:
    story = given(REGISTERED).when(miss(), by=THE_TIMEKEEPER).then(MISSED)
    assert (story.recorded[0].metadata.occurred_at, story.recorded[0].metadata.recorded_at) == (DUE, NOW)
    assert story.receipt.reference == "17"


def test_rule_c8_a_miss_is_recorded_at_most_once_for_a_target() -> None:
    story = given(REGISTERED, MISSED)
    story.when(miss(version=2), by=THE_TIMEKEEPER).then_nothing()
    story.when(miss(version=2, target_no=2), by=THE_TIMEKEEPER).then_nothing()


def test_rule_c8_both_clocks_have_misses_of_their_own() -> None:
    other = msgspec.structs.replace(miss(version=2), clock="reaction")
    given(REGISTERED, MISSED).when(other, by=THE_TIMEKEEPER).then(Like(DeadlineMissed, clock="reaction"))


@pytest.mark.parametrize(
    ("status", "is_told"), [("closed", True), ("resolved", True), ("declined", False), ("merged", False)]
)
def test_rule_c3_a_clock_is_not_missed_after_it_was_cancelled_and_a_stopped_one_may_have_been(
    status: str, *, is_told: bool
) -> None:
    life = LIVES[status]
    story = given(*life).when(miss(version=len(life)), by=THE_TIMEKEEPER)
    story.then(MISSED) if is_told else story.then_nothing()


@pytest.mark.parametrize("status", ["declined", "merged"])
def test_rules_c3_c6_what_was_missed_before_the_clock_was_cancelled_is_told(status: str) -> None:
    life = LIVES[status]
    story = given(life[0], at=DUE - timedelta(minutes=10)).given(*life[1:], at=DUE + timedelta(minutes=5))
    story.when(miss(version=len(life)), by=THE_TIMEKEEPER).then(MISSED)


def test_rule_c5_a_miss_that_no_longer_holds_is_withdrawn_by_a_fact_of_its_own() -> None:
    story = given(REGISTERED, MISSED).when(withdraw(version=2), by=THE_TIMEKEEPER).then(WITHDRAWN)
    assert [recorded.fact for recorded in story.log.load(story.receipt.stream)] == [REGISTERED, MISSED, WITHDRAWN]


def test_rule_c5_there_is_nothing_to_withdraw_where_no_miss_stands() -> None:
    given(REGISTERED).when(withdraw(), by=THE_TIMEKEEPER).then_nothing()
    given(REGISTERED, MISSED).when(withdraw(version=2, target_no=2), by=THE_TIMEKEEPER).then_nothing()
    given(REGISTERED, MISSED, WITHDRAWN).when(withdraw(version=3), by=THE_TIMEKEEPER).then_nothing()


def test_rule_c8_a_target_whose_miss_was_withdrawn_is_not_missed_again_but_the_next_one_may_be() -> None:
    story = given(REGISTERED, MISSED, WITHDRAWN)
    story.when(miss(version=3), by=THE_TIMEKEEPER).then_nothing()
    story.when(miss(version=3, target_no=2), by=THE_TIMEKEEPER).then(msgspec.structs.replace(MISSED, target_no=2))


# -- escalations -----------------------------------------------------------------------------------------------
def test_rule_c7_a_point_fires_once_late_rather_than_never_with_both_instants() -> None:
    late = NOW + timedelta(days=3)
    story = given(REGISTERED).when(escalation(), by=THE_TIMEKEEPER, at=late)
    story.then(msgspec.structs.replace(reached(), noticed_at=late))
    assert story.recorded[0].metadata.occurred_at == DUE
    story.when(escalation(version=2), by=THE_TIMEKEEPER, at=late).then_nothing()
    story.when(escalation(version=2, point_id="90"), by=THE_TIMEKEEPER, at=late).then(Like(EscalationReached))


@pytest.mark.parametrize("status", ["closed", "declined", "merged"])
def test_rule_c7_a_ticket_that_is_over_never_fires(status: str) -> None:
    life = LIVES[status]
    given(*life).when(escalation(version=len(life)), by=THE_TIMEKEEPER).then_nothing()


def test_rule_c7_an_escalation_reassigns_and_raises_the_priority_when_it_is_noticed() -> None:
    story = given(*PEOPLE, *TEAMS, REGISTERED).when(escalation(action=ACTION), by=THE_TIMEKEEPER)
    story.then(
        reached(ACTION),
        TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE)),
        TicketPrioritised(
            ticket_id=TICKET, priority="critical", impact="high", urgency="low", priority_from="escalation"
        ),
    )
    assert [recorded.metadata.occurred_at for recorded in story.recorded] == [DUE, NOW, NOW]
    assert len({recorded.metadata.fact_id for recorded in story.recorded}) == 3


@pytest.mark.parametrize(
    "action",
    [
        EscalationAction(reassign_to_team=FIRST_LINE),
        EscalationAction(raise_priority_to="normal"),
        EscalationAction(raise_priority_to="low"),
        EscalationAction(notify=("team_lead",)),
    ],
    ids=["answers already", "as pressing already", "never downwards", "only tells"],
)
def test_rule_c7_an_escalation_changes_only_what_is_not_so_already(action: EscalationAction) -> None:
    given(REGISTERED).when(escalation(action=action), by=THE_TIMEKEEPER).then(reached(action))


# -- wake-ups --------------------------------------------------------------------------------------------------
def wake(version: int = 2) -> WakeTicket:
    return WakeTicket(ticket_id=TICKET, ticket_version=version, wake_up_at=WAKE_UP_AT)


def test_a_ticket_wakes_at_its_wake_up_also_when_the_desk_slept_through_it() -> None:
    late = WAKE_UP_AT + timedelta(days=2)
    story = given(REGISTERED, ON_HOLD).when(wake(), by=THE_TIMEKEEPER, at=late)
    story.then(TicketResumed(ticket_id=TICKET, woken=True))
    assert story.recorded[0].metadata.occurred_at == WAKE_UP_AT


def test_rule_c6_a_late_wake_up_is_not_told_before_what_people_did_in_between() -> None:
    said_at = WAKE_UP_AT + timedelta(hours=5)
    story = given(REGISTERED, ON_HOLD).given(COMMENTED, at=said_at)
    story.when(wake(version=3), by=THE_TIMEKEEPER, at=said_at + timedelta(hours=1))
    assert [recorded.metadata.occurred_at for recorded in story.recorded] == [said_at]


def test_nothing_wakes_before_its_time_or_when_it_waits_no_longer_or_for_something_else() -> None:
    given(REGISTERED, ON_HOLD).when(wake(), by=THE_TIMEKEEPER, at=WAKE_UP_AT - timedelta(seconds=1)).then_nothing()
    given(REGISTERED, ON_HOLD, IN_PROGRESS).when(wake(version=3), by=THE_TIMEKEEPER, at=WAKE_UP_AT).then_nothing()
    for_ever = msgspec.structs.replace(ON_HOLD, wake_up_at=None)
    given(REGISTERED, for_ever).when(wake(), by=THE_TIMEKEEPER, at=WAKE_UP_AT).then_nothing()


# -- and people ------------------------------------------------------------------------------------------------
def test_rule_c8_a_crossing_is_no_change_that_makes_what_people_saw_stale() -> None:
    story = given(REGISTERED, MISSED, WITHDRAWN, reached())
    story.when(PutTicketInProgress(ticket_id=TICKET), by=OPERATOR, seen=1).then(TicketPutInProgress(ticket_id=TICKET))
    hold = PutTicketOnHold(ticket_id=TICKET, reason="Ждём")
    story.when(hold, by=OPERATOR, seen=1).then_refused(StaleVersion, seen=1, now=5)


def test_rule_c8_a_crossing_never_moves_the_time_of_a_ticket_s_last_change() -> None:
    far = START + timedelta(days=30)
    story = given(REGISTERED).given(MISSED, at=far)
    ticket = Ticket.fold(story.log.load(stream_of(REGISTERED)))
    assert ticket is not None
    assert (ticket.last_at, ticket.version) == (START, 2)


def test_a_reopened_ticket_keeps_the_miss_that_stands() -> None:
    life = (*LIVES["resolved"], MISSED, TicketReopened(ticket_id=TICKET, requester_id=ANNA))
    given(*life).when(miss(version=len(life)), by=THE_TIMEKEEPER).then_nothing()
