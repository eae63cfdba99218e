"""How a desk is at this moment, over all processes that it consists of; asked by readiness and the meters."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from connectors.storage.feeds.loops import LoopHealth
from connectors.storage.server.pool import PoolStanding

if TYPE_CHECKING:
    from api.bootstrap import Desk


class Remeasured(msgspec.Struct, frozen=True):
    """So many of so many open tickets are measured again; equal when nothing is under way."""

    done: int = 0
    total: int = 0

    @property
    def is_under_way(self) -> bool:
        """Whether an edit is being taken in right now."""
        return self.done < self.total


class Remeasuring:
    """Hears the clocks' writer and tells whoever asks: ``SlaClocks(told=progress)``."""

    def __init__(self) -> None:
        self.latest = Remeasured()

    def __call__(self, done: int, total: int) -> None:
        """One value in one step, so that no lock is needed between writer and readers."""
        self.latest = Remeasured(done, total)


class Standing(Protocol):
    """What no table tells."""

    def loops(self) -> Sequence[LoopHealth]:
        """How each loop is."""
        ...

    def remeasured(self) -> Remeasured:
        """How far a long re-measurement of open clocks is."""
        ...

    def longest_wait_s(self) -> float:
        """How long the command has been waiting for the log that has waited longest; 0 when none waits."""
        ...

    def pool(self) -> PoolStanding:
        """The connections to the storage."""
        ...

    def processes(self) -> Sequence[int]:
        """The processes, by their ids, their parent first."""
        ...


class OwnStanding:
    """A desk that is one process: everything is at hand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def loops(self) -> Sequence[LoopHealth]:
        """As ``Standing.loops``."""
        return self._desk.loops.health()

    def remeasured(self) -> Remeasured:
        """As ``Standing.remeasured``."""
        return self._desk.remeasured.latest

    def longest_wait_s(self) -> float:
        """As ``Standing.longest_wait_s``."""
        return self._desk.metered_log.longest_wait_s()

    def pool(self) -> PoolStanding:
        """As ``Standing.pool``."""
        return self._desk.database.standing()

    def processes(self) -> Sequence[int]:
        """As ``Standing.processes``."""
        return [os.getpid()]
