"""Contents of files, sealed from their first byte on, taken in and read chunk by chunk; used by doors and intake.

A content lies in chunks in the database, so that one backup holds it and every desk on it sees it. Its key is wrapped
for whoever sent it, until a fact names it: from then on for whom the file belongs to, so that with their key it goes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor
from psycopg.errors import ForeignKeyViolation

from commands.ports import Content, Source
from connectors.storage.log.sealing import Keyring, OwnerKey, seal
from connectors.storage.server.database import Database
from connectors.storage.shelves import content_type
from connectors.storage.shelves.sealed_chunks import CHUNK, ContentKey, FileDamaged, chunks_of
from projections.kit.columns import first_of, selected
from projections.kit.statement import Fragment, statement


class _Wrapped(NamedTuple):
    content_id: UUID
    size: int
    media_type: str
    key_id: int
    wrapped: bytes


_OF_OWNER = statement(
    "SELECT {columns} FROM desk.content_keys k JOIN desk.contents c USING (content_id)"
    " WHERE k.owner_id = %s AND k.sha256 = %s AND EXISTS (SELECT FROM desk.owner_keys o WHERE o.key_id = k.key_id)",
    columns=selected(_Wrapped),
)
_OF_CONTENT = statement(
    "SELECT {columns} FROM desk.contents c JOIN ("
    "SELECT content_id, key_id, wrapped FROM desk.content_keys UNION ALL"
    " SELECT content_id, key_id, wrapped FROM desk.uploads WHERE wrapped IS NOT NULL) k USING (content_id)"
    " WHERE content_id = %s AND sha256 IS NOT NULL"
    " AND EXISTS (SELECT FROM desk.owner_keys o WHERE o.key_id = k.key_id) LIMIT 1",
    columns=selected(_Wrapped),
)


class Opened:
    """A content that can be read; nothing of it is in memory yet."""

    def __init__(self, database: Database, found: _Wrapped, key: ContentKey) -> None:
        self._database = database
        self._key = key
        self.content_id = found.content_id
        self.size = found.size
        self.media_type = found.media_type

    @property
    def chunks(self) -> int:
        """How many chunks it has."""
        return chunks_of(self.size)

    def chunk(self, nth: int) -> bytes:
        """One chunk; raises ``FileDamaged``, also when the content was collected while it was read."""
        query = "SELECT sealed FROM desk.content_chunks WHERE content_id = %s AND nth = %s"
        with self._database.connection() as connection, connection.cursor(binary=True) as cursor:
            row = cursor.execute(query, (self.content_id, nth), prepare=True).fetchone()
        if row is None:
            raise FileDamaged(f"chunk {nth}")
        return self._key.unseal(nth, row[0], is_last=nth == self.chunks - 1)

    def whole(self) -> bytes:
        """All of it, for what is small."""
        return b"".join(map(self.chunk, range(self.chunks)))


class Incoming:
    """A content on its way in. One thread at a time hands it on, and at the end it is ``kept`` or ``dropped``."""

    def __init__(self, shelf: SealedContents, by: UUID, now: datetime) -> None:
        self._shelf = shelf
        self._key = ContentKey()
        self._digest = hashlib.sha256()
        self._pending = bytearray()
        self._stored = 0
        self.head = b""
        """Its beginning, which tells of what kind it is."""
        # Not drawn like other ids: it names nothing that anybody is told.
        self.content_id = UUID(bytes=os.urandom(16), version=4)
        self.by = by
        self.now = now
        self.size = 0

    def take(self, data: bytes) -> None:
        """Some more of it; what fills a chunk is stored."""
        if len(self.head) < content_type.LOOKED_AT:
            self.head += data[: content_type.LOOKED_AT - len(self.head)]
        self._digest.update(data)
        self.size += len(data)
        self._pending += data
        # One byte more must be there: the last chunk is sealed as the last.
        while len(self._pending) > CHUNK:
            self._store(is_last=False)

    def kept(self, *, name: str = "", said: str = "") -> Content:
        """All of it has come: whoever sent it may name it for a day."""
        self._store(is_last=True)
        media_type = content_type.media_type(self.head, name, said)
        return self._shelf.uploaded(self, self._key, self._digest.digest(), media_type, name)

    def dropped(self) -> None:
        """It will not come to its end: nothing of it stays."""
        if self._stored:
            self._shelf.drop(self.content_id)

    def _store(self, *, is_last: bool) -> None:
        with memoryview(self._pending) as pending, pending[:CHUNK] as chunk:
            sealed = self._key.seal(self._stored, chunk, is_last=is_last)
        with self._shelf.database.transaction() as cursor:
            # That all of it has come is written behind it, and waited for.
            cursor.execute("SET LOCAL synchronous_commit = off")
            if not self._stored:
                cursor.execute(
                    "INSERT INTO desk.contents (content_id, begun_by, begun_at) VALUES (%s, %s, %s)",
                    (self.content_id, self.by, self.now),
                )
            cursor.execute(
                "INSERT INTO desk.content_chunks VALUES (%s, %s, %b)", (self.content_id, self._stored, sealed)
            )
        self._stored += 1
        del self._pending[:CHUNK]


class SealedContents:
    """The shelf of contents. A content is known by its SHA-256, and opened by whose it is."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self.database = database
        self._keyring = keyring

    def begin(self, *, by: UUID, now: datetime) -> Incoming:
        """A content that somebody begins to send."""
        return Incoming(self, by, now)

    def keep(self, content: bytes, *, by: UUID, now: datetime, name: str = "", said: str = "") -> Content:
        """A content that is there already."""
        incoming = self.begin(by=by, now=now)
        incoming.take(content)
        return incoming.kept(name=name, said=said)

    def uploaded(self, sent: Incoming, key: ContentKey, digest: bytes, media_type: str, name: str) -> Content:
        """A content that has come whole. What its sender sent before is kept once, the same bytes or these."""
        owner = self._keyring.of_owners([sent.by])[sent.by]
        sealed_name = seal(owner, name, place_of(sent.by, digest))
        wrapped = key.wrapped(owner, sent.content_id)
        with self.database.transaction() as cursor:
            cursor.execute(
                "UPDATE desk.contents SET sha256 = %s, size = %s, media_type = %s WHERE content_id = %s",
                (digest, sent.size, media_type, sent.content_id),
            )
            cursor.execute(
                "INSERT INTO desk.uploads VALUES (%s, %s, %s, %b, %s, %b, %s)"
                " ON CONFLICT (person_id, sha256) DO NOTHING",
                (sent.by, digest, sent.content_id, sealed_name, owner.key_id, wrapped, sent.now),
            )
            content_id = sent.content_id
            if not cursor.rowcount:
                content_id = self._again(cursor, sent, digest, (sealed_name, owner.key_id, wrapped))
        return Content(sha256=digest.hex(), media_type=media_type, size_bytes=sent.size, content_id=content_id)

    def _again(self, cursor: Cursor[Any], sent: Incoming, digest: bytes, new: tuple[bytes, int, bytes]) -> UUID:
        """The content that stands for bytes that came before: the first one, as long as anything opens it."""
        cursor.execute(
            "SELECT content_id FROM desk.uploads WHERE person_id = %s AND sha256 = %s FOR UPDATE", (sent.by, digest)
        )
        ((known,),) = cursor.fetchall()
        cursor.execute(_OF_CONTENT, (known,))
        if cursor.fetchone() is None:
            cursor.execute(
                "UPDATE desk.uploads SET content_id = %s, name = %b, key_id = %s, wrapped = %b, uploaded_at = %s"
                " WHERE person_id = %s AND sha256 = %s",
                (sent.content_id, *new, sent.now, sent.by, digest),
            )
            return sent.content_id
        cursor.execute("DELETE FROM desk.contents WHERE content_id = %s", (sent.content_id,))
        cursor.execute(
            "UPDATE desk.uploads SET name = %b, key_id = %s, uploaded_at = %s WHERE person_id = %s AND sha256 = %s",
            (*new[:2], sent.now, sent.by, digest),
        )
        return UUID(bytes=known.bytes)

    def drop(self, content_id: UUID) -> None:
        """Forget a content that did not come to its end."""
        with self.database.connection() as connection:
            connection.execute("DELETE FROM desk.contents WHERE content_id = %s AND sha256 IS NULL", (content_id,))

    def of_owner(self, owner_id: UUID, sha256: str) -> Opened | None:
        """The content of that name that belongs to somebody; ``None``: there is none, or its owner was forgotten."""
        return self._opened(_OF_OWNER, (owner_id, bytes.fromhex(sha256)))

    def of_content(self, content_id: UUID) -> Opened | None:
        """A content for who may read it whatever it is named by; ``None``: nothing opens it any more."""
        return self._opened(_OF_CONTENT, (content_id,))

    def _opened(self, query: Fragment, asked: tuple[Any, ...]) -> Opened | None:
        with self.database.connection() as connection, connection.cursor(binary=True) as cursor:
            found = first_of(_Wrapped, cursor.execute(query, asked))
        if found is None:
            return None
        owner = self._keyring.by_ids([found.key_id]).get(found.key_id)
        return None if owner is None else Opened(self.database, found, _key_of(found, owner))

    def hold(self, wanted: Mapping[tuple[UUID, str], Source], now: datetime, by: UUID) -> Collection[tuple[UUID, str]]:
        """As ``Contents.hold``: from now on each content is its owner's, until it turns out that no fact names it."""
        owners = self._keyring.of_owners(sorted({owner for owner, _ in wanted}))
        missing = []
        for owner, sha256 in sorted(wanted):
            try:
                is_held = self._hold(owners[owner], owner, bytes.fromhex(sha256), wanted[owner, sha256], (now, by))
            except ForeignKeyViolation:
                # It was collected this very moment.
                is_held = False
            if not is_held:
                missing.append((owner, sha256))
        return missing

    def _hold(self, key: OwnerKey, owner: UUID, digest: bytes, source: Source, at: tuple[datetime, UUID]) -> bool:
        now, by_command = at
        with self.database.transaction() as cursor:
            # What is named for ever was not touched again; what was sealed with a key that is gone is no more.
            cursor.execute(
                "UPDATE desk.content_keys SET held_at = greatest(held_at, %s),"
                " held_by = CASE WHEN is_named OR %s = ANY(held_by) THEN held_by ELSE held_by || %s END"
                " WHERE owner_id = %s AND sha256 = %s AND key_id = %s RETURNING content_id",
                (now, by_command, by_command, owner, digest, key.key_id),
            )
            row = cursor.fetchone()
            content_id = source if isinstance(source, UUID) else _of_former(cursor, source or (), digest)
            if row is not None:
                _now_is_somebodys(cursor, content_id, row[0])
                return True
            if content_id is None:
                return False
            found = first_of(_Wrapped, cursor.execute(_OF_CONTENT, (content_id,)))
            keys = self._keyring.on(cursor.connection)
            by = None if found is None else keys.by_ids([found.key_id]).get(found.key_id)
            if found is None or by is None:
                return False
            wrapped = _key_of(found, by).wrapped(key, content_id)
            cursor.execute(
                "INSERT INTO desk.content_keys AS k (owner_id, sha256, content_id, key_id, wrapped, held_at, held_by)"
                " VALUES (%s, %s, %s, %s, %b, %s, ARRAY[%s::uuid]) ON CONFLICT (owner_id, sha256) DO UPDATE"
                " SET content_id = excluded.content_id, key_id = excluded.key_id, wrapped = excluded.wrapped,"
                " held_at = excluded.held_at, held_by = k.held_by || excluded.held_by, is_named = false",
                (owner, digest, content_id, key.key_id, wrapped, now, by_command),
            )
            _now_is_somebodys(cursor, content_id, content_id)
        return True


def place_of(person_id: UUID, digest: bytes) -> bytes:
    """Where the name of an upload is sealed."""
    return b"upload" + person_id.bytes + digest


def _now_is_somebodys(cursor: Cursor[Any], sent: UUID | None, stands_for: UUID) -> None:
    """Whoever sent it opens it no more by that alone; equal bytes that the owner had before stand for it."""
    cursor.execute(
        "UPDATE desk.uploads SET wrapped = NULL, content_id = %s WHERE content_id = %s AND wrapped IS NOT NULL",
        (stands_for, sent),
    )


def _of_former(cursor: Cursor[Any], owners: Collection[UUID], digest: bytes) -> UUID | None:
    """Where a content of one of these owners lies."""
    if not owners:
        return None
    cursor.execute(
        "SELECT content_id FROM desk.content_keys k WHERE owner_id = ANY(%s) AND sha256 = %s"
        " AND EXISTS (SELECT FROM desk.owner_keys o WHERE o.key_id = k.key_id) LIMIT 1",
        (list(owners), digest),
    )
    row = cursor.fetchone()
    return None if row is None else UUID(bytes=row[0].bytes)


def _key_of(found: _Wrapped, owner: OwnerKey) -> ContentKey:
    return ContentKey.unwrapped(bytes(found.wrapped), owner, found.content_id)
