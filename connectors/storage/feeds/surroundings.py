"""What stands in a unit as the read models know it: the bus's port to them; wired by the composition root."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from typing_extensions import override

from commands.surroundings import Inside, NoSurroundings
from connectors.storage.server.database import Database
from projections.org_unit import contents


class ReadSurroundings(NoSurroundings):
    """Asked for a moment of its own: an order hangs on these counts for what it says alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def inside(self, unit_id: UUID, now: datetime) -> Inside:
        """As ``Surroundings.inside``."""
        with self._database.snapshot() as cursor:
            found = contents.inside(cursor, unit_id, now)
        return Inside(
            units=found.units,
            people=found.people,
            leads=found.leads,
            agreements=found.agreements,
            asked=found.asked,
            in_hand=found.in_hand,
        )
