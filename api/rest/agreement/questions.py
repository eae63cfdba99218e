"""Questions about agreements and service schedules over HTTP; every duration with what it means there (T2)."""

from __future__ import annotations

from fastapi import Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.agreement import cards as agreements
from api.questions.schedule import cards as schedules
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, ThePage

router = Routes()


@router.get(
    "/agreements",
    tags=["agreements"],
    operation_id="list-agreements",
    summary="Соглашения, базовое первым · Agreements, the base one first",
)
def list_agreements(desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None) -> Response:
    """Staff and auditors see them; each duration's path has its equivalent beside it."""
    return encoded(agreements.list_agreements(desk, asker, page, min_position))


@router.get(
    "/schedules",
    tags=["schedules"],
    operation_id="list-schedules",
    summary="Графики обслуживания · Service schedules",
)
def list_schedules(desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None) -> Response:
    """With the hours in force and those planned next; the last edits lead to the hours of each."""
    return encoded(schedules.list_schedules(desk, asker, page, min_position))
