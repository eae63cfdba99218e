"""A process that appends in uneven batches from several threads and prints what was acknowledged."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor

from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from tests.connectors.storage.samples import change, command_id, stream_id

THREADS = 4


def write(log: PostgresLog, seed: int, saves: int) -> list[str]:
    """Some saves of one to forty facts on one to three streams; (command id, position) of each."""
    chance = random.Random(seed)  # noqa: S311 - a test that can be repeated
    versions = [(stream_id(), 0)]
    told: list[str] = []
    for _ in range(saves):
        if chance.random() < 0.2:
            versions.append((stream_id(), 0))
        chosen = chance.sample(range(len(versions)), min(len(versions), chance.choice((1, 1, 1, 2, 3))))
        changes = []
        for nth in chosen:
            stream, version = versions[nth]
            count = chance.choice((1, 1, 1, 2, 5, 40))
            changes.append(change(stream, version, count))
            versions[nth] = (stream, version + count)
        command = command_id()
        receipt = log.append(changes, command_id=command, fingerprint=b"f")
        told.append(f"{command} {receipt.position}")
    return told


def main(url: str, seed: int, saves: int) -> None:
    """Run the threads of one process."""
    with Database(url) as database, ThreadPoolExecutor(THREADS) as pool:
        log = PostgresLog(database)
        for told in pool.map(lambda nth: write(log, seed * 100 + nth, saves), range(THREADS)):
            sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
