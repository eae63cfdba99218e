"""Who answers for something: named now, or today instead of whom was named earlier; asked for whatever has one."""

from __future__ import annotations

from typing import Annotated, Protocol

from msgspec import Meta

from aggregates.absence_refusals import NobodyStandsIn, PersonIsAway
from aggregates.person import NoSuchPerson, Person
from aggregates.team import NobodyInTeamTakesTickets, NoSuchTeam, Team
from commands.able import refuse_who_takes_no_tickets, takes_tickets, takes_tickets_now
from commands.answering import standing_in
from commands.command import UnitOfWork
from events.folds.absence import away
from events.values.identity import PersonId
from events.values.people import WORKING_GROUPS, Responsible
from events.values.refusal import Listed, groups_listed
from events.values.text import Text
from events.values.told_time import ToldTime

Confirmed = Annotated[bool, Meta(description="Name the person although they are away.")]
Instead = Annotated[bool, Meta(description="Where the person is away, name whoever stands in for them.")]
_AT_ONCE = 50
"""How many members of a team are read in one round trip, once the first of them, mostly the lead, cannot work."""


class NamesSomebody(Protocol):
    """A command that names somebody who is to begin soon: what it says of whoever is away."""

    @property
    def confirm(self) -> bool:
        """They are named all the same."""
        ...

    @property
    def to_substitute(self) -> bool:
        """Whoever stands in for them is named."""
        ...


def responsible(work: UnitOfWork, wanted: Responsible, *, field: str) -> Responsible:
    """A responsible who stands: a team in which somebody can work on tickets, or an employee of it who can (row 73).

    Whoever is unlinked, deactivated, archived or disbanded at the same instant takes nothing more.
    """
    team = _standing(work, wanted, field)
    if wanted.person_id is None:
        refuse_idle_team(work, team, f"{field}.team_id")
        return wanted
    person = work.load(wanted.person_id, Person.fold, NoSuchPerson(field=f"{field}.person_id"))
    refuse_who_takes_no_tickets(work, person, f"{field}.person_id")
    return wanted


def responsible_at_hand(
    work: UnitOfWork, wanted: Responsible, naming: NamesSomebody, *, field: str = "responsible"
) -> Responsible:
    """The same of whoever is to begin soon: somebody who is away is named on purpose, or whoever stands in for them.

    The desk itself names nobody who is away; whoever takes something for themselves is there.
    """
    named = responsible(work, wanted, field=field)
    who = named.person_id
    absence = None if who is None or naming.confirm or who == work.viewer.actor.id else away(work.history(who), work.at)
    if who is None or absence is None:
        return named
    if work.viewer.actor.kind == "system":
        return _instead(work, named)
    person = work.load(who, Person.fold, NoSuchPerson(field=f"{field}.person_id")).name.full
    stands_in = _at_hand(work, who)
    until = ToldTime(absence.until_at)
    if stands_in is None and naming.to_substitute:
        raise NobodyStandsIn(person=person, until=until)
    if not naming.to_substitute:
        raise PersonIsAway(person=person, until=until, substitute=_called(work, stands_in), field=f"{field}.person_id")
    return responsible(work, Responsible(named.team_id, stands_in), field=field)


def standing(work: UnitOfWork, wanted: Responsible, *, field: str) -> Responsible:
    """The same of who waits for better days: a team that stands, whoever can work in it by now."""
    _standing(work, wanted, field)
    return wanted


def refuse_idle_team(work: UnitOfWork, team: Team, field: str) -> None:
    """Raise unless somebody in the team can work on tickets."""
    if not is_manned(work, team):
        raise NobodyInTeamTakesTickets(team=team.name, groups=groups_listed(WORKING_GROUPS), field=field)


def is_manned(work: UnitOfWork, team: Team) -> bool:
    """Whether a member can work on tickets. A team without any members is being set up, and is taken at its word."""
    members = sorted(team.members, key=lambda who: (who != team.lead, who))
    for nth, member in enumerate(members):
        if nth % _AT_ONCE == 1:
            work.preload(members[nth : nth + _AT_ONCE])
        person = Person.fold(work.history(member))
        if person is not None and takes_tickets_now(work, person):
            return True
    return not members


def who_gets_it(work: UnitOfWork, named: Responsible) -> Responsible | None:
    """Who gets a ticket that comes to somebody named earlier; nobody where their team is no more or cannot work."""
    found = heir(work, named)
    team = Team.fold(work.history(found.team_id))
    if team is None or (not team.is_disbanded and (found.person_id is not None or is_manned(work, team))):
        return found
    return None


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
    if person is not None and person.merged_into is not None:
        # Whoever turned out to be somebody else is that person wherever they were named.
        named = Responsible(named.team_id, person.merged_into)
        work.watch(person.merged_into)
        person = Person.fold(work.history(person.merged_into))
    if named.person_id not in team.members or person is None or not takes_tickets(work, person):
        return Responsible(named.team_id)
    return _instead(work, named) if away(work.history(named.person_id), work.at) else named


def _instead(work: UnitOfWork, named: Responsible) -> Responsible:
    """Who gets what comes by itself to somebody who is away: whoever stands in and is of their team, else the team."""
    team = Team.fold(work.history(named.team_id))
    who = None if named.person_id is None else _at_hand(work, named.person_id)
    person = None if who is None else Person.fold(work.history(who))
    if team is None or who not in team.members or person is None or not takes_tickets(work, person):
        return Responsible(named.team_id)
    return Responsible(named.team_id, who)


def _at_hand(work: UnitOfWork, person_id: PersonId) -> PersonId | None:
    """The nearest who stands in for somebody and is not away themselves."""
    around = standing_in(work, person_id)
    return next((who for who in around if away(work.history(who), work.at) is None), None)


def _called(work: UnitOfWork, person_id: PersonId | None) -> Listed:
    person = None if person_id is None else Person.fold(work.history(person_id))
    nobody = Text("никто", "nobody")
    return Listed({} if person is None else {str(person_id): Text.same(person.name.full)}, nobody)


def _standing(work: UnitOfWork, wanted: Responsible, field: str) -> Team:
    """The team that is named, watched: it stands, and who is named in it is a member."""
    team = work.load(wanted.team_id, Team.fold, NoSuchTeam(field=f"{field}.team_id"))
    team.refuse_disbanded(f"{field}.team_id")
    team.refuse_stranger(wanted, f"{field}.person_id")
    work.watch(wanted.team_id)
    return team
