"""Where something may go from its status, by its life cycle; shown on the cards of problems and change requests."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from events.values.lifecycle import Lifecycle
from events.values.text import Text


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A status that comes next, what must be said on the way, and by which operation it is taken."""

    to: str
    name: Text
    requires: tuple[str, ...]
    by: str


def ways_from(cycle: Lifecycle, code: str, *, by: str, led_by: Mapping[tuple[str, str], str]) -> tuple[Way, ...]:
    """Every way out of a status, in the order of the life cycle.

    ``by`` is the operation that moves, ``led_by`` are those of the ways that have an operation of their own.
    """
    return tuple(
        Way(
            to=way.enters,
            name=cycle.name_of(way.enters),
            requires=tuple(sorted(way.requires)),
            by=led_by.get((code, way.enters), by),
        )
        for way in cycle.ways_from(code)
    )
