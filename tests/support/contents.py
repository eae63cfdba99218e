"""The shelf's hand-made twin: contents that are stored, and readable to everybody; for tests of commands.

Or to whom the log lets read the tickets that are named as their places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from commands.ports import Content, Place, Source
from events.values.people import Viewer
from events.values.ticket import Attachment


class StoredContents:
    """Keeps what it is made with."""

    def __init__(self, *files: Attachment, places: tuple[Place, ...] = ()) -> None:
        self._kept = {
            file.sha256: Content(
                sha256=file.sha256, media_type=file.media_type, size_bytes=file.size_bytes, places=places
            )
            for file in files
        }
        self.held: set[tuple[UUID, str]] = set()
        """Owners and digests that commands were about to tell."""
        self.former: dict[tuple[UUID, str], set[UUID]] = {}
        """Whose they were that go along from elsewhere."""
        self.collected: set[str] = set()
        """What is gone by the time that it is held."""

    def readable(self, viewer: Viewer, digests: Iterable[str], now: datetime) -> Mapping[str, Content]:
        """As ``Contents.readable``."""
        del viewer, now
        return {digest: self._kept[digest] for digest in digests if digest in self._kept}

    def hold(self, wanted: Mapping[tuple[UUID, str], Source], now: datetime, by: UUID) -> Collection[tuple[UUID, str]]:
        """As ``Contents.hold``: what is kept here goes to nobody else."""
        del now, by
        self.held |= set(wanted)
        for place, source in wanted.items():
            if source is not None and not isinstance(source, UUID):
                self.former[place] = set(source)
        return [place for place in wanted if place[1] in self.collected]


def _content(file: Attachment, places: tuple[Place, ...]) -> Content:
    return Content(sha256=file.sha256, media_type=file.media_type, size_bytes=file.size_bytes, places=places)
