"""Feeds one read model from the log, exactly once, a batch at a time; run as a loop by ``desk serve``."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from threading import Lock

import psycopg
import structlog

from connectors.storage.feeds import positions
from connectors.storage.feeds.hints import FACTS
from connectors.storage.log.codec import PoisonFact
from connectors.storage.server.database import Database
from connectors.storage.server.faults import MISSING, tells_of_storage
from connectors.storage.server.words import storage_words
from events.fact import Recorded
from projections.kit import parking
from projections.kit.port import FactSource, Hearing, Projection, Stretch

BATCH = 2000
IDLE_S = 1.0
"""How long to wait for a hint before asking the log itself, unless whoever makes it says otherwise."""


class TablesAreMissing(Exception):  # noqa: N818 - it names what was found
    """A read model's tables are not there: it goes on when they are back, or were made anew by a rebuild or a start."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(f"{words}; “desk rebuild {name}” or the next start makes the tables anew")


class Consumer:
    """One projection and its place in the log.

    ``turn`` takes in a batch: rows and position commit together, and only if the position still is the one
    that the batch was read at, so that of two competing consumers one wins and the other starts again.
    A fact that the projection cannot take in stops this projection, and only this one, right before it. A fact of a
    stream that nobody else's rows hang on sets that stream aside, where the projection says that it ``parks`` such.
    """

    def __init__(
        self,
        projection: Projection,
        log: FactSource,
        database: Database,
        *,
        end: FactSource | None = None,
        batch: int = BATCH,
        idle: Callable[[], float] = lambda: IDLE_S,
    ) -> None:
        self.name = projection.name
        self.wakes_on = FACTS
        self.projection = projection
        self._alone = Hearing(projection, log)
        self._hearing = self._together = self._alone if end is None else Hearing(projection, end)
        self._database = database
        self._batch = batch
        self._idle = idle
        self._limit = batch
        self._before: int | None = None
        self._is_last = True
        self._position: int | None = None
        self._poisoned = False
        self._turn = Lock()
        self._rests_until = 0.0
        self._logger = structlog.get_logger("consumer").bind(projection=projection.name)

    def turn(self) -> float:
        """Take in one batch; gives how many seconds to wait at most before the next turn."""
        with self._turn:
            self._hearing = self._together
            # At the end of the log: whatever comes now is hinted at anew.
            if self._step() and not self._is_last:
                return 0.0
            # Overtaken: where it stands is not known here, so no hint is for it.
            is_lost = self._position is None and not self._poisoned
            idle = min(self._idle(), IDLE_S) if is_lost else self._idle()
            self._rests_until = time.monotonic() + 2 * idle
            return idle

    def step(self) -> int:
        """Take in one batch; gives how many positions it spans, 0 when caught up, overtaken or poisoned."""
        with self._turn:
            # Whoever asks for a step has no hints, and wants what stands in the log at this moment.
            self._hearing = self._alone
            return self._step()

    def rests_at(self) -> int | None:
        """Where it waits for facts; ``None`` when it works, stands by, or does not know. Who asks has ``still``."""
        is_led_here = time.monotonic() < self._rests_until and not self._poisoned
        return self._position if is_led_here else None

    def hears(self, names: Collection[str]) -> bool:
        """Whether facts under one of these names change a row of it, or may."""
        return self._together.concerns(names)

    @contextmanager
    def still(self) -> Iterator[bool]:
        """While it lasts no turn is taken; ``False``: one is being taken now."""
        is_still = self._turn.acquire(blocking=False)
        try:
            yield is_still
        finally:
            if is_still:
                self._turn.release()

    def passed(self, position: int) -> None:
        """Another moved it past facts that it does not hear, while it stood ``still``."""
        self._position = position

    def _step(self) -> int:  # noqa: PLR0911 - one return an outcome
        position = self._read_position()
        if self._poisoned:
            return 0
        try:
            stretch = self._hearing.read(position, self._limit, self._before)
        except PoisonFact as error:
            if error.position - position > 1:
                self._before = error.position
                return self._step()
            return self._stop_at(position, error.position, f"{error.name}: {error.reason}")
        self._is_last = stretch.is_last
        if stretch.until == position:
            return 0
        try:
            moved = self._take_in(position, stretch)
        except psycopg.Error as error:
            if parking.is_of_facts(error) or not tells_of_storage(error):
                return self._halved(position, stretch, error)
            self._start_again()
            if error.sqlstate in MISSING:
                raise TablesAreMissing(self.name, storage_words(error)) from error
            raise
        except Exception as error:  # noqa: BLE001 - whatever a projection raises is found and told
            return self._halved(position, stretch, error)
        if not moved:
            self._start_again()
            return 0
        self._limit, self._before = min(self._batch, self._limit * 2), None
        return stretch.until - position

    def catch_up(self) -> int:
        """Step until the log's end; gives how many facts it stepped over."""
        total = 0
        while handled := self.step():
            total += handled
        return total

    def _halved(self, position: int, stretch: Stretch, error: Exception) -> int:
        """Halve until the fact that cannot be taken in stands alone; all before it is taken in."""
        self._start_again()
        facts = stretch.facts
        if len(facts) == 1 and facts[0].position - position > 1:
            # Past what stands before it and is of no interest, so that this stops right before the fact.
            self._before = facts[0].position
            return self._step()
        if len(facts) == 1 and parking.may_park(self.projection, facts[0], error):
            return self._tried_again(position, facts[0])
        if len(facts) == 1:
            reason = f"{facts[0].fact.stored_name}: {type(error).__name__}: {error}"
            return self._stop_at(position, facts[0].position, reason)
        self._limit = len(facts) // 2
        return self._step()

    def _take_in(self, position: int, stretch: Stretch) -> bool:
        relevant, last, _ = stretch
        if not relevant:
            if not positions.pass_over(self._database, (self.name,), position, last):
                return False
            self._position = last
            return True
        with positions.turn(self._database, self.name) as (cursor, standing):
            if standing is None or standing.position != position or standing.is_poisoned:
                return False
            if standing.parked:
                relevant = [recorded for recorded in relevant if recorded.stream not in standing.parked]
            if relevant:
                self.projection.apply(cursor, relevant)
            positions.end_turn(cursor, self.name, last)
        self._position = last
        return True

    def _tried_again(self, position: int, recorded: Recorded) -> int:
        """A fact that raised is tried once more alone; raises it again, its stream is set aside. Gives 1 when done."""
        try:
            return int(self._take_in(position, Stretch([recorded], recorded.position, is_last=False)))
        except Exception as error:
            self._start_again()
            if not parking.is_of_facts(error):
                raise
            reason = f"{recorded.fact.stored_name}: {type(error).__name__}: {error}"
            known = recorded.position, type(error).__name__
            with positions.turn(self._database, self.name) as (cursor, standing):
                if standing is None or standing.position != position or standing.is_poisoned:
                    return 0
                if is_one_of_few := len(standing.parked) < parking.MOST_PARKED:
                    parking.set_aside(cursor, self.projection, recorded, error)
                    positions.end_turn(cursor, self.name, recorded.position)
        if not is_one_of_few:
            return self._stop_at(position, recorded.position, reason)
        self._logger.error("stream_parked", stream=str(recorded.stream), position=known[0], error=known[1])
        return 1

    def _read_position(self) -> int:
        if self._position is None or self._poisoned:
            # What the projection remembers is as of a position that was known here, and none is.
            self.projection.forget()
            with self._database.transaction() as cursor:
                standing = positions.read(cursor, self.name)
            if standing is None:
                raise TablesAreMissing(self.name, f"views.positions has no row {self.name}")
            self._position = standing.position
            self._poisoned = standing.poison_at is not None
        return self._position

    def _start_again(self) -> None:
        """Forget what was known: the next turn reads the position anew."""
        self._position = self._before = None
        self.projection.forget()

    def _stop_at(self, position: int, at: int, reason: str) -> int:
        positions.poison(self._database, self.name, position, at, reason)
        self._start_again()
        self._poisoned = True
        self._logger.error("projection_poisoned", position=at, reason=reason)
        return 0
