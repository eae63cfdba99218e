"""Bearer tokens: made once, shown once, known here by their hash only; asked by the API's door."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

import msgspec

from connectors.storage.database import Database
from events.values.people import Actor, Group, Language

PREFIX = "desk_"
_BYTES = 32
_USED_AGAIN = timedelta(minutes=1)
"""The last use is written at most this often: a token is read far more than it is looked at."""


class Bearer(msgspec.Struct, frozen=True, kw_only=True):
    """Who a token speaks for."""

    token_id: UUID
    actor: Actor
    groups: frozenset[Group]
    language: Language


class TokenEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A token as its list shows it: never the token itself."""

    token_id: UUID
    actor: Actor
    groups: frozenset[Group]
    label: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class Tokens:
    """The table of tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(
        self,
        actor: Actor,
        groups: frozenset[Group],
        *,
        now: datetime,
        language: Language = "ru",
        label: str = "",
        expires_at: datetime | None = None,
    ) -> str:
        """A new token, 256 random bits; this is the only time that it is seen."""
        token = PREFIX + secrets.token_urlsafe(_BYTES)
        with self._database.connection() as connection:
            connection.execute(
                "INSERT INTO desk.tokens (token_id, hash, actor_kind, actor_id, actor_name, groups, language,"
                " label, created_at, expires_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    uuid4(),
                    _hash(token),
                    actor.kind,
                    actor.id,
                    actor.name,
                    sorted(groups),
                    language,
                    label,
                    now,
                    expires_at,
                ),
            )
        return token

    def bearer(self, token: str, *, now: datetime) -> Bearer | None:
        """Who a token speaks for; ``None`` when it is unknown, withdrawn or expired."""
        with self._database.connection() as connection:
            row = connection.execute(
                "SELECT token_id, actor_kind, actor_id, actor_name, groups, language, used_at FROM desk.tokens"
                " WHERE hash = %s AND withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > %s)",
                (_hash(token), now),
            ).fetchone()
            if row is None:
                return None
            token_id, kind, actor_id, name, groups, language, used_at = row
            if used_at is None or now - used_at > _USED_AGAIN:
                connection.execute("UPDATE desk.tokens SET used_at = %s WHERE token_id = %s", (now, token_id))
        return Bearer(
            token_id=token_id,
            actor=Actor(kind=kind, id=actor_id, name=name),
            groups=frozenset(cast("list[Group]", groups)),
            language=language,
        )

    def withdraw(self, token_id: UUID, *, now: datetime) -> bool:
        """End a token at once; whether there was one to end."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.tokens SET withdrawn_at = %s WHERE token_id = %s AND withdrawn_at IS NULL",
                (now, token_id),
            )
            return done.rowcount == 1

    def entries(self) -> list[TokenEntry]:
        """Every token that is not withdrawn, the newest first."""
        with self._database.connection() as connection:
            rows = connection.execute(
                "SELECT token_id, actor_kind, actor_id, actor_name, groups, label, created_at, expires_at,"
                " used_at FROM desk.tokens WHERE withdrawn_at IS NULL ORDER BY created_at DESC"
            ).fetchall()
        return [
            TokenEntry(
                token_id=row[0],
                actor=Actor(kind=row[1], id=row[2], name=row[3]),
                groups=frozenset(cast("list[Group]", row[4])),
                label=row[5],
                created_at=row[6],
                expires_at=row[7],
                used_at=row[8],
            )
            for row in rows
        ]


def _hash(token: str) -> bytes:
    # The token is 256 random bits: there is nothing to guess, so a fast hash serves.
    # A hostile header may hold lone surrogates: it is an unknown token, not an error.
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
