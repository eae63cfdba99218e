"""A database as a desk before seals left it; also a process that lays foundations until it is killed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime

import msgspec
import psycopg
import pytest

from commands.ports import Change, Draft
from connectors.storage.foundations import older_facts
from connectors.storage.foundations import steps as foundations
from connectors.storage.log.codec import StoredFact
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server import migrate as module
from connectors.storage.server.database import Database
from connectors.storage.server.migrate import migrate, migrations
from events.fact import Metadata
from events.ticket import TicketPutInProgress
from events.values.identity import TicketId
from tests.connectors.storage.samples import metadata, stream_id

BEFORE_SEALS = 14
"""The last migration of a desk that sealed nothing."""


def left_by_an_older_desk(database: Database, monkeypatch: pytest.MonkeyPatch, recorded: Sequence[datetime]) -> None:
    """Its tables, with a fact of each of these instants, one behind the other in a stream."""
    with monkeypatch.context() as before:
        before.setattr(module, "migrations", lambda: migrations()[:BEFORE_SEALS])
        migrate(database)
    append_as_it_did(database.url, rows_of(database, recorded))


def rows_of(database: Database, recorded: Sequence[datetime]) -> list[StoredFact]:
    stream = stream_id()
    fact = TicketPutInProgress(ticket_id=TicketId(stream))
    drafts = [Draft(metadata=_at(instant), fact=fact) for instant in recorded]
    change = Change(stream=stream, expected_version=0, drafts=tuple(drafts))
    return PostgresLog(database).codec.encode_changes([change])


def append_as_it_did(url: str, rows: Sequence[StoredFact]) -> None:
    """Through the function of its time."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT * FROM desk.append_to_facts(%s::uuid[], %s::bytea[], %s::text[], %s::int[], %s::int[], %s::uuid[],"
            " %s::bigint[], %s::bigint[], %s::int[], %s::uuid[], %s::bigint[], %s::text[], %s::bytea[])",
            (
                [rows[0].stream],
                [b"f"],
                [""],
                [len(rows)],
                [1],
                [rows[0].stream],
                [0],
                [len(rows)],
                [1] * len(rows),
                [row.stream for row in rows],
                [row.version for row in rows],
                [row.name for row in rows],
                [row.state for row in rows],
            ),
        )


def _at(instant: datetime) -> Metadata:
    return msgspec.structs.replace(metadata(), recorded_at=instant, occurred_at=instant)


def main(url: str) -> None:
    """Seal in small pieces, telling of each."""
    older_facts.PIECE = 10

    def told(_words: object, done: int, total: int) -> None:
        print(done, total, flush=True)  # noqa: T201 - what the test reads

    with Database(url) as database:
        foundations.lay(database, [older_facts.SealOlderFacts()], told)
    print("done", flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main(sys.argv[1])
