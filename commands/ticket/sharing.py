"""Show a ticket to a person or to all who hold a group of rights, and take that back."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates import ticket_sharing
from aggregates.person import NoSuchPerson, Person
from commands.command import Command, UnitOfWork, handles
from commands.fields import kept, refuse_nothing
from commands.ticket.access import ticket, told
from events.values.identity import PersonId, TicketId
from events.values.people import Group


class ShareTicket(Command, frozen=True, kw_only=True):
    """Let a person, or everybody in a group of rights, read a ticket; they write nothing on it by that.

    Of private words they read what they would read on tickets of their own reach: staff do, others do not.
    """

    name: ClassVar[str] = "share-ticket"

    ticket_id: TicketId
    person_id: PersonId | UnsetType = UNSET
    group: Group | UnsetType = UNSET


@handles(ShareTicket)
def share_ticket(command: ShareTicket, work: UnitOfWork) -> UUID:
    """Whoever works on the ticket says so; a person must have access."""
    found = ticket(work, command.ticket_id)
    refuse_nothing(command)
    person_id = kept(command.person_id, None)
    if person_id is not None:
        person = work.load(person_id, Person.fold, NoSuchPerson(field="person_id"))
        person.refuse_inactive("person_id")
    return told(work, found, ticket_sharing.share(found, person_id, kept(command.group, None)))


class EndTicketShare(Command, frozen=True, kw_only=True):
    """Let a person, or a group of rights, read a ticket no longer by that."""

    name: ClassVar[str] = "end-ticket-share"

    ticket_id: TicketId
    person_id: PersonId | UnsetType = UNSET
    group: Group | UnsetType = UNSET


@handles(EndTicketShare)
def end_ticket_share(command: EndTicketShare, work: UnitOfWork) -> UUID:
    """Whoever works on the ticket says so; nothing happens when it is not shared with them."""
    found = ticket(work, command.ticket_id)
    refuse_nothing(command)
    whom = kept(command.person_id, None), kept(command.group, None)
    return told(work, found, ticket_sharing.end_share(found, *whom))
