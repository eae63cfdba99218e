"""Questions about people: who they are, who reports to whom, what they have in hand; and who asks."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from aggregates.person import NoSuchPerson
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import place_of, written
from api.questions.wishes import foreign_cursor, instant_of
from events.values.people import Viewer
from projections.facts import cards_as_of
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.person import card as person_card
from projections.person import directory, whereabouts
from projections.person.absences import Absence, Away
from projections.person.card import PersonCard as PersonCard  # noqa: PLC0414 - the answer
from projections.person.directory import PersonView
from projections.person.name_search import FoundPerson
from projections.team import on_call
from projections.team.on_call import OnCallFor
from projections.ticket import handovers

_FOUND = views_of(directory.page_found, directory.with_absences)
_CARD = views_of(person_card.card)
_TEAMS = views_of(directory.teams)
_REPORTS = views_of(directory.person, person_card.reporting_to, directory.with_absences)
_HANDS = views_of(directory.person, handovers.in_hands_of)
_ME = views_of(whereabouts.whereabouts, on_call.of_person)


class PersonsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Any part of a name, from where on, and how many at most."""

    text: str = ""
    cursor: str | None = None
    limit: int = 50


class CardWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose card, now or as it was on a date or at an instant."""

    ref: UUID
    as_of: str | None = None


class PeopleWanted(msgspec.Struct, frozen=True, kw_only=True):
    """The people of whom or what, behind whom, and how many at most."""

    older: ClassVar[str] = "after"
    ref: UUID
    after: UUID | None = None
    cursor: str | None = None
    limit: int = 50


class PersonList(msgspec.Struct, frozen=True):
    """People by name, and the cursor of the next page, if there is one."""

    persons: list[PersonView]
    next_cursor: str | None = None


class PersonPage(msgspec.Struct, frozen=True):
    """People by name; ``next_cursor`` leads on, if there are more, and so does ``after``."""

    persons: list[PersonView]
    after: UUID | None = None
    next_cursor: str | None = None

    @classmethod
    def of(cls, found: list[PersonView], limit: int) -> PersonPage:
        """The page of people of whom one more than that was asked for."""
        shown = found[:limit]
        if len(found) == len(shown):
            return cls(shown)
        last = shown[-1]
        return cls(shown, last.person_id, written((last.name, last.person_id)))


class Me(Viewer, frozen=True):
    """Who asks: what they may, whether they are away, for whom they stand in, and for which teams they are on call."""

    away: Away | None = None
    stands_in_for: tuple[Absence, ...] = ()
    on_call: tuple[OnCallFor, ...] = ()


class InHand(msgspec.Struct, frozen=True):
    """How many open tickets a person has in hand, by team."""

    by_team: dict[UUID, int]


@question("find-persons", _FOUND)
def find_persons(desk: Desk, viewer: Viewer, wanted: PersonsWanted) -> Answer[PersonList]:
    """In either script, as one types; names that begin with it come first. Cards only for those who see every card."""
    behind = None if wanted.cursor is None else place_of(wanted.cursor, FoundPerson)
    with desk.database.snapshot() as db:
        found, last = directory.page_found(
            db, wanted.text, limit=wanted.limit, with_cards=visibility.sees_cards(viewer), behind=behind
        )
        page = directory.with_absences(db, found, desk.clock.now())
    return Answer(PersonList(page, None if last is None else written(last)))


@question("read-person", lambda wanted: _CARD if wanted.as_of is None else _TEAMS)
def read_person(desk: Desk, viewer: Viewer, wanted: CardWanted) -> Answer[PersonCard]:
    """One's own, or anybody's for those who see every card; now, or as it was on a date."""
    if wanted.as_of is not None:
        return _as_of(desk, viewer, wanted.ref, wanted.as_of)
    with desk.database.snapshot() as db:
        card = person_card.card(db, viewer, wanted.ref, desk.clock.now())
    if card is None:
        raise NoSuchPerson
    return Answer(card)


def _as_of(desk: Desk, viewer: Viewer, ref: UUID, as_of: str) -> Answer[PersonCard]:
    if not visibility.sees_person(viewer, ref):
        raise NoSuchPerson
    with desk.database.snapshot() as db:
        teams = [team.team_id for team in directory.teams(db, disbanded=True)]
        then = cards_as_of.person(desk.log.at(db).load_many, ref, instant_of(as_of), teams)
    if then is None:
        raise NoSuchPerson
    return Answer(then)


def last_of(db: Cursor[Any], wanted: PeopleWanted) -> tuple[str, UUID] | None:
    """Name and id of whom the page before ended with; ``after`` is refused when it is nobody."""
    if wanted.cursor is not None:
        return place_of(wanted.cursor, tuple[str, UUID])
    last = None if wanted.after is None else directory.person(db, wanted.after)
    if wanted.after is not None and last is None:
        raise foreign_cursor("after")
    return None if last is None else (last.name, last.person_id)


@question("read-reports", _REPORTS)
def read_reports(desk: Desk, viewer: Viewer, wanted: PeopleWanted) -> Answer[PersonPage]:
    """The people of the units that they head, and the heads right below."""
    with desk.database.snapshot() as db:
        last = last_of(db, wanted)
        found = person_card.reporting_to(db, viewer, wanted.ref, after=last, limit=wanted.limit + 1)
        if found is None:
            raise NoSuchPerson
        found = directory.with_absences(db, found, desk.clock.now())
    return Answer(PersonPage.of(found, wanted.limit))


@question("count-person-tickets", _HANDS)
def count_person_tickets(desk: Desk, _viewer: Viewer, ref: UUID) -> Answer[InHand]:
    """How many open tickets the person has in hand, by team."""
    with desk.database.snapshot() as db:
        if directory.person(db, ref) is None:
            raise NoSuchPerson
        return Answer(InHand(handovers.in_hands_of(db, ref)))


@question("who-am-i", _ME)
def who_am_i(desk: Desk, viewer: Viewer, _: None) -> Answer[Me]:
    """Whoever asks, with their teams as they are now, and whether they are away or stand in for others."""
    me, now = viewer.actor.id, desk.clock.now()
    with desk.database.glance() as db:
        found, duties = whereabouts.whereabouts(db, me, now), tuple[OnCallFor, ...]()
    if found.with_rota:
        with desk.database.snapshot() as db:
            found = whereabouts.whereabouts(db, me, now)
            duties = on_call.of_person(db, me, found.with_rota, now)
    return Answer(
        Me(
            *(viewer.actor, viewer.groups, found.teams, viewer.language, viewer.company, viewer.further),
            away=found.away,
            stands_in_for=found.stands_in_for,
            on_call=duties,
        )
    )
