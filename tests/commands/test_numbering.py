"""Human numbers without holes: what comes to nothing takes none, whatever it was."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from aggregates.ticket_refusals import RequesterIsUnknown
from commands.bus import Bus
from commands.change_request.draft import DraftChange
from commands.command import Command, Order
from commands.fields import Named
from commands.problem.register import RegisterProblem
from commands.refusals import KeyNamesAnotherRequest, StaleVersion
from commands.service import AddService
from commands.ticket.register import RegisterTicket
from commands.ticket_type.define import ArchiveTicketType
from events.values.identity import CommandId
from tests.commands.logs import Interleaved
from tests.dsl import Story, given
from tests.gallery import DESK
from tests.people import ADMINISTRATOR, REQUESTER, THE_DESK

ASK = RegisterTicket(subject="Не печатает принтер")
KEY = CommandId(UUID(int=77))
MAKERS: tuple[Callable[[], Command], ...] = (
    lambda: ASK,
    lambda: RegisterProblem(subject="Сеть падает"),
    lambda: DraftChange(subject="Замена"),
)


def numbers(story: Story, command: Command, count: int) -> list[int]:
    return [int(story.when(command, by=ADMINISTRATOR).receipt.reference.rpartition("-")[2]) for _ in range(count)]


@pytest.mark.parametrize("maker", MAKERS)
def test_a_repeat_takes_no_number(maker: Callable[[], Command]) -> None:
    story = given(*DESK)
    first = int(story.when(maker(), by=ADMINISTRATOR, command_id=KEY).receipt.reference.rpartition("-")[2])
    for _ in range(3):
        assert story.when(maker(), by=ADMINISTRATOR, command_id=KEY).receipt.repeated
    assert numbers(story, maker(), 2) == [first + 1, first + 2]


def test_a_key_that_names_another_request_takes_no_number() -> None:
    story = given(*DESK)
    story.when(ASK, by=REQUESTER, command_id=KEY)
    story.when(RegisterTicket(subject="Другое"), by=REQUESTER, command_id=KEY).then_refused(KeyNamesAnotherRequest)
    assert numbers(story, ASK, 1) == [1002]


def test_what_is_refused_takes_no_number_also_when_it_is_refused_last() -> None:
    story = given(*DESK)
    story.when(ASK, by=THE_DESK).then_refused(RequesterIsUnknown)
    story.when(ASK, by=REQUESTER, seen=7).then_refused(StaleVersion)
    assert numbers(story, ASK, 2) == [1001, 1002]


def test_who_is_overtaken_keeps_the_number_for_the_next_try() -> None:
    log = Interleaved()
    story = Story(log).given(*DESK)
    bus = Bus(log, log, story)
    revise = ArchiveTicketType(code="inquiry")
    log.others = [lambda: bus.execute(revise, viewer=ADMINISTRATOR, command_id=story.next_id())]
    story.when(ASK, by=REQUESTER)
    assert numbers(story, ASK, 2) == [1002, 1003]


def test_a_repeat_that_is_decided_at_the_same_moment_gives_its_number_back() -> None:
    log = Interleaved()
    story = Story(log).given(*DESK)
    bus = Bus(log, log, story)
    log.others = [lambda: bus.execute(ASK, viewer=REQUESTER, command_id=KEY)]
    receipt = story.when(ASK, by=REQUESTER, command_id=KEY).receipt
    assert (receipt.repeated, receipt.reference) == (True, "1002")
    assert numbers(story, ASK, 2) == [1001, 1003]


def test_many_orders_at_once_take_numbers_without_holes_and_repeats_take_none() -> None:
    story = given(*DESK)
    bus = Bus(story.log, story.log, story)

    def order(key: UUID) -> Order:
        return Order(command=ASK, viewer=REQUESTER, at=story.now(), command_id=CommandId(key))

    once = uuid4()
    receipts = bus.carry_out_many([order(once), order(uuid4()), order(once), order(uuid4())])
    assert [getattr(one, "reference", one) for one in receipts] == ["1001", "1002", "1001", "1003"]
    assert numbers(story, ASK, 1) == [1004]
    assert story.when(AddService(title=Named(en="x")), by=ADMINISTRATOR).receipt.reference == ""
