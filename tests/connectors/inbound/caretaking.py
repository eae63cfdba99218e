"""A process that takes care of what was left behind and is killed with 9, again and again; run in pairs by a test.

As the feeder of read models: the parent imports, its children open the database, work and die.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

from connectors.inbound.due.caretaker import Caretaker
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.server.database import Database
from projections.org_unit.tree import OrgTree
from projections.person.directory import Directory
from tests.connectors.small_desk import SmallDesk


def caretaker_of(desk: SmallDesk) -> Caretaker:
    """A caretaker whose read models run when they are waited for."""
    for kind in (Directory, OrgTree):
        consumer = desk.consumers.setdefault(kind.name, Consumer(kind(), desk.log, desk.database))
        consumer.catch_up()
    return Caretaker(desk.bus, desk.database, desk.log, desk, desk.hand.now)


def care(url: str, ready: int, turns: int) -> None:
    """Hand over until killed."""
    with Database(url, max_size=3) as database:
        desk = SmallDesk(database)
        keeper = caretaker_of(desk)
        while True:
            if turns == 0:
                os.write(ready, b".")
            turns -= 1
            keeper.turn()


def main(url: str, seed: int, kills: int) -> None:
    """Let children work and kill each of them after a while."""
    chance = random.Random(seed)  # noqa: S311 - a test that can be repeated
    told, ready = os.pipe()
    for nth in range(kills):
        child = os.fork()
        if child == 0:
            # Some may work a turn in peace, so that it ends on a slow machine, too.
            care(url, ready, nth % 4 // 3)
        os.read(told, 1)
        time.sleep(chance.uniform(0.0, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print(kills)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
