"""A unit that a person belongs to beside their main one: until when, and what they may see of its company."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from events.values.identity import OrgUnitId
from events.values.text import Text

Sees = Literal["own", "company"]
"""Only what they asked for themselves, or all that the company shows to its people."""

SEES_NAMES: dict[Sees, Text] = {
    "own": Text("видит свои заявки", "sees their own tickets"),
    "company": Text("видит заявки компании, если она их открывает", "sees the company's tickets where it shares them"),
}
"""How people read it."""


class FurtherUnit(msgspec.Struct, frozen=True, kw_only=True):
    """One unit beside the main one, in [from_at, until_at); without an end for good."""

    unit_id: OrgUnitId
    sees: Sees = "company"
    from_at: datetime | None = None
    until_at: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Whether they belong to it at an instant."""
        return (self.from_at is None or self.from_at <= at) and (self.until_at is None or at < self.until_at)
