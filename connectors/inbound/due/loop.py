"""What all loops of what has come due share: what they are made of, and what is set aside when the desk says no."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import datetime, timedelta
from typing import ClassVar

import structlog

from aggregates.module import ModuleIsHidden
from commands.bus import Bus
from commands.ports import Receipt
from connectors.inbound.due.ports import CatchUp, Head
from connectors.storage.server.database import Database
from events.values.refusal import Refusal

ASIDE = timedelta(minutes=1)
"""How long a thing waits whose command was refused, so that it neither blocks the others nor keeps us busy."""


class SetAside:
    """Things that wait, and until when."""

    def __init__(self) -> None:
        self._until: dict[Hashable, datetime] = {}

    def put(self, thing: Hashable, now: datetime) -> None:
        """It waits from now on."""
        self._until[thing] = now + ASIDE

    def take_back(self, now: datetime) -> None:
        """Let go what has waited; nothing waits longer than it was set aside for, also when the clock was put back."""
        self._until = {thing: until for thing, until in self._until.items() if now < until <= now + ASIDE}

    def ends(self) -> list[datetime]:
        """Until when each thing waits."""
        return list(self._until.values())

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._until)

    def __len__(self) -> int:
        return len(self._until)


class DueLoop:
    """A loop of the desk that looks at read models and issues commands. ``name`` is what its lease is called."""

    name = ""
    wakes_on = ""
    overtaken: ClassVar[type[Refusal]]
    """The refusal that says that the thing only went on: it is seen anew in a moment."""

    def __init__(self, bus: Bus, database: Database, log: Head, waiter: CatchUp, now: Callable[[], datetime]) -> None:
        self._bus = bus
        self._database = database
        self._log = log
        self._waiter = waiter
        self._now = now
        self._aside = SetAside()
        self._logger = structlog.get_logger(self.name)

    def _settle(self, thing: Hashable, outcome: Receipt | Refusal, now: datetime, event: str, **about: str) -> bool:
        """Whether a fact was recorded. What was refused is set aside and told as ``event``, unless it was overtaken."""
        if isinstance(outcome, self.overtaken):
            return False
        if isinstance(outcome, Receipt) and outcome.position:
            # A receipt that is repeated is of another loop like this: the read models will show it in a moment.
            return not outcome.repeated
        code = outcome.code() if isinstance(outcome, Refusal) else "nothing_to_do"
        # In a hidden module nothing is done: it is looked at again until the module is shown (row 160).
        if not isinstance(outcome, ModuleIsHidden):
            self._logger.error(event, code=code, **about)
        self._aside.put(thing, now)
        return False
