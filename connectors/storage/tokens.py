"""Bearer tokens of the API: made by ``desk token``, told once, known by their hash; asked on every request."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from connectors.storage.database import Database
from events.values.identity import TeamId
from events.values.people import Actor, Group, Language, Viewer

PREFIX = "desk_"
"""Lets a secret scanner, and a person, see what the string is."""

USE_NOTED_EVERY = timedelta(minutes=1)
"""The last use is noted to the minute: reading the list of tickets must not write a row each time."""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a token; never the token itself."""

    token_id: UUID
    viewer: Viewer
    label: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    withdrawn_at: datetime | None

    def is_valid(self, at: datetime) -> bool:
        """Whether it opens the door at that instant."""
        return self.withdrawn_at is None and (self.expires_at is None or at < self.expires_at)


_COLUMNS = (
    "token_id, actor_kind, actor_id, actor_name, groups, teams, language, label,"
    " created_at, expires_at, used_at, withdrawn_at"
)


class Tokens:
    """Tokens in ``desk.tokens``. A token is 256 random bits, so a plain SHA-256 of it is enough."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def issue(
        self,
        actor: Actor,
        groups: Collection[Group],
        *,
        at: datetime,
        expires_at: datetime | None = None,
        teams: Collection[TeamId] = (),
        language: Language = "ru",
        label: str = "",
    ) -> str:
        """Make a token for an actor; the answer is the only time that it can be read."""
        secret = PREFIX + secrets.token_urlsafe(32)
        with self._database.connection() as connection:
            connection.execute(
                "INSERT INTO desk.tokens (token_id, hash, actor_kind, actor_id, actor_name, groups, teams,"
                " language, label, created_at, expires_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s, %s, %s)",
                (
                    uuid4(),
                    _hash(secret),
                    actor.kind,
                    actor.id,
                    actor.name,
                    sorted(groups),
                    sorted(teams),
                    language,
                    label,
                    at,
                    expires_at,
                ),
            )
        return secret

    def viewer(self, secret: str, *, at: datetime) -> Viewer | None:
        """Who comes with that token; ``None`` when it is unknown, expired or withdrawn."""
        with self._database.connection() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM desk.tokens WHERE hash = %s",  # noqa: S608 - a constant
                (_hash(secret),),
                prepare=True,
            ).fetchone()
            if row is None or not (token := _token(row)).is_valid(at):
                return None
            if token.used_at is None or at - token.used_at >= USE_NOTED_EVERY:
                connection.execute(
                    "UPDATE desk.tokens SET used_at = %s WHERE token_id = %s", (at, token.token_id)
                )
        return token.viewer

    def all(self) -> list[Token]:
        """Every token that was ever made, the newest first."""
        with self._database.connection() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM desk.tokens ORDER BY created_at DESC, token_id"  # noqa: S608 - a constant
            ).fetchall()
        return [_token(row) for row in rows]

    def withdraw(self, token_id: UUID, *, at: datetime) -> bool:
        """From now on the token opens nothing; whether it did until now."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.tokens SET withdrawn_at = %s WHERE token_id = %s AND withdrawn_at IS NULL",
                (at, token_id),
            )
            return done.rowcount > 0


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogateescape")).digest()


def _token(row: tuple[Any, ...]) -> Token:
    token_id, kind, actor_id, name, groups, teams, language, label, *instants = row
    created_at, expires_at, used_at, withdrawn_at = instants
    actor = Actor(kind=kind, id=actor_id, name=name)
    return Token(
        token_id=token_id,
        viewer=Viewer(actor=actor, groups=frozenset(groups), teams=frozenset(teams), language=language),
        label=label,
        created_at=created_at,
        expires_at=expires_at,
        used_at=used_at,
        withdrawn_at=withdrawn_at,
    )
