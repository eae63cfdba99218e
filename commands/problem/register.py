"""Register a problem (row 164)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Subject
from commands.linked import Incidents, Services, known_incidents, known_services
from commands.responsible import Confirmed, Instead, responsible_at_hand
from events.problem import ProblemRegistered
from events.values.identity import problem_id
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Responsible
from events.values.ticket import Level


class RegisterProblem(Command, frozen=True, kw_only=True):
    """Say that incidents seem to have a common cause; the problem gets a number of its own: P-1."""

    name: ClassVar[str] = "register-problem"

    subject: Subject
    description: Body = ""
    priority: Level = "normal"
    responsible: Responsible | None = None
    confirm: Confirmed = False
    to_substitute: Instead = False
    incidents: Incidents = ()
    services: Services = ()

    def __post_init__(self) -> None:
        refuse_unclear(self.subject, "subject")


@handles(RegisterProblem)
def register_problem(command: RegisterProblem, work: UnitOfWork) -> UUID:
    """Incidents must be within reach of whoever links them, services exist, the responsible stand."""
    incidents = known_incidents(work, command.incidents)
    services = known_services(work, command.services)
    answers = command.responsible and responsible_at_hand(work, command.responsible, command)
    number = work.next_number("problem")
    work.reference = f"P-{number}"
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
    work.record(fact.problem_id, [fact])
    return fact.problem_id
