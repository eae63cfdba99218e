"""Histories of cards over HTTP: who changed a person, a unit, a promise, a type, when and to what (row 176)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from aggregates.agreement import NoSuchAgreement
from aggregates.org_unit_refusals import NoSuchUnit
from aggregates.person import NoSuchPerson
from aggregates.service import NoSuchService
from aggregates.service_schedule import NoSuchSchedule
from aggregates.team import NoSuchTeam
from aggregates.ticket_type import NoSuchTicketType
from api.bootstrap import Desk
from api.http.door import TheDesk, TheViewer
from api.questions.answers import History
from api.questions.reads import MinPosition, fresh, told
from events.values.identity import StreamId, ticket_type_id
from events.values.people import Viewer
from events.values.refusal import Refusal
from projections.facts.history import history_with_names
from projections.kit.reads import views_of
from projections.ticket_type import rows as ticket_types

router = APIRouter()

_HISTORY = views_of(history_with_names)
_OF_TYPE = views_of(ticket_types.types, history_with_names)

AnId = Annotated[UUID, Path()]


def _history(
    desk: Desk, viewer: Viewer, stream: UUID, kind: str, missing: type[Refusal], min_position: int | None
) -> Response:
    """Straight from the log, but for the names in it; an id of something else is nothing here."""
    is_fresh = fresh(desk, _HISTORY, min_position)
    with desk.database.snapshot() as db:
        facts = desk.log.at(db).load(StreamId(stream))
        if not facts or not facts[0].fact.stored_name.startswith(f"{kind}."):
            raise missing
        return told(History(history_with_names(db, viewer, facts)), is_fresh=is_fresh)


@router.get(
    "/persons/{ref}/history",
    tags=["persons"],
    operation_id="read-person-history",
    summary="История карточки: кто, когда, что · A person's history: who, when, what",
)
def read_person_history(ref: AnId, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Units, groups, licence, access and addresses, from the first day on."""
    return _history(desk, viewer, ref, "person", NoSuchPerson, min_position)


@router.get(
    "/units/{ref}/history",
    tags=["units"],
    operation_id="read-unit-history",
    summary="История подразделения · A unit's history",
)
def read_unit_history(ref: AnId, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Names, places in the tree and heads."""
    return _history(desk, viewer, ref, "org-unit", NoSuchUnit, min_position)


@router.get(
    "/teams/{ref}/history",
    tags=["teams"],
    operation_id="read-team-history",
    summary="История команды · A team's history",
)
def read_team_history(ref: AnId, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Members and leads."""
    return _history(desk, viewer, ref, "team", NoSuchTeam, min_position)


@router.get(
    "/services/{ref}/history",
    tags=["services"],
    operation_id="read-service-history",
    summary="История услуги · A service's history",
)
def read_service_history(ref: AnId, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Names, types, places and those who are responsible."""
    return _history(desk, viewer, ref, "service", NoSuchService, min_position)


@router.get(
    "/agreements/{ref}/history",
    tags=["agreements"],
    operation_id="read-agreement-history",
    summary="История соглашения со всеми его нормами · An agreement's history with all its promises",
)
def read_agreement_history(ref: AnId, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Every version of its promise stays readable, as it was given."""
    return _history(desk, viewer, ref, "agreement", NoSuchAgreement, min_position)


@router.get(
    "/schedules/{ref}/history",
    tags=["schedules"],
    operation_id="read-schedule-history",
    summary="История графика со всеми его часами · A schedule's history with all its hours",
)
def read_schedule_history(ref: AnId, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Every version of its hours and days."""
    return _history(desk, viewer, ref, "service-schedule", NoSuchSchedule, min_position)


@router.get(
    "/ticket-types/{ref}/history",
    tags=["ticket-types"],
    operation_id="read-ticket-type-history",
    summary="История типа заявки · A ticket type's history",
)
def read_ticket_type_history(
    ref: Annotated[str, Path(max_length=200, description="The type's code.")],
    desk: TheDesk,
    viewer: TheViewer,
    min_position: MinPosition = None,
) -> Response:
    """Every version of its life cycle and attributes; of a shipped type, what was revised."""
    is_fresh = fresh(desk, _OF_TYPE, min_position)
    with desk.database.snapshot() as db:
        if not ticket_types.types(db, [ref]):
            raise NoSuchTicketType
        facts = desk.log.at(db).load(StreamId(ticket_type_id(ref)))
        return told(History(history_with_names(db, viewer, facts)), is_fresh=is_fresh)
