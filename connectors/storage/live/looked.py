"""How far people have looked at tickets, in places of the log: no facts, kept a person and gone with their key (0225).

Asked by the lists of ``projections.ticket.lists.unread``; written by the routes that say what somebody saw.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import Cursor

from connectors.storage.server.database import Database
from projections.ticket.lists.unread import NOWHERE

MOST = 5_000
"""Tickets of one person that are kept one by one: of more those looked at longest ago count as seen up to then."""

_MARK = (
    "INSERT INTO desk.looked AS l (person_id, ticket_id, place) SELECT %(person)s, ticket_id, %(place)s"
    " FROM unnest(%(tickets)s::uuid[]) AS seen (ticket_id)"
    " ON CONFLICT (person_id, ticket_id) DO UPDATE SET place = excluded.place"
    " WHERE l.place < excluded.place OR %(back)s"
)
_BOUND = (
    "WITH gone AS (DELETE FROM desk.looked WHERE (person_id, ticket_id) IN (SELECT person_id, ticket_id"
    " FROM desk.looked WHERE person_id = %(person)s ORDER BY place DESC, ticket_id OFFSET %(most)s) RETURNING place)"
    " UPDATE desk.looked_from SET place = greatest(place, (SELECT max(place) FROM gone))"
    " WHERE person_id = %(person)s AND EXISTS (SELECT FROM gone)"
)
_BEGIN = "INSERT INTO desk.looked_from (person_id, place) VALUES (%s, %s) ON CONFLICT (person_id) DO NOTHING"
_FROM = (
    "INSERT INTO desk.looked_from AS f (person_id, place) VALUES (%(person)s, %(place)s)"
    " ON CONFLICT (person_id) DO UPDATE SET place = greatest(f.place, excluded.place)"
)
_OVERTAKEN = "DELETE FROM desk.looked WHERE person_id = %(person)s AND place <= %(place)s"
_OF = (
    "SELECT coalesce((SELECT place FROM desk.looked WHERE person_id = %(person)s AND ticket_id = %(ticket)s),"
    " (SELECT place FROM desk.looked_from WHERE person_id = %(person)s), %(nowhere)s)"
)


class Looked:
    """The tables of what people have looked at."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark(self, person: UUID, tickets: Collection[UUID], place: int, *, back: bool = False) -> None:
        """Somebody has seen all of some tickets up to a place; ``back``: and nothing of what lies behind it."""
        asked = {"person": person, "tickets": sorted(tickets), "place": place, "back": back, "most": MOST}
        with self._database.transaction() as cursor:
            cursor.execute(_BEGIN, (person, place))
            cursor.execute(_MARK, asked)
            if cursor.rowcount:
                cursor.execute(_BOUND, asked)

    def all_up_to(self, person: UUID, place: int) -> None:
        """Somebody has seen everything up to a place, also what they had put back to be read."""
        asked = {"person": person, "place": place}
        with self._database.transaction() as cursor:
            cursor.execute(_FROM, asked)
            cursor.execute(_OVERTAKEN, asked)

    def begin(self, person: UUID, place: int) -> None:
        """Somebody sees a list for the first time: what happened so far is not new to them."""
        with self._database.connection() as connection:
            connection.execute(_BEGIN, (person, place))


def looked_at(cursor: Cursor[Any], person: UUID, ticket: UUID) -> int:
    """Up to which place somebody has seen a ticket."""
    found = cursor.execute(_OF, {"person": person, "ticket": ticket, "nowhere": NOWHERE}).fetchone()
    return int(found[0]) if found else NOWHERE
