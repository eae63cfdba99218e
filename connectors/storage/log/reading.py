"""How the log is read: by whoever asks it alone, and by a question in the one snapshot of all that it reads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection, Cursor
from typing_extensions import override

from connectors.storage.log.codec import Codec
from connectors.storage.server.database import Row
from events.fact import Recorded
from events.values.identity import StreamId, TicketId
from projections.kit.statement import statement

COLUMNS = statement("originator_id, originator_version, topic, state, notification_id")
AFTER = statement(
    "SELECT {columns} FROM desk.facts WHERE notification_id > %s ORDER BY notification_id LIMIT %s", columns=COLUMNS
)
_STREAM = statement(
    "SELECT {columns} FROM desk.facts WHERE originator_id = %s ORDER BY originator_version", columns=COLUMNS
)
_STREAMS = statement(
    "SELECT {columns} FROM desk.facts WHERE originator_id = ANY(%s) ORDER BY originator_id, originator_version",
    columns=COLUMNS,
)
# These are said as an index of each says it, so that it answers.
_MERGED = (
    "SELECT originator_id FROM desk.facts WHERE topic = 'ticket.merged@1'"
    " AND desk.merged_into(state) = %s ORDER BY originator_id"
)
_TERMS = statement(
    "SELECT {columns}, true FROM desk.facts"
    " WHERE (topic LIKE 'agreement.%%' OR topic LIKE 'service-schedule.%%') AND notification_id > %s",
    columns=COLUMNS,
)
_TERMS_ALONE = statement("{terms} ORDER BY notification_id", terms=_TERMS)
_BESIDE_TERMS = statement(
    "{terms} UNION ALL SELECT {columns}, false FROM desk.facts WHERE originator_id = ANY(%s) ORDER BY notification_id",
    terms=_TERMS,
    columns=COLUMNS,
)
_VERSIONS = (
    "SELECT asked.id, latest.version FROM unnest(%s::uuid[]) AS asked (id) CROSS JOIN LATERAL"
    " (SELECT max(originator_version) AS version FROM desk.facts WHERE originator_id = asked.id) AS latest"
    " WHERE latest.version IS NOT NULL"
)


class LogReading(ABC):
    """What can be asked of the log, wherever its rows are read."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec

    @abstractmethod
    def _rows(self, query: str, params: tuple[object, ...] = ()) -> list[Row]: ...

    def load(self, stream: StreamId) -> Sequence[Recorded]:
        """All facts of a stream in order; empty when it does not exist."""
        return self.stream(stream)

    def stream(self, stream: StreamId, *, personal: bool = True) -> list[Recorded]:
        """As ``load``; without ``personal`` sealed values read as erased."""
        return self.codec.decode_rows(self._rows(_STREAM, (stream,)), personal=personal)

    def load_many(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Sequence[Recorded]]:
        """As ``load`` for several streams in one round trip; every asked stream has an entry."""
        found: dict[StreamId, list[Recorded]] = {stream: [] for stream in streams}
        # Of a list, whose length it does not know, PostgreSQL makes a plan for each question.
        rows = self._rows(_STREAMS, (list(found),)) if len(found) != 1 else self._rows(_STREAM, (*found,))
        for recorded in self.codec.decode_rows(rows):
            found[recorded.stream].append(recorded)
        return found

    def load_beside_terms(
        self, streams: Iterable[StreamId], after: int
    ) -> tuple[Mapping[StreamId, Sequence[Recorded]], Sequence[Recorded]]:
        """As ``FactLog.load_beside_terms``."""
        found: dict[StreamId, list[Recorded]] = {stream: [] for stream in streams}
        rows = self._rows(_BESIDE_TERMS, (after, list(found))) if found else self._rows(_TERMS_ALONE, (after,))
        for recorded in self.codec.decode_rows(row[:5] for row in rows if not row[5]):  # by number: the codec's row
            found[recorded.stream].append(recorded)
        return found, self.codec.decode_rows((row[:5] for row in rows if row[5]), personal=False)  # by number: as above

    def merged_into(self, ticket_id: TicketId) -> list[TicketId]:
        """As ``FactLog.merged_into``."""
        return [TicketId(stream) for (stream,) in self._rows(_MERGED, (ticket_id,))]

    def after(self, position: int, limit: int = 1_000, *, personal: bool = True) -> list[Recorded]:
        """Up to ``limit`` facts that stand after ``position``, in the order of the log.

        Raises ``PoisonFact`` when today's code cannot read one of them.
        """
        return self.codec.decode_rows(self._rows(AFTER, (position, limit)), personal=personal)

    def head(self) -> int:
        """The position of the last fact; 0 when there is none."""
        return int(self._rows("SELECT coalesce(max(notification_id), 0) FROM desk.facts")[0][0])

    def versions_of(self, streams: Collection[StreamId]) -> Mapping[StreamId, int]:
        """Where streams stand, read from their index; a stream that does not exist is missing."""
        return dict(self._rows(_VERSIONS, (list(streams),)))

    def written_at(self, position: int) -> datetime | None:
        """When the fact at ``position`` was written; for the lag in seconds. ``None``: there is no such fact."""
        found = self.codec.decode_rows(self._rows(AFTER, (position - 1, 1)), personal=False)
        return found[0].metadata.recorded_at if found and found[0].position == position else None


class LogInSnapshot(LogReading):
    """The log on the connection of a question: what it tells and what the read models tell are of one moment."""

    def __init__(self, codec: Codec, cursor: Cursor[Row]) -> None:
        super().__init__(codec)
        self._connection = cursor.connection

    @override
    def _rows(self, query: str, params: tuple[object, ...] = ()) -> list[Row]:
        return rows(self._connection, query, params)


def position_of(row: Sequence[Any]) -> int:
    """Where a fact stands whose row was read for the codec."""
    return int(row[4])  # by number: the codec's row


def rows(connection: Connection[Row], query: str, params: tuple[object, ...]) -> list[Row]:
    """The answer of a prepared query, in the binary form that the codec reads."""
    with connection.cursor(binary=True) as cursor:
        return cursor.execute(query, params, prepare=True).fetchall()
