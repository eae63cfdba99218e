"""A time that a refusal tells: in UTC as it is decided, by the reader's clock at a door; carried by ``Refusal``."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

import msgspec


class ToldTime(msgspec.Struct, frozen=True):
    """An instant, or the two ends of a stretch, as people write them in each language, with the zone."""

    at: datetime
    until: datetime | None = None

    def to(self, language: str, zone: tzinfo = UTC) -> str:
        """By the clock of ``zone``; exact, for it may be what has to be typed in."""
        ends = [self.at] if self.until is None else [self.at, self.until]
        return f"{'–'.join(_written(end.astimezone(zone), language) for end in ends)} {zone}"


def _written(there: datetime, language: str) -> str:
    day = "%d.%m.%Y" if language == "ru" else "%Y-%m-%d"
    clock = "%H:%M:%S.%f" if there.microsecond else "%H:%M:%S" if there.second else "%H:%M"
    return f"{there:{day} {clock}}"
