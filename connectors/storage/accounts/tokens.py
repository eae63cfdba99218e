"""Bearer tokens: made once, shown once, known here by their hash only; asked by the API's door."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

import msgspec
import psycopg

from connectors.storage.accounts import bearer_secrets
from connectors.storage.server.database import Database
from events.values.people import Actor, Group, Language, Scope

PREFIX = "desk_"
_USED_AGAIN = timedelta(minutes=1)
"""The last use is written at most this often: a token is read far more than it is looked at."""


class Bearer(msgspec.Struct, frozen=True, kw_only=True):
    """Who a token speaks for."""

    token_id: UUID
    actor: Actor
    groups: frozenset[Group]
    language: Language
    created_at: datetime
    scopes: frozenset[Scope] = frozenset()


class TokenEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A token as its list shows it: never the token itself."""

    token_id: UUID
    actor: Actor
    groups: frozenset[Group]
    scopes: frozenset[Scope]
    label: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class Tokens:
    """The table of tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(  # noqa: PLR0913 - what a token is
        self,
        actor: Actor,
        groups: frozenset[Group],
        *,
        now: datetime,
        token_id: UUID | None = None,
        language: Language = "ru",
        label: str = "",
        expires_at: datetime | None = None,
        scopes: frozenset[Scope] = frozenset(),
    ) -> str:
        """A new token; this is the only time that it is seen. Without ``scopes`` it serves for everything."""
        token = bearer_secrets.fresh(PREFIX)
        with self._database.connection() as connection:
            connection.execute(
                "INSERT INTO desk.tokens (token_id, hash, actor_kind, actor_id, actor_name, groups, language,"
                " label, created_at, expires_at, scopes) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    token_id or uuid4(),
                    bearer_secrets.digest(token),
                    actor.kind,
                    actor.id,
                    actor.name,
                    sorted(groups),
                    language,
                    label,
                    now,
                    expires_at,
                    sorted(scopes),
                ),
            )
        return token

    def bearer(self, token: str, *, now: datetime) -> Bearer | None:
        """Who a token speaks for; ``None`` when it is unknown, withdrawn or expired."""
        with self._database.connection() as connection:
            row = connection.execute(
                "SELECT token_id, actor_kind, actor_id, actor_name, groups, language, scopes, used_at, created_at"
                " FROM desk.tokens"
                " WHERE hash = %s AND withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > %s)",
                (bearer_secrets.digest(token), now),
            ).fetchone()
            if row is None:
                return None
            token_id, kind, actor_id, name, groups, language, scopes, used_at, created_at = row
            if used_at is None or now - used_at > _USED_AGAIN:
                # Who reads is served also where nothing can be written: that they came is worth less than that.
                with suppress(psycopg.Error):
                    connection.execute("UPDATE desk.tokens SET used_at = %s WHERE token_id = %s", (now, token_id))
        return Bearer(
            token_id=token_id,
            actor=Actor(kind=kind, id=actor_id, name=name),
            groups=frozenset(cast("list[Group]", groups)),
            language=language,
            created_at=created_at,
            scopes=frozenset(cast("list[Scope]", scopes)),
        )

    def withdraw(self, token_id: UUID, *, now: datetime) -> bool:
        """End a token at once; whether there was one to end."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.tokens SET withdrawn_at = %s WHERE token_id = %s AND withdrawn_at IS NULL",
                (now, token_id),
            )
            return done.rowcount == 1

    def entries(self, actor_id: UUID | None = None, *, now: datetime) -> list[TokenEntry]:
        """Every token that is neither withdrawn nor expired, the newest first; with ``actor_id`` only that bearer's."""
        with self._database.connection() as connection:
            rows = connection.execute(
                "SELECT token_id, actor_kind, actor_id, actor_name, groups, label, created_at, expires_at,"
                " used_at, scopes FROM desk.tokens WHERE withdrawn_at IS NULL"
                " AND (expires_at IS NULL OR expires_at > %(now)s)"
                " AND (%(who)s::uuid IS NULL OR actor_id = %(who)s) ORDER BY created_at DESC",
                {"who": actor_id, "now": now},
            ).fetchall()
        return [
            TokenEntry(
                token_id=row[0],
                actor=Actor(kind=row[1], id=row[2], name=row[3]),
                groups=frozenset(cast("list[Group]", row[4])),
                scopes=frozenset(cast("list[Scope]", row[9])),
                label=row[5],
                created_at=row[6],
                expires_at=row[7],
                used_at=row[8],
            )
            for row in rows
        ]
