"""Questions about agreements and service schedules over HTTP; every duration with what it means there (T2)."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.answers import AgreementList, ScheduleList
from api.door import GUARDED, TheDesk
from api.equivalents import beside
from api.reads import MinPosition, fresh, told
from projections import agreements, standing

router = APIRouter()


@router.get(
    "/agreements",
    tags=["agreements"],
    operation_id="list-agreements",
    summary="Соглашения, базовое первым · Agreements, the base one first",
    dependencies=GUARDED,
)
def list_agreements(desk: TheDesk, min_position: MinPosition = None) -> Response:
    """Staff and auditors see them; each duration's path has its equivalent beside it."""
    is_fresh = fresh(desk, ("agreements", *standing.VIEWS), min_position)
    with desk.database.transaction() as db:
        found = standing.of_today(db, agreements.agreements(db), "default_responsible")
        schedules = agreements.schedules(db)
    return told(AgreementList(beside(found, schedules, desk.clock.now())), is_fresh=is_fresh)


@router.get(
    "/schedules",
    tags=["schedules"],
    operation_id="list-schedules",
    summary="Графики обслуживания · Service schedules",
    dependencies=GUARDED,
)
def list_schedules(desk: TheDesk, min_position: MinPosition = None) -> Response:
    """With all versions of their timetables."""
    is_fresh = fresh(desk, ("agreements",), min_position)
    with desk.database.transaction() as db:
        return told(ScheduleList(agreements.schedules(db)), is_fresh=is_fresh)
