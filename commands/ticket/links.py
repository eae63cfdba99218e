"""Link tickets and take links away: related, parent and child, duplicate."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import ticket_links
from commands.command import Command, UnitOfWork, handles
from commands.ticket.access import not_before_its_last, told, within_sight
from commands.ticket.around import around_it, ticket_and_work
from events.values.identity import TicketId
from events.values.ticket_link import LinkKind


class LinkTickets(Command, frozen=True, kw_only=True):
    """Say what the ticket is to another one: related, its parent or child, its duplicate or what it is one of."""

    name: ClassVar[str] = "link-tickets"

    ticket_id: TicketId
    kind: LinkKind
    to: TicketId


@handles(LinkTickets)
def link_tickets(command: LinkTickets, work: UnitOfWork) -> UUID:
    """The other one must be visible to whoever links; both tell it. Nothing happens where it is so already."""
    found, one = ticket_and_work(work, command.ticket_id)
    other = within_sight(work, command.to, field="to")

    def parent_of(above: TicketId) -> TicketId | None:
        return next(iter(around_it(work, above).linked("child_of")), None)

    here, there = ticket_links.link(one, command.kind, around_it(work, command.to), parent_of=parent_of)
    work.record(other.ticket_id, there, at=not_before_its_last(work, other))
    return told(work, found, here)


class UnlinkTickets(Command, frozen=True, kw_only=True):
    """Take a link away from both tickets; what either says of itself stays."""

    name: ClassVar[str] = "unlink-tickets"

    ticket_id: TicketId
    kind: LinkKind
    to: TicketId


@handles(UnlinkTickets)
def unlink_tickets(command: UnlinkTickets, work: UnitOfWork) -> UUID:
    """Only a link that is there is taken away; the other ticket must be visible."""
    found, one = ticket_and_work(work, command.ticket_id)
    other = within_sight(work, command.to, field="to")
    here, there = ticket_links.unlink(one, command.kind, command.to)
    work.record(other.ticket_id, there, at=not_before_its_last(work, other))
    return told(work, found, here)
