"""The desk is killed with 9 while it takes commands: whoever asks again with the same key gets the first receipt."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from connectors.storage.proof.audit import verify
from connectors.storage.server.database import Database
from events.ticket import TicketRegistered
from tests.connectors.small_desk import SmallDesk
from tests.journeys.dying import AS_DESK, order
from tests.support.begun import PIPE, Program

pytestmark = pytest.mark.journey


def start(database: Database, how: str, first: int = 1) -> Program:
    return Program("-m", "tests.journeys.dying", database.url, how, str(first), stdout=PIPE)


def registered(desk: SmallDesk) -> list[tuple[int, int, str]]:
    """Position, number and subject of every ticket in the log."""
    return [
        (recorded.position, recorded.fact.number, recorded.fact.subject)
        for recorded in desk.log.after(0, 100_000)
        if isinstance(recorded.fact, TicketRegistered)
    ]


def retry(desk: SmallDesk, nths: Sequence[int]) -> list[tuple[int, str, bool]]:
    """Ask again for the tickets with these numbers of order, each with its own key."""
    receipts = []
    for nth in nths:
        command, key = order(nth)
        receipts.append(desk.bus.execute(command, viewer=AS_DESK, command_id=key))
    return [(receipt.position, receipt.reference, receipt.repeated) for receipt in receipts]


def test_a_desk_killed_between_commit_and_answer_gives_the_first_receipt_to_the_retry(database: Database) -> None:
    desk = SmallDesk(database)
    desk.found()
    process = start(database, "between")
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out.split()) == (-9, ["ready"])
    ((position, number, subject),) = registered(desk)
    assert subject == "Заявка 1"
    assert retry(desk, [1, 1, 1]) == [(position, str(number), True)] * 3
    assert len(registered(desk)) == 1


def test_a_desk_killed_anywhere_keeps_what_it_answered_sealed_and_stores_no_retry_twice(database: Database) -> None:
    """Four desks are killed in the middle of their work, then every command is given again."""
    desk = SmallDesk(database)
    desk.found()
    answered: dict[int, tuple[int, str]] = {}
    tried: list[int] = []
    processes = [start(database, "anywhere", first) for first in (1, 1001, 2001, 3001)]
    for process, answers in zip(processes, (5, 17, 30, 61), strict=True):
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        lines = [process.stdout.readline() for _ in range(answers)]
        process.kill()
        lines += process.stdout.readlines()
        process.wait()
        for line in lines:
            # The last line may be cut: then nobody was answered.
            if line.endswith("\n"):
                nth, position, number = line.split()
                answered[int(nth)] = (int(position), number)
        process.stdout.close()
        last = max(answered)
        tried += range(last - last % 1000 + 1, last + 2)
    stored = registered(desk)
    told = {(position, str(number)) for position, number, _ in stored}
    assert set(answered.values()) <= told
    outcomes = retry(desk, tried)
    # Exactly what was stored comes back as a first receipt; the rest is stored now.
    assert {(position, number) for position, number, repeated in outcomes if repeated} == told
    subjects = [subject for _, _, subject in registered(desk)]
    assert len(subjects) == len(set(subjects)) == len(tried)
    audited = verify(database)
    assert (audited.last, audited.finding) == (desk.log.head(), None)
