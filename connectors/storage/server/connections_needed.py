"""Whether the server has room for a desk's connections; asked once when a desk begins to serve."""

from __future__ import annotations

from psycopg import Cursor

from connectors.storage.server.database import LARGEST_POOL, Database, Row
from events.values.text import Text

OF_WEB = 24
"""Connections of the pools of all processes that answer, unless that leaves one of them with too few."""
MOST_OF_ONE, FEWEST_OF_ONE = 8, 3

_ROOM = """
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
               - coalesce(current_setting('reserved_connections', true)::int, 0),
           (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()),
           (SELECT CASE WHEN datconnlimit < 0 THEN NULL ELSE datconnlimit END
              FROM pg_database WHERE datname = current_database()),
           (SELECT CASE WHEN rolconnlimit < 0 OR rolsuper THEN NULL ELSE rolconnlimit END
              FROM pg_roles WHERE rolname = current_user)
"""

SHORT = Text(
    ru="Серверу PostgreSQL может не хватить соединений: этому Deskledger нужно до {need}, свободно {free} из {limit}. "
    "Увеличьте max_connections (на каждый Deskledger до {need}) или уберите лишних.",
    en="The PostgreSQL server may run out of connections: this desk needs up to {need}, {free} of {limit} are free. "
    "Raise max_connections (up to {need} for each desk), or take others away.",
)


def web_pool(processes: int) -> int:
    """Connections of the pool of one of so many processes that answer; that of the loops has its own number."""
    return max(FEWEST_OF_ONE, min(MOST_OF_ONE, OF_WEB // processes))


def needed(processes: int) -> int:
    """Connections that a desk of so many web processes takes at most: the pools of these and of the loops, the leases,
    the listener, and one each for whoever asks about health and meters.
    """  # noqa: D205 - one paragraph
    return processes * web_pool(processes) + LARGEST_POOL + 4


def shortage(database: Database, need: int) -> Text | None:
    """A warning with the numbers when the server cannot hold what the desk may need; ``None``: it can."""
    with database.transaction() as cursor:
        limit, taken = _room(cursor)
    free = max(0, limit - taken)
    if free >= need:
        return None
    told = {"need": need, "free": free, "limit": limit}
    return Text(ru=SHORT.ru.format(**told), en=SHORT.en.format(**told))


def _room(cursor: Cursor[Row]) -> tuple[int, int]:
    """How many connections there may be, by the tightest of the limits, and how many others there are."""
    row = cursor.execute(_ROOM).fetchone()
    if row is None:
        raise LookupError("the server tells no limits")
    of_server, taken, of_database, of_role = row
    return min(limit for limit in (of_server, of_database, of_role) if limit is not None), taken
