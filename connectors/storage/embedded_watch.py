"""Looks after an embedded server: one that died is told of and started anew; used by ``EmbeddedServer``."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

import structlog

LOOK_S = 0.5
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 10.0


class Watch:
    """A thread that revives what is not running, again and again, and says every time why it could not."""

    def __init__(self, is_running: Callable[[], bool], revive: Callable[[], None]) -> None:
        self._is_running = is_running
        self._revive = revive
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
                continue
            self._log.error("embedded_server_died")
            while not self._stop.is_set() and not self._revived():
                # Not for ever faster, yet for ever: a full disk may be emptied, and the desk heals by itself.
                self._stop.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)

    def _revived(self) -> bool:
        try:
            self._revive()
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting: told, then tried again
            self._log.error("embedded_server_does_not_start", error=f"{type(error).__name__}: {error}")
            return False
        self._log.warning("embedded_server_restarted")
        return True
