"""Who came in and who was turned away, kept for an auditor; written by ``connectors.inbound.sign_in.accounts``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from connectors.storage.server.database import Database
from projections.kit.columns import rows_of, selected
from projections.kit.statement import statement

Outcome = Literal["signed_in", "refused"]
Via = Literal["password", "second_factor", "provider"]
"""By what somebody came in, or tried to: a password, a password and a code beside it, a provider that knows them."""
KEPT = timedelta(days=400)
"""A year with some time to look at it."""
LONGEST_CLIENT = 300


class SignInEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt whose password was looked at. ``person_id``: whose login it was; ``None``: nobody's."""

    entry_id: int
    at: datetime
    outcome: Outcome
    person_id: UUID | None
    source: str
    client: str
    via: Via = "password"


_PAGE = statement(
    "SELECT {columns} FROM desk.sign_ins WHERE entry_id < %(before)s"
    " AND (%(who)s::uuid IS NULL OR person_id = %(who)s) AND (%(outcome)s::text IS NULL OR outcome = %(outcome)s)"
    " ORDER BY entry_id DESC LIMIT %(limit)s",
    columns=selected(SignInEntry),
)


class SignIns:
    """The table of attempts; those that had to wait are not in it: whoever hammers must not fill the disk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self,
        outcome: Outcome,
        *,
        person_id: UUID | None,
        source: str,
        client: str,
        now: datetime,
        via: Via = "password",
    ) -> None:
        """One more attempt; what is older than ``KEPT`` goes."""
        with self._database.connection() as connection:
            connection.execute("DELETE FROM desk.sign_ins WHERE at < %s", (now - KEPT,))
            connection.execute(
                "INSERT INTO desk.sign_ins (at, outcome, person_id, source, client, via)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (now, outcome, person_id, source, client.replace("\0", "")[:LONGEST_CLIENT], via),
            )

    def sources_of(self, person_id: UUID, *, since: datetime) -> set[str]:
        """The addresses from which the person came in since then."""
        with self._database.connection() as connection:
            rows = connection.execute(
                "SELECT DISTINCT source FROM desk.sign_ins WHERE person_id = %s AND outcome = 'signed_in' AND at > %s",
                (person_id, since),
            ).fetchall()
        return {source for (source,) in rows}

    def page(
        self, *, before: int, limit: int, person_id: UUID | None = None, outcome: Outcome | None = None
    ) -> list[SignInEntry]:
        """Attempts older than the entry ``before``, the newest first; of one person or with one outcome, if asked."""
        asked = {"before": before, "who": person_id, "outcome": outcome, "limit": limit}
        with self._database.connection() as connection:
            return rows_of(SignInEntry, connection.execute(_PAGE, asked))
