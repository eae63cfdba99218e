"""Who a ticket may be shown to beside those who see it anyway; driven by ``commands.ticket.sharing``."""

from __future__ import annotations

from typing import ClassVar

from aggregates.ticket import Ticket
from aggregates.ticket_company import RequesterNeedsNoCopy, TooManyGoAlong
from events.fact import Fact
from events.ticket_shares import TicketShared, TicketShareEnded, shared_with
from events.values.identity import PersonId
from events.values.people import Group
from events.values.refusal import Refusal, groups_listed

MOST_SHARES = 50
SHARED_WITH: frozenset[Group] = frozenset({"second_line", "change_specialist", "problem_specialist"})
"""Groups that do not see every ticket anyway; whoever is a requester is everybody."""


class ShareNamesOne(Refusal):
    """Name whom the ticket is shared with: a person or a group of rights, one of the two."""

    ru: ClassVar[str] = "Укажите, кому открыть заявку: человеку или группе прав, что-то одно."
    field = "person_id"


class GroupIsNotSharedWith(Refusal):
    """The group {group} sees every ticket, or is everybody. Share it with a person, or with one of: {groups}."""

    ru: ClassVar[str] = (
        "Группа {group} и так видит все заявки или это все подряд. Откройте заявку человеку или группе из списка:"
        " {groups}."
    )
    field = "group"


def share(ticket: Ticket, person_id: PersonId | None, group: Group | None) -> list[Fact]:
    """They read it from now on, also when it is over; nothing happens when they do by that already."""
    refuse_not_one(person_id, group)
    if group is not None and group not in SHARED_WITH:
        raise GroupIsNotSharedWith(group=groups_listed({group}), groups=groups_listed(SHARED_WITH))
    if person_id == ticket.requester_id:
        raise RequesterNeedsNoCopy(number=ticket.number, field="person_id")
    fact = TicketShared(ticket_id=ticket.ticket_id, person_id=person_id, group=group)
    if shared_with(fact) in ticket.shared:
        return []
    if len(ticket.shared) >= MOST_SHARES:
        raise TooManyGoAlong(most=MOST_SHARES, field="person_id")
    return [fact]


def end_share(ticket: Ticket, person_id: PersonId | None, group: Group | None) -> list[Fact]:
    """They read it no longer by that; nothing happens when they do not."""
    refuse_not_one(person_id, group)
    fact = TicketShareEnded(ticket_id=ticket.ticket_id, person_id=person_id, group=group)
    return [fact] if shared_with(fact) in ticket.shared else []


def refuse_not_one(person_id: PersonId | None, group: Group | None) -> None:
    """A person or a group, and not both."""
    if (person_id is None) == (group is None):
        raise ShareNamesOne
