"""Register a problem (row 164)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.service import NoSuchService, Service
from aggregates.ticket import Ticket
from aggregates.ticket_merge import merged_into
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Subject
from commands.ticket.access import responsible, within_reach
from events.problem import ProblemRegistered
from events.values.identity import ServiceId, TicketId, problem_id
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Responsible
from events.values.ticket import Level

Incidents = Annotated[tuple[TicketId, ...], Meta(max_length=1_000, description="Ids of tickets.")]
Services = Annotated[tuple[ServiceId, ...], Meta(max_length=100, description="Ids of services.")]


def known_incidents(unit: UnitOfWork, incidents: Sequence[TicketId]) -> tuple[TicketId, ...]:
    """Tickets that whoever links them may work on; each once."""
    unit.preload(incidents)
    for ticket in incidents:
        within_reach(unit, ticket, field="incidents")
    return tuple(dict.fromkeys(incidents))


def with_merged(unit: UnitOfWork, named: Sequence[TicketId]) -> tuple[TicketId, ...]:
    """The named tickets and what goes on as them: what those are linked to stands on the card of the named one."""
    unit.preload(named)
    found = dict.fromkeys(named)
    for ticket_id in named:
        if (into := Ticket.fold(unit.history(ticket_id))) is not None:
            found |= dict.fromkeys(merged.ticket_id for merged in merged_into(into, unit))
    return tuple(found)


def known_services(unit: UnitOfWork, services: Sequence[ServiceId]) -> tuple[ServiceId, ...]:
    """Services that exist, archived or not; each once."""
    unit.preload(services)
    for service in services:
        unit.load(service, Service.fold, NoSuchService(field="services"))
    return tuple(dict.fromkeys(services))


class RegisterProblem(Command, frozen=True, kw_only=True):
    """Say that incidents seem to have a common cause; the problem gets a number of its own: P-1."""

    name: ClassVar[str] = "register-problem"

    subject: Subject
    description: Body = ""
    priority: Level = "normal"
    responsible: Responsible | None = None
    incidents: Incidents = ()
    services: Services = ()

    def __post_init__(self) -> None:
        refuse_unclear(self.subject, "subject")


@handles(RegisterProblem)
def register_problem(command: RegisterProblem, unit: UnitOfWork) -> UUID:
    """Incidents must be within reach of whoever links them, services exist, the responsible stand."""
    incidents = known_incidents(unit, command.incidents)
    services = known_services(unit, command.services)
    answers = command.responsible and responsible(unit, command.responsible, field="responsible")
    number = unit.next_number("problem")
    unit.reference = f"P-{number}"
    fact = ProblemRegistered(
        problem_id=problem_id(number),
        number=number,
        subject=one_line(command.subject),
        description=command.description,
        priority=command.priority,
        responsible=answers,
        incidents=incidents,
        services=services,
    )
    unit.record(fact.problem_id, [fact])
    return fact.problem_id
