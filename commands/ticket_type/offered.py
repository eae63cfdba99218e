"""The type of a code as it is now, and as it is offered to something new; asked by tickets, services and the bus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from aggregates.ticket_type import TicketType, TicketTypeIsArchived, UnknownTicketType
from commands.command import UnitOfWork
from events.fact import Recorded
from events.ticket import TicketReclassified, TicketRegistered
from events.values.identity import ticket_type_id
from events.values.ticket_type import USUAL_TYPES


def ticket_type(work: UnitOfWork, code: str, *, field: str = "") -> TicketType:
    """The type of a code: as it was defined or revised last, else as it came with the desk (rows 2, 91)."""
    found = TicketType.of(code, work.history(ticket_type_id(code)))
    if found is None:
        raise UnknownTicketType(type=code, field=field)
    return found


def offered_type(work: UnitOfWork, code: str, *, field: str = "") -> TicketType:
    """As ``ticket_type``, for something new: not archived, now or in this instant."""
    found = ticket_type(work, code, field=field)
    if found.is_archived:
        raise TicketTypeIsArchived(type=found.definition.name, field=field)
    work.watch(found.type_id)
    return found


def usual_type(work: UnitOfWork) -> str:
    """What a ticket is when nobody says it: the first of the shipped types that is not archived."""
    return next((code for code in USUAL_TYPES if not ticket_type(work, code).is_archived), USUAL_TYPES[0])


def types_of(histories: Iterable[Sequence[Recorded]]) -> set[UUID]:
    """The streams of every type that tickets have been of: whoever loads many tickets loads them at once, too."""
    return {
        ticket_type_id(recorded.fact.type)
        for history in histories
        for recorded in history
        if isinstance(recorded.fact, TicketRegistered | TicketReclassified)
    }
