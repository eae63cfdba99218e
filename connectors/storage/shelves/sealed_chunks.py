"""How a content is sealed: chunk by chunk under a key of its own, which is wrapped with its owner's; for the shelf.

A chunk opens only at its place, and the last one only as the last: what is cut off, moved or exchanged is damaged.
"""

from __future__ import annotations

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from connectors.storage.log.sealing import OwnerKey

CHUNK = 1_048_576
"""Bytes of a content in one chunk: so much of it is in memory at a time, and a few times that while it is sent."""
_NONCE = 12


class FileDamaged(Exception):  # noqa: N818 - it names what was found
    """The stored content is not what was stored: the database was altered or its disk is failing."""


class ContentKey:
    """The key of one content; it seals each chunk once, so that the place of a chunk is its nonce."""

    def __init__(self, secret: bytes | None = None) -> None:
        self._secret = AESGCM.generate_key(256) if secret is None else secret
        self._cipher = AESGCM(self._secret)

    def seal(self, nth: int, chunk: bytes | memoryview, *, is_last: bool) -> bytes:
        """A chunk, readable only as the one that it is."""
        return self._cipher.encrypt(_place(nth), chunk, _mark(is_last))

    def unseal(self, nth: int, sealed: bytes, *, is_last: bool) -> bytes:
        """The chunk; raises ``FileDamaged``."""
        try:
            return self._cipher.decrypt(_place(nth), sealed, _mark(is_last))
        except InvalidTag as error:
            raise FileDamaged(f"chunk {nth}") from error

    def wrapped(self, owner: OwnerKey, content_id: UUID) -> bytes:
        """The key itself, readable with the owner's alone."""
        nonce = os.urandom(_NONCE)
        return nonce + owner.cipher.encrypt(nonce, self._secret, content_id.bytes)

    @classmethod
    def unwrapped(cls, wrapped: bytes, owner: OwnerKey, content_id: UUID) -> ContentKey:
        """The key that was wrapped; raises ``FileDamaged``."""
        try:
            return cls(owner.cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], content_id.bytes))
        except InvalidTag as error:
            raise FileDamaged(str(content_id)) from error


def chunks_of(size: int) -> int:
    """How many chunks a content of this size has; an empty one has one."""
    return max(1, -(-size // CHUNK))


def _place(nth: int) -> bytes:
    return nth.to_bytes(_NONCE, "big")


def _mark(is_last: bool) -> bytes:  # noqa: FBT001 - a mark of its own
    return b"last" if is_last else b"more"
