"""Questions about agreements and service schedules over HTTP; every duration with what it means there (T2)."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.http.door import GUARDED, TheDesk
from api.questions.answers import AgreementList, ScheduleList
from api.questions.equivalents import beside
from api.questions.reads import MinPosition, fresh, told
from projections.agreement import rows as agreements
from projections.agreement import schedules
from projections.kit import heir
from projections.kit.reads import views_of

router = APIRouter()

_AGREEMENTS = views_of(agreements.agreements, heir.of_today, schedules.schedules)
_SCHEDULES = views_of(schedules.cards)


@router.get(
    "/agreements",
    tags=["agreements"],
    operation_id="list-agreements",
    summary="Соглашения, базовое первым · Agreements, the base one first",
    dependencies=GUARDED,
)
def list_agreements(desk: TheDesk, min_position: MinPosition = None) -> Response:
    """Staff and auditors see them; each duration's path has its equivalent beside it."""
    is_fresh = fresh(desk, _AGREEMENTS, min_position)
    with desk.database.snapshot() as db:
        found = heir.of_today(db, agreements.agreements(db), "default_responsible")
        known = schedules.schedules(db, {agreement.schedule_id for agreement in found})
    return told(AgreementList(beside(found, known, desk.clock.now())), is_fresh=is_fresh)


@router.get(
    "/schedules",
    tags=["schedules"],
    operation_id="list-schedules",
    summary="Графики обслуживания · Service schedules",
    dependencies=GUARDED,
)
def list_schedules(desk: TheDesk, min_position: MinPosition = None) -> Response:
    """With the hours in force and those planned next; the last edits lead to the hours of each."""
    is_fresh = fresh(desk, _SCHEDULES, min_position)
    with desk.database.snapshot() as db:
        return told(ScheduleList(schedules.cards(db, desk.clock.now())), is_fresh=is_fresh)
