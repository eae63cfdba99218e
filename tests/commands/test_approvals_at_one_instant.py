"""Answers at the same instant, on the real log: an approval ends once, and every answer is told what it met."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import msgspec
import pytest

from aggregates.approval_refusals import NothingWaitsForApproval
from aggregates.ticket_refusals import ClocksAreBehind, NoSuchTicket
from commands.command import Command
from commands.person.substitute import DismissSubstitute
from commands.ports import Receipt
from commands.ticket.approval import AnswerApproval, ExpireApproval, WithdrawApproval
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.approval import ApprovalAnswered, ApprovalEnded
from events.substitute import SubstituteNamed
from events.values.approval import ApprovalStage, Mode
from events.values.identity import CommandId, PersonId, StreamId
from events.values.people import Viewer
from events.values.refusal import Refusal
from tests.commands.approvals import THIRD
from tests.dsl import NOW, Story
from tests.gallery import DESK, REGISTERED, TICKET
from tests.gallery_approvals import APPROVAL, WAITING
from tests.people import OLGA, OPERATOR, SEMYON, STRANGER, THE_TIMEKEEPER, viewer

Orders = list[tuple[Command, Viewer]]
ASKED = (SEMYON, OLGA, THIRD)


@pytest.fixture
def desk(database: Database) -> Callable[[Mode], Story]:
    """A desk on PostgreSQL whose ticket waits for three people."""

    def with_mode(mode: Mode) -> Story:
        stage = ApprovalStage(mode=mode, approvers=ASKED)
        story = Story(PostgresLog(database))
        return story.given(*DESK, REGISTERED, msgspec.structs.replace(WAITING, stages=(stage,)))

    return with_mode


def at_once(story: Story, orders: Orders) -> list[Receipt | Refusal]:
    """Every order in a thread of its own, let go together."""
    gate = Barrier(len(orders))

    def issue(order: tuple[Command, Viewer]) -> Receipt | Refusal:
        command, by = order
        gate.wait(10)
        try:
            return story.bus.execute(command, viewer=by, command_id=CommandId(uuid4()))
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(issue, orders))


def approve(who: PersonId) -> tuple[Command, Viewer]:
    said = AnswerApproval(ticket_id=TICKET, approval_id=APPROVAL, verdict="approve")
    return said, viewer(who, "Кто-то", "requester")


def told(story: Story, kind: type) -> int:
    return sum(isinstance(recorded.fact, kind) for recorded in story.log.load(StreamId(TICKET)))


def test_row_163_of_three_who_answer_at_once_the_first_decides_and_the_others_hear_that_it_is_over(
    desk: Callable[[Mode], Story],
) -> None:
    story = desk("first")
    outcomes = at_once(story, [approve(who) for who in ASKED])
    assert sum(isinstance(outcome, Receipt) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, NothingWaitsForApproval) for outcome in outcomes) == 2
    assert (told(story, ApprovalAnswered), told(story, ApprovalEnded)) == (1, 1)


def test_row_163_all_three_answers_count_when_they_come_at_once(desk: Callable[[Mode], Story]) -> None:
    story = desk("all")
    outcomes = at_once(story, [approve(who) for who in ASKED])
    assert all(isinstance(outcome, Receipt) for outcome in outcomes)
    assert (told(story, ApprovalAnswered), told(story, ApprovalEnded)) == (3, 1)


def test_row_163_an_answer_a_withdrawal_and_an_expiry_at_once_end_it_once(desk: Callable[[Mode], Story]) -> None:
    story = desk("one")
    version = len(story.log.load(StreamId(TICKET)))
    expire = ExpireApproval(ticket_id=TICKET, ticket_version=version, approval_id=APPROVAL, stage=0, due_at=NOW)
    withdraw = WithdrawApproval(ticket_id=TICKET, approval_id=APPROVAL)
    outcomes = at_once(story, [approve(SEMYON), (withdraw, OPERATOR), (expire, THE_TIMEKEEPER)])
    assert told(story, ApprovalEnded) == 1
    lost = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert len(lost) == 2
    assert all(isinstance(refusal, NothingWaitsForApproval | ClocksAreBehind) for refusal in lost)


def test_row_163_a_substitute_who_is_dismissed_at_that_instant_answers_before_it_or_not_at_all(
    desk: Callable[[Mode], Story],
) -> None:
    story = desk("all").given(
        SubstituteNamed(
            person_id=SEMYON,
            substitute_id=PersonId(STRANGER.actor.id),
            from_at=NOW - timedelta(days=1),
            until_at=NOW + timedelta(days=1),
        )
    )
    said = AnswerApproval(ticket_id=TICKET, approval_id=APPROVAL, verdict="approve")
    dismiss = DismissSubstitute(person_id=SEMYON)
    answered, dismissed = at_once(story, [(said, STRANGER), (dismiss, viewer(SEMYON, "Semyon", "requester"))])
    assert isinstance(dismissed, Receipt)
    if isinstance(answered, Receipt):
        assert answered.position < dismissed.position
    else:
        assert isinstance(answered, NoSuchTicket)
    assert told(story, ApprovalAnswered) == isinstance(answered, Receipt)
