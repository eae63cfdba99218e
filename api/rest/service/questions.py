"""Questions about services and who may ask for them over HTTP: the catalogue, agreements held."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.agreement import cards as agreements
from api.questions.agreement.cards import HeldBy, HeldWanted
from api.questions.paging.whole import MOST
from api.questions.references import person_ref
from api.questions.service import catalogue
from api.questions.service.catalogue import OffersOf, OffersWanted, ServicesWanted
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, Someone, goes_on, page_size, sought, wanted_of

router = Routes()

OF_UNIT = "For which of the units that they belong to: its id; without one the main one."
PART = "Any part of a name, description or classification."
Id = Annotated[UUID, Path(alias="ref", description="Its id.")]
Offered = Annotated[
    OffersWanted,
    Depends(
        wanted_of(
            OffersWanted,
            all_of_it=Query(
                alias="all", description="Also what cannot be asked for, with the reason; else only what can."
            ),
            text=sought(PART),
            cursor=goes_on(),
            limit=page_size(MOST),
            unit=Query(description=OF_UNIT),
        )
    ),
]
Held = Annotated[
    HeldWanted,
    Depends(wanted_of(HeldWanted, unit=Query(description=OF_UNIT), cursor=goes_on(), limit=page_size(MOST))),
]


_SERVICES = wanted_of(ServicesWanted, text=sought(PART), cursor=goes_on(), limit=page_size(MOST))


@router.get(
    "/services",
    tags=["services"],
    operation_id="list-services",
    summary="Каталог услуг деревом · The catalogue of services as a tree",
)
def list_services(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[ServicesWanted, Depends(_SERVICES)],
    min_position: MinPosition = None,
) -> Response:
    """All of it, with why a service cannot be asked for; found ones with those above them. For staff and auditors."""
    return encoded(catalogue.list_services(desk, asker, wanted, min_position))


@router.get(
    "/services/{ref}",
    tags=["services"],
    operation_id="read-service",
    summary="Карточка услуги · A service's card",
)
def read_service(desk: TheDesk, asker: TheAsker, ref: Id, min_position: MinPosition = None) -> Response:
    """With the agreements that provide it now. For staff and auditors."""
    return encoded(catalogue.read_service(desk, asker, ref, min_position))


@router.get(
    "/agreements/{ref}",
    tags=["agreements"],
    operation_id="read-agreement",
    summary="Карточка соглашения · An agreement's card",
)
def read_agreement(desk: TheDesk, asker: TheAsker, ref: Id, min_position: MinPosition = None) -> Response:
    """With whom it serves with what, how long, and what its durations mean (T2). For staff and auditors."""
    return encoded(agreements.read_agreement(desk, asker, ref, min_position))


@router.get(
    "/persons/{ref}/agreements",
    tags=["persons"],
    operation_id="list-agreements-of-person",
    summary="Какие соглашения есть у человека и почему · Which agreements a person holds, and why",
)
def list_agreements_of_person(
    desk: TheDesk, asker: TheAsker, ref: Someone, held: Held, min_position: MinPosition = None
) -> Response:
    """The base one first, then the nearest; each with the path of units that leads to it. For staff and auditors."""
    person = person_ref(desk, asker.viewer, ref)
    wanted = HeldBy(person=person, unit=held.unit, cursor=held.cursor, limit=held.limit)
    return encoded(agreements.list_agreements_of_person(desk, asker, wanted, min_position))


@router.get(
    "/me/agreements",
    tags=["persons"],
    operation_id="list-my-agreements",
    summary="Какие соглашения есть у меня и почему · Which agreements I hold, and why",
)
def list_my_agreements(desk: TheDesk, asker: TheAsker, held: Held, min_position: MinPosition = None) -> Response:
    """The base one first, then the nearest; each with the path of units that leads to it."""
    return encoded(agreements.list_my_agreements(desk, asker, held, min_position))


@router.get(
    "/persons/{ref}/catalogue",
    tags=["persons"],
    operation_id="read-catalogue-of-person",
    summary="Что может заказать этот человек · What this person may ask for",
)
def read_catalogue_of_person(
    desk: TheDesk, asker: TheAsker, ref: Someone, wanted: Offered, min_position: MinPosition = None
) -> Response:
    """The catalogue as they see it, each service with those of their agreements that provide it. For staff."""
    offered = OffersOf(person=person_ref(desk, asker.viewer, ref), **msgspec.structs.asdict(wanted))
    return encoded(catalogue.read_catalogue_of_person(desk, asker, offered, min_position))


@router.get(
    "/me/catalogue",
    tags=["persons"],
    operation_id="read-my-catalogue",
    summary="Что я могу заказать · What I may ask for",
)
def read_my_catalogue(desk: TheDesk, asker: TheAsker, wanted: Offered, min_position: MinPosition = None) -> Response:
    """The catalogue as the bearer of the token sees it, each service with the agreements that provide it to them."""
    return encoded(catalogue.read_my_catalogue(desk, asker, wanted, min_position))
