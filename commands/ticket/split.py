"""Split a comment off: what it is about becomes a ticket of its own, registered now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates import ticket_comments, ticket_links
from aggregates.person import Person
from aggregates.ticket import Ticket
from aggregates.ticket_comments import Comment
from aggregates.ticket_refusals import RequesterIsUnknown
from commands.belonging import as_of_ticket
from commands.command import Command, UnitOfWork, handles
from commands.fields import Attributes, Subject
from commands.sight import sees_private
from commands.ticket.access import ticket, told
from commands.ticket.around import around_it
from commands.ticket.pictures import in_place, pictures_of
from commands.ticket.register import RegisterTicket, register_ticket
from commands.ticket.requester import From, requester_of
from commands.ticket_type.offered import ticket_type, usual_type
from events.fact import Recorded
from events.folds.ticket_work import TicketWorkState
from events.ticket import TicketCommented
from events.ticket_company import TicketCopied
from events.values.identity import CommentId, OrgUnitId, ServiceId, TicketId
from events.values.one_line import refuse_unclear
from events.values.people import Responsible
from events.values.ticket import Level


class SplitComment(Command, frozen=True, kw_only=True):
    """Let a comment go on as a ticket of its own, registered now, with its files; each names the other by a link.

    It is for whoever wrote the comment, unless another requester is named; a private one is for who asked for this
    ticket, and stays private there unless it is said to be ``public``. Without a subject it bears that of this ticket.
    """

    name: ClassVar[str] = "split-comment"

    ticket_id: TicketId
    comment_id: CommentId
    subject: Subject | None = None
    requester: From | None = None
    type: Annotated[str, Meta(max_length=50)] | None = None
    service_id: ServiceId | None = None
    priority: Level | None = None
    attributes: Attributes = {}
    responsible: Responsible | None = None
    public: bool = False

    def __post_init__(self) -> None:
        refuse_unclear(self.subject or "", "subject")


@handles(SplitComment)
def split_comment(command: SplitComment, work: UnitOfWork) -> UUID:
    """By the rules of registration; the receipt is that of the new ticket. A comment goes on once."""
    found = ticket(work, command.ticket_id)
    history = work.history(found.ticket_id)
    comment = ticket_comments.comment_of(history, command.comment_id, private=sees_private(work, found))
    ticket_comments.refuse_unsplit(comment)
    is_open = comment.fact.is_public or command.public
    asked = command.requester or _asker(work, found, comment, history)
    files = comment.fact.attachments
    pictures = pictures_of(history, command.comment_id)
    new_id = TicketId(
        register_ticket(
            RegisterTicket(
                subject=command.subject or found.subject,
                description=comment.body if is_open else "",
                type=command.type or _type_that_is_offered(work, found),
                requester=asked,
                channel=found.channel,
                service_id=command.service_id,
                unit_id=_same_unit(work, found, asked),
                priority=command.priority,
                attributes=command.attributes,
                responsible=command.responsible,
                attachments=files if is_open else (),
                in_place=pictures if is_open else (),
            ),
            work,
        )
    )
    number = int(work.reference)
    if not is_open:
        private = TicketCommented(
            ticket_id=new_id,
            comment_id=CommentId(work.new_id("comment")),
            requester_id=requester_of(work, asked).person_id,
            body=comment.body,
            is_public=False,
            by_staff=True,
            attachments=files,
        )
        told_of = in_place(pictures, files, new_id, private.requester_id, private.comment_id)
        work.record(new_id, [private, *told_of])
    here, there = ticket_links.link(
        around_it(work, found.ticket_id),
        "related",
        TicketWorkState(ticket_id=new_id, number=number),
        parent_of=lambda _: None,
    )
    work.record(new_id, there)
    told(work, found, [*ticket_comments.split_off(found, comment, new_id, number), *here])
    work.reference = str(number)
    return new_id


def _same_unit(work: UnitOfWork, found: Ticket, asked: From) -> OrgUnitId | None:
    """What is split off is for the company that the ticket is of, where whoever asks belongs to it."""
    person = None if asked.person_id is None else Person.fold(work.history(asked.person_id))
    place = None if person is None else as_of_ticket(work, person, found.unit_id, found.company_id)
    return place[0].unit_id if place else None


def _type_that_is_offered(work: UnitOfWork, found: Ticket) -> str:
    return usual_type(work) if ticket_type(work, found.type).is_archived else found.type


def _asker(work: UnitOfWork, found: Ticket, comment: Comment, history: Sequence[Recorded]) -> From:
    """Whoever wrote it: registered, or a guest of an address that the ticket knows; of a private one who asked here."""
    by = comment.by if comment.fact.is_public else found.requester_id
    if Person.fold(work.history(by)) is not None:
        return From(person_id=by)
    if by == found.requester_id and found.requester_email:
        return From(email=found.requester_email, name=found.requester_name)
    copied = [one.fact for one in history if isinstance(one.fact, TicketCopied) and one.fact.person_id == by]
    if copied and copied[-1].email:
        return From(email=copied[-1].email, name=copied[-1].name)
    raise RequesterIsUnknown(field="requester")
