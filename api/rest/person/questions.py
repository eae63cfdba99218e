"""Questions about people and teams over HTTP, and who the bearer of a token is."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query, Response

from aggregates.person import NoSuchPerson
from aggregates.team import NoSuchTeam
from api.http.door import GUARDED, TheDesk, TheViewer, as_json
from api.questions.answers import InHand, PersonList, PersonPage, TeamList
from api.questions.reads import AsOf, MinPosition, PageSize, foreign_cursor, fresh, instant_of, told
from api.questions.rights import rights
from events.values.identity import StreamId
from projections.facts import cards_as_of
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.person import card as person_card
from projections.person import directory
from projections.ticket import handovers

router = APIRouter()

Someone = Annotated[UUID, Path(description="The person's id.")]
ATeam = Annotated[UUID, Path(description="The team's id.")]

_TEAMS = views_of(directory.teams)
_TEAM = views_of(directory.team)
_TEAM_HANDS = views_of(directory.team, handovers.in_hand)
_FOUND = views_of(directory.search, directory.search_without_cards)
_CARD = views_of(person_card.card)
_REPORTS = views_of(directory.person, person_card.reporting_to)
_HANDS = views_of(directory.person, handovers.in_hands_of)
_ME = views_of(directory.teams_of)


@router.get("/teams", tags=["teams"], operation_id="list-teams", summary="Команды · Teams", dependencies=GUARDED)
def list_teams(desk: TheDesk, min_position: MinPosition = None) -> Response:
    """With their members."""
    is_fresh = fresh(desk, _TEAMS, min_position)
    with desk.database.snapshot() as db:
        return told(TeamList(directory.teams(db)), is_fresh=is_fresh)


@router.get(
    "/teams/{ref}",
    tags=["teams"],
    operation_id="read-team",
    summary="Карточка команды · A team's card",
    dependencies=GUARDED,
)
def read_team(ref: ATeam, desk: TheDesk, as_of: AsOf = None, min_position: MinPosition = None) -> Response:
    """Now, also when it is disbanded, or as it was on a date."""
    if as_of is not None:
        then = cards_as_of.team(desk.log.load(StreamId(ref)), instant_of(as_of))
        if then is None:
            raise NoSuchTeam
        return told(then, is_fresh=True)
    is_fresh = fresh(desk, _TEAM, min_position)
    with desk.database.snapshot() as db:
        found = directory.team(db, ref)
    if found is None:
        raise NoSuchTeam
    return told(found, is_fresh=is_fresh)


@router.get(
    "/teams/{ref}/open-tickets",
    tags=["teams"],
    operation_id="count-team-tickets",
    summary="Что перейдёт, если убрать участника или команду · What goes over when a member or the team goes",
    dependencies=GUARDED,
)
def count_team_tickets(ref: ATeam, desk: TheDesk, min_position: MinPosition = None) -> Response:
    """How many open tickets the team has as a whole, and each of its members."""
    is_fresh = fresh(desk, _TEAM_HANDS, min_position)
    with desk.database.snapshot() as db:
        if directory.team(db, ref) is None:
            raise NoSuchTeam
        return told(handovers.in_hand(db, ref), is_fresh=is_fresh)


@router.get(
    "/persons",
    tags=["persons"],
    operation_id="find-persons",
    summary="Найти человека · Find a person",
)
def find_persons(
    desk: TheDesk,
    viewer: TheViewer,
    text: Annotated[
        str, Query(max_length=200, description="Any part of a name; of a login or address for those who see cards.")
    ] = "",
    limit: PageSize = 50,
    min_position: MinPosition = None,
) -> Response:
    """In either script, as one types; names that begin with it come first. Cards only for those who see every card."""
    is_fresh = fresh(desk, _FOUND, min_position)
    with desk.database.snapshot() as db:
        search = directory.search if visibility.sees_cards(viewer) else directory.search_without_cards
        found = search(db, text, limit=limit)
    return told(PersonList(found), is_fresh=is_fresh)


@router.get(
    "/persons/{ref}", tags=["persons"], operation_id="read-person", summary="Карточка человека · A person's card"
)
def read_person(
    ref: Someone, desk: TheDesk, viewer: TheViewer, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """One's own, or anybody's for those who see every card; now, or as it was on a date."""
    if as_of is not None:
        if not visibility.sees_person(viewer, ref):
            raise NoSuchPerson
        is_fresh = fresh(desk, _TEAMS, min_position)
        with desk.database.snapshot() as db:
            teams = [team.team_id for team in directory.teams(db, disbanded=True)]
            then = cards_as_of.person(desk.log.at(db).load_many, ref, instant_of(as_of), teams)
        if then is None:
            raise NoSuchPerson
        return told(then, is_fresh=is_fresh)
    is_fresh = fresh(desk, _CARD, min_position)
    with desk.database.snapshot() as db:
        card = person_card.card(db, viewer, ref)
    if card is None:
        raise NoSuchPerson
    return told(card, is_fresh=is_fresh)


@router.get(
    "/persons/{ref}/reports",
    tags=["persons"],
    operation_id="read-reports",
    summary="Кто подчиняется этому человеку · Who reports to a person",
)
def read_reports(
    ref: Someone,
    desk: TheDesk,
    viewer: TheViewer,
    after: Annotated[UUID | None, Query(description="“after” of the page before.")] = None,
    limit: PageSize = 50,
    min_position: MinPosition = None,
) -> Response:
    """The people of the units that they head, and the heads right below; whom they report to is on their card."""
    is_fresh = fresh(desk, _REPORTS, min_position)
    with desk.database.snapshot() as db:
        if after is not None and directory.person(db, after) is None:
            raise foreign_cursor("after")
        found = person_card.reporting_to(db, viewer, ref, after=after, limit=limit)
    if found is None:
        raise NoSuchPerson
    return told(PersonPage.of(found, limit), is_fresh=is_fresh)


@router.get(
    "/persons/{ref}/open-tickets",
    tags=["persons"],
    operation_id="count-person-tickets",
    summary="Что перейдёт, если закрыть доступ · What goes over when the access ends",
    dependencies=GUARDED,
)
def count_person_tickets(ref: Someone, desk: TheDesk, min_position: MinPosition = None) -> Response:
    """How many open tickets the person has in hand, by team."""
    is_fresh = fresh(desk, _HANDS, min_position)
    with desk.database.snapshot() as db:
        if directory.person(db, ref) is None:
            raise NoSuchPerson
        return told(InHand(handovers.in_hands_of(db, ref)), is_fresh=is_fresh)


@router.get("/me", tags=["persons"], operation_id="who-am-i", summary="Кто я и что могу · Who am I")
def who_am_i(desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """The bearer of the token, with groups and teams as they are now."""
    is_fresh = fresh(desk, _ME, min_position)
    with desk.database.snapshot() as db:
        teams = directory.teams_of(db, viewer.actor.id)
    return told(msgspec.structs.replace(viewer, teams=teams), is_fresh=is_fresh)


@router.get(
    "/rights",
    tags=["persons"],
    operation_id="read-rights",
    summary="Кому что можно · Who may what",
    dependencies=GUARDED,
)
def read_rights() -> Response:
    """What each group may do, ask and see; several groups add up."""
    return as_json(rights())
