"""How a handler gets at a ticket: found, allowed to its viewer, at the right time; used by ticket commands."""

from __future__ import annotations

from datetime import datetime

from aggregates.person import NoSuchPerson, Person
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


def responsible(unit: UnitOfWork, wanted: Responsible, *, field: str = "") -> Responsible:
    """A responsible who stands: a team, or an employee with access who is a member of it (row 73).

    Both are watched: who is unlinked, deactivated or disbanded at the same instant takes nothing more.
    """
    prefix = f"{field}." if field else ""
    team = unit.load(wanted.team_id, Team.fold, NoSuchTeam(field=f"{prefix}team_id"))
    team.refuse_disbanded(f"{prefix}team_id")
    team.refuse_stranger(wanted, f"{prefix}person_id")
    unit.watch(wanted.team_id)
    if wanted.person_id is not None:
        unit.load(wanted.person_id, Person.fold, NoSuchPerson).refuse_inactive(f"{prefix}person_id")
        unit.watch(wanted.person_id)
    return wanted


def standing(unit: UnitOfWork, named: Responsible) -> Responsible:
    """Who answers today instead of somebody named earlier: a disbanded team's heir, or the team for who is gone."""
    team = Team.fold(unit.history(named.team_id))
    while team is not None and team.is_disbanded and team.hand_over_to is not None:
        unit.watch(named.team_id)
        named = team.hand_over_to
        team = Team.fold(unit.history(named.team_id))
    unit.watch(named.team_id)
    if team is None or named.person_id is None:
        return named
    unit.watch(named.person_id)
    person = Person.fold(unit.history(named.person_id))
    stays = named.person_id in team.members and person is not None and person.is_active
    return named if stays else Responsible(named.team_id)


def _told(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
