"""A process that holds a lease until it is killed; started by the tests of leases."""

from __future__ import annotations

import sys
import time

from connectors.storage.feeds.leases import Lease, Leases
from connectors.storage.server.database import Database

if __name__ == "__main__":
    with Database(sys.argv[1]) as database:
        lease = Lease(Leases(database), sys.argv[2])
        print(lease.acquire(), flush=True)  # noqa: T201 - what the test reads
        time.sleep(600)
