"""Reads what is new in the log once, wakes the read models that hear something in it, and moves all others past it.

Each fact concerns a few read models. Without this all of them would wake, read and write for each; with it they sleep
and are moved together, in one statement. Nothing hangs on it: a read model that is not woken looks for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack

from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.feeds.hints import FACTS, Hints
from connectors.storage.log.shared_end import SharedEnd
from connectors.storage.server.database import Database


class Dispatcher:
    """For the read models that are led by this process: a companion of their loops."""

    name = "dispatcher"
    wakes_on = FACTS

    def __init__(self, consumers: Sequence[Consumer], end: SharedEnd, database: Database, hints: Hints) -> None:
        self._consumers = consumers
        self._end = end
        self._database = database
        self._hints = hints
        for consumer in consumers:
            consumer.wakes_on = f"{FACTS}:{consumer.name}"

    def turn(self) -> float:
        """Look what is new to whoever rests; gives how many seconds to wait at most before the next look."""
        resting: defaultdict[int, list[Consumer]] = defaultdict(list)
        for consumer in self._consumers:
            if (position := consumer.rests_at()) is None:
                # It works, so it may have looked before the news came, and sleeps on when it is done.
                self._hints.nudge(consumer.wakes_on)
            else:
                resting[position].append(consumer)
        is_all = [self._tell(consumers, position) for position, consumers in resting.items()]
        return self._hints.longest_sleep_s() if all(is_all) else 0.0

    def _tell(self, consumers: Sequence[Consumer], position: int) -> bool:
        """Tell who stand at a position what is behind it; ``False``: there is more for whom it moved."""
        names = self._end.names(position)
        if names is None:
            # What came is not known: each looks for themselves, for no other hint may come.
            self._wake(consumers)
            return True
        if names.until == position:
            return True
        concerned = [consumer for consumer in consumers if consumer.hears(names.found)]
        # The concerned begin at once, while the others are moved.
        self._wake(concerned)
        others = [consumer for consumer in consumers if consumer not in concerned]
        self._wake(self._move(others, position, names.until))
        # Who was woken goes on by themselves.
        return names.is_last or not others

    def _wake(self, consumers: Sequence[Consumer]) -> None:
        # A hint without a topic would be for everybody.
        if consumers:
            self._hints.nudge(*(consumer.wakes_on for consumer in consumers))

    def _move(self, consumers: Sequence[Consumer], position: int, until: int) -> list[Consumer]:
        """Move them past what none of them hears; gives those that have to look for themselves."""
        with ExitStack() as held:
            still = [
                consumer
                for consumer in consumers
                if held.enter_context(consumer.still()) and consumer.rests_at() == position
            ]
            if not still:
                return list(consumers)
            moved = positions.pass_over(self._database, [consumer.name for consumer in still], position, until)
            for consumer in still:
                if consumer.name in moved:
                    consumer.passed(until)
        return [consumer for consumer in consumers if consumer.name not in moved]
