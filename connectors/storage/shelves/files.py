"""Contents of attachments by their SHA-256, equal contents once; used by the intake and the API."""

from __future__ import annotations

import hashlib

from connectors.storage.server.database import Database


class FileDamaged(Exception):  # noqa: N818 - it names what was found
    """The stored content is not what its name says: the database was altered or its disk is failing."""


class Files:
    """Keeps contents in ``desk.files``; the name of a content is the SHA-256 of it, in hex."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, content: bytes) -> str:
        """Store a content, once however often it comes; its name."""
        name = hashlib.sha256(content).digest()
        with self._database.connection() as connection:
            connection.execute(
                "INSERT INTO desk.files (sha256, size, content) SELECT %s, %s, %b"
                " WHERE NOT EXISTS (SELECT FROM desk.files WHERE sha256 = %s) ON CONFLICT (sha256) DO NOTHING",
                (name, len(content), content, name),
            )
        return name.hex()

    def read(self, sha256: str) -> bytes | None:
        """The content of that name, ``None`` when there is none; raises ``FileDamaged``."""
        try:
            name = bytes.fromhex(sha256)
        except ValueError:
            return None
        with self._database.connection() as connection, connection.cursor(binary=True) as cursor:
            row = cursor.execute("SELECT content FROM desk.files WHERE sha256 = %s", (name,)).fetchone()
        if row is None:
            return None
        content = bytes(row[0])
        if hashlib.sha256(content).digest() != name:
            raise FileDamaged(sha256)
        return content
