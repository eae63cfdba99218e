"""A number that a dying process took goes to who registers next; whoever stores after all is not harmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from typing_extensions import override

from commands.bus import Bus
from commands.change_request.draft import DraftChange
from commands.ports import Change, Receipt
from commands.problem.register import RegisterProblem
from connectors.storage.log import left_numbers
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.left_numbers import GRACE, LeftNumbers
from connectors.storage.server.database import Database
from events.values.identity import CommandId
from tests.connectors.small_desk import SmallDesk
from tests.journeys.dying import AS_DESK, order
from tests.support.begun import run


class Watched:
    """A desk whose numbers are looked through, at times that the tests name."""

    def __init__(self, database: Database) -> None:
        self.desk = SmallDesk(database)
        self.desk.found()
        self.left = LeftNumbers(database)
        self.at = datetime.now(UTC) + timedelta(days=1)
        self.url = database.url
        self.look()

    def look(self) -> int:
        """Look when everything that was taken before was taken a while ago."""
        self.at += GRACE + timedelta(seconds=1)
        return self.left.look(self.at)

    def register(self, nth: int) -> str:
        command, key = order(nth)
        return self.desk.do(command, command_id=key).reference

    def killed(self, nth: int) -> None:
        """A desk dies with 9 when it has taken a number for the nth ticket and has stored nothing."""
        done = run("-m", "tests.journeys.dying", self.url, "before", str(nth), timeout=60)
        assert (done.returncode, done.stdout.split()) == (-9, ["ready"]), done.stderr


@pytest.fixture
def watched(database: Database) -> Watched:
    return Watched(database)


def test_a_number_that_a_killed_desk_took_goes_to_who_registers_next(watched: Watched) -> None:
    assert watched.register(1) == "1001"
    watched.killed(2)
    assert watched.register(3) == "1003"
    assert [watched.look(), watched.look(), watched.look()] == [0, 1, 0]
    assert [watched.register(nth) for nth in (4, 2, 5)] == ["1002", "1004", "1005"]
    assert [watched.look(), watched.look(), watched.look()] == [0, 0, 0]


def test_a_spare_number_that_a_killed_desk_took_is_spare_again(watched: Watched) -> None:
    watched.desk.log.give_back("ticket", 1000)
    watched.killed(1)
    assert watched.register(2) == "1001"
    assert watched.look() == 1
    watched.killed(3)
    assert watched.look() == 1
    assert watched.register(4) == "1000"
    assert [watched.look(), watched.look()] == [0, 0]
    assert watched.register(5) == "1002"


def test_what_was_taken_a_moment_ago_is_left_to_who_took_it(watched: Watched) -> None:
    number = watched.desk.log.take_number("ticket", CommandId(order(1)[1]))
    assert watched.left.look(watched.at) == 0
    assert watched.look() == 0
    watched.desk.log.give_back("ticket", number or 0)
    taken = watched.desk.log.take_number("ticket", CommandId(order(1)[1]))
    assert taken == number == 1001
    assert watched.left.look(datetime.now(UTC)) == 0
    assert watched.register(2) == "1002"


@pytest.mark.parametrize("noun", ["problem", "change"])
def test_problems_and_changes_have_no_holes_either(watched: Watched, noun: str) -> None:
    watched.desk.log.take_number("problem" if noun == "problem" else "change", CommandId(order(1)[1]))
    make: Callable[[], Receipt] = lambda: watched.desk.do(  # noqa: E731 - a line of the test
        RegisterProblem(subject="Сеть") if noun == "problem" else DraftChange(subject="Сеть")
    )
    head = "P-" if noun == "problem" else "C-"
    assert make().reference == f"{head}2"
    assert [watched.look(), watched.look()] == [0, 1]
    assert [make().reference, make().reference] == [f"{head}1", f"{head}3"]


def test_many_numbers_are_looked_through_a_few_at_a_time(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_numbers, "MOST", 2)
    for nth in range(5):
        watched.desk.log.take_number("ticket", CommandId(order(nth)[1]))
    assert [watched.look() for _ in range(5)] == [0, 2, 2, 1, 0]
    assert [watched.register(nth) for nth in range(6)] == ["1001", "1002", "1003", "1004", "1005", "1006"]


def test_the_look_is_taken_once_a_minute_also_when_the_clock_was_put_back(watched: Watched) -> None:
    watched.desk.log.give_back("ticket", 900)
    watched.desk.log.take_number("ticket", CommandId(order(1)[1]))
    later = datetime.now(UTC) + 2 * GRACE
    assert watched.left.turn(later) == 1
    watched.desk.log.take_number("ticket", CommandId(order(1)[1]))
    assert watched.left.turn(later + timedelta(seconds=59)) == 0
    assert watched.left.turn(later - timedelta(seconds=1)) == 1


class Sleeps(PostgresLog):
    """The real log of a process that sleeps long before it stores something."""

    meanwhile: Callable[[], None] | None = None

    @override
    def append(
        self, changes: Sequence[Change], *, command_id: CommandId, fingerprint: bytes, reference: str = ""
    ) -> Receipt:
        """Store, late."""
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return super().append(changes, command_id=command_id, fingerprint=fingerprint, reference=reference)


def test_whoever_comes_after_all_with_a_number_that_another_bears_by_now_takes_the_next_one(
    watched: Watched, database: Database
) -> None:
    told: list[str] = []

    def meanwhile() -> None:
        told.extend((str(watched.look()), str(watched.look()), watched.register(2)))

    log = Sleeps(database)
    log.meanwhile = meanwhile
    command, key = order(1)
    late = Bus(log, log, watched.desk.hand).execute(command, viewer=AS_DESK, command_id=key)
    assert told == ["0", "1", "1001"]
    assert late.reference == "1002"
    assert [watched.look(), watched.look()] == [0, 0]
    assert watched.register(3) == "1003"
