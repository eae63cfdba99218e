"""Looks after an embedded server: one that died is told of and started anew; used by ``EmbeddedServer``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import structlog

from connectors.storage.embedded import server_log as embedded_log
from events.values.text import Text

LOOK_S = 0.5
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 10.0

DIED = Text(
    ru="Встроенный PostgreSQL в {folder} остановился{why}. Подтверждённое сохранено; он запускается снова.",
    en="The embedded PostgreSQL in {folder} died{why}. What was acknowledged is kept; it is started again.",
)
DOES_NOT_START = Text(
    ru="Встроенный PostgreSQL в {folder} не запускается: {why}. Следующая попытка через {pause:g} с.",
    en="The embedded PostgreSQL in {folder} does not start: {why}. It is tried again in {pause:g} s.",
)


class Watch:
    """A thread that revives what is not running, again and again, and says every time why it could not.

    It also puts the server's log aside when that grows too large.
    """

    def __init__(self, is_running: Callable[[], bool], revive: Callable[[], None], *, folder: Path) -> None:
        self._is_running = is_running
        self._revive = revive
        self._folder = folder
        self._stop = Event()
        self._log = structlog.get_logger("embedded")
        self._thread = Thread(target=self._look, name="embedded-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; a start that is under way is waited for, so that nothing is left running behind it."""
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        pause = _FIRST_PAUSE_S
        while not self._stop.wait(LOOK_S):
            if self._is_running():
                pause = _FIRST_PAUSE_S
                embedded_log.rotate(self._folder / "log")
                continue
            why = embedded_log.why_it_ended(self._folder / "log")
            self._log.error("embedded_server_died", **self._told(DIED, f": {why}" if why else ""))
            while not self._stop.is_set() and not self._revived(pause):
                # Not for ever faster, yet for ever: a full disk may be emptied, and the desk heals by itself.
                self._stop.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)

    def _revived(self, pause: float) -> bool:
        try:
            self._revive()
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting: told, then tried again
            told = self._told(DOES_NOT_START, str(error), pause)
            self._log.error("embedded_server_does_not_start", error=f"{type(error).__name__}: {error}", **told)
            return False
        self._log.warning("embedded_server_restarted")
        return True

    def _told(self, words: Text, why: str, pause: float = 0) -> dict[str, str]:
        told = {"folder": self._folder, "why": why, "pause": pause}
        return {"ru": words.ru.format(**told), "en": words.en.format(**told)}
