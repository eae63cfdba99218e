"""Versions of agreements, schedules and ticket types over HTTP, each whole and for ever (row 176)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions import ticket_type
from api.questions.history import versions
from api.questions.history.versions import VersionWanted
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition

router = Routes()

AnId = Annotated[UUID, Path(alias="ref", description="Its id.")]
Number = Annotated[int, Path(description="Its number, as a ticket says what it was registered as.")]


@router.get(
    "/agreements/{ref}/versions/{version}",
    tags=["agreements"],
    operation_id="read-agreement-version",
    summary="Версия обещаний соглашения целиком · A version of an agreement's promise, whole",
)
def read_agreement_version(ref: AnId, version: Number, desk: TheDesk, asker: TheAsker) -> Response:
    """Rules, norms and schedule as they were, whatever became of the agreement. Straight from the log."""
    return encoded(versions.read_agreement_version(desk, asker, VersionWanted(ref=ref, version=version)))


@router.get(
    "/schedules/{ref}/versions/{version}",
    tags=["schedules"],
    operation_id="read-schedule-version",
    summary="Версия графика целиком · A version of a schedule, whole",
)
def read_schedule_version(ref: AnId, version: Number, desk: TheDesk, asker: TheAsker) -> Response:
    """Week, holidays and special days as that edit said them, and no other. Straight from the log."""
    return encoded(versions.read_schedule_version(desk, asker, VersionWanted(ref=ref, version=version)))


@router.get(
    "/ticket-types/{ref}/versions/{version}",
    tags=["ticket-types"],
    operation_id="read-ticket-type-version",
    summary="Версия типа заявки целиком · A version of a ticket type, whole",
)
def read_ticket_type_version(
    ref: Annotated[str, Path(max_length=50, description="A type's code, such as incident.")],
    version: Number,
    desk: TheDesk,
    asker: TheAsker,
    min_position: MinPosition = None,
) -> Response:
    """Life cycle, attributes and priority matrix as they were; 0 is how it came with the desk."""
    wanted = VersionWanted(ref=ref, version=version)
    return encoded(ticket_type.read_ticket_type_version(desk, asker, wanted, min_position))
