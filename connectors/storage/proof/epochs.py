"""Tells a log from another that has its positions again: after a restore a new epoch begins; asked by start and doors.

A number in the database would be restored with it, so what was seen is kept outside (``head_file``). Which epoch the
log is in is read of its own facts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar
from uuid import uuid4

import structlog
from psycopg import Connection

from aggregates.log import epoch_of
from commands.log import ResumeLog
from connectors.storage.log import seals
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.proof.head_file import Head, HeadFile
from connectors.storage.server.database import Database, Row
from connectors.storage.server.limits import TURNS, limit
from events.folds.log import EpochState
from events.values.identity import LOG_STREAM, CommandId
from events.values.log_place import LogPlace, told
from events.values.refusal import Refusal
from events.values.text import Text

KEPT_S = 1.0
"""Seconds for which epoch and head are believed: they change otherwise than by growing where a log is replaced."""

RESUMED = Text(
    ru="Журнал восстановлен из копии: раньше он был виден до позиции {seen}, теперь стоит на {now}. Началась эпоха "
    "{epoch}: позиции прежних эпох чужим программам больше не служат.",
    en="The log was restored from a backup: it was seen up to position {seen} before, now it stands at {now}. Epoch "
    "{epoch} begins: positions of former epochs serve other programs no more.",
)


class PositionIsBeyondTheLog(Refusal):
    """There is no position {asked} in the log: it ends at {head}. It comes from another desk, or from before the log
    was restored from a backup. Ask without it, and go on from the positions that you get now.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Позиции {asked} в журнале нет: он кончается на {head}. Она от другого Deskledger или из времени до "
        "восстановления журнала из копии. Спросите без неё и продолжайте с тех позиций, что получите теперь."
    )
    field = "min_position"


class PositionIsOfAnotherEpoch(Refusal):
    """The position {asked} is of another epoch: this log is in epoch {epoch}. It was restored from a backup since, or
    the position is another desk's, so what stood there may be gone. Ask without it, read anew, and go on from the
    positions that you get now.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Позиция {asked} из другой эпохи: у этого журнала идёт эпоха {epoch}. С тех пор его восстановили из копии, или "
        "позиция от другого Deskledger, и того, что там стояло, может не быть. Спросите без неё, перечитайте и "
        "продолжайте с тех позиций, что получите теперь."
    )
    field = "min_position"


class Epochs:
    """The epoch of one desk's log. Threads share it: what one overwrites costs another a look."""

    def __init__(
        self,
        database: Database,
        log: PostgresLog,
        file: HeadFile | None,
        *,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._log = log
        self._ticks = ticks
        self.file = file
        self._known: EpochState | None = None
        self._read_at = 0.0
        self._head = 0
        self._head_at = float("-inf")

    def known(self) -> EpochState:
        """The epoch as it was read last."""
        return self._known or self.present()

    def present(self) -> EpochState:
        """The epoch that the log is in, at most a second old."""
        if self._known is None or self._ticks() - self._read_at >= KEPT_S:
            return self._fresh()
        return self._known

    def place(self, position: int) -> str:
        """A position as it is told to programs outside."""
        return told(self.known().number, position)

    def saw(self, position: int) -> None:
        """The log goes as far as this, at least."""
        if position >= self._head or self._ticks() - self._head_at >= KEPT_S:
            self._head, self._head_at = position, self._ticks()

    def refuse_foreign(self, asked: int) -> None:
        """Raise for a position that this log does not have; a bare number means the present epoch."""
        if isinstance(asked, LogPlace) and asked.epoch != (now := self.present().number):
            raise PositionIsOfAnotherEpoch(asked=asked.told, epoch=now)
        if asked > self._head or self._ticks() - self._head_at >= KEPT_S:
            self.saw(self._log.head())
            if asked > self._head:
                raise PositionIsBeyondTheLog(asked=int(asked), head=self._head)

    def notice(self, resume: Callable[[ResumeLog, CommandId], object]) -> None:
        """Compare the log with what was seen of it, and begin a new epoch where it is another; asked at every start.

        Desks that start at once take turns. Raises ``HeadFileCannotBeUsed``.
        """
        if self.file is None:
            return
        with self._database.transaction() as turn:
            limit(turn, TURNS)
            turn.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.epoch', 0))")
            seen = self.file.read()
            if seen is not None and seen.epoch >= self._fresh().number:
                with self._database.connection() as connection:
                    is_another = seen.epoch > self.known().number or not _has(connection, seen)
                if is_another:
                    before = self._log.head()
                    order = ResumeLog(seen_epoch=seen.epoch, seen_position=seen.position, seen_link=seen.link)
                    resume(order, CommandId(uuid4()))
                    self._tell(seen, before)
            self.file.write(self._now())

    def is_another(self) -> bool:
        """Whether this is not the log that was seen: it was replaced under the running desk."""
        if self.file is None or (seen := self.file.read()) is None:
            return False
        with self._database.connection() as connection:
            return not _has(connection, seen)

    def keep(self) -> bool:
        """Write where the log stands now; whether it is the one that was seen: another is left for the next start."""
        if self.file is None:
            return True
        seen = self.file.read()
        with self._database.connection() as connection:
            position, link = seals.last_seal(connection)
            if seen is not None and (seen.position, seen.link) == (position, link.hex()):
                return True
            if seen is not None and not _has(connection, seen):
                return False
        self.file.write(self._now())
        return True

    def _now(self) -> Head:
        with self._database.connection() as connection:
            position, link = seals.last_seal(connection)
        return Head(self._fresh().number, position, link.hex())

    def _fresh(self) -> EpochState:
        self._known = epoch_of(self._log.load(LOG_STREAM))
        self._read_at = self._ticks()
        return self._known

    def _tell(self, seen: Head, now: int) -> None:
        words = {"seen": seen.position, "now": now, "epoch": self._fresh().number}
        logger = structlog.get_logger("log")
        logger.warning("log_resumed", ru=RESUMED.ru.format(**words), en=RESUMED.en.format(**words))


def _has(connection: Connection[Row], seen: Head) -> bool:
    """Whether the log still has what was seen: that position, under that link."""
    if seen.position == 0:
        return True
    query = "SELECT link FROM desk.seals WHERE last_position = %s"
    row = connection.execute(query, (seen.position,)).fetchone()
    return row is not None and bytes(row[0]).hex() == seen.link
