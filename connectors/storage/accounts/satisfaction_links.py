"""Links by which whoever asked for a ticket rates its solution without signing in; kept as hashes, as reset links are.

That a link works once is no matter of this table: the first answer stands on the ticket, and a second is refused there.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from connectors.storage.accounts import bearer_secrets
from connectors.storage.server.database import Database

PREFIX = "rating_"


class RatingLink(NamedTuple):
    """Which ticket a link is about, who asked for it then, and until when it works."""

    ticket_id: UUID
    person_id: UUID
    expires_at: datetime


class SatisfactionLinks:
    """The table of links."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, link: RatingLink, *, now: datetime) -> str:
        """A new link's secret; earlier ones of the ticket work, too: letters cross on their way."""
        secret = bearer_secrets.fresh(PREFIX)
        with self._database.transaction() as cursor:
            cursor.execute("DELETE FROM desk.satisfaction_links WHERE expires_at < %s", (now,))
            cursor.execute(
                "INSERT INTO desk.satisfaction_links (hash, ticket_id, person_id, created_at, expires_at)"
                " VALUES (%s, %s, %s, %s, %s)",
                (bearer_secrets.digest(secret), link.ticket_id, link.person_id, now, link.expires_at),
            )
        return secret

    def found(self, secret: str, *, now: datetime) -> RatingLink | None:
        """What a link is about; ``None`` when it is unknown or expired."""
        with self._database.connection() as connection:
            row = connection.execute(
                "SELECT ticket_id, person_id, expires_at FROM desk.satisfaction_links"
                " WHERE hash = %s AND expires_at > %s",
                (bearer_secrets.digest(secret), now),
            ).fetchone()
        return None if row is None else RatingLink(UUID(str(row[0])), UUID(str(row[1])), row[2])
