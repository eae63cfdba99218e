"""Questions about teams: who is in them, now and on a date, and what they have in hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from aggregates.team import NoSuchTeam
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import PageWanted, page_of
from api.questions.person.cards import CardWanted
from api.questions.wishes import instant_of
from events.values.identity import StreamId
from events.values.people import Viewer
from projections.facts import cards_as_of
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.person import directory
from projections.person.directory import PersonView
from projections.person.directory import TeamView as TeamView  # noqa: PLC0414 - what pages tell
from projections.ticket import handovers
from projections.ticket.handovers import OpenTickets

_TEAMS = views_of(directory.teams)
_TEAM = views_of(directory.team, directory.persons, directory.with_absences)
_HANDS = views_of(directory.team, handovers.in_hand)


class TeamCard(TeamView, frozen=True, kw_only=True):
    """A team with who its members are, by name; as of a date they are told by their ids alone."""

    people: tuple[PersonView, ...] | None = None


class TeamList(msgspec.Struct, frozen=True):
    """Teams by name."""

    teams: list[TeamView]
    next_cursor: str | None = None


@question("list-teams", _TEAMS)
def list_teams(desk: Desk, _viewer: Viewer, wanted: PageWanted | None) -> Answer[TeamList]:
    """With their members."""
    with desk.database.snapshot() as db:
        found = directory.teams(db)
    return Answer(TeamList(*page_of(found, wanted, lambda one: (one.name.en, str(one.team_id)))))


@question("read-team", lambda wanted: _TEAM if wanted.as_of is None else ())
def read_team(desk: Desk, viewer: Viewer, wanted: CardWanted) -> Answer[TeamCard]:
    """Now, also when it is disbanded, or as it was on a date."""
    if wanted.as_of is not None:
        then = cards_as_of.team(desk.log.load(StreamId(wanted.ref)), instant_of(wanted.as_of))
        if then is None:
            raise NoSuchTeam
        return Answer(TeamCard(**_told(then)))
    with desk.database.snapshot() as db:
        found = directory.team(db, wanted.ref)
        if found is None:
            raise NoSuchTeam
        people = directory.with_absences(db, directory.persons(db, found.members), desk.clock.now())
    shown = people if visibility.sees_cards(viewer) else [one.without_card() for one in people]
    return Answer(TeamCard(**_told(found), people=tuple(sorted(shown, key=lambda one: (one.name, one.person_id)))))


def _told(team: TeamView) -> dict[str, Any]:
    return {name: getattr(team, name) for name in TeamView.__struct_fields__}


@question("count-team-tickets", _HANDS)
def count_team_tickets(desk: Desk, _viewer: Viewer, ref: UUID) -> Answer[OpenTickets]:
    """How many open tickets the team has as a whole, and each of its members."""
    with desk.database.snapshot() as db:
        if directory.team(db, ref) is None:
            raise NoSuchTeam
        return Answer(handovers.in_hand(db, ref))
