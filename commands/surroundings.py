"""What stands around a thing, which no stream of its own tells: asked by orders that must say first what they do."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from events.values.people import Language, Viewer
from events.values.placeholders import ToldOfTicket


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

    def inside(self, unit_id: UUID, now: datetime) -> Inside:
        """What is in a unit and below it."""
        ...

    def of_ticket(
        self, viewer: Viewer, ticket_id: UUID, now: datetime, language: Language | None = None
    ) -> ToldOfTicket | None:
        """What placeholders stand for on a ticket that the viewer sees; of no language: in its requester's."""
        ...


class NoSurroundings:
    """Nothing is around: what a bus without read models answers."""

    def inside(self, unit_id: UUID, now: datetime) -> Inside:  # noqa: ARG002 - as ``Surroundings`` has it
        """Nothing."""
        return Inside()

    def of_ticket(
        self,
        viewer: Viewer,  # noqa: ARG002 - as above
        ticket_id: UUID,  # noqa: ARG002 - as above
        now: datetime,  # noqa: ARG002 - as above
        language: Language | None = None,  # noqa: ARG002 - as above
    ) -> ToldOfTicket | None:
        """Nothing."""
        return None
