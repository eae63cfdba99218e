"""Questions about services and who may ask for them over HTTP: the catalogue, agreements held."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from aggregates.agreement import NoSuchAgreement
from aggregates.person import NoSuchPerson, Person
from aggregates.service import NoSuchService
from api.http.door import GUARDED, TheDesk, TheViewer
from api.questions.equivalents import beside
from api.questions.reads import MinPosition, fresh, told
from api.questions.service_answers import Catalogue, Holdings
from connectors.storage.log.reading import LogReading
from events.values.identity import StreamId
from projections.agreement import holdings, schedules
from projections.agreement import rows as agreements
from projections.kit import heir
from projections.kit.reads import views_of
from projections.service import offers

router = APIRouter()

_CATALOGUE = views_of(offers.catalogue)
_SERVICE = views_of(offers.offer)
_AGREEMENT = views_of(agreements.agreements, heir.of_today, schedules.schedules)
_HELD = views_of(holdings.of_person)
_CATALOGUE_OF = views_of(holdings.of_person, offers.catalogue)
Id = Annotated[UUID, Path(alias="ref", description="Its id.")]
Text = Annotated[str, Query(max_length=200, description="Any part of a name, description or classification.")]
AllOfIt = Annotated[
    bool, Query(alias="all", description="Also what cannot be asked for, with the reason; else only what can.")
]


@router.get(
    "/services",
    tags=["services"],
    operation_id="list-services",
    dependencies=GUARDED,
    summary="Каталог услуг деревом · The catalogue of services as a tree",
)
def list_services(desk: TheDesk, text: Text = "", min_position: MinPosition = None) -> Response:
    """All of it, with why a service cannot be asked for; found ones with those above them. For staff and auditors."""
    is_fresh = fresh(desk, _CATALOGUE, min_position)
    with desk.database.snapshot() as db:
        return told(Catalogue(offers.catalogue(db, desk.clock.now(), text=text)), is_fresh=is_fresh)


@router.get(
    "/services/{ref}",
    tags=["services"],
    operation_id="read-service",
    dependencies=GUARDED,
    summary="Карточка услуги · A service's card",
)
def read_service(desk: TheDesk, ref: Id, min_position: MinPosition = None) -> Response:
    """With the agreements that provide it now. For staff and auditors."""
    is_fresh = fresh(desk, _SERVICE, min_position)
    with desk.database.snapshot() as db:
        found = offers.offer(db, ref, desk.clock.now())
    if found is None:
        raise NoSuchService
    return told(found, is_fresh=is_fresh)


@router.get(
    "/agreements/{ref}",
    tags=["agreements"],
    operation_id="read-agreement",
    dependencies=GUARDED,
    summary="Карточка соглашения · An agreement's card",
)
def read_agreement(desk: TheDesk, ref: Id, min_position: MinPosition = None) -> Response:
    """With whom it serves with what, how long, and what its durations mean (T2). For staff and auditors."""
    is_fresh = fresh(desk, _AGREEMENT, min_position)
    with desk.database.snapshot() as db:
        found = heir.of_today(db, agreements.agreements(db, ref), "default_responsible")
        known = schedules.schedules(db, {agreement.schedule_id for agreement in found})
    if not found:
        raise NoSuchAgreement
    return told(beside(found, known, desk.clock.now())[0], is_fresh=is_fresh)


@router.get(
    "/persons/{ref}/agreements",
    tags=["persons"],
    operation_id="list-agreements-of-person",
    dependencies=GUARDED,
    summary="Какие соглашения есть у человека и почему · Which agreements a person holds, and why",
)
def list_agreements_of_person(desk: TheDesk, ref: Id, min_position: MinPosition = None) -> Response:
    """The base one first, then the nearest; each with the path of units that leads to it. For staff and auditors."""
    return _holdings(desk, ref, min_position)


@router.get(
    "/me/agreements",
    tags=["persons"],
    operation_id="list-my-agreements",
    summary="Какие соглашения есть у меня и почему · Which agreements I hold, and why",
)
def list_my_agreements(desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """The base one first, then the nearest; each with the path of units that leads to it."""
    return _holdings(desk, viewer.actor.id, min_position)


@router.get(
    "/persons/{ref}/catalogue",
    tags=["persons"],
    operation_id="read-catalogue-of-person",
    dependencies=GUARDED,
    summary="Что может заказать этот человек · What this person may ask for",
)
def read_catalogue_of_person(
    desk: TheDesk,
    ref: Id,
    all_of_it: AllOfIt = False,  # noqa: FBT002 - a parameter of the address
    text: Text = "",
    min_position: MinPosition = None,
) -> Response:
    """The catalogue as they see it, each service with those of their agreements that provide it. For staff."""
    return _catalogue(desk, ref, text, min_position, all_of_it=all_of_it)


@router.get(
    "/me/catalogue",
    tags=["persons"],
    operation_id="read-my-catalogue",
    summary="Что я могу заказать · What I may ask for",
)
def read_my_catalogue(
    desk: TheDesk,
    viewer: TheViewer,
    all_of_it: AllOfIt = False,  # noqa: FBT002 - a parameter of the address
    text: Text = "",
    min_position: MinPosition = None,
) -> Response:
    """The catalogue as the bearer of the token sees it, each service with the agreements that provide it to them."""
    return _catalogue(desk, viewer.actor.id, text, min_position, all_of_it=all_of_it)


def _refuse_nobody(log: LogReading, person_id: UUID) -> None:
    if Person.fold(log.load(StreamId(person_id))) is None:
        raise NoSuchPerson


def _holdings(desk: TheDesk, person_id: UUID, min_position: int | None) -> Response:
    is_fresh = fresh(desk, _HELD, min_position)
    with desk.database.snapshot() as db:
        _refuse_nobody(desk.log.at(db), person_id)
        return told(Holdings(holdings.of_person(db, person_id, desk.clock.now())), is_fresh=is_fresh)


def _catalogue(desk: TheDesk, person_id: UUID, text: str, min_position: int | None, *, all_of_it: bool) -> Response:
    is_fresh = fresh(desk, _CATALOGUE_OF, min_position)
    now = desk.clock.now()
    with desk.database.snapshot() as db:
        _refuse_nobody(desk.log.at(db), person_id)
        held = [holding.agreement_id for holding in holdings.of_person(db, person_id, now)]
        found = offers.catalogue(db, now, held=held, text=text, all_of_it=all_of_it)
    return told(Catalogue(found), is_fresh=is_fresh)
