"""Sessions of people who signed in: opaque, listed, ended at once; asked by the API's door."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec
import psycopg

from connectors.storage.accounts import bearer_secrets
from connectors.storage.accounts.bearer_secrets import digest
from connectors.storage.accounts.sign_ins import Via
from connectors.storage.accounts.standing import NOTHING, Remembered, Standing, beside, standing, streams_asked
from connectors.storage.feeds.hints import LIVE_CHANNEL
from connectors.storage.server.database import Database
from connectors.storage.server.prepared import Prepared, instant
from projections.kit.columns import first_in, rows_of, selected
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
    """A session as its owner sees it in the list: never its secret. ``via``: by what its owner came in."""

    session_id: UUID
    person_id: UUID
    client: str
    source: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    via: Via = "password"


class Held(NamedTuple):
    """A session that is good, and how things stand with its holder."""

    session: Session
    standing: Standing
    must_change: bool
    """Whether the password by which they came in was made by somebody else."""


class _HeldRow(NamedTuple):
    session_id: UUID
    person_id: UUID
    client: str
    source: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    via: Via
    versions: list[int]
    teams: list[UUID] | None
    must_change: bool


_MUST_CHANGE = statement(
    "(borne.via <> 'provider'"
    " AND EXISTS (SELECT FROM desk.passwords kept WHERE kept.person_id = borne.person_id AND kept.must_change))"
)
_OF_PERSON = statement(
    "SELECT {columns} FROM desk.sessions"
    " WHERE person_id = %s AND ended_at IS NULL AND expires_at > %s AND used_at > %s"
    " ORDER BY used_at DESC, session_id",
    columns=selected(Session),
)


@cache
def _held(streams: int, with_teams: bool) -> Prepared:  # noqa: FBT001 - a key
    columns = selected(_HeldRow, "borne", must_change=_MUST_CHANGE, **beside(streams, 3, with_teams=with_teams))
    return Prepared(
        f"session_{streams}_{with_teams}",
        statement(
            "SELECT {columns} FROM desk.sessions borne"
            " WHERE hash = $1 AND ended_at IS NULL AND expires_at > $2 AND used_at > $3",
            columns=columns,
        ),
    )


class Sessions:
    """The table of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(
        self, person_id: UUID, *, client: str, source: str, now: datetime, via: Via = "password"
    ) -> tuple[str, Session]:
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
            via=via,
        )
        with self._database.connection() as connection:
            connection.execute("DELETE FROM desk.sessions WHERE expires_at < %s", (now - LONGEST,))
            connection.execute(
                "INSERT INTO desk.sessions (session_id, hash, person_id, client, source, created_at, used_at,"
                " expires_at, via) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    session.session_id,
                    digest(secret),
                    person_id,
                    session.client,
                    source,
                    now,
                    now,
                    session.expires_at,
                    via,
                ),
            )
        return secret, session

    def holder(self, secret: str, *, now: datetime) -> Session | None:
        """The session of a secret; ``None`` when it is unknown, ended, idle for too long or too old."""
        held = self.held(secret, now=now)
        return held and held.session

    def held(self, secret: str, *, now: datetime, remembered: Remembered = NOTHING) -> Held | None:
        """As ``holder``, and in the same statement how things stand with what is remembered of the holder."""
        asked = _held(len(remembered.streams), remembered.with_teams)
        with self._database.connection() as connection:
            times = instant(now), instant(now - IDLE)
            row = first_in(_HeldRow, asked.ask(connection, digest(secret), *times, *streams_asked(remembered)))
            if row is None:
                return None
            if now - row.used_at > _USED_AGAIN:
                # Who reads is served also where nothing can be written: that they came is worth less than that.
                with suppress(psycopg.Error):
                    connection.execute(
                        "UPDATE desk.sessions SET used_at = %s WHERE session_id = %s", (now, row.session_id)
                    )
        session = Session(
            session_id=row.session_id,
            person_id=row.person_id,
            client=row.client,
            source=row.source,
            created_at=row.created_at,
            used_at=row.used_at,
            expires_at=row.expires_at,
            via=row.via,
        )
        return Held(session, standing(row.versions, row.teams), row.must_change)

    def of(self, person_id: UUID, *, now: datetime) -> list[Session]:
        """The person's sessions that are still good, the last used first."""
        with self._database.connection() as connection:
            return rows_of(Session, connection.execute(_OF_PERSON, (person_id, now, now - IDLE)))

    def strengthen(self, session_id: UUID) -> None:
        """A code of the person's second factor came over this session, too."""
        with self._database.connection() as connection:
            connection.execute(
                "UPDATE desk.sessions SET via = 'second_factor' WHERE session_id = %s AND via = 'password'",
                (session_id,),
            )

    def end(self, person_id: UUID, session_id: UUID, *, now: datetime) -> bool:
        """End one session of a person; whether there was one to end."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.sessions SET ended_at = %s WHERE person_id = %s AND session_id = %s AND ended_at IS NULL"
                " RETURNING pg_notify(%s, 'bearers')",
                (now, person_id, session_id, LIVE_CHANNEL),
            )
            return done.rowcount == 1

    def end_all(self, person_id: UUID, *, now: datetime, but: UUID | None = None) -> int:
        """End every session of a person, save one; how many were ended."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.sessions SET ended_at = %s WHERE person_id = %s AND ended_at IS NULL"
                " AND session_id IS DISTINCT FROM %s RETURNING pg_notify(%s, 'bearers')",
                (now, person_id, but, LIVE_CHANNEL),
            )
            return done.rowcount
