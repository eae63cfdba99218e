"""Originals that could not become a ticket, kept whole with the reason; filled by the intake, read by staff."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from connectors.storage.server.database import Database
from events.values.people import Actor, ActorKind
from events.values.text import Text
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.statement import statement


class Quarantined(msgspec.Struct, frozen=True, kw_only=True):
    """One original that waits for a person's look; ``reason`` is a stable code, ``text`` says it in words."""

    entry_id: int
    source: str
    sender: str
    subject: str
    reason: str
    text: Text
    size: int
    received_at: datetime
    released_at: datetime | None
    released_by: Actor | None = None


class _Row(NamedTuple):
    entry_id: int
    source: str
    sender: str
    subject: str
    reason: str
    reason_ru: str
    reason_en: str
    size: int
    received_at: datetime
    released_at: datetime | None
    released_by_kind: ActorKind
    released_by_id: UUID | None
    released_by_name: str


_ENTRIES = statement(
    "SELECT {columns} FROM desk.quarantine", columns=selected(_Row, size=statement("length(original)"))
)
_WAITING = statement(
    "{entries} WHERE released_at IS NULL AND entry_id > %s ORDER BY entry_id LIMIT %s", entries=_ENTRIES
)
_ENTRY = statement("{entries} WHERE entry_id = %s", entries=_ENTRIES)


class Quarantine:
    """Keeps originals in ``desk.quarantine``; the same bytes from anywhere are one entry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self,
        original: bytes,
        *,
        source: str,
        reason: str,
        text: Text,
        received_at: datetime,
        sender: str = "",
        subject: str = "",
    ) -> int:
        """Keep an original; the number of its entry, the same one when it came before."""
        digest = hashlib.sha256(original).digest()
        with self._database.transaction() as cursor:
            cursor.execute(
                "INSERT INTO desk.quarantine (sha256, source, sender, subject, reason, reason_ru, reason_en,"
                " original, received_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %b, %s)"
                " ON CONFLICT (sha256) DO NOTHING",
                (
                    digest,
                    _storable(source),
                    _storable(sender),
                    _storable(subject),
                    reason,
                    _storable(text.ru),
                    _storable(text.en),
                    original,
                    received_at,
                ),
            )
            cursor.execute("SELECT entry_id FROM desk.quarantine WHERE sha256 = %s", (digest,))
            ((entry_id,),) = cursor.fetchall()
        return int(entry_id)

    def waiting(self, limit: int = 100, after: int = 0) -> list[Quarantined]:
        """Entries that nobody has released, in the order in which they came, from behind entry ``after``."""
        with self._database.connection() as connection:
            return [_entry(row) for row in rows_of(_Row, connection.execute(_WAITING, (after, limit)))]

    def entry(self, entry_id: int) -> Quarantined | None:
        """One entry, released or not."""
        with self._database.connection() as connection:
            row = first_of(_Row, connection.execute(_ENTRY, (entry_id,)))
        return None if row is None else _entry(row)

    def original(self, entry_id: int) -> bytes | None:
        """The bytes as they came; ``None`` when there is no such entry."""
        with self._database.connection() as connection, connection.cursor(binary=True) as cursor:
            row = cursor.execute("SELECT original FROM desk.quarantine WHERE entry_id = %s", (entry_id,)).fetchone()
        return None if row is None else bytes(row[0])

    def release(self, entry_id: int, *, by: Actor, at: datetime) -> bool:
        """Somebody has dealt with it; whether it was waiting, or else it stays theirs who were first."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.quarantine SET released_at = %s, released_by_kind = %s, released_by_id = %s,"
                " released_by_name = %s WHERE entry_id = %s AND released_at IS NULL",
                (at, by.kind, by.id, by.name, entry_id),
            )
            return done.rowcount > 0


def _storable(text: str) -> str:
    """Hostile headers hold NUL and lone surrogates, which a text column cannot."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _entry(row: _Row) -> Quarantined:
    who = row.released_by_id
    return Quarantined(
        entry_id=row.entry_id,
        source=row.source,
        sender=row.sender,
        subject=row.subject,
        reason=row.reason,
        text=Text(ru=row.reason_ru, en=row.reason_en),
        size=row.size,
        received_at=row.received_at,
        released_at=row.released_at,
        released_by=None if who is None else Actor(kind=row.released_by_kind, id=who, name=row.released_by_name),
    )
