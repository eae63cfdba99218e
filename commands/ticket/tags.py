"""Put tags on a ticket and take them away."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates import ticket_tags
from commands.command import Command, UnitOfWork, handles
from commands.refusals import NothingIsAsked
from commands.ticket.access import told
from commands.ticket.around import ticket_and_work
from events.values.identity import TicketId
from events.values.one_line import refuse_unclear
from events.values.refusal import Listed
from events.values.tag import MOST_TAGS, Tag
from events.values.text import Text

Tags = Annotated[tuple[Tag, ...], Meta(max_length=MOST_TAGS, description="Up to 30 tags.")]


class TagTicket(Command, frozen=True, kw_only=True):
    """Put tags on the ticket, take others away; the rest stays."""

    name: ClassVar[str] = "tag-ticket"

    ticket_id: TicketId
    add: Tags = ()
    remove: Tags = ()

    def __post_init__(self) -> None:
        for field in ("add", "remove"):
            for place, tag in enumerate(getattr(self, field)):
                refuse_unclear(tag, f"{field}[{place}]")


@handles(TagTicket)
def tag_ticket(command: TagTicket, work: UnitOfWork) -> UUID:
    """Each is spelt as it is kept; nothing happens where all is so already, also on a ticket that is over."""
    found, one = ticket_and_work(work, command.ticket_id)
    if not command.add and not command.remove:
        raise NothingIsAsked(fields="add, remove")
    present = Listed({tag: Text.same(tag) for tag in one.tags})
    facts = ticket_tags.retag(one, asker=found.requester_id, add=command.add, remove=command.remove, listed=present)
    return told(work, found, facts)
