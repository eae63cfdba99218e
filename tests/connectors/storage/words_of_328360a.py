"""The demo as 328360a wrote it, words open; also a process that seals them until it is killed."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import psycopg

from connectors.storage.foundations import open_details
from connectors.storage.foundations import steps as foundations
from connectors.storage.foundations.open_details import SealOpenDetails
from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.server.database import Database
from connectors.storage.server.migrate import migrate

_DUMP = Path(__file__).parents[2] / "journeys" / "written_by_328360a" / "desk.sql.gz"


def write(database: Database) -> None:
    """Its rows, under today's tables: nothing is sealed yet."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute(gzip.decompress(_DUMP.read_bytes()))
    migrate(database)


def the_step(database: Database, loops: tuple[str, ...] = ("ticket_list", "timekeeper")) -> SealOpenDetails:
    return SealOpenDetails(PostgresKeyring(database), loops)


def main(url: str) -> None:
    """Seal in pieces of a tenth of the demo or so, telling of each."""
    open_details.PIECE = 100

    def told(_words: object, done: int, total: int) -> None:
        print(done, total, flush=True)  # noqa: T201 - what the test reads

    with Database(url) as database:
        foundations.lay(database, [the_step(database)], told)
    print("done", flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main(sys.argv[1])
