"""Keeps the head file up to date while the desk runs: a loop under a lease, and once more when the desk stops."""

from __future__ import annotations

import psycopg
import structlog

from connectors.storage.proof.epochs import Epochs
from events.values.refusal import Refusal
from events.values.text import Text

EVERY_S = 1.0

REPLACED = Text(
    ru="База данных под работающим Deskledger восстановлена из копии: журнал не тот, что был. Запустите его заново: "
    "начнётся новая эпоха.",
    en="The database was restored from a backup under the running desk: the log is not the one it was. Start the desk "
    "again: a new epoch begins then.",
)


class HeadKeeper:
    """As ``Loop``."""

    name = "head_keeper"
    wakes_on = "head"
    """Nobody hints at it: once a second is enough."""

    def __init__(self, epochs: Epochs) -> None:
        self._epochs = epochs
        self.is_another_log = False

    def turn(self) -> float:
        """Write where the log stands; gives how long to rest."""
        was_another, self.is_another_log = self.is_another_log, not self._epochs.keep()
        if self.is_another_log and not was_another:
            structlog.get_logger("log").error("log_was_replaced", ru=REPLACED.ru, en=REPLACED.en)
        return EVERY_S

    def stop(self) -> None:
        """Once more at the end: what was written in the last second is seen, too."""
        try:
            self.turn()
        except (psycopg.Error, Refusal) as error:
            # The desk stops all the same, and whoever starts it next hears of what is in the way.
            structlog.get_logger("log").warning("head_is_not_kept", error=type(error).__name__)
