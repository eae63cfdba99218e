"""Watch a ticket, and put people in copy of it."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import ticket_company
from aggregates.person import NoSuchPerson, Person
from commands.command import Command, UnitOfWork, handles
from commands.permissions import WHOLE_DESK
from commands.refusals import TicketIsOnlyRead
from commands.sight import sees, viewer_of, works_on
from commands.ticket.access import not_before_its_last, ticket, told, within_sight
from commands.ticket.requester import From, requester_of
from events.values.identity import PersonId, TicketId
from events.values.refusal import groups_listed


class CopyTicketTo(Command, frozen=True, kw_only=True):
    """Put somebody in copy: they read the ticket's public words from then on, and may answer."""

    name: ClassVar[str] = "copy-ticket-to"

    ticket_id: TicketId
    person: From


@handles(CopyTicketTo)
def copy_ticket_to(command: CopyTicketTo, work: UnitOfWork) -> UUID:
    """Whoever works on the ticket says so, or whoever asked for it; nothing happens when they are in copy already."""
    found = ticket(work, command.ticket_id)
    facts = ticket_company.copy(found, requester_of(work, command.person, field="person"))
    return told(work, found, facts)


class EndTicketCopy(Command, frozen=True, kw_only=True):
    """Let somebody be in copy no longer; anybody takes themselves out."""

    name: ClassVar[str] = "end-ticket-copy"

    ticket_id: TicketId
    person_id: PersonId | None = None


@handles(EndTicketCopy)
def end_ticket_copy(command: EndTicketCopy, work: UnitOfWork) -> UUID:
    """Without a person oneself; nothing happens when they are not in copy."""
    me = PersonId(work.viewer.actor.id)
    person_id = command.person_id or me
    found = ticket(work, command.ticket_id, to_write=person_id == me)
    return told(work, found, ticket_company.end_copy(found, person_id))


class WatchTicket(Command, frozen=True, kw_only=True):
    """Follow what happens to a ticket, or let a colleague follow it."""

    name: ClassVar[str] = "watch-ticket"

    ticket_id: TicketId
    person_id: PersonId | None = None


@handles(WatchTicket)
def watch_ticket(command: WatchTicket, work: UnitOfWork) -> UUID:
    """Whoever watches reads it anyway, and is of the staff; a colleague is named by who works on the ticket."""
    found = within_sight(work, command.ticket_id)
    me = PersonId(work.viewer.actor.id)
    person_id = command.person_id or me
    watcher = work.viewer
    if person_id != me:
        if not works_on(work, found):
            raise TicketIsOnlyRead(number=found.number, groups=groups_listed(WHOLE_DESK))
        person = work.load(person_id, Person.fold, NoSuchPerson(field="person_id"))
        person.refuse_inactive("person_id")
        watcher = viewer_of(work, person)
    if not watcher.is_staff or not sees(work, found, watcher):
        raise ticket_company.WatchersAreStaffWhoSeeIt(number=found.number)
    return told(work, found, ticket_company.watch(found, person_id), at=not_before_its_last(work, found))


class UnwatchTicket(Command, frozen=True, kw_only=True):
    """Follow a ticket no longer; without a person oneself."""

    name: ClassVar[str] = "unwatch-ticket"

    ticket_id: TicketId
    person_id: PersonId | None = None


@handles(UnwatchTicket)
def unwatch_ticket(command: UnwatchTicket, work: UnitOfWork) -> UUID:
    """Nothing happens when they do not watch it."""
    found = within_sight(work, command.ticket_id)
    me = PersonId(work.viewer.actor.id)
    if command.person_id not in {None, me} and not works_on(work, found):
        raise TicketIsOnlyRead(number=found.number, groups=groups_listed(WHOLE_DESK))
    facts = ticket_company.unwatch(found, command.person_id or me)
    return told(work, found, facts, at=not_before_its_last(work, found))
