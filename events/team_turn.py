"""Whose turn it was in a team that deals its tickets; told on a stream of its own, decided by ``commands.dealing``."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import PersonId, TeamId, TicketId


class TurnTaken(Fact, frozen=True, kw_only=True):
    """Somebody of the team got a ticket that was dealt; in one order for all, so that no turn is taken twice."""

    stored_name: ClassVar[str] = "team.turn-taken@1"

    team_id: TeamId
    ticket_id: TicketId
    person_id: PersonId
    weight: int = 1
