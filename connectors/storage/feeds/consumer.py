"""Feeds one read model from the log, exactly once, a batch at a time; run as a loop by ``desk serve``."""

from __future__ import annotations

import psycopg
import structlog

from connectors.storage.feeds import positions
from connectors.storage.feeds.hints import FACTS
from connectors.storage.log.codec import PoisonFact
from connectors.storage.server.database import Database
from connectors.storage.server.faults import MISSING, tells_of_storage
from connectors.storage.server.limits import LOOPS, limit
from connectors.storage.server.words import storage_words
from events.fact import Recorded
from projections.kit import parking
from projections.kit.port import FactSource, Hearing, Projection, Stretch

BATCH = 2000
IDLE_S = 1.0
"""How long to wait for a hint before asking the log itself: the poll is the truth."""


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

    wakes_on = FACTS

    def __init__(self, projection: Projection, log: FactSource, database: Database, *, batch: int = BATCH) -> None:
        self.name = projection.name
        self.projection = projection
        self._hearing = Hearing(projection, log)
        self._database = database
        self._batch = batch
        self._limit = batch
        self._before: int | None = None
        self._is_last = True
        self._position: int | None = None
        self._poisoned = False
        self._logger = structlog.get_logger("consumer").bind(projection=projection.name)

    def turn(self) -> float:
        """Take in one batch; gives how many seconds to wait at most before the next turn."""
        # At the end of the log: whatever comes now is hinted at anew.
        return 0.0 if self.step() and not self._is_last else IDLE_S

    def step(self) -> int:  # noqa: PLR0911 - one return an outcome
        """Take in one batch; gives how many positions it spans, 0 when caught up, overtaken or poisoned."""
        position = self._read_position()
        if self._poisoned:
            return 0
        try:
            stretch = self._hearing.read(position, self._limit, self._before)
        except PoisonFact as error:
            if error.position - position > 1:
                self._before = error.position
                return self.step()
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
            return self.step()
        if len(facts) == 1 and parking.may_park(self.projection, facts[0], error):
            return self._tried_again(position, facts[0])
        if len(facts) == 1:
            reason = f"{facts[0].fact.stored_name}: {type(error).__name__}: {error}"
            return self._stop_at(position, facts[0].position, reason)
        self._limit = len(facts) // 2
        return self.step()

    def _take_in(self, position: int, stretch: Stretch) -> bool:
        relevant, last, _ = stretch
        if not relevant:
            if not positions.pass_over(self._database, self.name, position, last):
                return False
            self._position = last
            return True
        with self._database.transaction() as cursor:
            limit(cursor, LOOPS)
            # Rows and position are lost together when the server crashes, and are taken in again: no need to
            # wait for the disk, which the commands wait for.
            cursor.execute("SET LOCAL synchronous_commit TO off")
            standing = positions.read(cursor, self.name, lock=True)
            if standing is None or standing.position != position or standing.poison_at is not None:
                return False
            if standing.parked:
                relevant = [recorded for recorded in relevant if recorded.stream not in standing.parked]
            if relevant:
                self.projection.apply(cursor, relevant)
            positions.move(cursor, self.name, last)
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
            with self._database.transaction() as cursor:
                standing = positions.read(cursor, self.name, lock=True)
                if standing is None or standing.position != position or standing.poison_at is not None:
                    return 0
                if is_one_of_few := len(standing.parked) < parking.MOST_PARKED:
                    parking.set_aside(cursor, self.projection, recorded, error)
                    positions.move(cursor, self.name, recorded.position)
        if not is_one_of_few:
            return self._stop_at(position, recorded.position, reason)
        self._logger.error("stream_parked", stream=str(recorded.stream), position=known[0], error=known[1])
        return 1

    def _read_position(self) -> int:
        if self._position is None or self._poisoned:
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
