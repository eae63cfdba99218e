"""Seals words in facts with a key of whom or what they belong to: deleting it forgets them; used by the codec."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import NamedTuple, Protocol
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import Connection

from connectors.storage.server.database import Database, Row
from events.values.text import Text

ERASED = "[…]"
"""What a sealed text reads as when it is not opened: nobody asked for it, or the person was forgotten."""

CACHED_FOR = 60.0
"""Seconds for which a process may still hold the key of a person whom another process forgot."""

KEY_ID = 8
"""With so many bytes a sealed value says which key opens it."""
_NONCE = 12


class OwnerKey(NamedTuple):
    """The key of a person, or of a thing whose words are no one person's: a problem, a change, a service.

    Its id never returns: who is forgotten and comes back gets another.
    """

    key_id: int
    cipher: AESGCM


class Keyring(Protocol):
    """Where the keys of persons and things live. Ids are unique over both, so a key is asked for by an id alone."""

    def of_owners(self, owners: Collection[UUID]) -> Mapping[UUID, OwnerKey]:
        """The present key of each person or thing; made when there is none."""
        ...

    def by_ids(self, key_ids: Collection[int]) -> Mapping[int, OwnerKey]:
        """The keys of these ids; a forgotten one is missing."""
        ...

    def forget(self, owner: UUID) -> bool:
        """Delete the key of a person or a thing for ever; whether there was one."""
        ...

    def on(self, connection: Connection[Row]) -> Keyring:
        """The same keys for who holds a connection already: with one in hand nobody waits for a second."""
        ...


class SealBroken(ValueError):  # noqa: N818 - it names what is wrong
    """A sealed value is not what was sealed at this place: it was altered or moved."""


def erased(value: object) -> object:
    """What stands in the open part of a fact instead of a sealed ``value``; of the same type."""
    if isinstance(value, str):
        return ERASED if value else value
    if isinstance(value, Text):
        return Text.same(ERASED)
    if value is None:
        return None
    if isinstance(value, (tuple, frozenset, dict)):
        return type(value)()
    raise TypeError(f"no erased form of {type(value).__name__}: let the sealed field be a text or a tuple")


def seal(key: OwnerKey, value: object, place: bytes) -> bytes:
    """``value`` readable only with ``key`` and only at ``place`` (stream, version and field)."""
    nonce = os.urandom(_NONCE)
    return key.key_id.to_bytes(KEY_ID, "big") + nonce + key.cipher.encrypt(nonce, msgspec.json.encode(value), place)


def key_id_of(sealed: bytes) -> int:
    """Which key opens a sealed value."""
    return int.from_bytes(sealed[:KEY_ID], "big")


def unseal(key: OwnerKey, sealed: bytes, place: bytes) -> bytes:
    """The JSON of what was sealed at ``place``; raises ``SealBroken``."""
    try:
        return key.cipher.decrypt(sealed[KEY_ID : KEY_ID + _NONCE], sealed[KEY_ID + _NONCE :], place)
    except InvalidTag as error:
        raise SealBroken(place.decode(errors="replace")) from error


_FORGET = (
    "WITH looked AS (DELETE FROM desk.looked WHERE person_id = %(owner)s),"
    " so_far AS (DELETE FROM desk.looked_from WHERE person_id = %(owner)s),"
    " read AS (DELETE FROM desk.notices_read WHERE person_id = %(owner)s),"
    " seen AS (DELETE FROM desk.notices_seen WHERE person_id = %(owner)s),"
    " muted AS (DELETE FROM desk.notice_settings WHERE person_id = %(owner)s),"
    " factor AS (DELETE FROM desk.second_factors WHERE person_id = %(owner)s),"
    " codes AS (DELETE FROM desk.recovery_codes WHERE person_id = %(owner)s),"
    " lost AS (DELETE FROM desk.second_factors_lost WHERE person_id = %(owner)s)"
    " DELETE FROM desk.owner_keys WHERE owner_id = %(owner)s RETURNING key_id"
)
"""With the key goes what tells of somebody beside the facts, in the open: what they looked at, read and muted."""


class PostgresKeyring:
    """Keys in ``desk.owner_keys``, held in memory for ``cached_for`` seconds at most.

    So a person forgotten by one process is forgotten by all of them within that time.
    """

    def __init__(
        self, database: Database, *, cached_for: float = CACHED_FOR, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._cached_for = cached_for
        self._ticks = ticks
        self._lock = Lock()
        self._stale_at = ticks() + cached_for
        self._owners: dict[UUID, OwnerKey] = {}
        self._ids: dict[int, OwnerKey | None] = {}
        self._forgotten: set[int] = set()

    def of_owners(self, owners: Collection[UUID]) -> Mapping[UUID, OwnerKey]:
        """The present key of each person or thing; made, once for all processes, when there is none."""
        known, _ = self._fresh()
        missing = [owner for owner in owners if owner not in known]
        if missing:
            # In order of ids, so that two processes that make the same keys wait for each other, not in a ring.
            missing.sort()
            known.update(self._database.patiently(lambda connection: _made(connection, missing)))
        return {owner: known[owner] for owner in owners}

    def by_ids(self, key_ids: Collection[int], connection: Connection[Row] | None = None) -> Mapping[int, OwnerKey]:
        """The keys of these ids; a forgotten one is missing. Read on ``connection`` where there is one."""
        _, known = self._fresh()
        missing = [key_id for key_id in key_ids if key_id not in known]
        if missing:
            query = "SELECT key_id, key FROM desk.owner_keys WHERE key_id = ANY(%s)"
            if connection is None:
                rows = self._database.patiently(lambda lent: lent.execute(query, (missing,)).fetchall())
            else:
                rows = connection.execute(query, (missing,)).fetchall()
            known.update(dict.fromkeys(missing))
            known.update({key_id: OwnerKey(key_id, AESGCM(key)) for key_id, key in rows})
        return {key_id: key for key_id in key_ids if (key := known[key_id]) is not None}

    def forget(self, owner: UUID) -> bool:
        """Delete the key of a person or a thing for ever; whether there was one."""
        with self._database.connection() as connection:
            gone = [key_id for (key_id,) in connection.execute(_FORGET, {"owner": owner})]
        with self._lock:
            # Remembered for ever: the snapshot of a question that is under way still shows the key.
            self._forgotten.update(gone)
            self._empty()
        return bool(gone)

    def on(self, connection: Connection[Row]) -> Keyring:
        """As ``Keyring.on``."""
        return _KeysOn(self, connection)

    def _fresh(self) -> tuple[dict[UUID, OwnerKey], dict[int, OwnerKey | None]]:
        """The two caches; emptied when their time is over. A caller keeps the pair that it was given."""
        with self._lock:
            if self._ticks() >= self._stale_at:
                self._empty()
            return self._owners, self._ids

    def _empty(self) -> None:
        # New dictionaries: whoever reads the old ones at this moment finishes with what it asked for.
        self._owners, self._ids = {}, dict.fromkeys(self._forgotten)
        self._stale_at = self._ticks() + self._cached_for


class _KeysOn(NamedTuple):
    """The keys of a ring, read on a connection that is held already."""

    ring: PostgresKeyring
    connection: Connection[Row]

    def of_owners(self, owners: Collection[UUID]) -> Mapping[UUID, OwnerKey]:
        return self.ring.of_owners(owners)

    def by_ids(self, key_ids: Collection[int]) -> Mapping[int, OwnerKey]:
        return self.ring.by_ids(key_ids, self.connection)

    def forget(self, owner: UUID) -> bool:
        return self.ring.forget(owner)

    def on(self, connection: Connection[Row]) -> Keyring:
        return self.ring.on(connection)


def _made(connection: Connection[Row], owners: list[UUID]) -> dict[UUID, OwnerKey]:
    """The keys of owners; those that nobody has made yet are made now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO desk.owner_keys (owner_id, key)"
            " SELECT * FROM unnest(%s::uuid[], %s::bytea[]) AS new (owner_id, key)"
            " WHERE NOT EXISTS (SELECT FROM desk.owner_keys k WHERE k.owner_id = new.owner_id)"
            " ON CONFLICT (owner_id) DO NOTHING",
            (owners, [AESGCM.generate_key(256) for _ in owners]),
        )
        # A statement of its own: it also sees the keys that another process made meanwhile.
        cursor.execute("SELECT key_id, owner_id, key FROM desk.owner_keys WHERE owner_id = ANY(%s)", (owners,))
        return {owner: OwnerKey(key_id, AESGCM(key)) for key_id, owner, key in cursor}
