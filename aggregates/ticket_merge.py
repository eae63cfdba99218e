"""How a ticket goes on as another one, told on both; driven by commands that merge, asked by who lets people speak."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from aggregates import ticket_refusals as refusals
from aggregates.ticket import Ticket, unless_shipped
from events.fact import Fact, Recorded
from events.ticket import TicketJoined, TicketMerged
from events.values.identity import PersonId, TicketId
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


class Merges(Protocol):
    """Where merges are found; a unit of work is one, and so is the mail intake's view of the log."""

    def history(self, stream: UUID, /) -> Sequence[Recorded]:
        """The facts of a ticket."""
        ...

    def merged_into(self, ticket_id: TicketId, /) -> Sequence[TicketId]:
        """The tickets that were merged into one: an older desk told it on those alone, and not on that one."""
        ...


def merged_into(into: Ticket, merges: Merges) -> list[Ticket]:
    """What goes on as a ticket, however many merges ago."""
    found: dict[TicketId, Ticket] = {}
    left = [(one, into.ticket_id) for one in merges.merged_into(into.ticket_id)]
    while left:
        one, whole = left.pop()
        if one in found or one == into.ticket_id:
            continue
        ticket = Ticket.fold(merges.history(one))
        # Its facts tell for ever that it was merged; a merge may have been undone.
        if ticket is not None and ticket.merged_into == whole:
            found[one] = ticket
            left += [(other, one) for other in merges.merged_into(one)]
    return list(found.values())


def heard(into: Ticket, merges: Merges) -> frozenset[PersonId]:
    """Who asked for what was merged into a ticket: also as whom a guest turned out to be afterwards (row 106)."""
    return into.joined | {ticket.requester_id for ticket in merged_into(into, merges)}
