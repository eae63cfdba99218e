"""The desk's secret that names and letters are keyed with, made by a migration; read for the log and for accounts."""

from __future__ import annotations

from connectors.storage.server.database import Database
from events.values.keyed import Keyed
from projections.kit.keyed import keyed_in


class DigestKey:
    """What a desk keys its names with: read when it is first asked for, and kept, for it never changes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._found: Keyed | None = None

    def get(self) -> Keyed:
        """The secret. Two threads that ask first both read it."""
        found = self._found
        if found is None:
            found = self._found = self._database.patiently(keyed_in)
        return found
