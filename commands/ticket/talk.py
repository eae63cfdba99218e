"""Talk on a ticket and say what it is: comment, prioritise, reclassify."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import ticket_life
from aggregates.ticket_ways import refuse_unfilled
from commands.attachments import attached
from commands.command import Command, UnitOfWork, handles
from commands.fields import AttributeName, AttributeValue, Words
from commands.ticket.access import offered_type, ticket, ticket_type
from commands.ticket.attributes import accepted, refuse_turned_values
from commands.ticket.entitlement import settle_again
from events.values.identity import AgreementId, CommentId, ServiceId, TicketId
from events.values.ticket import Attachment, Level


class CommentOnTicket(Command, frozen=True, kw_only=True):
    """Write a comment; the first public one by staff stops the reaction clock (rows 128-130)."""

    name: ClassVar[str] = "comment-on-ticket"

    ticket_id: TicketId
    body: Words
    is_public: bool = True
    attachments: tuple[Attachment, ...] = ()
    message_id: str = ""


@handles(CommentOnTicket)
def comment_on_ticket(command: CommentOnTicket, unit: UnitOfWork) -> UUID:
    """Whoever asked for the ticket speaks as its requester, also if they are staff elsewhere."""
    found = ticket(unit, command.ticket_id)
    by_staff = unit.viewer.is_staff and unit.viewer.actor.id != found.requester_id
    facts = found.comment(
        comment_id=CommentId(unit.new_id("comment")),
        body=command.body,
        is_public=command.is_public,
        by_staff=by_staff,
        attachments=attached(unit, command.attachments),
        message_id=command.message_id,
    )
    if unit.viewer.actor.id == found.requester_id:
        facts += ticket_life.answered(found, at=unit.at)
    unit.reference = str(found.number)
    unit.record(found.ticket_id, facts)
    return found.ticket_id


class PrioritiseTicket(Command, frozen=True, kw_only=True):
    """Give another priority, or impact and urgency that it follows from; targets are set again (T3)."""

    name: ClassVar[str] = "prioritise-ticket"

    ticket_id: TicketId
    priority: Level | None = None
    impact: Level | None = None
    urgency: Level | None = None


@handles(PrioritiseTicket)
def prioritise_ticket(command: PrioritiseTicket, unit: UnitOfWork) -> UUID:
    """What is not named stays as it is; a priority that is not named follows from impact and urgency."""
    found = ticket(unit, command.ticket_id)
    impact = command.impact or found.impact
    urgency = command.urgency or found.urgency
    named = command.impact is not None or command.urgency is not None
    priority = command.priority or (found.definition.matrix.priority(impact, urgency) if named else found.priority)
    unit.reference = str(found.number)
    unit.record(found.ticket_id, found.prioritise(priority, impact, urgency))
    return found.ticket_id


class ReclassifyTicket(Command, frozen=True, kw_only=True):
    """Give another type, service, agreement or attributes by the rules of registration; targets are set again (T3)."""

    name: ClassVar[str] = "reclassify-ticket"

    ticket_id: TicketId
    type: str | None = None
    agreement_id: AgreementId | None = None
    service_id: ServiceId | None = None
    attributes: dict[AttributeName, AttributeValue] | None = None

    def __post_init__(self) -> None:
        refuse_turned_values(self.attributes or {})


@handles(ReclassifyTicket)
def reclassify_ticket(command: ReclassifyTicket, unit: UnitOfWork) -> UUID:
    """What is not named stays as it is, also a type that is archived by now."""
    found = ticket(unit, command.ticket_id)
    wanted = found.type if command.type is None else command.type
    attributes = found.attributes if command.attributes is None else dict(command.attributes)
    if wanted != found.type or attributes != found.attributes:
        same = wanted == found.type
        kind = ticket_type(unit, wanted) if same else offered_type(unit, wanted)
        attributes = accepted(unit, kind.definition, attributes, kept=found.attributes if same else {})
        lifecycle = kind.definition.lifecycle
        stands = lifecycle.status(found.status) or (found.stands if same else lifecycle.first)
        refuse_unfilled(kind.definition, stands, attributes)
    agreement_id, service_path = settle_again(
        unit, found, kind=wanted, agreement_id=command.agreement_id, service_id=command.service_id
    )
    facts = found.reclassify(type=wanted, agreement_id=agreement_id, service_path=service_path, attributes=attributes)
    if facts and wanted != found.type:
        # The other type's life cycle may not have the status that the ticket stands in: it begins anew there.
        facts += ticket_life.begun_in(found, ticket_type(unit, wanted).definition.lifecycle)
    unit.reference = str(found.number)
    unit.record(found.ticket_id, facts)
    return found.ticket_id
