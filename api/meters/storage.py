"""What the meters say of PostgreSQL, the pool and the disk; asked by ``api.meters.metrics`` at each scrape."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from prometheus_client.core import GaugeMetricFamily, Metric
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from connectors.storage.server.pool import PoolStanding

CONNECT_S = 3
STATEMENT_MS = 3_000
"""A scrape that waits for a server which does not answer is a scrape that tells nothing of it."""

_ASKED = """
    SELECT count(*) FILTER (WHERE datname = current_database()), count(*) FILTER (WHERE usesysid IS NOT NULL),
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
        pg_database_size(current_database()), current_setting('server_version')
    FROM pg_stat_activity
"""


def of_pool(pool: PoolStanding) -> Iterator[Metric]:
    """How many connections are lent, idle and waited for."""
    states = GaugeMetricFamily("desk_pool_connections", "Connections of the pool by state", labels=["state"])
    states.add_metric(["lent"], pool.lent)
    states.add_metric(["idle"], pool.idle)
    yield states
    yield GaugeMetricFamily("desk_pool_limit", "Connections that the pool may have", value=pool.limit)
    yield GaugeMetricFamily("desk_pool_waiting", "Threads that wait for a connection", value=pool.waiting)


def of_disk(folder: Path) -> Iterator[Metric]:
    """What is left of the disk of the embedded server's data; nothing where the folder is not there."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return
    yield GaugeMetricFamily("desk_disk_free_bytes", "Free on the disk of the data folder", value=usage.free)
    yield GaugeMetricFamily("desk_disk_size_bytes", "Size of the disk of the data folder", value=usage.total)


def of_server(url: str) -> tuple[list[Metric], str]:
    """What the server says of itself, asked on a connection of its own, and its version; raises ``psycopg.Error``."""
    asked: dict[str, Any] = {
        **conninfo_to_dict(url),
        "connect_timeout": CONNECT_S,
        "application_name": "deskledger metrics",
    }
    with closing(psycopg.connect(make_conninfo("", **asked), autocommit=True)) as connection:
        connection.execute(f"SET statement_timeout = {STATEMENT_MS}")
        row = connection.execute(_ASKED).fetchone()
    ours, used, limit, size, version = row or (0, 0, 0, 0, "")
    return [
        GaugeMetricFamily("desk_database_connections", "Connections to the desk's database, all desks'", value=ours),
        GaugeMetricFamily("desk_server_connections", "Connections to the PostgreSQL server, everybody's", value=used),
        GaugeMetricFamily("desk_server_connections_limit", "Connections that the server takes of us", value=limit),
        GaugeMetricFamily("desk_database_bytes", "Size of the desk's database", value=size),
    ], str(version)
