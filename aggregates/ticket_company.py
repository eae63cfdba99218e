"""Who may go along with a ticket: people in copy and staff who watch; driven by ``commands.ticket.company``."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar
from uuid import UUID

from aggregates.person import Person
from aggregates.ticket import Ticket
from events.fact import Fact
from events.ticket_company import TicketCopied, TicketCopyEnded, TicketUnwatched, TicketWatched
from events.values.identity import PersonId
from events.values.people import Requester
from events.values.refusal import Refusal

MOST_IN_COPY = 50
MOST_WATCHERS = 200


class TooManyGoAlong(Refusal):
    """At most {most} people go along with a ticket so. Take some out first, or name a team that answers for it."""

    ru: ClassVar[str] = "Так за заявкой следят не больше {most} человек. Сначала уберите лишних или назначьте команду."
    field = "person"


class RequesterNeedsNoCopy(Refusal):
    """Ticket {number} is for this person already: they read it and answer. Name somebody else."""

    ru: ClassVar[str] = "Заявка {number} и так этого человека: он её читает и отвечает. Назовите другого."
    field = "person"


class WatchersAreStaffWhoSeeIt(Refusal):
    """Only staff who see ticket {number} watch it. Put somebody else in copy instead."""

    ru: ClassVar[str] = (
        "Наблюдают за заявкой {number} только сотрудники службы, которые её видят. Других ставьте в копию."
    )
    field = "person_id"


def copy(ticket: Ticket, person: Requester) -> list[Fact]:
    """They read the public words from now on; nothing happens when they do already in this way."""
    ticket.refuse_if_final()
    if person.person_id == ticket.requester_id:
        raise RequesterNeedsNoCopy(number=ticket.number)
    if person.person_id in ticket.copied:
        return []
    if len(ticket.copied) >= MOST_IN_COPY:
        raise TooManyGoAlong(most=MOST_IN_COPY)
    return [TicketCopied(ticket_id=ticket.ticket_id, person_id=person.person_id, name=person.name, email=person.email)]


def end_copy(ticket: Ticket, person_id: PersonId) -> list[Fact]:
    """They read it no longer by that; also on a ticket that is over."""
    if person_id not in ticket.copied:
        return []
    return [TicketCopyEnded(ticket_id=ticket.ticket_id, person_id=person_id)]


def known(ticket: Ticket, person: Person, former: Collection[UUID], *, asks: bool) -> list[Fact]:
    """Those in copy who turned out to be a person are in copy as that person; who ``asks`` needs none."""
    gone = sorted(ticket.copied.intersection(former))
    facts: list[Fact] = [TicketCopyEnded(ticket_id=ticket.ticket_id, person_id=PersonId(one)) for one in gone]
    if gone and not asks and person.person_id not in ticket.copied:
        facts.append(
            TicketCopied(
                ticket_id=ticket.ticket_id,
                person_id=person.person_id,
                name=person.name.full,
                email=next(iter(person.emails), ""),
            )
        )
    return facts


def watch(ticket: Ticket, person_id: PersonId) -> list[Fact]:
    """They follow it; nothing happens when they do."""
    ticket.refuse_if_final()
    if person_id in ticket.watchers:
        return []
    if len(ticket.watchers) >= MOST_WATCHERS:
        raise TooManyGoAlong(field="person_id", most=MOST_WATCHERS)
    return [TicketWatched(ticket_id=ticket.ticket_id, person_id=person_id)]


def unwatch(ticket: Ticket, person_id: PersonId) -> list[Fact]:
    """They follow it no longer."""
    if person_id not in ticket.watchers:
        return []
    return [TicketUnwatched(ticket_id=ticket.ticket_id, person_id=person_id)]
