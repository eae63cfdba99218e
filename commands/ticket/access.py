"""How a handler gets at a ticket: found, allowed to its viewer, at the right time; used by ticket commands."""

from __future__ import annotations

from datetime import datetime

from aggregates.team import NoSuchTeam, Team
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import NoSuchTicket, TimeRunsBackwards
from commands.command import UnitOfWork
from commands.permissions import may_work_on
from events.values.identity import TicketId
from events.values.people import Responsible


def within_reach(unit: UnitOfWork, ticket_id: TicketId, *, field: str = "") -> Ticket:
    """The ticket, if it exists and the viewer may work on it: one that they may not see looks absent."""
    found = unit.load(ticket_id, Ticket.fold, NoSuchTicket(field=field))
    if not may_work_on(unit.viewer, found.requester_id, found.responsible):
        raise NoSuchTicket(field=field)
    return found


def ticket(unit: UnitOfWork, ticket_id: TicketId) -> Ticket:
    """The ticket that a command is about: within reach, as the issuer had seen it, at a time that fits.

    Time does not run backwards: a clock that lags a little behind the last fact is lifted to it, a time named
    on purpose is refused (C6).
    """
    found = within_reach(unit, ticket_id)
    unit.refuse_stale(ticket_id)
    if unit.at < found.last_at:
        if unit.order.backdated:
            raise TimeRunsBackwards(last=_told(found.last_at))
        unit.at = found.last_at
    return found


def responsible(unit: UnitOfWork, wanted: Responsible) -> Responsible:
    """A responsible that exists: a team, or an employee who is a member of it (row 73)."""
    unit.load(wanted.team_id, Team.fold, NoSuchTeam).refuse_stranger(wanted)
    return wanted


def _told(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
