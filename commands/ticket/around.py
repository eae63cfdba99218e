"""How a handler gets at what stands around a ticket: links, tags, tasks, time; used by the commands on them."""

from __future__ import annotations

from typing import cast

from aggregates.ticket import Ticket
from commands.command import UnitOfWork
from commands.ticket.access import ticket
from events.folds.ticket_work import TicketWorkState, around
from events.values.identity import TicketId


def ticket_and_work(work: UnitOfWork, ticket_id: TicketId) -> tuple[Ticket, TicketWorkState]:
    """The ticket that a command is about, within its issuer's reach, and what stands around it."""
    found = ticket(work, ticket_id)
    return found, around_it(work, ticket_id)


def around_it(work: UnitOfWork, ticket_id: TicketId) -> TicketWorkState:
    """What stands around a ticket that exists."""
    return cast("TicketWorkState", around(TicketWorkState, work.history(ticket_id)))
