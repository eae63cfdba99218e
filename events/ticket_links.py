"""What a ticket is linked to beside what it goes on as; told on both, decided by ``aggregates.ticket_links``."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import TicketId
from events.values.ticket_link import LinkKind


class TicketLinked(Fact, frozen=True, kw_only=True):
    """The ticket and another one belong together from now on; the other one tells the opposite of itself."""

    stored_name: ClassVar[str] = "ticket.linked@1"

    ticket_id: TicketId
    kind: LinkKind
    to: TicketId


class TicketUnlinked(Fact, frozen=True, kw_only=True):
    """The ticket and another one no longer belong together in that way."""

    stored_name: ClassVar[str] = "ticket.unlinked@1"

    ticket_id: TicketId
    kind: LinkKind
    to: TicketId
