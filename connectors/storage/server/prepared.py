"""Statements that every order asks, past the driver's cursor; for the log and whoever is asked for each request.

What the cursor does for any statement (types of its parameters, whether it is prepared, waiting) takes 40 us of the
interpreter and as long again of waiting for it, each list among its parameters 4 more. Here the types are known, and
whoever asks waits in the driver's library, where the interpreter is free for others.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import LiteralString
from uuid import UUID
from weakref import WeakSet

from psycopg import Connection
from psycopg.adapt import Transformer
from psycopg.errors import DuplicatePreparedStatement, InvalidSqlStatementName
from psycopg.pq import Format
from psycopg.pq.abc import PGresult

from connectors.storage.server.database import Row, answered
from projections.kit.statement import Fragment

_UUID, _BYTEA, _TEXT, _INT4, _INT8 = 2950, 17, 25, 23, 20
_NOTHING = struct.Struct(">iii").pack
_HEAD = struct.Struct(">iiiii").pack
_LENGTH = struct.Struct(">i").pack
_ELEMENT4, _ELEMENT8 = struct.Struct(">ii").pack, struct.Struct(">iq").pack
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
bigint = struct.Struct(">q").pack
"""A whole number of 8 bytes."""


class Prepared:
    """A statement with its parameters as ``$1``, prepared on each connection that it is first asked on.

    To be asked outside of a transaction: that somebody threw away what is prepared on a connection, as the driver does
    after a rollback, is noticed by a refusal, which would end it.
    """

    def __init__(self, name: str, query: LiteralString | Fragment) -> None:
        self._name = f"desk_{name}".encode()
        self._query = query.encode()
        self._on: WeakSet[Connection[Row]] = WeakSet()

    def ask(self, connection: Connection[Row], *params: bytes) -> list[Row]:
        """The rows that are answered. Parameters stand in the binary form of their types."""
        server = connection.pgconn
        if connection in self._on:
            try:
                return self._asked(connection, params)
            except InvalidSqlStatementName:
                self._on.discard(connection)
        # A name is of one statement, whoever prepared it.
        with suppress(DuplicatePreparedStatement):
            answered(connection, server.prepare(self._name, self._query))
        self._on.add(connection)
        return self._asked(connection, params)

    def _asked(self, connection: Connection[Row], params: Sequence[bytes]) -> list[Row]:
        formats = [Format.BINARY] * len(params)
        result = connection.pgconn.exec_prepared(self._name, params, formats, Format.BINARY)
        return rows_in(connection, answered(connection, result))


def rows_in(connection: Connection[Row], result: PGresult) -> list[Row]:
    """The rows of an answer, as the driver reads their types."""
    reading = Transformer(connection)
    reading.set_pgresult(result, format=Format.BINARY)
    return reading.load_rows(0, result.ntuples, tuple)


def instant(at: datetime) -> bytes:
    """An instant, as PostgreSQL counts: from the beginning of 2000."""
    passed = at - _BEGINNING
    return bigint((passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds)


def uuids(values: Sequence[UUID]) -> bytes:
    """A list as PostgreSQL sends it."""
    return _array(_UUID, [value.bytes for value in values])


def blobs(values: Sequence[bytes]) -> bytes:
    """The same of bytes."""
    return _array(_BYTEA, values)


def texts(values: Iterable[str]) -> bytes:
    """The same of words."""
    return _array(_TEXT, [value.encode() for value in values])


def integers(values: Sequence[int]) -> bytes:
    """The same of whole numbers of 4 bytes."""
    return _begun(_INT4, len(values)) + b"".join([_ELEMENT4(4, value) for value in values])


def bigints(values: Sequence[int]) -> bytes:
    """The same of whole numbers of 8 bytes."""
    return _begun(_INT8, len(values)) + b"".join([_ELEMENT8(8, value) for value in values])


def _array(kind: int, values: Sequence[bytes]) -> bytes:
    parts = [_begun(kind, len(values))]
    for value in values:
        parts += (_LENGTH(len(value)), value)
    return b"".join(parts)


def _begun(kind: int, length: int) -> bytes:
    return _HEAD(1, 0, kind, length, 1) if length else _NOTHING(0, 0, kind)
