"""How a handler gets at a ticket: found, allowed to its viewer, at the right time; used by ticket commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from aggregates.ticket import Ticket
from aggregates.ticket_refusals import NoSuchTicket, TicketIsMerged, TimeRunsBackwards
from aggregates.ticket_retelling import retelling
from commands.command import UnitOfWork
from commands.permissions import WHOLE_DESK, may_take
from commands.refusals import TicketIsOnlyRead
from commands.sight import is_asked, is_heard, is_of_their_company, sees, sees_private, works_on
from commands.ticket_type.offered import ticket_type
from events.fact import Fact
from events.folds.ticket_checks import CheckState
from events.folds.ticket_work import TicketWorkState, around
from events.values.identity import TicketId
from events.values.refusal import Listed, groups_listed
from events.values.text import Text
from events.values.told_time import ToldTime


def within_reach(work: UnitOfWork, ticket_id: TicketId, *, field: str = "", to_write: bool = False) -> Ticket:
    """The ticket, if it exists and the viewer may work on it: one that they may not see looks absent.

    ``to_write`` lets in who shares the conversation, too: in copy, by a merge, as a colleague of a company that shares
    its tickets, or as whom the ticket waits for to approve it.
    """
    found = within_sight(work, ticket_id, field=field)
    if works_on(work, found):
        return typed(work, found)
    if to_write and (is_heard(work, found) or is_of_their_company(work, found) or is_asked(work, found)):
        return typed(work, found)
    raise TicketIsOnlyRead(field=field, number=found.number, groups=groups_listed(WHOLE_DESK))


def within_sight(work: UnitOfWork, ticket_id: TicketId, *, field: str = "") -> Ticket:
    """The ticket, if it exists and the viewer may read it."""
    found = work.load(ticket_id, Ticket.fold, NoSuchTicket(field=field))
    if not sees(work, found):
        raise NoSuchTicket(field=field)
    return found


def refuse_merged(work: UnitOfWork, found: Ticket) -> None:
    """Who writes to a merged ticket hears where it goes on: at the end of all merges."""
    goes_on = found
    while goes_on.merged_into is not None:
        into = Ticket.fold(work.history(goes_on.merged_into))
        if into is None:
            break
        goes_on = into
    if goes_on is not found:
        into_one = Listed({str(goes_on.ticket_id): Text.same(f"№{goes_on.number}")})
        raise TicketIsMerged(number=found.number, into=into_one)


def typed(work: UnitOfWork, found: Ticket) -> Ticket:
    """The ticket with its type as it is now, by which it decides, and the ways that are open to the viewer."""
    kind = ticket_type(work, found.type)
    found.definition = kind.definition
    if kind.checklist.all_before_resolved:
        found.open_checks = lambda: open_checks(work, found)
    found.may_take = lambda way: may_take(work.viewer, way, found.requester_id)
    return found


def open_checks(work: UnitOfWork, found: Ticket) -> list[CheckState]:
    """What is not ticked off yet; whoever does not read the checklist is not held back by it."""
    if not sees_private(work, found):
        return []
    stands = around(TicketWorkState, work.history(found.ticket_id))
    return [] if stands is None else [one for one in stands.checklist if not one.is_ticked]


def onward(work: UnitOfWork, found: Ticket) -> str:
    """Where the revisions of its type lead a ticket in its status; empty where they lead it nowhere."""
    return ticket_type(work, found.type).led.get(found.status, "")


def ticket(work: UnitOfWork, ticket_id: TicketId, *, to_write: bool = False) -> Ticket:
    """The ticket that a command is about: within reach, as the issuer had seen it, at a time that fits.

    Time does not run backwards: a clock that lags a little behind the last fact is lifted to it, a time named
    on purpose is refused (C6).
    """
    found = within_reach(work, ticket_id, to_write=to_write)
    refuse_merged(work, found)
    return in_time(work, found)


def in_time(work: UnitOfWork, found: Ticket) -> Ticket:
    """The ticket, if its issuer had seen it as it is and the time fits; the work's time is lifted to its last fact.

    What followed by itself later than a time that is named on purpose is withdrawn; what people did bars that time.
    """
    work.refuse_stale(found.ticket_id)
    if work.at >= found.last_at:
        return found
    if not work.order.backdated:
        work.at = found.last_at
        return found
    if work.at < found.said_at:
        raise TimeRunsBackwards(last=ToldTime(found.said_at))
    told = retelling(found, work.history(found.ticket_id), work.at)
    if told is None:
        return found
    work.record(found.ticket_id, told.withdraws)
    for one in told.again:
        work.record(found.ticket_id, [one.fact], at=one.metadata.occurred_at)
    return typed(work, cast("Ticket", Ticket.fold(told.history)))


def told(work: UnitOfWork, found: Ticket, facts: Sequence[Fact], *, at: datetime | None = None) -> TicketId:
    """Record the facts of the ticket, now unless it is said when; people call it by its number."""
    work.reference = str(found.number)
    work.record(found.ticket_id, facts, at=at)
    return found.ticket_id


def not_before_its_last(work: UnitOfWork, found: Ticket) -> datetime:
    """Now, lifted to the ticket's last fact: clocks of two processes differ a little (C6)."""
    return max(work.at, found.last_at)
