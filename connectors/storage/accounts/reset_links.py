"""One-time links by which a person sets a new password; made for them, used once; kept as hashes."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from connectors.storage.accounts import bearer_secrets
from connectors.storage.server.database import Database

PREFIX = "reset_"
LIVES = timedelta(hours=24)


class ResetLinks:
    """The table of links."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, person_id: UUID, *, offered: int, now: datetime) -> tuple[str, datetime]:
        """A new link's secret and when it expires; earlier links of the person no longer work.

        ``offered`` is the version of the fact that offers it, on the person's stream.
        """
        secret = bearer_secrets.fresh(PREFIX)
        with self._database.transaction() as cursor:
            cursor.execute(
                "DELETE FROM desk.reset_links WHERE (person_id = %s AND offered_version < %s) OR expires_at < %s",
                (person_id, offered, now),
            )
            cursor.execute(
                "INSERT INTO desk.reset_links (hash, person_id, offered_version, created_at, expires_at)"
                " VALUES (%s, %s, %s, %s, %s)",
                (bearer_secrets.digest(secret), person_id, offered, now, now + LIVES),
            )
        return secret, now + LIVES

    def owner(self, secret: str, *, now: datetime) -> tuple[UUID, int] | None:
        """Whose link it is and which fact offers it; ``None`` when it is unknown, used or expired."""
        with self._database.connection() as connection:
            row = connection.execute(
                "SELECT person_id, offered_version FROM desk.reset_links"
                " WHERE hash = %s AND used_at IS NULL AND expires_at > %s",
                (bearer_secrets.digest(secret), now),
            ).fetchone()
        return None if row is None else (UUID(str(row[0])), row[1])

    def use(self, secret: str, *, now: datetime) -> bool:
        """Use the link up: of two who try at once, one succeeds."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.reset_links SET used_at = %s WHERE hash = %s AND used_at IS NULL AND expires_at > %s",
                (now, bearer_secrets.digest(secret), now),
            )
            return done.rowcount == 1
