"""How a ticket goes on as another one, told on both; driven by the command that merges."""

from __future__ import annotations

from aggregates import ticket_refusals as refusals
from aggregates.ticket import Ticket, unless_shipped
from events.fact import Fact
from events.ticket import TicketJoined, TicketMerged
from events.values.ticket import MERGED


def merge(ticket: Ticket, into: Ticket) -> list[Fact]:
    """The ticket goes on as another one, which must be open."""
    status = ticket.way_to(MERGED)
    if into.ticket_id == ticket.ticket_id:
        raise refusals.MergedIntoItself
    if into.is_final:
        raise refusals.MergedIntoFinal(number=into.number)
    return [TicketMerged(ticket_id=ticket.ticket_id, into=into.ticket_id, status=unless_shipped(status))]


def join(into: Ticket, other: Ticket) -> list[Fact]:
    """Told on the one that goes on: who asked for the other, or for what was merged into it, is heard here."""
    requesters = tuple(sorted({other.requester_id, *other.joined}))
    return [TicketJoined(ticket_id=into.ticket_id, joined=other.ticket_id, number=other.number, requesters=requesters)]
