"""The event store library's datastore on the desk's own pool: one pool a process; used by the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

import psycopg
from eventsourcing.persistence import OperationalError, PersistenceError
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection, Cursor
from psycopg.pq import Format
from psycopg.rows import DictRow, dict_row, tuple_row
from typing_extensions import override

from connectors.storage.server.database import TRUTH, Database, Row

_given: ContextVar[Connection[Row] | None] = ContextVar("given", default=None)


class _BinaryCursor(Cursor[Any]):
    """Answers in the binary form: half of the time that the library would need for text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.format = Format.BINARY


class PooledDatastore(PostgresDatastore):
    """Lends the library connections of ``Database``, in the row shape that it expects."""

    def __init__(self, database: Database) -> None:
        # The library's own pool is made but never opened.
        super().__init__(dbname="", host="", port="", user="", password="", schema=TRUTH)
        self._database = database

    @override
    def register_type_adapters(self) -> None:
        """Nothing to register: appends go through plain arrays, not through the library's composite type."""

    @contextmanager
    def on(self, connection: Connection[Row]) -> Iterator[None]:
        """What the library does meanwhile, it does on this connection, and its errors are the driver's.

        So a lost connection is tried again by ``Database.patiently`` and a full disk or a held lock is not; the library
        tries any of them ten times.
        """
        token = _given.set(connection)
        try:
            yield
        finally:
            _given.reset(token)

    @override
    @contextmanager
    def get_connection(self) -> Iterator[Connection[DictRow]]:
        """The given connection, else a pooled one, with rows as dictionaries."""
        if (given := _given.get()) is not None:
            with _as_the_library_expects(given) as lent:
                yield lent
            return
        try:
            with self._database.connection() as connection, _as_the_library_expects(connection) as lent:
                yield lent
        except psycopg.OperationalError as error:
            raise OperationalError(str(error)) from error
        except psycopg.Error as error:
            raise PersistenceError(str(error)) from error


@contextmanager
def _as_the_library_expects(connection: Connection[Row]) -> Iterator[Connection[DictRow]]:
    lent = cast("Connection[DictRow]", connection)
    lent.row_factory, lent.cursor_factory = dict_row, _BinaryCursor
    try:
        yield lent
    finally:
        connection.row_factory, connection.cursor_factory = tuple_row, Cursor
