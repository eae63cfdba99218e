"""Where something may go from its status, by its life cycle; shown on the cards of problems and change requests."""

from __future__ import annotations

import msgspec

from events.values.lifecycle import Lifecycle
from events.values.text import Text


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A status that comes next, and what must be said on the way."""

    to: str
    name: Text
    requires: tuple[str, ...]


def ways_from(cycle: Lifecycle, code: str) -> tuple[Way, ...]:
    """Every way out of a status, in the order of the life cycle."""
    return tuple(
        Way(to=way.enters, name=cycle.name_of(way.enters), requires=tuple(sorted(way.requires)))
        for way in cycle.ways_from(code)
    )
