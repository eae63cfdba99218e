"""Close what stands below a ticket together with it: all of it or nothing; used by the command that closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar
from uuid import UUID

from aggregates.ticket import Ticket
from aggregates.ticket_refusals import NoSuchTicket
from commands.command import UnitOfWork
from commands.refusals import NotAllowed
from commands.sight import sees_private
from commands.ticket.access import not_before_its_last, typed, within_reach
from commands.ticket.around import around_it
from events.values.identity import TicketId
from events.values.refusal import Listed, Refusal
from events.values.text import Text

MOST_BELOW = 500
"""So many tickets are closed with one at most."""


_HIDDEN, _UNSEEN = "hidden", Text("заявки, которых вы не видите", "tickets that you do not see")


class StaffCloseChildren(NotAllowed):
    """Whoever asked for a ticket closes it alone; staff close what stands below it. Leave “children” out."""

    ru: ClassVar[str] = (
        "Кто просил о заявке, закрывает её одну; дочерние закрывают сотрудники службы. Не указывайте «children»."
    )
    field = "children"


class ChildrenStayOpen(Refusal):
    """These tickets below ticket {number} cannot be closed: {children}. Bring them so far, or close this one alone."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Эти заявки ниже заявки {number} закрыть нельзя: {children}. Доведите их до этого или закройте только эту."
    )
    field = "children"


class TooManyBelow(Refusal):
    """More than {most} tickets stand below ticket {number}. Close those below it first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Ниже заявки {number} больше {most} заявок. Сначала закройте нижние."
    field = "children"


Decide = Callable[..., UUID]


def below(work: UnitOfWork, found: Ticket) -> list[TicketId]:
    """All that stand below a ticket, the nearest first."""
    known: dict[TicketId, None] = {}
    left = [found.ticket_id]
    while left:
        nearest = [child for one in left for child in sorted(around_it(work, one).linked("parent_of"))]
        left = [child for child in dict.fromkeys(nearest) if child not in known and child != found.ticket_id]
        work.preload(left)
        known |= dict.fromkeys(left)
        if len(known) > MOST_BELOW:
            raise TooManyBelow(number=found.number, most=MOST_BELOW)
    return list(known)


def close_below(work: UnitOfWork, found: Ticket, decide: Decide) -> None:
    """Close what is not over; refused with all those that cannot be, each by its number and why.

    What stands below a ticket is for staff, and never for those who asked for it themselves.
    """
    if not sees_private(work, found):
        raise StaffCloseChildren
    refused: dict[str, Text] = {}
    at = work.at
    for ticket_id in below(work, found):
        known = Ticket.fold(work.history(ticket_id))
        if known is None or known.is_final:
            continue
        try:
            child = typed(work, within_reach(work, ticket_id))
            work.at = not_before_its_last(work, child)
            decide(child, child.close(), work)
        except Refusal as refusal:
            if isinstance(refusal, NoSuchTicket):
                refused[_HIDDEN] = _UNSEEN
            else:
                refused[str(ticket_id)] = _why(known, refusal)
        finally:
            work.at = at
    if refused:
        raise ChildrenStayOpen(number=found.number, children=Listed(refused))


def _why(child: Ticket, refusal: Refusal) -> Text:
    told = refusal.text
    return Text(f"№{child.number} ({told.ru})", f"№{child.number} ({told.en})")
