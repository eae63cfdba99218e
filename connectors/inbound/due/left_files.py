"""Collects files that were sent and that no fact names, and looks at files of long ago; run by the caretaker."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Cursor

from connectors.inbound.due.ports import CatchUp, Head
from connectors.storage.shelves.downloads import Downloads
from connectors.storage.shelves.uploads import Uploads
from projections.kit.reads import views_of
from projections.person import directory
from projections.ticket import files as ticket_files

REST = timedelta(minutes=10)
CATCH_UP_S = 5.0
_VIEWS = views_of(ticket_files.named, directory.photos)


class LeftFiles:
    """Looks now and then; a look that was missed is made good by the next."""

    def __init__(self, uploads: Uploads, downloads: Downloads, log: Head, waiter: CatchUp) -> None:
        self._uploads = uploads
        self._downloads = downloads
        self._log = log
        self._waiter = waiter
        self._looked_at: datetime | None = None

    def turn(self, now: datetime) -> int:
        """Look again when it is time to; gives how many contents went."""
        if self._looked_at is not None and self._looked_at <= now < self._looked_at + REST:
            return 0
        # That nothing names a file is known only by read models that hold every fact of a day ago.
        if self._uploads.waits_for_facts(now) and not self._waiter.wait(_VIEWS, self._log.head(), CATCH_UP_S):
            return 0
        self._looked_at = now
        self._downloads.forget_old(now)
        return self._uploads.collect(now, _named)


def _named(cursor: Cursor[Any], wanted: Collection[tuple[UUID, str]]) -> set[tuple[UUID, str]]:
    return ticket_files.named(cursor, wanted) | directory.photos(cursor, wanted)
