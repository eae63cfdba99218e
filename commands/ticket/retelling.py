"""Say that a ticket's history is being told, and that it is told: meanwhile nothing follows from it by itself (C6)."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from commands.command import Command, UnitOfWork, handles
from commands.ticket.access import told, within_reach
from events.ticket_history import HistoryBegun, HistoryEnded
from events.values.duration import Duration
from events.values.identity import TicketId

LONGEST_MINUTES = 24 * 60
Minutes = Annotated[
    int,
    Meta(
        ge=1,
        le=LONGEST_MINUTES,
        description="How long the desk waits for the rest of a history that is being told, counted from now",
    ),
]


def begun(ticket_id: TicketId, minutes: int) -> HistoryBegun:
    """The fact that keeps the timekeeper and the caretaker from a ticket for so long."""
    return HistoryBegun(ticket_id=ticket_id, holds_for=Duration(minutes, "minutes"))


class BeginTicketHistory(Command, frozen=True, kw_only=True):
    """Say that the history of a ticket is being told: nothing follows by itself until it is told, or for so long."""

    name: ClassVar[str] = "begin-ticket-history"

    ticket_id: TicketId
    minutes: Minutes = 60


@handles(BeginTicketHistory)
def begin_ticket_history(command: BeginTicketHistory, work: UnitOfWork) -> UUID:
    """Said again, the time counts anew."""
    found = within_reach(work, command.ticket_id)
    return told(work, found, [begun(found.ticket_id, command.minutes)])


class EndTicketHistory(Command, frozen=True, kw_only=True):
    """Say that the history of a ticket is told: what follows from it follows now."""

    name: ClassVar[str] = "end-ticket-history"

    ticket_id: TicketId


@handles(EndTicketHistory)
def end_ticket_history(command: EndTicketHistory, work: UnitOfWork) -> UUID:
    """Nothing happens where none is being told."""
    found = within_reach(work, command.ticket_id)
    return told(work, found, [HistoryEnded(ticket_id=found.ticket_id)] if found.is_told else [])
