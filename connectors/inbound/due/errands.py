"""Loops that look for what was left behind and issue a command for each; told apart by their errands.

A loop acts only when its read models have caught up with the log as it stood when the look began. The ids of its
commands are computed from what was seen, so a desk that is killed anywhere does each thing once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import msgspec
import structlog
from psycopg import Cursor

from aggregates.module import ModuleIsHidden
from commands.bus import Bus
from commands.command import Command, Order
from commands.ports import Receipt
from commands.refusals import StaleVersion
from connectors.inbound.due.ports import CatchUp, Head
from connectors.storage.server.database import Database
from events.values.identity import CommandId
from events.values.people import Viewer
from events.values.refusal import Refusal

BATCH = 200
CATCH_UP_S = 5.0
REST_S = 5.0
ASIDE = timedelta(minutes=1)
"""How long a thing waits whose command was refused, so that it neither blocks the others nor keeps us busy."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do: the command about a stream, with the id that names it, on the version that was seen."""

    stream: UUID
    command: Command
    command_id: CommandId
    expected_version: int | None = None


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """What a loop looks for. ``refused`` is the event in the logs when the desk says no."""

    refused: str
    views: tuple[str, ...]
    due: Callable[[Cursor[Any], datetime, int, Collection[UUID]], Sequence[Job]]


class ErrandLoop:
    """Carries out its errands one batch after the other."""

    errands: ClassVar[tuple[Errand, ...]]
    viewer: ClassVar[Viewer]
    name = ""
    wakes_on = "directory"

    def __init__(self, bus: Bus, database: Database, log: Head, waiter: CatchUp, now: Callable[[], datetime]) -> None:
        self._bus = bus
        self._database = database
        self._log = log
        self._waiter = waiter
        self._now = now
        self._aside: dict[tuple[str, UUID], datetime] = {}
        self._logger = structlog.get_logger(self.name)

    def turn(self) -> float:
        """Carry out a batch of each errand; gives how many seconds to sleep at most."""
        now = self._now()
        # Nothing waits longer than it was set aside for, also when the machine's clock was put back.
        self._aside = {thing: until for thing, until in self._aside.items() if now < until <= now + ASIDE}
        return 0.0 if sum([self._run(errand, now) for errand in self.errands]) else REST_S

    def _run(self, errand: Errand, now: datetime) -> int:
        """What is due of one errand; gives how many facts were recorded."""
        without = [stream for refused, stream in self._aside if refused == errand.refused]
        with self._database.transaction() as cursor:
            if not errand.due(cursor, now, 1, without):
                return 0
        # Something seems to be left behind: look again when everything that is known by now was taken in.
        if not self._waiter.wait(errand.views, self._log.head(), CATCH_UP_S):
            return 0
        with self._database.transaction() as cursor:
            found = errand.due(cursor, now, BATCH, without)
        outcomes = self._bus.carry_out_many([self._order(job, now) for job in found])
        return sum(self._settle(errand, job, outcome, now) for job, outcome in zip(found, outcomes, strict=True))

    def _settle(self, errand: Errand, job: Job, outcome: Receipt | Refusal, now: datetime) -> bool:
        """Whether a fact was recorded. What was refused is set aside, unless the thing only went on."""
        if isinstance(outcome, StaleVersion):
            return False
        if isinstance(outcome, Receipt) and outcome.position:
            # A receipt that is repeated is of another loop like this: the read models will show it in a moment.
            return not outcome.repeated
        code = outcome.code() if isinstance(outcome, Refusal) else "nothing_to_do"
        # In a hidden module nothing is done: it is looked at again until the module is shown (row 160).
        if not isinstance(outcome, ModuleIsHidden):
            self._logger.error(errand.refused, stream=str(job.stream), code=code)
        self._aside[errand.refused, job.stream] = now + ASIDE
        return False

    def _order(self, job: Job, now: datetime) -> Order:
        return Order(
            command=job.command,
            viewer=self.viewer,
            at=now,
            command_id=job.command_id,
            expected_version=job.expected_version,
        )
