"""Whether whoever asked was content with the solution; decided by ``aggregates.ticket_rating``."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import PersonId, ServiceId, TeamId, TicketId
from events.values.people import Responsible


class TicketRated(Fact, frozen=True, kw_only=True):
    """Whoever asked said how content they were, from 1 to 5, and perhaps why.

    ``responsible`` and ``service_id`` are whom and what it is of, as they stood then.
    """

    stored_name: ClassVar[str] = "ticket.rated@1"
    personal: ClassVar[dict[str, str]] = {"words": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId
    score: int
    words: str = ""
    responsible: Responsible | None = None
    service_id: ServiceId | None = None


class TicketRatingChanged(Fact, frozen=True, kw_only=True):
    """They thought better or worse of it since; what it is of stays."""

    stored_name: ClassVar[str] = "ticket.rating-changed@1"
    personal: ClassVar[dict[str, str]] = {"words": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId
    score: int
    words: str = ""


class LowRatingTold(Fact, frozen=True, kw_only=True):
    """A low score was told to whoever leads the team that answered for the ticket."""

    stored_name: ClassVar[str] = "ticket.low-rating-told@1"

    ticket_id: TicketId
    score: int
    team_id: TeamId
    lead_id: PersonId
