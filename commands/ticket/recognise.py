"""Give a guest's ticket to the person whom the guest turned out to be (row 106); issued by the caretaker alone."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import ticket_company, ticket_life
from aggregates.names import first_holder
from aggregates.person import NoSuchPerson, Person
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import NoSuchTicket
from commands.able import refuse_who_cannot_work
from commands.command import Command, UnitOfWork, handles
from events.fact import Fact
from events.values.identity import PersonId, TicketId
from events.values.keyed import reservations, sender_ids


class RecogniseRequester(Command, frozen=True, kw_only=True):
    """Record that the guest who asked for a ticket, or is in copy of it, is a registered person by now."""

    name: ClassVar[str] = "recognise-requester"

    ticket_id: TicketId
    person_id: PersonId


@handles(RecogniseRequester)
def recognise_requester(command: RecogniseRequester, work: UnitOfWork) -> UUID:
    """The address must be the person's now, by an act of those who administer people; nothing happens otherwise."""
    found = work.load(command.ticket_id, Ticket.fold, NoSuchTicket)
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    refuse_who_cannot_work(work, person, "person_id")
    work.reference = str(found.number)
    guests: set[UUID] = set()
    for email in person.emails:
        known_as = {found.requester_id, *found.copied}.intersection(sender_ids(work.keyed, email))
        if known_as and _holds(work, person, email):
            guests |= known_as
    facts: list[Fact] = []
    if found.requester_id in guests:
        facts += ticket_life.recognised(found, person.person_id, person.name.full)
    facts += ticket_company.known(found, person, guests, asks=bool(facts) or found.requester_id == person.person_id)
    work.record(found.ticket_id, facts)
    return found.ticket_id


def _holds(work: UnitOfWork, person: Person, email: str) -> bool:
    streams = reservations(work.keyed, "email", email)
    work.preload(streams)
    for stream in streams:
        work.watch(stream)
    return first_holder(map(work.history, streams)) == person.person_id
