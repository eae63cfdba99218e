"""Questions about services: the catalogue as a tree, a service's card, what somebody may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from aggregates.service import NoSuchService
from api.bootstrap import Desk
from api.questions.agreement.cards import refuse_nobody
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import Key, PageWanted, page_of
from events.values.people import Viewer
from projections.agreement import holdings
from projections.kit.reads import views_of
from projections.service import offers
from projections.service.offers import Offer as Offer  # noqa: PLC0414 - what pages tell

_CATALOGUE = views_of(offers.catalogue)
_SERVICE = views_of(offers.offer)
_CATALOGUE_OF = views_of(holdings.of_person, offers.catalogue)


class Catalogue(msgspec.Struct, frozen=True):
    """Services as a tree: children stand behind their parent, ``depth`` says how deep."""

    services: list[Offer]
    next_cursor: str | None = None


class OffersWanted(PageWanted, frozen=True, kw_only=True):
    """Any part of a name, description or classification; ``all_of_it``: also what cannot be asked for.

    ``unit`` is for which of their units somebody would ask, without one for the main one.
    """

    all_of_it: bool = False
    text: str = ""
    unit: UUID | None = None


class OffersOf(OffersWanted, frozen=True, kw_only=True):
    """To whom, and what of it."""

    person: UUID


class ServicesWanted(PageWanted, frozen=True, kw_only=True):
    """Any part of a name, description or classification."""

    text: str = ""


@question("list-services", _CATALOGUE)
def list_services(desk: Desk, _viewer: Viewer, wanted: ServicesWanted) -> Answer[Catalogue]:
    """All of it, with why a service cannot be asked for; found ones with those above them."""
    with desk.database.snapshot() as db:
        found = offers.catalogue(db, desk.clock.now(), text=wanted.text)
    return _page(found, wanted)


@question("read-service", _SERVICE)
def read_service(desk: Desk, _viewer: Viewer, ref: UUID) -> Answer[Offer]:
    """With the agreements that provide it now."""
    with desk.database.snapshot() as db:
        found = offers.offer(db, ref, desk.clock.now())
    if found is None:
        raise NoSuchService
    return Answer(found)


@question("read-catalogue-of-person", _CATALOGUE_OF)
def read_catalogue_of_person(desk: Desk, _viewer: Viewer, wanted: OffersOf) -> Answer[Catalogue]:
    """The catalogue as they see it, each service with those of their agreements that provide it."""
    return _offered(desk, wanted.person, wanted)


@question("read-my-catalogue", _CATALOGUE_OF)
def read_my_catalogue(desk: Desk, viewer: Viewer, wanted: OffersWanted) -> Answer[Catalogue]:
    """The catalogue as whoever asks sees it."""
    return _offered(desk, viewer.actor.id, wanted)


def _offered(desk: Desk, person: UUID, wanted: OffersWanted) -> Answer[Catalogue]:
    now = desk.clock.now()
    with desk.database.snapshot() as db:
        refuse_nobody(desk.log.at(db), person, wanted.unit, now)
        held = [holding.agreement_id for holding in holdings.of_person(db, person, now, wanted.unit)]
        found = offers.catalogue(db, now, held=held, text=wanted.text, all_of_it=wanted.all_of_it)
    return _page(found, wanted)


def _page(found: Sequence[Offer], wanted: PageWanted) -> Answer[Catalogue]:
    """In the order of the tree: by the way that leads to each, and what is above stands in every catalogue, too."""
    ways: dict[UUID, Key] = {}
    for one in found:
        above = ways.get(one.parent_id, ()) if one.parent_id else ()
        ways[one.service_id] = (*above, [one.place, one.name.en, str(one.service_id)])
    return Answer(Catalogue(*page_of(found, wanted, lambda one: ways[one.service_id])))
