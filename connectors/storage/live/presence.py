"""Who looks at a ticket or writes on it at this moment, over all processes; said by them again and again, or gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from psycopg import Cursor

from connectors.storage.feeds.hints import LIVE_CHANNEL
from connectors.storage.server.database import Database
from projections.kit.columns import rows_of, selected
from projections.kit.statement import statement

Doing = Literal["viewing", "writing"]
LASTS = timedelta(seconds=30)
"""Who says nothing more for this long is not there any more."""
PRESENCE = "presence"
"""What is notified once somebody comes, goes, or does something else."""
MOST_AT_ONCE = 2_000
"""So many are told of at most: more than a desk has people."""


class Present(NamedTuple):
    """Somebody who is there."""

    ticket_id: UUID
    person_id: UUID
    doing: Doing
    until: datetime


_OF = statement(
    "SELECT {columns} FROM desk.presence WHERE ticket_id = ANY(%s) AND until > %s ORDER BY person_id",
    columns=selected(Present),
)
_ALL = statement(
    "SELECT {columns} FROM desk.presence WHERE until > %s ORDER BY ticket_id, person_id LIMIT %s",
    columns=selected(Present),
)
# Who merely stays is told to nobody.
_SAY = (
    "WITH before AS (SELECT doing FROM desk.presence WHERE ticket_id = %(ticket)s AND person_id = %(person)s"
    " AND until > %(now)s), gone AS (DELETE FROM desk.presence WHERE until < %(long_ago)s), said AS ("
    " INSERT INTO desk.presence (ticket_id, person_id, doing, until)"
    " VALUES (%(ticket)s, %(person)s, %(doing)s, %(until)s)"
    " ON CONFLICT (ticket_id, person_id) DO UPDATE SET doing = excluded.doing, until = excluded.until)"
    " SELECT pg_notify(%(channel)s, %(what)s) WHERE NOT EXISTS (SELECT FROM before WHERE doing = %(doing)s)"
)
_LEAVE = "DELETE FROM desk.presence WHERE ticket_id = %s AND person_id = %s RETURNING pg_notify(%s, %s)"


class Presence:
    """The table of who is there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def say(self, ticket: UUID, person: UUID, doing: Doing, *, now: datetime) -> datetime:
        """Somebody is there; gives until when that is believed."""
        until = now + LASTS
        asked = {
            "ticket": ticket,
            "person": person,
            "doing": doing,
            "now": now,
            "until": until,
            # A row is not deleted while its owner may be saying it again: the statement would do both to one row.
            "long_ago": now - 10 * LASTS,
            "channel": LIVE_CHANNEL,
            "what": PRESENCE,
        }
        with self._database.connection() as connection:
            connection.execute(_SAY, asked)
        return until

    def leave(self, ticket: UUID, person: UUID) -> None:
        """Somebody is not there any more."""
        with self._database.connection() as connection:
            connection.execute(_LEAVE, (ticket, person, LIVE_CHANNEL, PRESENCE))


def present_at(cursor: Cursor[Any], tickets: Collection[UUID], now: datetime) -> list[Present]:
    """Who is at some tickets."""
    return rows_of(Present, cursor.execute(_OF, (sorted(tickets), now)))


def everybody(cursor: Cursor[Any], now: datetime) -> list[Present]:
    """Who is anywhere."""
    return rows_of(Present, cursor.execute(_ALL, (now, MOST_AT_ONCE)))
