"""Questions about units and clients: the tree, opened lazily, cards now and on a date, search by name, people."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import msgspec

from aggregates.org_unit_refusals import NoSuchUnit
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import place_of, written
from api.questions.person.cards import CardWanted, PeopleWanted, PersonPage, last_of
from api.questions.wishes import foreign_cursor, instant_of
from events.values.people import Viewer
from projections.facts import cards_as_of
from projections.kit.reads import views_of
from projections.org_unit import card as unit_card
from projections.org_unit import contents
from projections.org_unit import tree as org_tree
from projections.org_unit.card import UnitCard
from projections.org_unit.contents import UnitContents
from projections.org_unit.tree import Among as Among  # noqa: PLC0414 - part of what is wanted
from projections.org_unit.tree import Branches
from projections.org_unit.tree import UnitLine as UnitLine  # noqa: PLC0414 - part of the answers
from projections.person import directory

_BELOW = views_of(org_tree.unit, org_tree.below)
_FOUND = views_of(org_tree.search)
_CARD = views_of(unit_card.card)
_INSIDE = views_of(org_tree.unit, contents.inside)
_PEOPLE = views_of(org_tree.unit, directory.person, directory.people_of, directory.with_absences)


class UnitsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a unit, or the roots; behind which, and how many at most."""

    older: ClassVar[str] = "after"
    parent: UUID | None = None
    after: UUID | None = None
    cursor: str | None = None
    limit: int = 50


class UnitsSought(msgspec.Struct, frozen=True, kw_only=True):
    """Any part of a name, of ours or of clients alone where it says so, and how many at most."""

    text: str = ""
    among: Among | None = None
    cursor: str | None = None
    limit: int = 50


class UnitList(msgspec.Struct, frozen=True):
    """Units, those whose name begins with what was sought first."""

    units: list[UnitLine]
    next_cursor: str | None = None


@question("list-units", _BELOW)
def list_units(desk: Desk, _viewer: Viewer, wanted: UnitsWanted) -> Answer[Branches]:
    """Our own company first, then by name; each with how many units and people stand right in it."""
    with desk.database.snapshot() as db:
        if wanted.parent is not None and org_tree.unit(db, wanted.parent) is None:
            raise NoSuchUnit(field="parent")
        if wanted.after is not None and org_tree.unit(db, wanted.after) is None:
            raise foreign_cursor("after")
        behind = None if wanted.cursor is None else place_of(wanted.cursor, tuple[str, UUID])
        page = org_tree.below(db, wanted.parent, after=wanted.after, behind=behind, limit=wanted.limit)
    if page.after is None:
        return Answer(page)
    last = page.units[-1]
    goes_on = written((org_tree.place(last.kind, last.name), last.unit_id))
    return Answer(msgspec.structs.replace(page, next_cursor=goes_on))


@question("find-units", _FOUND)
def find_units(desk: Desk, _viewer: Viewer, wanted: UnitsSought) -> Answer[UnitList]:
    """Names that begin with it come first."""
    with desk.database.snapshot() as db:
        behind = None if wanted.cursor is None else place_of(wanted.cursor, tuple[bool, str, UUID])
        found = org_tree.search(db, wanted.text, among=wanted.among, behind=behind, limit=wanted.limit + 1)
    shown = found[: wanted.limit]
    goes_on = written(org_tree.place_found(wanted.text, shown[-1])) if len(found) > len(shown) else None
    return Answer(UnitList(shown, goes_on))


@question("read-unit", lambda wanted: _CARD if wanted.as_of is None else ())
def read_unit(desk: Desk, viewer: Viewer, wanted: CardWanted) -> Answer[UnitCard]:
    """Now, or as it was on a date, with the way up to the root as it was then."""
    if wanted.as_of is not None:
        with desk.database.snapshot() as db:
            then = cards_as_of.unit(desk.log.at(db).load_many, wanted.ref, instant_of(wanted.as_of))
        if then is None:
            raise NoSuchUnit
        return Answer(then)
    with desk.database.snapshot() as db:
        card = unit_card.card(db, viewer, wanted.ref, desk.clock.now())
    if card is None:
        raise NoSuchUnit
    return Answer(card)


@question("preview-unit-archive", _INSIDE)
def preview_archive(desk: Desk, _viewer: Viewer, ref: UUID) -> Answer[UnitContents]:
    """How many people, teams, agreements and tickets archiving the unit would touch."""
    with desk.database.snapshot() as db:
        if org_tree.unit(db, ref) is None:
            raise NoSuchUnit
        return Answer(contents.inside(db, ref, desk.clock.now()))


@question("list-unit-people", _PEOPLE)
def list_people(desk: Desk, _viewer: Viewer, wanted: PeopleWanted) -> Answer[PersonPage]:
    """Whose cards stand right in it, and who belongs to it beside their own unit, in the order of names."""
    with desk.database.snapshot() as db:
        if org_tree.unit(db, wanted.ref) is None:
            raise NoSuchUnit
        last, now = last_of(db, wanted), desk.clock.now()
        found = directory.people_of(db, wanted.ref, now, after=last, limit=wanted.limit + 1)
        found = directory.with_absences(db, found, desk.clock.now())
    return Answer(PersonPage.of(found, wanted.limit))
