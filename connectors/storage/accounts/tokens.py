"""Bearer tokens: made once, shown once, known here by their hash only; asked by the API's door."""

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
from connectors.storage.accounts.standing import NOTHING, Remembered, Standing, beside, standing, streams_asked
from connectors.storage.feeds.hints import LIVE_CHANNEL
from connectors.storage.server.database import Database
from connectors.storage.server.prepared import Prepared, instant
from events.values.people import Actor, ActorKind, Group, Language, Scope
from projections.kit.columns import first_in, rows_of, selected
from projections.kit.statement import statement

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


class Borne(NamedTuple):
    """A token that is good, and how things stand with its bearer."""

    bearer: Bearer
    standing: Standing


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


class _BearerRow(NamedTuple):
    token_id: UUID
    actor_kind: ActorKind
    actor_id: UUID
    actor_name: str
    groups: list[Group]
    language: Language
    scopes: list[Scope]
    used_at: datetime | None
    created_at: datetime
    versions: list[int]
    teams: list[UUID] | None


class _EntryRow(NamedTuple):
    token_id: UUID
    actor_kind: ActorKind
    actor_id: UUID
    actor_name: str
    groups: list[Group]
    scopes: list[Scope]
    label: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


_ENTRIES = statement(
    "SELECT {columns} FROM desk.tokens WHERE withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > %(now)s)"
    " AND (%(who)s::uuid IS NULL OR actor_id = %(who)s) ORDER BY created_at DESC",
    columns=selected(_EntryRow),
)


@cache
def _borne(streams: int, with_teams: bool) -> Prepared:  # noqa: FBT001 - a key
    return Prepared(
        f"token_{streams}_{with_teams}",
        statement(
            "SELECT {columns} FROM (SELECT *, actor_id AS person_id FROM desk.tokens) AS borne"
            " WHERE hash = $1 AND withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
            columns=selected(_BearerRow, "borne", **beside(streams, 2, with_teams=with_teams)),
        ),
    )


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
                    digest(token),
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
        borne = self.borne(token, now=now)
        return borne and borne.bearer

    def borne(self, token: str, *, now: datetime, remembered: Remembered = NOTHING) -> Borne | None:
        """As ``bearer``, and in the same statement how things stand with what is remembered of the bearer."""
        asked = _borne(len(remembered.streams), remembered.with_teams)
        with self._database.connection() as connection:
            rows = asked.ask(connection, digest(token), instant(now), *streams_asked(remembered))
            row = first_in(_BearerRow, rows)
            if row is None:
                return None
            if row.used_at is None or now - row.used_at > _USED_AGAIN:
                # Who reads is served also where nothing can be written: that they came is worth less than that.
                with suppress(psycopg.Error):
                    connection.execute("UPDATE desk.tokens SET used_at = %s WHERE token_id = %s", (now, row.token_id))
        bearer = Bearer(
            token_id=row.token_id,
            actor=Actor(kind=row.actor_kind, id=row.actor_id, name=row.actor_name),
            groups=frozenset(row.groups),
            language=row.language,
            created_at=row.created_at,
            scopes=frozenset(row.scopes),
        )
        return Borne(bearer, standing(row.versions, row.teams))

    def withdraw(self, token_id: UUID, *, now: datetime) -> bool:
        """End a token at once; whether there was one to end."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.tokens SET withdrawn_at = %s WHERE token_id = %s AND withdrawn_at IS NULL"
                " RETURNING pg_notify(%s, 'bearers')",
                (now, token_id, LIVE_CHANNEL),
            )
            return done.rowcount == 1

    def entries(self, actor_id: UUID | None = None, *, now: datetime) -> list[TokenEntry]:
        """Every token that is neither withdrawn nor expired, the newest first; with ``actor_id`` only that bearer's."""
        with self._database.connection() as connection:
            rows = rows_of(_EntryRow, connection.execute(_ENTRIES, {"who": actor_id, "now": now}))
        return [
            TokenEntry(
                token_id=row.token_id,
                actor=Actor(kind=row.actor_kind, id=row.actor_id, name=row.actor_name),
                groups=frozenset(row.groups),
                scopes=frozenset(row.scopes),
                label=row.label,
                created_at=row.created_at,
                expires_at=row.expires_at,
                used_at=row.used_at,
            )
            for row in rows
        ]
