"""Talk on a ticket and say what it is: comment, prioritise, reclassify.

What is not named stays as it is, and null takes away what can be missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from aggregates import ticket_answers, ticket_life, ticket_traits
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import AttributeIsNotThere, OwnTicketHasNoPrivateComments
from aggregates.ticket_ways import refuse_unfilled
from commands.command import Command, UnitOfWork, handles
from commands.fields import MOST_ATTRIBUTES, AttributeName, AttributeValue, MessageId, Words, kept, refuse_nothing
from commands.sight import is_heard, works_on
from commands.ticket.access import ticket, told
from commands.ticket.attributes import accepted, refuse_too_many, refuse_turned_values
from commands.ticket.entitlement import asked_for, settle_again
from commands.ticket.files import taken
from commands.ticket.letters import refuse_foreign_letter
from commands.ticket.mentions import mentioned
from commands.ticket.pictures import in_place
from commands.ticket.quoting import quoted
from commands.ticket.ready import answered_with
from commands.ticket_type.offered import offered_type, ticket_type
from events.values.identity import AgreementId, ArticleId, CommentId, ReplyTemplateId, ServiceId, TicketId
from events.values.picture import InPlace
from events.values.refusal import Listed
from events.values.text import Text
from events.values.ticket import Attachment, Level, PrioritySource
from events.values.ticket_type import TypeDefinition

Changes = Annotated[
    Mapping[AttributeName, AttributeValue | None],
    Meta(max_length=MOST_ATTRIBUTES, description="Values by code; null takes an attribute away, the others stay."),
]


class CommentOnTicket(Command, frozen=True, kw_only=True):
    """Write a comment; the first public one by staff stops the reaction clock (rows 128-130)."""

    name: ClassVar[str] = "comment-on-ticket"

    ticket_id: TicketId
    body: Words
    is_public: bool = True
    attachments: tuple[Attachment, ...] = ()
    in_place: InPlace = ()
    message_id: MessageId = ""
    template_id: ReplyTemplateId | UnsetType = UNSET
    article: ArticleId | UnsetType = UNSET


@handles(CommentOnTicket)
def comment_on_ticket(command: CommentOnTicket, work: UnitOfWork) -> UUID:
    """Whoever asked for the ticket speaks as its requester, also if they are staff elsewhere.

    So does who shares the conversation, unless it is theirs to work on: in copy, or by a merge. A colleague of a
    company that shares its tickets and who is asked to approve write publicly, too; nothing follows from it by itself.
    """
    found = ticket(work, command.ticket_id, to_write=True)
    refuse_foreign_letter(work, command.message_id)
    by_requester = work.viewer.actor.id == found.requester_id or not works_on(work, found)
    by_staff = work.viewer.is_staff and not by_requester
    if not command.is_public and work.viewer.is_staff and work.viewer.actor.id == found.requester_id:
        found.refuse_if_final()
        raise OwnTicketHasNoPrivateComments
    comment_id = CommentId(work.new_id("comment"))
    files = taken(work, found.definition.files, command.attachments, found)
    facts = found.comment(
        comment_id=comment_id,
        body=command.body,
        is_public=command.is_public,
        by_staff=by_staff,
        attachments=files,
        message_id=command.message_id,
    )
    facts += in_place(command.in_place, files, found.ticket_id, found.requester_id, comment_id)
    if command.template_id is not UNSET:
        facts += answered_with(work, found, command.template_id, comment_id)
    if command.article is not UNSET:
        facts += quoted(work, found, command.article, comment_id, is_public=command.is_public)
    facts += mentioned(work, found, comment_id, command.body, is_public=command.is_public)
    if work.viewer.actor.id == found.requester_id or (by_requester and is_heard(work, found)):
        facts += ticket_answers.answered(
            found, comment_id=comment_id, body=command.body, has_files=_brings_files(command, work), at=work.at
        )
    return told(work, found, facts)


def _brings_files(command: CommentOnTicket, work: UnitOfWork) -> bool:
    """Whether files say something beside the words; a letter always comes with its own original."""
    files = command.attachments
    return any(not (work.order.by_letter and file.media_type == "message/rfc822") for file in files)


class PrioritiseTicket(Command, frozen=True, kw_only=True):
    """Give another priority, or impact and urgency that it follows from; targets are set again (T3).

    Null takes impact or urgency away; a priority of null follows from impact and urgency again.
    """

    name: ClassVar[str] = "prioritise-ticket"

    ticket_id: TicketId
    priority: Level | UnsetType | None = UNSET
    impact: Level | UnsetType | None = UNSET
    urgency: Level | UnsetType | None = UNSET


@handles(PrioritiseTicket)
def prioritise_ticket(command: PrioritiseTicket, work: UnitOfWork) -> UUID:
    """What is not named stays as it is; a priority that is not named follows from impact and urgency."""
    found = ticket(work, command.ticket_id)
    refuse_nothing(command)
    impact, urgency = kept(command.impact, found.impact), kept(command.urgency, found.urgency)
    source: PrioritySource = "matrix"
    priority = found.definition.matrix.priority(impact, urgency)
    if command.priority is not UNSET and command.priority is not None:
        source, priority = "named", command.priority
    facts = ticket_traits.prioritise(found, priority, impact, urgency, source=source)
    return told(work, found, facts)


class ReclassifyTicket(Command, frozen=True, kw_only=True):
    """Give another type, service, agreement or attributes by the rules of registration; targets are set again (T3).

    A service of null is none. Attributes that are not named stay, and null takes one away; with another type named
    beside them, those that it does not have fall away.
    """

    name: ClassVar[str] = "reclassify-ticket"

    ticket_id: TicketId
    type: Annotated[str, Meta(max_length=50)] | UnsetType = UNSET
    agreement_id: AgreementId | UnsetType = UNSET
    service_id: ServiceId | UnsetType | None = UNSET
    attributes: Changes | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.attributes is not UNSET:
            refuse_turned_values({code: value for code, value in self.attributes.items() if value is not None})


@handles(ReclassifyTicket)
def reclassify_ticket(command: ReclassifyTicket, work: UnitOfWork) -> UUID:
    """What is not named stays as it is, also a type that is archived by now."""
    found = ticket(work, command.ticket_id)
    refuse_nothing(command)
    wanted = kept(command.type, found.type)
    definition, attributes = _attributes(work, found, command, wanted)
    agreement_id, service_path = settle_again(
        work,
        found,
        kind=wanted,
        agreement_id=kept(command.agreement_id, None),
        service_id=kept(command.service_id, None),
        without_service=command.service_id is None,
    )
    facts = ticket_traits.reclassify(
        found,
        definition,
        type=wanted,
        agreement_id=agreement_id,
        service_path=service_path,
        attributes=attributes,
        asked=asked_for(work, agreement_id),
    )
    if facts and wanted != found.type:
        # The other type's life cycle may not have the status that the ticket stands in: it begins anew there.
        facts += ticket_life.begun_in(found, definition.lifecycle)
    return told(work, found, facts)


def _attributes(
    work: UnitOfWork, found: Ticket, command: ReclassifyTicket, wanted: str
) -> tuple[TypeDefinition, dict[str, str]]:
    """The type that the ticket is of from now on, and the attributes that it has then."""
    same = wanted == found.type
    named = kept(command.attributes, {})
    for code, value in named.items():
        if value is None and code not in found.attributes and found.definition.attribute(code) is None:
            known = Listed({there: Text.same(there) for there in found.attributes})
            raise AttributeIsNotThere(field=f"attributes.{code}", name=code, known=known)
    attributes = {code: value for code, value in {**found.attributes, **named}.items() if value is not None}
    if same and attributes == found.attributes:
        return found.definition, attributes
    kind = ticket_type(work, wanted) if same else offered_type(work, wanted)
    definition = kind.definition
    if not same and command.attributes is not UNSET and not definition.takes_any_attribute:
        attributes = {
            code: value for code, value in attributes.items() if code in named or definition.attribute(code) is not None
        }
    attributes = accepted(work, definition, attributes, kept=found.attributes if same else {})
    refuse_too_many(attributes)
    stands = definition.lifecycle.status(found.status) or (found.stands if same else definition.lifecycle.first)
    refuse_unfilled(definition, stands, attributes)
    return definition, attributes
