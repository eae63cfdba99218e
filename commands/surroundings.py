"""What stands around a thing, which no stream of its own tells: asked by orders that must say first what they do."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

import msgspec


class Inside(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a unit and in all below it.

    ``people`` have access, ``leads`` are the teams that they lead, ``agreements`` serve them or a unit in it,
    ``asked`` and ``in_hand`` are open tickets that they asked for and that lie with them.
    """

    units: int = 0
    people: int = 0
    leads: int = 0
    agreements: int = 0
    asked: int = 0
    in_hand: int = 0


class Surroundings(Protocol):
    """What the read models know of what is around a thing; it may be moments behind."""

    def inside(self, unit_id: UUID) -> Inside:
        """What is in a unit and below it."""
        ...


class NoSurroundings:
    """Nothing is around: what a bus without read models answers."""

    def inside(self, unit_id: UUID) -> Inside:  # noqa: ARG002 - as ``Surroundings`` has it
        """Nothing."""
        return Inside()
