"""Who opened which file, kept for an auditor; written by the door that sends files out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from connectors.storage.server.database import Database
from projections.kit.columns import rows_of, selected
from projections.kit.statement import statement

What = Literal["file", "preview"]
KEPT = timedelta(days=400)
"""A year with some time to look at it, as of sign-ins."""
LONGEST_CLIENT = 300


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a file. ``person_id`` is who looked; ``ticket`` where the file stands, ``about`` on whose card.

    Neither of both: it was an upload of their own. What the file is called stands there, and is not told here.
    """

    entry_id: int
    at: datetime
    person_id: UUID
    what: What
    sha256: str
    size_bytes: int
    ticket: int | None
    about: UUID | None
    source: str
    client: str


_PAGE = statement(
    "SELECT {columns} FROM desk.downloads WHERE entry_id < %(before)s"
    " AND (%(who)s::uuid IS NULL OR person_id = %(who)s) AND (%(ticket)s::bigint IS NULL OR ticket = %(ticket)s)"
    " AND (%(sha256)s::bytea IS NULL OR sha256 = %(sha256)s) ORDER BY entry_id DESC LIMIT %(limit)s",
    columns=selected(Download, sha256=statement("encode(sha256, 'hex')")),
)


class Downloads:
    """The table of looks at files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, one: Download) -> None:
        """One more; ``entry_id`` is given here."""
        with self._database.connection() as connection:
            connection.execute(
                "INSERT INTO desk.downloads (at, person_id, what, sha256, size_bytes, ticket, about, source, client)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    *(one.at, one.person_id, one.what, bytes.fromhex(one.sha256), one.size_bytes, one.ticket),
                    *(one.about, one.source, one.client.replace("\0", "")[:LONGEST_CLIENT]),
                ),
            )

    def forget_old(self, now: datetime) -> None:
        """What is older than ``KEPT`` goes; the caretaker asks for it."""
        with self._database.connection() as connection:
            connection.execute("DELETE FROM desk.downloads WHERE at < %s", (now - KEPT,))

    def page(
        self,
        *,
        before: int,
        limit: int,
        person_id: UUID | None = None,
        ticket: int | None = None,
        sha256: str | None = None,
    ) -> list[Download]:
        """Looks older than the entry ``before``, the newest first; of one person, ticket or content, if asked."""
        asked = {
            "before": before,
            "who": person_id,
            "ticket": ticket,
            "sha256": None if sha256 is None else bytes.fromhex(sha256),
            "limit": limit,
        }
        with self._database.connection() as connection:
            return rows_of(Download, connection.execute(_PAGE, asked))
