"""Loops that are hinted at right after their turn: each rests for as long as it may, and takes all hints at once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from connectors.storage.feeds import loops as running
from connectors.storage.feeds.hints import FACTS, Hints
from connectors.storage.feeds.loops import GATHER_S, Loops, Pace
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


class Following:
    """A loop that says nothing of how long it may gather."""

    name, wakes_on = "following", FACTS

    def turn(self) -> float:
        return LONG_S


def test_a_hint_that_comes_alone_is_followed_at_once_and_of_many_the_rest_is_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "GATHER_S", LONG_S)
    hints = Hints(database)
    pace = Pace(Following(), hints)

    def turn(*, during: int, after: int = 0) -> bool:
        """Whether more is waited for, once there are hints."""
        pace.begin()
        for _ in range(during):
            hints.nudge(FACTS)
        is_asked = pace.rest(0.0) > 0
        for _ in range(after):
            hints.nudge(FACTS)
        return is_asked

    assert not turn(during=1)
    assert not turn(during=1)
    assert turn(during=2, after=1)
    assert turn(during=0)  # three had been gathered for it
    assert not turn(during=1)


def test_who_hears_of_many_facts_at_once_begins_so_long_after_its_last_turn(database: Database) -> None:
    hints = Hints(database)
    pace = Pace(HintedAtOnce("patient", hints, LONG_S), hints)
    begun = time.monotonic()
    pace.begin()
    left = pace.rest(0.0)
    assert LONG_S - (time.monotonic() - begun) <= left <= LONG_S
