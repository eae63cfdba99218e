"""Seals the contents that older desks kept open, once; a step of ``connectors.storage.foundations.steps``.

Each goes to whom the facts that name it say it belongs to. Of who was forgotten nothing is kept, and neither is what no
fact names: its sender may have meant to attach it, and never did.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from psycopg import Connection, Cursor

from commands.command import Command
from connectors.storage.foundations.open_details import PIECE
from connectors.storage.log.codec import plain_form
from connectors.storage.log.sealing import Keyring, OwnerKey
from connectors.storage.server.database import Row
from connectors.storage.shelves import content_type
from connectors.storage.shelves.sealed_chunks import CHUNK, ContentKey, chunks_of
from events.catalogue import FACTS, current, stored_names
from events.files import files_of, names_files
from events.values.text import Text

_NAMING = stored_names([kind for kind in FACTS.values() if names_files(kind)])
_FACTS = (
    "SELECT topic, state, notification_id FROM desk.facts WHERE notification_id > %s AND notification_id <= %s"
    " AND topic = ANY(%s) ORDER BY notification_id"
)


class SealOpenFiles:
    """As ``Step``."""

    name = "files-sealed"
    words = Text(ru="Закрываются файлы прежних заявок и фотографии", en="Sealing files of older tickets, and photos")

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def begin(self, connection: Connection[Row]) -> None:
        """Nothing stands in the way: an older desk that runs beside this one cannot append any more."""

    def piece(self, cursor: Cursor[Row], after: int, until: int) -> int:
        """Seal what the next facts name; gives the position of the last. At the end nothing is left open."""
        reached = min(after + PIECE, until)
        with cursor.connection.cursor(binary=True) as reader:
            rows = reader.execute(_FACTS, (after, reached, sorted(_NAMING))).fetchall()
        named = {pair for topic, state, _ in rows for pair in _named_by(topic, bytes(state))}
        if named:
            self._seal(cursor, named)
        if reached >= until:
            # Nobody may read them from the disk either: the file of the table goes.
            cursor.execute("TRUNCATE desk.files")
        return reached

    def told_by(self, until: int) -> Command | None:  # noqa: ARG002 - as ``Step`` has it
        """``desk.foundations`` keeps that it was done; the facts are as they were."""
        return None

    def _seal(self, cursor: Cursor[Row], named: Collection[tuple[UUID, str]]) -> None:
        owners = self._living({owner for owner, _ in named}, cursor)
        for owner_id, digest in sorted(named):
            owner = owners.get(owner_id)
            if owner is not None and not _has(cursor, owner_id, digest):
                self._give(cursor, owner_id, owner, bytes.fromhex(digest))

    def _living(self, owners: Collection[UUID], cursor: Cursor[Row]) -> dict[UUID, OwnerKey]:
        """The keys of those who have one: every person whom a fact names had one from the first of their facts on."""
        cursor.execute("SELECT owner_id FROM desk.owner_keys WHERE owner_id = ANY(%s)", (list(owners),))
        living = [owner for (owner,) in cursor]
        return dict(self._keyring.of_owners(living))

    def _give(self, cursor: Cursor[Row], owner_id: UUID, owner: OwnerKey, digest: bytes) -> None:
        cursor.execute(
            "SELECT k.content_id, k.key_id, k.wrapped FROM desk.content_keys k WHERE k.sha256 = %s"
            " AND EXISTS (SELECT FROM desk.owner_keys o WHERE o.key_id = k.key_id) LIMIT 1",
            (digest,),
        )
        row = cursor.fetchone()
        if row is None:
            found = self._moved(cursor, owner_id, digest)
            if found is None:
                return
            content_id, key, kept_at = found
        else:
            content_id, key_id, wrapped = row
            by = self._keyring.by_ids([key_id])[key_id]
            key = ContentKey.unwrapped(bytes(wrapped), by, content_id)
            kept_at = _now(cursor)
        cursor.execute(
            "INSERT INTO desk.content_keys VALUES (%s, %s, %s, %s, %s, %s, true)",
            (owner_id, digest, content_id, owner.key_id, key.wrapped(owner, content_id), kept_at),
        )

    def _moved(self, cursor: Cursor[Row], owner_id: UUID, digest: bytes) -> tuple[UUID, ContentKey, datetime] | None:
        """An open content, sealed; ``None``: there is none."""
        with cursor.connection.cursor(binary=True) as reader:
            reader.execute(
                "DELETE FROM desk.files WHERE sha256 = %s RETURNING content, kept_at, gen_random_uuid()", (digest,)
            )
            row = reader.fetchone()
        if row is None:
            return None
        content, kept_at, content_id = bytes(row[0]), row[1], row[2]
        key = ContentKey()
        cursor.execute(
            "INSERT INTO desk.contents VALUES (%s, %s, %s, %s, %s, %s)",
            (content_id, digest, len(content), content_type.media_type(content), owner_id, kept_at),
        )
        last = chunks_of(len(content)) - 1
        for nth in range(last + 1):
            part = memoryview(content)[nth * CHUNK : (nth + 1) * CHUNK]
            cursor.execute(
                "INSERT INTO desk.content_chunks VALUES (%s, %s, %b)",
                (content_id, nth, key.seal(nth, part, is_last=nth == last)),
            )
        return content_id, key, kept_at


def _named_by(topic: str, state: bytes) -> Sequence[tuple[UUID, str]]:
    """Owners and digests of the files that a stored fact names; of one that today's code cannot read none."""
    try:
        kind, payload = current(topic, plain_form(state).f)
        return [(one.owner_id, one.file.sha256) for one in files_of(msgspec.convert(payload, kind))]
    except (msgspec.MsgspecError, LookupError, ValueError, TypeError):
        return ()


def _has(cursor: Cursor[Row], owner_id: UUID, digest: str) -> bool:
    cursor.execute(
        "SELECT FROM desk.content_keys WHERE owner_id = %s AND sha256 = %s", (owner_id, bytes.fromhex(digest))
    )
    return cursor.fetchone() is not None


def _now(cursor: Cursor[Row]) -> datetime:
    cursor.execute("SELECT now()")
    found: list[tuple[datetime]] = cursor.fetchall()
    return found[0][0]
