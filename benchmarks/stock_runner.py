"""The library's ``ProjectionRunner`` over the desk's own facts and read models: the peer of ``projecting``.

It does the same work with the same code, an event at a time, each with its tracking in a transaction.
"""

from __future__ import annotations

import time
from typing import Any, ClassVar, cast
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, Mapper, StoredEvent, Tracking
from eventsourcing.persistence import Notification as StoredNotification
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresFactory, PostgresTrackingRecorder
from eventsourcing.projection import Projection as StockProjection
from eventsourcing.projection import ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row
from typing_extensions import override

from connectors.storage.log.codec import Codec
from events.fact import Recorded
from projections.kit.port import Projection

SCHEMA = "stock"


class _FactMapper(Mapper[UUID]):
    """Decodes as the desk does: the same codec gives the same facts."""

    codec: ClassVar[Codec]

    @override
    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        note = cast("StoredNotification", stored_event)
        row = (note.originator_id, note.originator_version, note.topic, note.state, note.id)
        return self.codec.decode_rows([row], personal=False)[0]


class _Facts(Application[UUID]):
    """The desk's log as an application of the library."""

    @override
    def construct_mapper(self) -> Mapper[UUID]:
        return _FactMapper(transcoder=self.construct_transcoder())

    @override
    def construct_recorder(self) -> ApplicationRecorder:
        datastore = cast("PostgresFactory", self.factory).datastore
        return PostgresApplicationRecorder(datastore, events_table_name="facts")


class _View(PostgresTrackingRecorder):
    """The desk's read model behind the library's interface of views."""

    read_model: ClassVar[Projection]

    def take_in(self, recorded: Recorded, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            if type(recorded.fact) in self.read_model.interests:
                with cursor.connection.cursor(row_factory=tuple_row) as plain:
                    self.read_model.apply(plain, [recorded])


class _Stock(StockProjection[_View]):
    """Hands every event to the view."""

    name = "stock"

    @override
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.take_in(domain_event, tracking)


def prepare(url: str, read_model: Projection) -> None:
    """Empty tables of a read model for the library's runner, in a schema of their own."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE".encode())
        connection.execute(f"CREATE SCHEMA {SCHEMA}".encode())
        connection.execute(f"SET search_path TO {SCHEMA}".encode())
        connection.execute(read_model.ddl.encode())
        connection.execute("DROP TABLE IF EXISTS desk.stock_tracking")
        name = conninfo_to_dict(url)["dbname"]
        connection.execute(f'ALTER DATABASE "{name}" SET search_path TO {SCHEMA}'.encode())


def per_second(url: str, codec: Codec, read_model: Projection, until: int) -> float:
    """Facts per second that the library's runner takes in, from the log's begin to position ``until``."""
    prepare(url, read_model)
    parts = conninfo_to_dict(url)
    _FactMapper.codec = codec
    _View.read_model = read_model
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts.get("port", 5432)),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": str(parts.get("password", "")),
        "POSTGRES_SCHEMA": "desk",
    }
    begun = time.perf_counter()
    with ProjectionRunner(application_class=_Facts, projection_class=_Stock, view_class=_View, env=env) as runner:
        runner.wait(until, timeout=600)
        reached = runner.view.max_tracking_id(runner.app_name) or 0
        return reached / (time.perf_counter() - begun)
