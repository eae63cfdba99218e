"""A process that keeps time and is killed with 9, again and again; run in pairs by the test of the timekeeper.

As the feeder of read models: the parent imports, its children open the database, work and die.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from datetime import datetime

from connectors.storage.server.database import Database
from tests.connectors.small_desk import SmallDesk


def keep(url: str, at: datetime, ready: int, turns: int) -> None:
    """Record what has come by ``at`` until killed."""
    with Database(url, max_size=3) as database:
        desk = SmallDesk(database, at=at)
        while True:
            if turns == 0:
                os.write(ready, b".")
            turns -= 1
            desk.timekeeper.turn()
            desk.consumers["sla_clocks"].catch_up()


def main(url: str, at: datetime, seed: int, kills: int) -> None:
    """Let children keep time and kill each of them after a while."""
    chance = random.Random(seed)  # noqa: S311 - a test that can be repeated
    told, ready = os.pipe()
    for nth in range(kills):
        child = os.fork()
        if child == 0:
            # Some may work a turn in peace, so that it ends on a slow machine, too.
            keep(url, at, ready, nth % 5 // 4)
        os.read(told, 1)
        time.sleep(chance.uniform(0.0, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print(kills)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
