"""The incidents and services that problems and change requests are linked to (rows 164-165)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from aggregates.service import NoSuchService, Service
from aggregates.ticket import Ticket
from aggregates.ticket_merge import merged_into
from commands.command import UnitOfWork
from commands.ticket.access import within_reach
from events.values.identity import ServiceId, TicketId

Incidents = Annotated[tuple[TicketId, ...], Meta(max_length=1_000, description="Ids of tickets.")]
Services = Annotated[tuple[ServiceId, ...], Meta(max_length=100, description="Ids of services.")]


def known_incidents(work: UnitOfWork, incidents: Sequence[TicketId]) -> tuple[TicketId, ...]:
    """Tickets that whoever links them may work on; each once."""
    work.preload(incidents)
    for ticket in incidents:
        within_reach(work, ticket, field="incidents")
    return tuple(dict.fromkeys(incidents))


def known_services(work: UnitOfWork, services: Sequence[ServiceId]) -> tuple[ServiceId, ...]:
    """Services that exist, archived or not; each once."""
    work.preload(services)
    for service in services:
        work.load(service, Service.fold, NoSuchService(field="services"))
    return tuple(dict.fromkeys(services))


def with_merged(work: UnitOfWork, named: Sequence[TicketId]) -> tuple[TicketId, ...]:
    """The named tickets and what goes on as them: what those are linked to stands on the card of the named one."""
    work.preload(named)
    found = dict.fromkeys(named)
    for ticket_id in named:
        if (into := Ticket.fold(work.history(ticket_id))) is not None:
            found |= dict.fromkeys(merged.ticket_id for merged in merged_into(into, work))
    return tuple(found)
