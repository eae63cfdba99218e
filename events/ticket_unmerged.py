"""What is told when a merge is undone, on both tickets; decided by ``aggregates.ticket_unmerge``."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact
from events.ticket_words import TakenAs
from events.values.identity import PersonId, TicketId
from events.values.ticket import Status


class TicketUnmerged(Fact, frozen=True, kw_only=True):
    """The ticket goes on by itself again, and its clocks as though it had never been merged (C6).

    ``withdrawn`` is the version of the merge in the ticket's stream, ``parted_from`` the ticket that it had gone on as.
    The rest is how it stands without that. What was said on the other one meanwhile stays there.
    """

    stored_name: ClassVar[str] = "ticket.unmerged@1"
    personal: ClassVar[dict[str, str]] = {"reason": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId
    parted_from: TicketId
    withdrawn: tuple[int, ...]
    status: Status
    reason: str = ""
    wake_up_at: datetime | None = None
    noted_answer: TakenAs | None = None


class TicketUnjoined(Fact, frozen=True, kw_only=True):
    """Another ticket no longer goes on as this one: its words are read there again.

    ``requesters`` asked for it, and for what was merged into it, and for nothing else that goes on as this one: they
    are heard here no longer.
    """

    stored_name: ClassVar[str] = "ticket.unjoined@1"

    ticket_id: TicketId
    parted: TicketId
    number: int
    requesters: tuple[PersonId, ...]
