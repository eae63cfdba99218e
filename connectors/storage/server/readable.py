"""Which tables that every request or command needs cannot be read at this moment; asked by readiness."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import psycopg
from psycopg import Connection, sql

from connectors.storage.server.database import BUSY, TRUTH, VIEWS
from connectors.storage.server.faults import tells_of_storage

OF_EVERY_REQUEST = (
    (TRUTH, "tokens"),
    (TRUTH, "sessions"),
    (TRUTH, "passwords"),
    (TRUTH, "facts"),
    (TRUTH, "command_receipts"),
    (TRUTH, "owner_keys"),
    (VIEWS, "positions"),
    (VIEWS, "parked"),
)
LATER_MS = 10
"""For how long the others are waited for once one is held: whatever holds one for long mostly holds several."""


class Unreadable(msgspec.Struct, frozen=True, kw_only=True):
    """A table, and whether somebody else holds it; if not, it is away, or the desk may not read it."""

    table: str
    is_held: bool


def unreadable(
    connection: Connection[Any], read_models: Iterable[str], longest_s: float, *, schema: str = VIEWS
) -> list[Unreadable]:
    """Read nothing from each table, which takes the lock that reading takes.

    ``longest_s`` is longer than a rebuild may stand before its readers while it swaps: that is no fault.
    """
    wait_ms = max(1, int(longest_s * 1_000))
    found = []
    for where, table in (*OF_EVERY_REQUEST, *((schema, name) for name in read_models)):
        try:
            connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{wait_ms}ms",))
            connection.execute(sql.SQL("SELECT FROM {} LIMIT 0").format(sql.Identifier(where, table)))
        except psycopg.Error as error:
            if connection.closed or not tells_of_storage(error):
                raise
            is_held = isinstance(error, BUSY)
            if is_held:
                wait_ms = min(wait_ms, LATER_MS)
            found.append(Unreadable(table=f"{where}.{table}", is_held=is_held))
    return found
