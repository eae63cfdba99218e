"""What a ticket is: its priority, type, agreement, service and attributes, as people change them; for its commands."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from aggregates.ticket import Ticket
from events.fact import Fact
from events.ticket import TicketPrioritised, TicketReclassified
from events.values.identity import AgreementId, ServiceId
from events.values.text import Text
from events.values.ticket import AttributeChange, Level, PrioritySource
from events.values.ticket_type import TypeDefinition


def prioritise(
    ticket: Ticket, priority: Level, impact: Level | None, urgency: Level | None, *, source: PrioritySource
) -> list[Fact]:
    """Another priority; nothing happens when it is the same, unless one that was named follows the matrix again."""
    ticket.refuse_if_final()
    is_released = source == "matrix" and ticket.priority_from not in {None, "matrix"}
    if (priority, impact, urgency) == (ticket.priority, ticket.impact, ticket.urgency) and not is_released:
        return []
    fact = TicketPrioritised(
        ticket_id=ticket.ticket_id, priority=priority, impact=impact, urgency=urgency, priority_from=source
    )
    return [fact]


def reclassify(
    ticket: Ticket,
    definition: TypeDefinition,
    *,
    type: str,  # noqa: A002 - the field's standard term
    agreement_id: AgreementId,
    service_path: tuple[ServiceId, ...],
    attributes: dict[str, str],
    asked: Collection[str] = (),
) -> list[Fact]:
    """Another type, agreement, service or attributes; nothing happens when all are the same.

    ``definition`` is the type that the ticket is of from now on: it says what its attributes are called. Which of them
    the rules of its agreement ask for is ``asked``.
    """
    ticket.refuse_if_final()
    wanted = (type, agreement_id, service_path, attributes)
    if wanted == (ticket.type, ticket.agreement_id, ticket.service_path, ticket.attributes):
        return []
    return [
        TicketReclassified(
            ticket_id=ticket.ticket_id,
            requester_id=ticket.requester_id,
            type=type,
            agreement_id=agreement_id,
            service_path=service_path,
            attributes=attributes,
            texts=definition.texts(attributes, asked),
            changed=_changes(ticket, definition, attributes),
        )
    ]


def _changes(ticket: Ticket, after: TypeDefinition, attributes: Mapping[str, str]) -> tuple[AttributeChange, ...]:
    """What differs, by the names that the types give: what falls away is called as it was."""
    before = ticket.definition
    codes = sorted({*ticket.attributes, *attributes})
    return tuple(
        AttributeChange(
            code=code,
            name=_called(after if after.attribute(code) is not None else before, code),
            was=_told(before, code, ticket.attributes.get(code)),
            now=_told(after, code, attributes.get(code)),
        )
        for code in codes
        if ticket.attributes.get(code) != attributes.get(code)
    )


def _called(definition: TypeDefinition, code: str) -> Text:
    attribute = definition.attribute(code)
    return Text.same(code) if attribute is None else attribute.name


def _told(definition: TypeDefinition, code: str, value: str | None) -> Text | None:
    """A value as people read it: one that is chosen by the name of the choice."""
    if value is None:
        return None
    attribute = definition.attribute(code)
    choices = () if attribute is None else attribute.choices
    return next((choice.name for choice in choices if choice.code == value), Text.same(value))
