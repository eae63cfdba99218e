"""Who a ticket is shown to beside those who see it anyway: a person, or all who hold a group of rights."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from events.fact import Fact
from events.values.identity import PersonId, TicketId, group_id
from events.values.people import Group


class TicketShared(Fact, frozen=True, kw_only=True):
    """A person, or everybody in a group of rights, reads the ticket from then on."""

    stored_name: ClassVar[str] = "ticket.shared@1"

    ticket_id: TicketId
    person_id: PersonId | None = None
    group: Group | None = None


class TicketShareEnded(Fact, frozen=True, kw_only=True):
    """They read it no longer by that."""

    stored_name: ClassVar[str] = "ticket.share-ended@1"

    ticket_id: TicketId
    person_id: PersonId | None = None
    group: Group | None = None


SHARE_FACTS: tuple[type[Fact], ...] = (TicketShared, TicketShareEnded)
"""To whom it is shown, and to whom no longer."""


def shared_with(fact: TicketShared | TicketShareEnded) -> UUID:
    """The one id of a person or a group, by which a ticket knows to whom it is shown."""
    return fact.person_id or group_id(fact.group or "")
