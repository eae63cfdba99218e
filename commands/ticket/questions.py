"""The answers to what a service asks, as a ticket is registered with them; asked by registration."""

from __future__ import annotations

from aggregates import service_form_refusals as refusals
from aggregates.service import NoSuchService, Service
from aggregates.ticket_type import TicketType
from commands.command import UnitOfWork
from events.values.form_answers import Said, lines
from events.values.identity import ServiceId
from events.values.service_form import whole_form
from events.values.ticket import Level


def with_answers(
    work: UnitOfWork,
    service_id: ServiceId,
    kind: TicketType,
    given: dict[str, str],
    *,
    impact: Level | None,
    urgency: Level | None,
) -> dict[str, str]:
    """The attributes with what the service takes where nothing is said; what it needs is there (row 91).

    A letter fills nothing in and is never refused for that: what is missing, the ticket's form tells. What the type
    itself needs is refused by whoever refuses it where no service asks.
    """
    path = _path(work, service_id)
    form = whole_form(tuple(service.form for service in path))
    # What is not there, not offered or not of this type is refused where it always was.
    if form is None or kind.code not in path[0].types:
        return given
    said = Said(type=kind.code, impact=impact, urgency=urgency, now=work.at)
    found = lines(form, kind.definition, given, said)
    for line in () if work.order.by_letter else found:
        field, name = f"attributes.{line.question.code}", line.attribute.name
        if line.is_required and not line.by_type and not line.answer:
            raise refusals.ServiceAsksFor(field=field, service=path[0].name, name=name, id=path[0].service_id)
        if not line.is_asked and given.get(line.question.code):
            raise refusals.AnswerIsNotAsked(field=field, service=path[0].name, name=name)
    return given | {line.question.code: line.answer for line in found if line.is_asked and line.answer}


def _path(work: UnitOfWork, service_id: ServiceId) -> list[Service]:
    """The service and what is above it, as far as it stands: what registration reads anyway."""
    path: list[Service] = []
    above: ServiceId | None = service_id
    while above is not None:
        try:
            path.append(work.load(above, Service.fold, NoSuchService))
        except NoSuchService:
            break
        above = path[-1].parent_id
    return path
