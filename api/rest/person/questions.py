"""Questions about people and teams over HTTP, and who the bearer of a token is."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.person import cards, teams
from api.questions.person.cards import CardWanted, PeopleWanted, PersonsWanted
from api.questions.references import person_ref
from api.questions.rights import read_rights as ask_for_rights
from api.rest.encoded import encoded
from api.rest.parameters import AsOf, MinPosition, Someone, ThePage, goes_on, page_size, people_of, sought, wanted_of

router = Routes()

_ID = "The person's id."
ATeam = Annotated[UUID, Path(description="The team's id.")]

_SEARCH = wanted_of(
    PersonsWanted,
    text=sought("Any part of a name; of a login or address for those who see cards."),
    cursor=goes_on(),
    limit=page_size(),
)

_REPORTS = people_of(_ID)


@router.get("/teams", tags=["teams"], operation_id="list-teams", summary="Команды · Teams")
def list_teams(desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None) -> Response:
    """With their members."""
    return encoded(teams.list_teams(desk, asker, page, min_position))


@router.get(
    "/teams/{ref}",
    tags=["teams"],
    operation_id="read-team",
    summary="Карточка команды · A team's card",
)
def read_team(
    ref: ATeam, desk: TheDesk, asker: TheAsker, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Now, also when it is disbanded, or as it was on a date."""
    return encoded(teams.read_team(desk, asker, CardWanted(ref=ref, as_of=as_of), min_position))


@router.get(
    "/teams/{ref}/open-tickets",
    tags=["teams"],
    operation_id="count-team-tickets",
    summary="Что перейдёт, если убрать участника или команду · What goes over when a member or the team goes",
)
def count_team_tickets(ref: ATeam, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """How many open tickets the team has as a whole, and each of its members."""
    return encoded(teams.count_team_tickets(desk, asker, ref, min_position))


@router.get(
    "/persons",
    tags=["persons"],
    operation_id="find-persons",
    summary="Найти человека · Find a person",
)
def find_persons(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[PersonsWanted, Depends(_SEARCH)], min_position: MinPosition = None
) -> Response:
    """In either script, as one types; names that begin with it come first. Cards only for those who see every card.

    Words find 10,000 people at most: type another letter then. Without any, everybody is told, by name.
    """
    return encoded(cards.find_persons(desk, asker, wanted, min_position))


@router.get(
    "/persons/{ref}", tags=["persons"], operation_id="read-person", summary="Карточка человека · A person's card"
)
def read_person(
    ref: Someone, desk: TheDesk, asker: TheAsker, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """One's own, or anybody's for those who see every card; now, or as it was on a date."""
    return encoded(
        cards.read_person(desk, asker, CardWanted(ref=person_ref(desk, asker.viewer, ref), as_of=as_of), min_position)
    )


@router.get(
    "/persons/{ref}/reports",
    tags=["persons"],
    operation_id="read-reports",
    summary="Кто подчиняется этому человеку · Who reports to a person",
)
def read_reports(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[PeopleWanted, Depends(_REPORTS)], min_position: MinPosition = None
) -> Response:
    """The people of the units that they head, and the heads right below; whom they report to is on their card."""
    return encoded(cards.read_reports(desk, asker, wanted, min_position))


@router.get(
    "/persons/{ref}/open-tickets",
    tags=["persons"],
    operation_id="count-person-tickets",
    summary="Что перейдёт, если закрыть доступ · What goes over when the access ends",
)
def count_person_tickets(ref: Someone, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """How many open tickets the person has in hand, by team."""
    return encoded(cards.count_person_tickets(desk, asker, person_ref(desk, asker.viewer, ref), min_position))


@router.get("/me", tags=["persons"], operation_id="who-am-i", summary="Кто я и что могу · Who am I")
def who_am_i(desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """The bearer of the token, with groups and teams as they are now."""
    return encoded(cards.who_am_i(desk, asker, None, min_position))


@router.get(
    "/rights",
    tags=["persons"],
    operation_id="read-rights",
    summary="Кому что можно · Who may what",
)
def read_rights(desk: TheDesk, asker: TheAsker) -> Response:
    """What each group may do, ask and see; several groups add up."""
    return encoded(ask_for_rights(desk, asker, None))
