"""Attach files to a ticket without a comment, and what every command that attaches any asks first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates import ticket_files
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import OwnTicketHasNoPrivateComments, PrivateCommentIsForStaff
from commands.attachments import attached
from commands.command import Command, UnitOfWork, handles
from commands.sight import works_on
from commands.ticket.access import ticket, told
from events.files import files_of
from events.ticket_corrections import TicketRequesterCorrected
from events.values.identity import TicketId
from events.values.ticket import Attachment
from events.values.ticket_type import FileRules

MOST = 100
Files = Annotated[
    tuple[Attachment, ...],
    Meta(max_length=MOST, description="What uploading answered with, or what stands on a ticket that one reads."),
]


def taken(
    work: UnitOfWork, rules: FileRules, wanted: Sequence[Attachment], on: Ticket | None = None
) -> tuple[Attachment, ...]:
    """The files that a command attaches, as far as the ticket's type takes them; a letter brings what it brings."""
    files = attached(work, wanted)
    if files and not work.order.by_letter:
        history = () if on is None else work.history(on.ticket_id)
        # What a correction of the requester tells anew is there already.
        brought = (one.fact for one in history if not isinstance(one.fact, TicketRequesterCorrected))
        already = sum(len(files_of(fact)) for fact in brought)
        ticket_files.refuse_beyond(rules, files, already=already)
    return files


def refuse_private(work: UnitOfWork, found: Ticket) -> None:
    """Private words, and private files, are said by staff, and never on what they asked for themselves."""
    if not work.viewer.is_staff:
        raise PrivateCommentIsForStaff
    if work.viewer.actor.id == found.requester_id:
        raise OwnTicketHasNoPrivateComments
    if not works_on(work, found):
        raise PrivateCommentIsForStaff


class AttachFiles(Command, frozen=True, kw_only=True):
    """Attach files without a comment; private ones are for staff (rows 129, 173)."""

    name: ClassVar[str] = "attach-files"

    ticket_id: TicketId
    attachments: Annotated[tuple[Attachment, ...], Meta(min_length=1, max_length=MOST)]
    is_public: bool = True


@handles(AttachFiles)
def attach_files(command: AttachFiles, work: UnitOfWork) -> UUID:
    """Whoever may comment attaches, too."""
    found = ticket(work, command.ticket_id, to_write=True)
    if not command.is_public:
        refuse_private(work, found)
    files = taken(work, found.definition.files, command.attachments, found)
    return told(work, found, ticket_files.attach(found, files, is_public=command.is_public))
