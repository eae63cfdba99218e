from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest

from aggregates.ticket_refusals import (
    StatusIsNotReachable,
    TicketIsClosed,
)
from commands.command import Command
from commands.person.register import RegisterPerson
from commands.ports import Receipt
from commands.refusals import KeyNamesAnotherRequest
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import CloseTicket, PutTicketInProgress, PutTicketOnHold, ResolveTicket
from events.ticket import TicketCommented
from events.values.identity import CommandId, StreamId
from events.values.people import Viewer
from events.values.person_name import PersonName
from tests.commands.lives import ANOTHER
from tests.dsl import Like, Story
from tests.gallery import (
    DESK,
    IN_PROGRESS,
    OTHER_TICKET,
    REGISTERED,
    TICKET,
)
from tests.gallery_people import DEPARTMENT
from tests.people import ADMINISTRATOR, OPERATOR, REQUESTER

START_WORK = PutTicketInProgress(ticket_id=TICKET)
HOLD = PutTicketOnHold(ticket_id=TICKET, reason="Ждём")
RESOLVE = ResolveTicket(ticket_id=TICKET, solution="Готово")
SAY = CommentOnTicket(ticket_id=TICKET, body="Смотрим")
KEY = CommandId(UUID(int=7))
STREAM = StreamId(TICKET)


def test_a_repeated_command_gives_its_first_receipt_and_decides_nothing_anew(story: Story) -> None:
    story.given(REGISTERED)
    first = story.when(START_WORK, by=OPERATOR, command_id=KEY).receipt
    story.when(HOLD, by=OPERATOR)
    again = story.when(START_WORK, by=OPERATOR, command_id=KEY).receipt
    assert again.repeated
    assert not first.repeated
    assert (again.stream, again.version, again.position, again.reference) == (STREAM, 2, first.position, "17")
    assert story.recorded == []


def test_what_is_refused_now_but_was_accepted_then_gives_its_first_receipt(story: Story) -> None:
    """As after a crash between the commit and the answer: the first try did all that it was to do."""
    story.given(REGISTERED)
    first = story.when(RESOLVE, by=OPERATOR, command_id=KEY, seen=1).receipt
    story.when(CloseTicket(ticket_id=TICKET), by=OPERATOR)
    again = story.when(RESOLVE, by=OPERATOR, command_id=KEY, seen=1).receipt
    assert (again.repeated, again.position) == (True, first.position)
    story.when(RESOLVE, by=OPERATOR).then_refused(TicketIsClosed)


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (RegisterTicket(subject="Вопрос"), REQUESTER),
        (
            RegisterPerson(
                full_name=PersonName("Новый", "Человек"), unit_id=DEPARTMENT, emails=("new@client.example",)
            ),
            ADMINISTRATOR,
        ),
    ],
    ids=["a ticket", "a person"],
)
def test_a_thing_is_made_once_however_often_it_is_asked_for(story: Story, command: Command, by: Viewer) -> None:
    story.given(*DESK)
    first = story.when(command, by=by, command_id=KEY).receipt
    again = story.when(command, by=by, command_id=KEY).receipt
    assert (again.repeated, again.stream, again.reference) == (True, first.stream, first.reference)
    assert story.recorded == []


def test_a_command_that_changed_nothing_changes_nothing_when_it_is_repeated_later(story: Story) -> None:
    """The same key never does later what it did not do at first."""
    story.given(REGISTERED, IN_PROGRESS)
    story.when(START_WORK, by=OPERATOR, command_id=KEY).then_nothing()
    assert (story.receipt.stream, story.receipt.version, story.receipt.repeated) == (STREAM, 2, False)
    story.when(HOLD, by=OPERATOR)
    story.when(START_WORK, by=OPERATOR, command_id=KEY).then_nothing()
    assert (story.receipt.version, story.receipt.repeated) == (2, True)


def test_what_was_refused_may_be_asked_again_under_the_same_id(story: Story) -> None:
    story.given(REGISTERED)
    story.when(CloseTicket(ticket_id=TICKET), by=OPERATOR, command_id=KEY).then_refused(StatusIsNotReachable)
    story.when(RESOLVE, by=OPERATOR)
    story.when(CloseTicket(ticket_id=TICKET), by=OPERATOR, command_id=KEY)
    assert not story.receipt.repeated


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (HOLD, OPERATOR),
        (PutTicketInProgress(ticket_id=OTHER_TICKET), OPERATOR),
        (START_WORK, ADMINISTRATOR),
        (ResolveTicket(ticket_id=TICKET, solution="Другое"), OPERATOR),
    ],
    ids=["another command", "another ticket", "another person", "another content"],
)
def test_a_key_that_names_another_request_is_refused(story: Story, command: Command, by: Viewer) -> None:
    story.given(REGISTERED, ANOTHER).when(START_WORK, by=OPERATOR, command_id=KEY)
    story.when(command, by=by, command_id=KEY).then_refused(KeyNamesAnotherRequest, field="Idempotency-Key")


def test_a_key_that_names_another_request_is_refused_also_when_that_request_would_be(story: Story) -> None:
    story.given(REGISTERED).when(START_WORK, by=OPERATOR, command_id=KEY)
    story.when(CloseTicket(ticket_id=TICKET), by=OPERATOR, command_id=KEY).then_refused(KeyNamesAnotherRequest)


def test_eight_retries_of_one_command_at_once_leave_one_fact_and_the_same_receipt(story: Story) -> None:
    story.given(REGISTERED)
    together = Barrier(8)

    def retry(_: int) -> Receipt:
        together.wait()
        return story.bus.execute(SAY, viewer=OPERATOR, command_id=KEY)

    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(retry, range(8)))
    assert [recorded.fact for recorded in story.log.load(STREAM)][1:] == [Like(TicketCommented)]
    assert {(r.stream, r.version, r.position, r.reference) for r in receipts} == {(STREAM, 2, 2, "17")}
    assert sum(not receipt.repeated for receipt in receipts) == 1


def test_eight_registrations_under_one_id_at_once_are_one_ticket(story: Story) -> None:
    story.given(*DESK)
    with ThreadPoolExecutor(8) as pool:
        ask: Callable[[int], Receipt] = lambda _: story.bus.execute(  # noqa: E731 - the loop variable is of no use
            RegisterTicket(subject="Вопрос"), viewer=REQUESTER, command_id=KEY
        )
        receipts = list(pool.map(ask, range(8)))
    assert len({(receipt.stream, receipt.reference, receipt.position) for receipt in receipts}) == 1
    assert story.log.head() == len(DESK) + 1
