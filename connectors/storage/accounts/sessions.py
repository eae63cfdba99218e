"""Sessions of people who signed in: opaque, listed, ended at once; asked by the API's door."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import psycopg

from connectors.storage.accounts import bearer_secrets
from connectors.storage.server.database import Database
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.statement import statement

PREFIX = "sess_"
IDLE = timedelta(hours=12)
"""A session that nobody used for this long is over."""
LONGEST = timedelta(days=30)
"""However much it is used, a session ends then: its owner signs in again."""
_USED_AGAIN = timedelta(minutes=1)
"""The last use is written at most this often."""
_LONGEST_CLIENT = 300


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as its owner sees it in the list: never its secret."""

    session_id: UUID
    person_id: UUID
    client: str
    source: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime


_HOLDER = statement(
    "SELECT {columns} FROM desk.sessions WHERE hash = %s AND ended_at IS NULL AND expires_at > %s AND used_at > %s",
    columns=selected(Session),
)
_OF_PERSON = statement(
    "SELECT {columns} FROM desk.sessions"
    " WHERE person_id = %s AND ended_at IS NULL AND expires_at > %s AND used_at > %s"
    " ORDER BY used_at DESC, session_id",
    columns=selected(Session),
)


class Sessions:
    """The table of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, person_id: UUID, *, client: str, source: str, now: datetime) -> tuple[str, Session]:
        """A new session and its secret; this is the only time that the secret is seen."""
        secret = bearer_secrets.fresh(PREFIX)
        session = Session(
            session_id=uuid4(),
            person_id=person_id,
            client=client.replace("\0", "")[:_LONGEST_CLIENT],
            source=source,
            created_at=now,
            used_at=now,
            expires_at=now + LONGEST,
        )
        with self._database.connection() as connection:
            connection.execute("DELETE FROM desk.sessions WHERE expires_at < %s", (now - LONGEST,))
            connection.execute(
                "INSERT INTO desk.sessions (session_id, hash, person_id, client, source, created_at, used_at,"
                " expires_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    session.session_id,
                    bearer_secrets.digest(secret),
                    person_id,
                    session.client,
                    source,
                    now,
                    now,
                    session.expires_at,
                ),
            )
        return secret, session

    def holder(self, secret: str, *, now: datetime) -> Session | None:
        """The session of a secret; ``None`` when it is unknown, ended, idle for too long or too old."""
        with self._database.connection() as connection:
            asked = connection.execute(_HOLDER, (bearer_secrets.digest(secret), now, now - IDLE))
            session = first_of(Session, asked)
            if session is None:
                return None
            if now - session.used_at > _USED_AGAIN:
                # Who reads is served also where nothing can be written: that they came is worth less than that.
                with suppress(psycopg.Error):
                    connection.execute(
                        "UPDATE desk.sessions SET used_at = %s WHERE session_id = %s", (now, session.session_id)
                    )
        return session

    def of(self, person_id: UUID, *, now: datetime) -> list[Session]:
        """The person's sessions that are still good, the last used first."""
        with self._database.connection() as connection:
            return rows_of(Session, connection.execute(_OF_PERSON, (person_id, now, now - IDLE)))

    def end(self, person_id: UUID, session_id: UUID, *, now: datetime) -> bool:
        """End one session of a person; whether there was one to end."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.sessions SET ended_at = %s WHERE person_id = %s AND session_id = %s AND ended_at IS NULL",
                (now, person_id, session_id),
            )
            return done.rowcount == 1

    def end_all(self, person_id: UUID, *, now: datetime, but: UUID | None = None) -> int:
        """End every session of a person, save one; how many were ended."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.sessions SET ended_at = %s WHERE person_id = %s AND ended_at IS NULL"
                " AND session_id IS DISTINCT FROM %s",
                (now, person_id, but),
            )
            return done.rowcount
