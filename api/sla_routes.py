"""Previews of working time: what a schedule means, what an edit would do to the open tickets; nothing is written."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query, Response

from aggregates.agreement import NoSuchAgreement
from aggregates.service_schedule import NoSuchSchedule, ScheduleNeverOpens
from api.door import TheBody, TheDesk, TheViewer, as_json, object_of
from api.problems import invalid_field
from api.refusals import InvalidField, NoSuchThing
from commands.permissions import ADMINISTRATORS
from events.values.duration import Duration
from events.values.people import Viewer
from events.values.schedule import Timetable
from events.values.targets import Promise
from events.values.timetable_versions import TimetableVersions, opens_within_years
from projections import sla_preview
from sla_engine.holiday_proposals import COUNTRIES, proposals
from sla_engine.instants import instant, micros
from sla_engine.preview import equivalent, next_intervals
from sla_engine.worktime import Calendar

router = APIRouter()


class TimetableToTry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A timetable that is not saved yet, and how much working time to show on it."""

    timetable: Timetable
    duration: Duration = Duration(1, "days")
    effective_from: datetime | None = None


class PromiseToTry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A promise that is not saved yet."""

    promise: Promise


def _read(body: bytes, kind: Any) -> Any:
    try:
        return msgspec.convert(object_of(body), kind)
    except msgspec.ValidationError as error:
        raise invalid_field(error) from error


def _administrator(viewer: Viewer) -> None:
    if ADMINISTRATORS.isdisjoint(viewer.groups):
        raise NoSuchThing


@router.post(
    "/schedules/preview",
    tags=["schedules"],
    operation_id="try-timetable",
    summary="Ближайшие рабочие интервалы и «1 день = …» · The next working intervals and “1 day = …”",
)
def try_timetable(desk: TheDesk, viewer: TheViewer, body: TheBody) -> Response:
    """What a timetable means, before it is saved."""
    _administrator(viewer)
    wanted: TimetableToTry = _read(body, TimetableToTry)
    now = desk.clock.now()
    if not opens_within_years(wanted.timetable, now.date()):
        raise ScheduleNeverOpens
    calendar = Calendar.of(TimetableVersions.first(wanted.timetable), "UTC")
    return as_json(
        {
            "next_intervals": [
                {"from": instant(begin), "to": instant(end)} for begin, end in next_intervals(calendar, micros(now), 10)
            ],
            "equivalent": equivalent(wanted.duration, calendar, micros(now)),
        }
    )


@router.post(
    "/schedules/{ref}/preview",
    tags=["schedules"],
    operation_id="preview-schedule",
    summary="Что изменит правка графика для открытых заявок · What an edit would do to the open tickets",
)
def preview_schedule(ref: Annotated[UUID, Path()], desk: TheDesk, viewer: TheViewer, body: TheBody) -> Response:
    """Which deadlines move, which would turn missed; nothing is written."""
    _administrator(viewer)
    wanted: TimetableToTry = _read(body, TimetableToTry)
    now = desk.clock.now()
    with desk.database.transaction() as cursor:
        found = sla_preview.schedule_edit(cursor, ref, wanted.timetable, wanted.effective_from or now, now=now)
    if found is None:
        raise NoSuchSchedule
    return as_json(found)


@router.post(
    "/agreements/{ref}/preview",
    tags=["agreements"],
    operation_id="preview-agreement",
    summary="Что изменят новые правила для открытых заявок · What new rules would do to the open tickets",
)
def preview_agreement(ref: Annotated[UUID, Path()], desk: TheDesk, viewer: TheViewer, body: TheBody) -> Response:
    """As if they were revised with ``apply_to_open``; nothing is written."""
    _administrator(viewer)
    wanted: PromiseToTry = _read(body, PromiseToTry)
    now = desk.clock.now()
    with desk.database.transaction() as cursor:
        found = sla_preview.promise_edit(cursor, ref, wanted.promise, now=now)
    if found is None:
        raise NoSuchAgreement
    return as_json(found)


@router.get(
    "/schedules/holidays",
    tags=["schedules"],
    operation_id="propose-holidays",
    summary="Праздники и переносы страны за год · A country's holidays and transfers for a year",
)
def propose_holidays(
    viewer: TheViewer,
    country: Annotated[str, Query(min_length=2, max_length=2, description="ISO code, such as RU.")],
    year: Annotated[int, Query(ge=1990, le=2100)],
) -> Response:
    """Proposed exceptions, to be edited and declared; nothing is written."""
    _administrator(viewer)
    if country.upper() not in COUNTRIES:
        names = ", ".join(COUNTRIES)
        raise InvalidField(
            field="country",
            reason_ru=f"календаря этой страны нет; есть: {names}.",
            reason_en=f"there is no calendar of this country; known: {names}.",
        )
    return as_json({"exceptions": proposals(country.upper(), year)})
