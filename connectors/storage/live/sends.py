"""Orders that wait some seconds and can be called back; sealed, carried out once; for the doors and the sender."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from connectors.storage.feeds.positions import CHANNEL
from connectors.storage.live.copied_words import Cleaner, each_text
from connectors.storage.log.sealing import Keyring, key_id_of, seal, unseal
from connectors.storage.server.database import Database
from events.values.people import Group
from events.values.text import Text
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.statement import statement

TOPIC = "sends"
"""What is notified once an order waits: whoever carries them out sleeps until the earliest is due."""
MOST = 200
"""Orders of one person that are shown at most."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An order that waits: what is wanted, with which rights it was given, what it sends."""

    command: str
    content: dict[str, Any]
    groups: tuple[Group, ...]
    expected_version: int | None = None
    draft_id: UUID | None = None


class Refused(msgspec.Struct, frozen=True):
    """Why an order was not carried out once its time had come."""

    code: str
    texts: Text


class Send(msgspec.Struct, frozen=True, kw_only=True):
    """An order that waits, or was refused when its time had come."""

    send_id: UUID
    person_id: UUID
    due_at: datetime
    held: Held
    refusal: Refused | None = None


class _Row(NamedTuple):
    send_id: UUID
    person_id: UUID
    due_at: datetime
    sealed: bytes
    refusal: dict[str, Any] | None


_OF_PERSON = statement(
    "SELECT {columns} FROM desk.sends s WHERE s.person_id = %s"
    " AND NOT EXISTS (SELECT FROM desk.command_receipts r WHERE r.command_id = s.send_id)"
    " ORDER BY s.due_at, s.send_id LIMIT %s",
    columns=selected(_Row, "s"),
)
_ONE = statement(
    "SELECT {columns} FROM desk.sends s WHERE s.send_id = %s AND s.person_id = %s FOR UPDATE",
    columns=selected(_Row, "s"),
)
_DUE = statement(
    "SELECT {columns} FROM desk.sends s WHERE s.due_at <= %s AND s.refusal IS NULL"
    " ORDER BY s.due_at, s.send_id LIMIT 1 FOR UPDATE SKIP LOCKED",
    columns=selected(_Row, "s"),
)
_EACH = statement("SELECT {columns} FROM desk.sends s ORDER BY s.send_id FOR UPDATE", columns=selected(_Row, "s"))
_REWRITE = "UPDATE desk.sends SET sealed = %s, refusal = coalesce(refusal, %s::jsonb) WHERE send_id = %s"
_PUT = (
    "WITH kept AS (INSERT INTO desk.sends (send_id, person_id, due_at, sealed, files) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (send_id) DO NOTHING RETURNING send_id) SELECT pg_notify(%s, %s) FROM kept"
)


class Sends:
    """The table of orders that wait."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def put(self, send: UUID, person: UUID, held: Held, *, due_at: datetime) -> None:
        """Let an order wait; the same one twice waits once."""
        key = self._keyring.of_owners([person])[person]
        sealed = seal(key, msgspec.to_builtins(held), _sealed_at(send))
        with self._database.connection() as connection:
            connection.execute(_PUT, (send, person, due_at, sealed, _files_of(held), CHANNEL, f"{TOPIC}:0"))

    def call_back(self, send: UUID, person: UUID) -> Send | None:
        """Take an order back that was not carried out, and what it says; ``None``: there is none that still waits.

        Who carries it out holds its row: one of the two comes first, and the other sees that.
        """
        with self._database.transaction() as cursor:
            row = first_of(_Row, cursor.execute(_ONE, (send, person)))
            if row is None:
                return None
            cursor.execute("DELETE FROM desk.sends WHERE send_id = %s", (send,))
            # Its process may have died between the receipt and the row.
            done = cursor.execute("SELECT FROM desk.command_receipts WHERE command_id = %s", (send,)).fetchone()
            return None if done is not None else self._opened(row, cursor)

    def of(self, cursor: Cursor[Any], person: UUID) -> list[Send]:
        """A person's orders that wait, or were refused when their time had come."""
        rows = rows_of(_Row, cursor.execute(_OF_PERSON, (person, MOST)))
        return [found for row in rows if (found := self._opened(row, cursor)) is not None]

    @contextmanager
    def due(self, now: datetime) -> Iterator[tuple[Cursor[Any], Send] | None]:
        """The next order whose time has come, held until it was carried out; ``None``: none that nobody else holds."""
        with self._database.transaction() as cursor:
            row = first_of(_Row, cursor.execute(_DUE, (now,)))
            opened = None if row is None else self._opened(row, cursor)
            if row is not None and opened is None:
                # Its writer was forgotten: nobody can read what they wanted.
                cursor.execute("DELETE FROM desk.sends WHERE send_id = %s", (row.send_id,))
            yield None if opened is None else (cursor, opened)

    def rewrite(self, clean: Cleaner, why: Refused) -> None:
        """Let every text of every order be as ``clean`` leaves it; one that had something taken out waits no longer.

        Its sender reads ``why``, unless it was refused before. One that is being carried out comes before.
        """
        with self._database.transaction() as cursor:
            rows = rows_of(_Row, cursor.execute(_EACH))
            keys = self._keyring.on(cursor.connection).by_ids({key_id_of(bytes(row.sealed)) for row in rows})
            for row in rows:
                opened = self._opened(row, cursor)
                if opened is None:
                    continue
                held, told = opened.held, opened.held.content.get("ticket_id")
                ticket = None if told is None else UUID(told)
                content = each_text(held.content, partial(clean, ticket=ticket))
                if content != held.content:
                    new = msgspec.structs.replace(held, content=content)
                    key = keys[key_id_of(bytes(row.sealed))]
                    sealed = seal(key, msgspec.to_builtins(new), _sealed_at(row.send_id))
                    cursor.execute(_REWRITE, (sealed, msgspec.json.encode(why).decode(), row.send_id))

    def earliest(self) -> datetime | None:
        """When the next one is due."""
        with self._database.connection() as connection:
            row = connection.execute("SELECT min(due_at) FROM desk.sends WHERE refusal IS NULL").fetchone()
        found: datetime | None = None if row is None else row[0]  # by number: the only one
        return found

    def _opened(self, row: _Row, cursor: Cursor[Any]) -> Send | None:
        sealed = bytes(row.sealed)
        key = self._keyring.on(cursor.connection).by_ids({key_id_of(sealed)}).get(key_id_of(sealed))
        if key is None:
            return None
        held = msgspec.json.decode(unseal(key, sealed, _sealed_at(row.send_id)), type=Held)
        refusal = None if row.refusal is None else msgspec.convert(row.refusal, Refused)
        return Send(send_id=row.send_id, person_id=row.person_id, due_at=row.due_at, held=held, refusal=refusal)


def carried_out(cursor: Cursor[Any], send: UUID) -> None:
    """It has its receipt."""
    cursor.execute("DELETE FROM desk.sends WHERE send_id = %s", (send,))


def refused(cursor: Cursor[Any], send: UUID, why: Refused) -> None:
    """The desk says no: its sender reads why, and what they wrote is there."""
    cursor.execute(
        "UPDATE desk.sends SET refusal = %s::jsonb WHERE send_id = %s", (msgspec.json.encode(why).decode(), send)
    )


def _files_of(held: Held) -> list[str]:
    """The digests of what an order brings: kept in the open, so that nothing of it is collected while it waits."""
    return [file["sha256"] for file in held.content.get("attachments", ())]


def _sealed_at(send: UUID) -> bytes:
    return b"send/" + send.bytes
