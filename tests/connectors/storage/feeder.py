"""A process that feeds read models and is killed with 9, again and again; run in pairs by the tests of consumers.

The parent imports everything and opens nothing; each child opens its own pool, takes in batches of random size
and dies in the middle of something. So a kill costs milliseconds, and there can be many.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

from connectors.storage.feeds.consumer import Consumer
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from projections.sla_clocks.projection import SlaClocks
from projections.ticket.rows import TicketList
from tests.connectors.storage.tally import Tally


def feed(url: str, seed: int, ready: int) -> None:
    """Take in batches until killed; every turn of another size."""
    chance = random.Random(seed)  # noqa: S311 - a test that can be repeated
    with Database(url, max_size=3) as database:
        log = PostgresLog(database)
        consumers = [
            Consumer(projection, log, database, batch=chance.choice((1, 7, 40, 300)))
            for projection in (Tally(), TicketList(), SlaClocks())
        ]
        # Every second child may first take in something, so that the log is worked off on a slow machine, too.
        passes = seed % 2
        while True:
            if passes == 0:
                os.write(ready, b".")
            passes -= 1
            for consumer in consumers:
                consumer.step()


def main(url: str, seed: int, kills: int) -> None:
    """Let children feed and kill each of them after a while."""
    chance = random.Random(seed)  # noqa: S311 - as above
    told, ready = os.pipe()
    for nth in range(kills):
        child = os.fork()
        if child == 0:
            feed(url, seed * 1000 + nth, ready)
        os.read(told, 1)
        time.sleep(chance.uniform(0.0, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print(kills)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
