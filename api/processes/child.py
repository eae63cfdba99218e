"""What a process that was forked off begins and ends with; entered by the supervisor, never left.

It ends when it is told to, and soon after its parent, however that ended.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from typing import NamedTuple, NoReturn

import msgspec
import structlog

from api.meters import shared
from api.processes.board import Board, Told
from events.values.refusal import Refusal
from events.values.text import Text

ORPHAN_S = 5.0
"""Seconds in which whoever lost the parent answers what was asked; then it ends whatever it does."""
_REFUSED = 3
"""Exit status of a process that could not begin, and has said why."""


class Word(msgspec.Struct, frozen=True):
    """What a child tells its parent once: that it works, or why it does not."""

    refused: Text | None = None


class Place(NamedTuple):
    """What a process is given to tell others how it is."""

    name: str
    nth: int
    board: Board

    def tell(self, told: Told) -> None:
        """How it is at this moment."""
        self.board.tell(self.nth, told)

    def hold(self, connections: int) -> None:
        """So many connections it holds."""
        self.board.count(self.nth, connections)

    def is_ahead(self, more: int) -> bool:
        """As ``api.processes.acceptor.Holdings``."""
        return self.board.is_ahead(self.nth, more)


class Lines(NamedTuple):
    """The ends of pipes that a child has: one that closes when the parent is gone, one for its word."""

    life: int
    word: int


def live(
    place: Place, lines: Lines, work: Callable[[Place, Callable[[], None]], None], mask: Iterable[int]
) -> NoReturn:
    """Do the work, under signals that were kept back until now, and end the process."""
    status = 1
    try:
        # Ctrl-C is for the parent, which ends its children in their order.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        shared.become(place.name)
        threading.Thread(target=_outlive_nobody, args=(lines.life,), name="parent-watch", daemon=True).start()
        work(place, lambda: _say(lines.word, Word()))
        status = 0
    except Refusal as refusal:
        _say(lines.word, Word(refused=refusal.text))
        status = _REFUSED
    except BaseException as error:  # noqa: BLE001 - nothing of it may reach what the parent was doing as it forked
        structlog.get_logger("processes").error("process_failed", name=place.name, error=type(error).__name__)
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(status)


def _say(pipe: int, word: Word) -> None:
    try:
        os.write(pipe, msgspec.json.encode(word))
    except OSError:
        # Whoever listened is gone.
        return


def _outlive_nobody(life: int) -> None:
    """Wait until the parent is gone: it never writes, so there is something to read only at its end."""
    os.read(life, 1)
    shared.clear()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORPHAN_S)
    os._exit(1)
