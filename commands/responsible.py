"""Who answers for something: named now, or today instead of whom was named earlier; asked for whatever has one."""

from __future__ import annotations

from aggregates.person import NoSuchPerson, Person
from aggregates.team import NoSuchTeam, Team
from commands.able import refuse_who_takes_no_tickets, takes_tickets
from commands.command import UnitOfWork
from events.values.people import Responsible


def responsible(work: UnitOfWork, wanted: Responsible, *, field: str) -> Responsible:
    """A responsible who stands: a team, or an employee within it who can work on tickets (row 73).

    Both are watched: who is unlinked, deactivated, archived or disbanded at the same instant takes nothing more.
    """
    team = work.load(wanted.team_id, Team.fold, NoSuchTeam(field=f"{field}.team_id"))
    team.refuse_disbanded(f"{field}.team_id")
    team.refuse_stranger(wanted, f"{field}.person_id")
    work.watch(wanted.team_id)
    if wanted.person_id is not None:
        person = work.load(wanted.person_id, Person.fold, NoSuchPerson(field=f"{field}.person_id"))
        refuse_who_takes_no_tickets(work, person, f"{field}.person_id")
    return wanted


def heir(work: UnitOfWork, named: Responsible) -> Responsible:
    """Who answers today instead of somebody named earlier: a disbanded team's heir, or the team for who is gone."""
    team = Team.fold(work.history(named.team_id))
    while team is not None and team.is_disbanded and team.hand_over_to is not None:
        work.watch(named.team_id)
        named = team.hand_over_to
        team = Team.fold(work.history(named.team_id))
    work.watch(named.team_id)
    if team is None or named.person_id is None:
        return named
    work.watch(named.person_id)
    person = Person.fold(work.history(named.person_id))
    stays = named.person_id in team.members and person is not None and takes_tickets(work, person)
    return named if stays else Responsible(named.team_id)
