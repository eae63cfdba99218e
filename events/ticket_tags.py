"""The tags that staff put on a ticket, to find it again; decided by ``aggregates.ticket_tags``.

What people type may name somebody, so tags are words on the requester's ticket, and theirs (0149).
"""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import PersonId, TicketId


class TicketTagged(Fact, frozen=True, kw_only=True):
    """The ticket bears these tags, too, from now on."""

    stored_name: ClassVar[str] = "ticket.tagged@1"
    personal: ClassVar[dict[str, str]] = {"tags": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId
    tags: tuple[str, ...]


class TicketUntagged(Fact, frozen=True, kw_only=True):
    """The ticket no longer bears these tags."""

    stored_name: ClassVar[str] = "ticket.untagged@1"
    personal: ClassVar[dict[str, str]] = {"tags": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId
    tags: tuple[str, ...]
