"""Looks after an embedded server: one that died is told of and started anew; used by ``EmbeddedServer``."""

from __future__ import annotations

import os
import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, Thread

import structlog

from connectors.storage.embedded import server_log as embedded_log
from events.values.text import Text

LOOK_S = 0.5
ROTATE_S = 60.0
"""How often the size of the log is looked at while the server runs."""
STILL_S = 1.0
"""A look takes milliseconds; what takes longer is a start."""
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

    It also puts the server's log aside when that grows too large. Where the system tells of the end of a process it
    sleeps until then, else it looks every half a second.
    """

    def __init__(
        self,
        is_running: Callable[[], bool],
        revive: Callable[[], None],
        *,
        folder: Path,
        pid: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._is_running = is_running
        self._revive = revive
        self._folder = folder
        self._pid = pid
        self._stopped, self._stop = os.pipe()
        self._looking = Lock()
        self._log = structlog.get_logger("embedded")
        self._thread = Thread(target=self._look, name="embedded-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; a start that is under way is waited for, so that nothing is left running behind it."""
        os.close(self._stop)
        self._thread.join()
        os.close(self._stopped)

    @contextmanager
    def held_still(self) -> Iterator[bool]:
        """While it lasts nothing is looked at; ``False``: a server is being started at this moment."""
        is_still = self._looking.acquire(timeout=STILL_S)
        try:
            yield is_still
        finally:
            if is_still:
                self._looking.release()

    def _look(self) -> None:
        pause = 0.0
        while not self._waited(pause):
            with self._looking:
                pause = self._looked(pause)

    def _waited(self, pause: float) -> bool:
        """Wait until there may be something to do; whether that is to stop."""
        ended = None if pause else _end_of(self._pid())
        seconds = pause or (LOOK_S if ended is None else ROTATE_S)
        try:
            readable, _, _ = select.select([self._stopped, *([] if ended is None else [ended])], [], [], seconds)
        finally:
            if ended is not None:
                os.close(ended)
        return self._stopped in readable

    def _looked(self, pause: float) -> float:
        """Look, and revive what has died; gives for how long to rest before the next try, 0 where all is well."""
        if self._is_running():
            embedded_log.rotate(self._folder / "log")
            return 0.0
        if not pause:
            why = embedded_log.why_it_ended(self._folder / "log")
            self._log.error("embedded_server_died", **self._told(DIED, f": {why}" if why else ""))
            pause = _FIRST_PAUSE_S / 2
        # Not for ever faster, yet for ever: a full disk may be emptied, and the desk heals by itself.
        pause = min(pause * 2, _LONGEST_PAUSE_S)
        return 0.0 if self._revived(pause) else pause

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


def _end_of(pid: int | None) -> int | None:
    """A file that can be read once a process has ended; ``None``: the system has no such, or no such process."""
    if pid is None or not hasattr(os, "pidfd_open"):
        return None
    try:
        return os.pidfd_open(pid)
    except OSError:
        return None
