"""Hands what a merged person was writing on to whoever is kept; run by the caretaker."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from connectors.storage.live.drafts import Drafts
from connectors.storage.server.database import Database
from projections.kit.columns import rows_of, selected
from projections.kit.statement import statement


class _Writer(NamedTuple):
    person_id: UUID
    merged_into: UUID


_WRITERS = statement(
    "SELECT {columns} FROM persons p WHERE p.merged_into IS NOT NULL"
    " AND (EXISTS (SELECT FROM desk.drafts d WHERE d.person_id = p.person_id)"
    " OR EXISTS (SELECT FROM desk.sends s WHERE s.person_id = p.person_id)) ORDER BY p.person_id",
    columns=selected(_Writer, "p"),
)


class MergedDrafts:
    """Looks at each turn: whoever was merged has no access, so nothing new is written under their card."""

    def __init__(self, database: Database, drafts: Drafts) -> None:
        self._database = database
        self._drafts = drafts

    def turn(self, now: datetime) -> int:
        """Hand on what there is; gives how many drafts went."""
        with self._database.transaction() as cursor:
            found = rows_of(_Writer, cursor.execute(_WRITERS))
        return sum(self._drafts.hand_on(one.person_id, one.merged_into, now=now) for one in found)
