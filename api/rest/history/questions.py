"""Histories of cards over HTTP: who changed a person, a unit, a promise, a type, when and to what (row 176)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.history import cards
from api.questions.references import person_ref
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, Someone, ThePage

router = Routes()

AnId = Annotated[UUID, Path()]


@router.get(
    "/persons/{ref}/history",
    tags=["persons"],
    operation_id="read-person-history",
    summary="История карточки: кто, когда, что · A person's history: who, when, what",
)
def read_person_history(
    ref: Someone, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Units, groups, licence, access and addresses, from the first day on."""
    return encoded(cards.read_person_history(desk, asker, page.of(person_ref(desk, asker.viewer, ref)), min_position))


@router.get(
    "/units/{ref}/history",
    tags=["units"],
    operation_id="read-unit-history",
    summary="История подразделения · A unit's history",
)
def read_unit_history(
    ref: AnId, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Names, places in the tree and heads."""
    return encoded(cards.read_unit_history(desk, asker, page.of(ref), min_position))


@router.get(
    "/teams/{ref}/history",
    tags=["teams"],
    operation_id="read-team-history",
    summary="История команды · A team's history",
)
def read_team_history(
    ref: AnId, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Members and leads."""
    return encoded(cards.read_team_history(desk, asker, page.of(ref), min_position))


@router.get(
    "/services/{ref}/history",
    tags=["services"],
    operation_id="read-service-history",
    summary="История услуги · A service's history",
)
def read_service_history(
    ref: AnId, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Names, types, places and those who are responsible."""
    return encoded(cards.read_service_history(desk, asker, page.of(ref), min_position))


@router.get(
    "/agreements/{ref}/history",
    tags=["agreements"],
    operation_id="read-agreement-history",
    summary="История соглашения со всеми его нормами · An agreement's history with all its promises",
)
def read_agreement_history(
    ref: AnId, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Every version of its promise stays readable, as it was given."""
    return encoded(cards.read_agreement_history(desk, asker, page.of(ref), min_position))


@router.get(
    "/schedules/{ref}/history",
    tags=["schedules"],
    operation_id="read-schedule-history",
    summary="История графика со всеми его часами · A schedule's history with all its hours",
)
def read_schedule_history(
    ref: AnId, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Every version of its hours and days."""
    return encoded(cards.read_schedule_history(desk, asker, page.of(ref), min_position))


@router.get(
    "/ticket-types/{ref}/history",
    tags=["ticket-types"],
    operation_id="read-ticket-type-history",
    summary="История типа заявки · A ticket type's history",
)
def read_ticket_type_history(
    ref: Annotated[str, Path(max_length=200, description="The type's code.")],
    desk: TheDesk,
    asker: TheAsker,
    page: ThePage,
    min_position: MinPosition = None,
) -> Response:
    """Every version of its life cycle and attributes; of a shipped type, what was revised."""
    return encoded(cards.read_ticket_type_history(desk, asker, page.of(ref), min_position))
