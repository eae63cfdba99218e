"""Register a ticket (rows 1, 97, 102-107, 113)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.ticket_refusals import RegistrationAsksFor
from aggregates.ticket_ways import closing_term, unfilled
from commands.command import Command, UnitOfWork, handles
from commands.fields import Attributes, Body, MessageId, Subject
from commands.permissions import may_backdate
from commands.refusals import PastIsToldByAdministrators, StaffSayThat
from commands.responsible import Confirmed, Instead, responsible_at_hand
from commands.service_checklists import checklists_of
from commands.ticket.access import within_sight
from commands.ticket.attributes import accepted, refuse_too_many, refuse_turned_values
from commands.ticket.checks import begun_with, templates_of
from commands.ticket.entitlement import responsible_for, settle
from commands.ticket.files import taken
from commands.ticket.letters import refuse_foreign_letter
from commands.ticket.pictures import in_place
from commands.ticket.questions import with_answers
from commands.ticket.requester import From, Place, requester_of
from commands.ticket.retelling import Minutes, begun
from commands.ticket_type.offered import offered_type, usual_type
from events.fact import Fact
from events.ticket import TicketMoved, TicketRegistered
from events.ticket_company import TicketCopied
from events.values.identity import (
    AgreementId,
    OrgUnitId,
    PersonId,
    ServiceId,
    TicketId,
    ticket_id,
)
from events.values.lifecycle import Lifecycle
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Responsible
from events.values.picture import InPlace
from events.values.text import Text
from events.values.ticket import NEW, STATUSES, Attachment, Channel, Level, Status
from events.values.ticket_type import TypeDefinition

OWN_CHANNELS: frozenset[Channel] = frozenset({"portal", "api"})
"""How somebody who registers a ticket for themselves comes to the desk."""


SAID_BY_STAFF = {
    "responsible": Text("ответственный", "responsible"),
    "priority": Text("приоритет", "priority"),
    "channel": Text("канал", "channel"),
}
"""What a requester does not say: how soon it is due, who answers, or that they had telephoned."""


class RegisterTicket(Command, frozen=True, kw_only=True):
    """Register a ticket; both clocks start. Without a requester it is for whoever issues the command.

    Without a type it is an incident, or the next of the shipped types where that is archived. Who belongs to several
    units asks for the main one, unless ``unit_id`` names another of theirs, or its company.
    """

    name: ClassVar[str] = "register-ticket"

    subject: Subject
    description: Body = ""
    type: Annotated[str, Meta(max_length=50)] | None = None
    requester: From | None = None
    channel: Channel = "api"
    agreement_id: AgreementId | None = None
    service_id: ServiceId | None = None
    priority: Level | None = None
    impact: Level | None = None
    urgency: Level | None = None
    attributes: Attributes = {}
    responsible: Responsible | None = None
    confirm: Confirmed = False
    to_substitute: Instead = False
    attachments: tuple[Attachment, ...] = ()
    in_place: InPlace = ()
    message_id: MessageId = ""
    follows: TicketId | None = None
    history_minutes: Minutes | None = None
    unit_id: OrgUnitId | None = None

    def __post_init__(self) -> None:
        refuse_unclear(self.subject, "subject")
        refuse_turned_values(self.attributes)


@handles(RegisterTicket)
def register_ticket(command: RegisterTicket, work: UnitOfWork) -> UUID:
    """Both norms come later, from the rules as they stand; here only what the requester said is settled."""
    asked = (
        *(command.type, command.requester, work.viewer.actor.id, command.agreement_id, command.service_id),
        command.unit_id,
    )
    work.preload_as_before(asked)
    code = command.type or usual_type(work)
    kind = offered_type(work, code)
    lifecycle = kind.definition.lifecycle
    attributes = accepted(work, kind.definition, command.attributes, kept={})
    if command.service_id is not None:
        attributes = with_answers(
            work, command.service_id, kind, attributes, impact=command.impact, urgency=command.urgency
        )
    refuse_too_many(attributes)
    _refuse_unfilled(kind.definition, attributes)
    requester = requester_of(work, command.requester, place=Place(unit_id=command.unit_id))
    _refuse_what_staff_say(command, work)
    refuse_foreign_letter(work, command.message_id)
    entitlement = settle(
        work,
        requester,
        kind=code,
        agreement_id=command.agreement_id,
        service_id=command.service_id,
    )
    answers = responsible_for(work, entitlement)
    if command.responsible is not None:
        answers = responsible_at_hand(work, command.responsible, command)
    if command.follows is not None:
        within_sight(work, command.follows, field="follows")
    checklists = templates_of(work, (*kind.checklist.templates, *checklists_of(entitlement.services)))
    work.remember_reads(asked)
    attachments = taken(work, kind.definition.files, command.attachments)
    number = work.next_ticket_number()
    work.reference = str(number)
    fact = TicketRegistered(
        ticket_id=ticket_id(number),
        number=number,
        type=code,
        subject=one_line(command.subject),
        description=command.description,
        requester=requester,
        channel=command.channel,
        agreement_id=entitlement.agreement.agreement_id,
        service_path=entitlement.service_path,
        priority=command.priority or kind.definition.matrix.priority(command.impact, command.urgency),
        impact=command.impact,
        urgency=command.urgency,
        attributes=attributes,
        texts=kind.definition.texts(attributes, entitlement.agreement.promise.asked),
        responsible=answers,
        attachments=attachments,
        message_id=command.message_id,
        type_version=kind.version,
        status=first_status(lifecycle),
        follows=command.follows,
    )
    # Its number was never given before.
    told = () if command.history_minutes is None else (begun(fact.ticket_id, command.history_minutes),)
    pictures = in_place(command.in_place, attachments, fact.ticket_id, requester.person_id)
    along = (
        *pictures,
        *_goes_along(fact, work),
        *told,
        *begun_with(work, fact.ticket_id, requester.person_id, checklists),
    )
    work.begin(fact.ticket_id, [fact, *_waits_to_close(fact, kind.definition), *along])
    return fact.ticket_id


def _goes_along(fact: TicketRegistered, work: UnitOfWork) -> list[Fact]:
    """Whoever asks for a colleague is in copy of what they asked for."""
    viewer = work.viewer
    if viewer.is_staff or viewer.actor.kind != "person" or fact.requester.person_id == viewer.actor.id:
        return []
    me = PersonId(viewer.actor.id)
    return [TicketCopied(ticket_id=fact.ticket_id, person_id=me, name=viewer.actor.name)]


def first_status(lifecycle: Lifecycle) -> Status | None:
    """Where a ticket begins; ``None`` when that is the shipped beginning, which everybody knows."""
    status = lifecycle.status(lifecycle.initial)
    return None if status == STATUSES[NEW] else status


def _waits_to_close(fact: TicketRegistered, definition: TypeDefinition) -> list[Fact]:
    """A ticket that begins with its solution waits for objections from its registration on (C11)."""
    status = definition.lifecycle.status(definition.lifecycle.initial)
    term = None if status is None else closing_term(definition, status)
    if status is None or term is None:
        return []
    asks = fact.requester.person_id
    return [TicketMoved(ticket_id=fact.ticket_id, requester_id=asks, status=status, closes_after=term)]


def _refuse_unfilled(definition: TypeDefinition, attributes: Mapping[str, str]) -> None:
    """All that a ticket must have where it begins is filled in (row 92)."""
    for attribute in unfilled(definition, definition.lifecycle.initial, attributes):
        raise RegistrationAsksFor(field=f"attributes.{attribute.code}", type=definition.name, name=attribute.name)


def _refuse_what_staff_say(command: RegisterTicket, work: UnitOfWork) -> None:
    """A requester says how bad it is, not how soon it is due, who answers or that they had telephoned."""
    if command.history_minutes is not None and not may_backdate(work.viewer):
        raise PastIsToldByAdministrators(field="history_minutes")
    if work.viewer.actor.kind != "person" or work.viewer.is_staff:
        return
    for field, is_said in (
        ("responsible", command.responsible is not None),
        ("priority", command.priority is not None),
        ("channel", command.channel not in OWN_CHANNELS),
    ):
        if is_said:
            raise StaffSayThat(field=field, what=SAID_BY_STAFF[field])
