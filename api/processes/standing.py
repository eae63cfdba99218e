"""What each process of a desk tells the others of itself, and what all have told; used by ``api.processes.kinds``."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from api.bootstrap import Desk
from api.processes.board import Board, Told
from api.processes.child import Place
from api.standing import Remeasured
from connectors.storage.feeds.loops import LoopHealth
from connectors.storage.server.pool import PoolStanding

PERSISTS = 3
"""A process that died so often running is told of like a loop that fails as often."""


class Telling:
    """Tells how this process is, whenever time passes and something has changed."""

    def __init__(self, desk: Desk, place: Place, *, runs_loops: bool = False) -> None:
        self._desk = desk
        self._place = place
        self._runs_loops = runs_loops
        self._before: Told | None = None

    def __call__(self) -> None:
        """Tell it; what a rush of requests has opened to the storage is closed while nobody asks."""
        self._desk.database.close_the_unused()
        told = Told(
            name=self._place.name,
            pid=os.getpid(),
            waiting_since=self._desk.metered_log.waiting_since(),
            pool=self._desk.database.standing(),
            loops=tuple(self._desk.loops.health()) if self._runs_loops else (),
            remeasured=self._desk.remeasured.latest,
        )
        if told != self._before:
            self._before = told
            self._place.tell(told)


def loops_are_away(desk: Desk, place: Place, deaths: int) -> None:
    """Tell in the place of a process of loops that is gone and will be back."""
    state = ("retrying", "the process ended", deaths) if deaths >= PERSISTS else ("starting", "", 0)
    loops = tuple(LoopHealth(name, *state) for name in desk.loops.under_lease)  # type: ignore[arg-type] # two of its states
    place.tell(Told(name=place.name, pid=0, loops=loops))


class StandingOfAll:
    """As ``api.standing.Standing``, over all processes."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._parent = os.getppid()

    def loops(self) -> Sequence[LoopHealth]:
        """How each loop is, where the loops are run."""
        return [loop for told in self._board.told() for loop in told.loops]

    def remeasured(self) -> Remeasured:
        """How far a long re-measurement is, wherever it is done."""
        return max((told.remeasured for told in self._board.told()), key=lambda each: each.total, default=Remeasured())

    def longest_wait_s(self) -> float:
        """How long the command has been waiting that has waited longest in any of them."""
        since = [told.waiting_since for told in self._board.told() if told.waiting_since is not None]
        return max(0.0, time.perf_counter() - min(since)) if since else 0.0

    def pool(self) -> PoolStanding:
        """All of their connections together."""
        pools = [told.pool for told in self._board.told() if told.pool is not None]
        return PoolStanding(
            lent=sum(pool.lent for pool in pools),
            idle=sum(pool.idle for pool in pools),
            waiting=sum(pool.waiting for pool in pools),
            limit=sum(pool.limit for pool in pools),
        )

    def processes(self) -> Sequence[int]:
        """All that are there, their parent first."""
        return [self._parent, *(told.pid for told in self._board.told() if told.pid)]
