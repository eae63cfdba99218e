"""The event store library's datastore on the desk's own pool: one pool a process; used by the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import psycopg
from eventsourcing.persistence import OperationalError, PersistenceError
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection
from psycopg.rows import DictRow, dict_row, tuple_row

from connectors.storage.server.database import TRUTH, Database


class PooledDatastore(PostgresDatastore):
    """Lends the library connections of ``Database``, in the row shape that it expects."""

    def __init__(self, database: Database) -> None:
        # The library's own pool is made but never opened.
        super().__init__(dbname="", host="", port="", user="", password="", schema=TRUTH)
        self._database = database

    def register_type_adapters(self) -> None:
        """Nothing to register: appends go through plain arrays, not through the library's composite type."""

    @contextmanager
    def get_connection(self) -> Iterator[Connection[DictRow]]:
        """A pooled connection with rows as dictionaries."""
        try:
            with self._database.connection() as connection:
                lent = cast("Connection[DictRow]", connection)
                lent.row_factory = dict_row
                try:
                    yield lent
                finally:
                    connection.row_factory = tuple_row
        except psycopg.OperationalError as error:
            raise OperationalError(str(error)) from error
        except psycopg.Error as error:
            raise PersistenceError(str(error)) from error
