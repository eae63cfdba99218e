"""Files that came to a ticket without a comment; decided by ``aggregates.ticket_files``, read by card and timeline."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact, sealed_for
from events.values.identity import PersonId, TicketId
from events.values.ticket import Attachment


class TicketFilesAttached(Fact, frozen=True, kw_only=True):
    """Files were put to the ticket, by themselves or together with its solution (row 173).

    Private ones are for who reads private comments. They are no answer: no clock stops.
    """

    stored_name: ClassVar[str] = "ticket.files-attached@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "attachments[].name")

    ticket_id: TicketId
    requester_id: PersonId
    attachments: tuple[Attachment, ...]
    is_public: bool = True
    with_solution: bool = False
