"""Lines of the list that were told before, by the versions of the rows that they were made of; used by the pages.

The first page is asked for over and over, and mostly by what was told a moment ago. Fifty lines cost the interpreter
more than all else about a page: five ids, two times, two names and forty values each, read and put together anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from psycopg import Connection

from projections.ticket.lists.lines import TicketLine

MOST_LINES = 1_000
"""So many lines are remembered on a connection; then it begins anew. A line takes about a kilobyte."""

Version = bytes
"""Where each row stands that a line is made of, and who wrote it there (``ctid``, ``xmin``); whether private words
count, and whether it is late. A row that changes stands elsewhere or was written by another transaction."""


class KeptLines:
    """The lines of each connection: nothing outlives the storage that it was read from."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[Connection[Any], dict[Version, TicketLine]] = WeakKeyDictionary()

    def known(self, connection: Connection[Any]) -> Mapping[Version, TicketLine]:
        """What is remembered; a connection is lent to one thread at a time."""
        return self._of.get(connection, {})

    def keep(
        self, connection: Connection[Any], told: Mapping[UUID, TicketLine], versions: Mapping[UUID, Version]
    ) -> Mapping[Version, TicketLine]:
        """Remember the lines of tickets under their versions; gives these alone."""
        fresh = {versions[ticket_id]: line for ticket_id, line in told.items()}
        kept = self._of.setdefault(connection, {})
        if len(kept) + len(fresh) > MOST_LINES:
            kept.clear()
        kept.update(fresh)
        return fresh
