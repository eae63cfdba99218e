"""The company is loaded by a process of its own, while this one makes what answers; called by ``desk demo``.

Both take seconds of one processor each, and neither needs anything of the other's.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from fastapi import FastAPI

from api.bootstrap import Desk
from api.demo.load import is_loaded
from api.meters import shared
from api.serve import made
from connectors.storage.server.database import LARGEST_POOL
from replay.rebuild import OnProgress
from replay.side_by_side import side_by_side

COMPANY = "company"


def loaded(desk: Desk, load: Callable[[Callable[[], None]], None]) -> tuple[bool, FastAPI | None]:
    """Load what is not there yet; whether it was loaded now, and what was made of the desk meanwhile.

    Where no process can be forked, or that one failed, this one does it: every command bears an id of its own, so
    it goes on where that one stood, and meets what was in its way.
    """
    if is_loaded(desk):
        return False, None
    apps: list[FastAPI] = []

    def work(progress: OnProgress) -> None:
        shared.become(COMPANY)
        # Told to end, it leaves the terminal as it was.
        signal.signal(signal.SIGTERM, _leave)
        desk.database.begin_anew(LARGEST_POOL, waits_for_disk=False)
        try:
            # Each step is told, also when nobody shows it: where the parent is gone this raises, and the load ends.
            load(lambda: progress(0, 0))
        finally:
            desk.database.close()
            # It ends without a word, and what it has to say stands here.
            with suppress(OSError):
                sys.stdout.flush()

    left = side_by_side(
        {COMPANY: work},
        at_once=1,
        still=desk.held_still,
        progress=lambda _done, _all: None,
        meanwhile=lambda: apps.append(made(desk)),
    )
    if left:
        load(lambda: None)
    return True, next(iter(apps), None)


def _leave(*_: object) -> NoReturn:
    raise SystemExit
