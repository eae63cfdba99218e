"""Loops that are hinted at right after their turn: each rests for as long as it may, and takes all hints at once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from connectors.storage.feeds.hints import FACTS, Hints
from connectors.storage.feeds.loops import GATHER_S, Loops
from connectors.storage.server.database import Database

LONG_S = 20.0


class HintedAtOnce:
    """A loop that hears of news while it works, and counts its turns."""

    wakes_on = FACTS

    def __init__(self, name: str, hints: Hints, gather_s: float) -> None:
        self.name = name
        self.gather_s = gather_s
        self.count = 0
        self._hints = hints

    def turn(self) -> float:
        self.count += 1
        self._hints.nudge(self.wakes_on)
        return LONG_S


def becomes_true(told: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + LONG_S
    while not told():
        if time.monotonic() > deadline:
            return False
        os.sched_yield()
    return True


def test_a_loop_that_may_take_its_time_gathers_hints_for_longer_than_others(database: Database) -> None:
    hints = Hints(database)
    patient, hasty = HintedAtOnce("patient", hints, 100 * LONG_S), HintedAtOnce("hasty", hints, GATHER_S)
    loops = Loops(database, (patient, hasty), hints)
    loops.start()
    try:
        assert becomes_true(lambda: hasty.count >= 5 and patient.count > 0)
        assert patient.count == 1
    finally:
        loops.stop()
