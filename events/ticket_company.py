"""Who goes along with a ticket beside whoever asked and whoever answers: people in copy, and staff who watch it."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact, sealed_for
from events.values.identity import PersonId, TicketId


class TicketCopied(Fact, frozen=True, kw_only=True):
    """Somebody is in copy: they read the public words from then on, and answer."""

    stored_name: ClassVar[str] = "ticket.copied@1"
    personal: ClassVar[dict[str, str]] = sealed_for("person_id", "name", "email")

    ticket_id: TicketId
    person_id: PersonId
    name: str
    email: str = ""


class TicketCopyEnded(Fact, frozen=True, kw_only=True):
    """Somebody is no longer in copy."""

    stored_name: ClassVar[str] = "ticket.copy-ended@1"

    ticket_id: TicketId
    person_id: PersonId


class TicketWatched(Fact, frozen=True, kw_only=True):
    """A member of the staff follows what happens to the ticket."""

    stored_name: ClassVar[str] = "ticket.watched@1"

    ticket_id: TicketId
    person_id: PersonId


class TicketUnwatched(Fact, frozen=True, kw_only=True):
    """A member of the staff no longer follows it."""

    stored_name: ClassVar[str] = "ticket.unwatched@1"

    ticket_id: TicketId
    person_id: PersonId


COMPANY_FACTS: tuple[type[Fact], ...] = (TicketCopied, TicketCopyEnded, TicketWatched, TicketUnwatched)
"""Who comes along and who leaves."""
