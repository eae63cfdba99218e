"""Loops that look for what was left behind and issue a command for each; told apart by their errands.

A loop acts only when its read models have caught up with the log as it stood when the look began. The ids of its
commands are computed from what was seen, so a desk that is killed anywhere does each thing once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import UUID

import msgspec
from psycopg import Cursor

from commands.command import Command, Order
from commands.refusals import StaleVersion
from connectors.inbound.due.loop import DueLoop
from events.values.identity import CommandId
from events.values.people import Viewer

_Refused = tuple[str, UUID]
"""An errand, by its event in the logs, and the stream that it was refused on."""

BATCH = 200
CATCH_UP_S = 5.0
REST_S = 5.0
"""How long a loop sleeps that found nothing to do, or whose read models are behind."""
GATHER_S = 0.25
"""How long a loop rests that is hinted at right after it looked: each look asks about everybody, and seldom finds."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do: the command about a stream, with the id that names it, on the version that was seen."""

    stream: UUID
    command: Command
    command_id: CommandId
    expected_version: int | None = None


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """What a loop looks for. ``refused`` is the event in the logs when the desk says no.

    ``waits_first``: that it is due shows only when all of ``views`` have caught up, so there is no look before.
    """

    refused: str
    views: tuple[str, ...]
    due: Callable[[Cursor[Any], datetime, int, Collection[UUID]], Sequence[Job]]
    waits_first: bool = False


class ErrandLoop(DueLoop):
    """Carries out its errands one batch after the other."""

    errands: ClassVar[tuple[Errand, ...]]
    viewer: ClassVar[Viewer]
    wakes_on = "directory"
    overtaken = StaleVersion
    rest_s: ClassVar[float] = REST_S
    gather_s: ClassVar[float] = GATHER_S

    def turn(self) -> float:
        """Carry out a batch of each errand; gives how many seconds to sleep at most."""
        now = self._now()
        self._aside.take_back(now)
        recorded = [self._run(errand, now) for errand in self.errands]
        if any(recorded):
            return 0.0
        return REST_S if None in recorded else self.rest_s

    def _run(self, errand: Errand, now: datetime) -> int | None:
        """What is due of one errand; gives how many facts were recorded, nothing when its read models are behind."""
        without = [stream for refused, stream in cast("Iterable[_Refused]", self._aside) if refused == errand.refused]
        if not errand.waits_first:
            with self._database.transaction() as cursor:
                if not errand.due(cursor, now, 1, without):
                    return 0
        # Something seems to be left behind: look again when everything that is known by now was taken in.
        if not self._waiter.wait(errand.views, self._log.head(), CATCH_UP_S):
            return None
        with self._database.transaction() as cursor:
            found = errand.due(cursor, now, BATCH, without)
        outcomes = self._bus.carry_out_many([self._order(job, now) for job in found])
        return sum(
            self._settle((errand.refused, job.stream), outcome, now, errand.refused, stream=str(job.stream))
            for job, outcome in zip(found, outcomes, strict=True)
        )

    def _order(self, job: Job, now: datetime) -> Order:
        return Order(
            command=job.command,
            viewer=self.viewer,
            at=now,
            command_id=job.command_id,
            expected_version=job.expected_version,
        )
