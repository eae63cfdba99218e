"""Processes that decide by what they remember, on a few things that all of them change: each decision is tried again.

The oracle knows nothing of memories: it gives the same orders one by one, in the order of the log, to a desk that
reads everything anew each time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from typing_extensions import override

from commands.bus import Bus
from commands.ports import Append, Change, Numbered, Receipt
from commands.refusals import TooBusy
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.fact import Fact
from events.values.identity import CommandId
from events.values.refusal import Refusal
from tests.dsl import Story
from tests.gallery import DESK_WITH_VIP, REGISTERED
from tests.journeys.competing import Hand, order
from tests.people import ADMINISTRATOR
from tests.support.begun import PIPE, Program
from tests.support.memory_log import InMemoryLog

pytestmark = pytest.mark.journey

PROCESSES, ORDERS = 4, 60


class Told(NamedTuple):
    """What a process said of one order: its refusal, if any, and where the log stood before and after."""

    process: int
    nth: int
    refusal: str
    reference: str
    before: int
    after: int


class Stored(Exception):  # noqa: N818 - no fault: it carries what an order would have stored
    """An order was accepted."""

    def __init__(self, facts: list[Fact]) -> None:
        super().__init__()
        self.facts = facts


class Trying(InMemoryLog):
    """A log on which orders are tried: what they would store is raised instead."""

    is_trying = False

    @override
    def append(
        self, changes: Sequence[Change], *, command_id: CommandId, fingerprint: bytes, reference: str = ""
    ) -> Receipt:
        if self.is_trying:
            raise Stored([draft.fact for change in changes for draft in change.drafts])
        return super().append(changes, command_id=command_id, fingerprint=fingerprint, reference=reference)

    @override
    def append_many(self, appends: Sequence[Append]) -> Sequence[Receipt | Exception]:
        raise NotImplementedError


class Given:
    """The numbers that the tickets have got."""

    def __init__(self, numbers: dict[CommandId, int]) -> None:
        self.numbers = numbers

    def take_number(self, noun: Numbered, command_id: CommandId) -> int:
        """The number that the order got, or one that nobody has where it was refused."""
        assert noun == "ticket"
        return self.numbers.get(command_id, 999_999)

    def give_back(self, noun: Numbered, number: int) -> None:
        """Nothing comes of it."""


class Replay:
    """The same log again, fact by fact, and what an order comes to at each place of it."""

    def __init__(self, told: Sequence[Told]) -> None:
        self.log = Trying()
        Story(self.log).given(*DESK_WITH_VIP, REGISTERED)
        numbers = {order(each.process, each.nth)[1]: int(each.reference) for each in told if each.reference.isdigit()}
        self.bus = Bus(self.log, Given(numbers), Hand())

    def tried(self, each: Told) -> Refusal | list[Fact]:
        """What the order comes to at this place; nothing is stored."""
        command, key = order(each.process, each.nth)
        self.log.is_trying = True
        try:
            self.bus.execute(command, viewer=ADMINISTRATOR, command_id=key)
        except Refusal as refusal:
            return refusal
        except Stored as stored:
            return stored.facts
        finally:
            self.log.is_trying = False
        raise AssertionError("neither refused nor stored")

    def carry_out(self, each: Told) -> list[Fact]:
        """Carry the order out for good; gives the facts that it stored."""
        command, key = order(each.process, each.nth)
        head = self.log.head()
        self.bus.execute(command, viewer=ADMINISTRATOR, command_id=key)
        return [recorded.fact for recorded in self.log.after(head)]


def told_by(database: Database) -> tuple[list[Told], list[int]]:
    """What all processes said, and how many streams each of them remembered when it decided."""
    processes = [
        Program(
            *("-m", "tests.journeys.competing", database.url, str(number), str(ORDERS)),
            stdin=PIPE,
            stdout=PIPE,
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    told, recalled = [], []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        out, _ = process.communicate(timeout=120)
        *lines, last = out.splitlines()
        assert process.returncode == 0
        told += [Told(*json.loads(line)) for line in lines]
        recalled.append(int(last))
    return told, recalled


def test_no_order_is_accepted_or_refused_by_what_is_no_longer_so(database: Database) -> None:
    log = PostgresLog(database)
    Story(log).given(*DESK_WITH_VIP, REGISTERED)
    founded = log.head()
    told, recalled = told_by(database)
    assert len(told) == PROCESSES * ORDERS
    assert min(recalled) > ORDERS, "they did decide by what they remembered"

    stored: defaultdict[CommandId, list[Fact]] = defaultdict(list)
    for recorded in log.after(founded, 100_000):
        stored[recorded.metadata.command_id].append(recorded.fact)
    orders = {order(each.process, each.nth)[1]: each for each in told}
    refused_or_idle = [each for key, each in orders.items() if key not in stored and each.refusal != TooBusy.__name__]
    unproved = set(refused_or_idle)

    def prove(replay: Replay) -> None:
        """Whoever was refused, or changed nothing, at a moment like this was rightly so."""
        here = replay.log.head()
        for each in [each for each in unproved if each.before <= here <= each.after]:
            outcome = replay.tried(each)
            if outcome == [] if not each.refusal else type(outcome).__name__ == each.refusal:
                unproved.discard(each)

    replay = Replay(told)
    assert replay.log.head() == founded
    prove(replay)
    for key, facts in stored.items():
        assert replay.carry_out(orders[key]) == facts
        prove(replay)
    assert not unproved
    assert refused_or_idle
    assert len(stored) > ORDERS
    assert replay.log.head() == log.head()
