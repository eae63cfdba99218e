"""Previews of working time: what a schedule means, what an edit would do to the open tickets; nothing is written."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query, Response

from aggregates.agreement import Agreement, NoSuchAgreement
from aggregates.service_schedule import NoSuchSchedule, Schedule, ScheduleNeverOpens
from api.http.body import decoded, object_of
from api.http.door import GUARDED, TheBody, TheDesk, as_json
from api.http.refusals import InvalidField
from api.questions.equivalents import Equivalents, of_promise
from api.questions.reads import MinPosition, fresh, told
from commands.fields import Instant
from commands.promise import refuse_strangers
from commands.reach import refuse_cut, refuse_unreachable
from events.values.duration import Duration
from events.values.identity import StreamId
from events.values.schedule import DatedException, Timetable
from events.values.targets import Promise
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions, opens_within_years
from projections.agreement import rows as agreements
from projections.agreement import schedules
from projections.kit.reads import views_of
from projections.sla_clocks import preview as sla_preview
from projections.sla_clocks.preview import Preview
from sla_engine.holiday_proposals import COUNTRIES, moved_days, proposals, shortened
from sla_engine.instants import instant, micros
from sla_engine.preview import equivalent, next_intervals, week_in_words
from sla_engine.worktime import Calendar

router = APIRouter()

_SCHEDULE = views_of(sla_preview.schedule_edit)
_AGREEMENT = views_of(sla_preview.promise_edit, agreements.agreements, schedules.schedule)


class Interval(msgspec.Struct, frozen=True, rename={"begin": "from", "end": "to"}):
    """Working time [from, to)."""

    begin: datetime
    end: datetime


class TimetableToTry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A timetable that is not saved yet, and how much working time to show on it."""

    timetable: Timetable
    duration: Duration = Duration(1, "days")
    effective_from: Instant | None = None

    def __post_init__(self) -> None:
        self.timetable.refuse_unknown_zone("timetable.zone")


class ScheduleToTry(TimetableToTry, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A revision that is not saved yet; ``keep_exceptions`` as in the command."""

    keep_exceptions: bool = True


class PromiseToTry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A promise that is not saved yet."""

    promise: Promise


class TimetablePreview(msgspec.Struct, frozen=True, kw_only=True):
    """What a timetable means before it is saved (W3, T2).

    Its week in words, overlaps merged and nights told; its next working intervals; the duration in its hours and days.
    """

    week: tuple[Text, ...]
    next_intervals: tuple[Interval, ...]
    equivalent: Text


class PromisePreview(Preview, frozen=True, kw_only=True):
    """What an edit would do to the open tickets, and what its durations mean on the agreement's schedule."""

    equivalents: Equivalents


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A country's days off, worked weekend days and shortened days of a year, to be edited and declared.

    ``moved_days`` says how many of them come from an official transfer. With none the proposal ``is_draft``: the decree
    for that year may not be known yet.
    """

    exceptions: tuple[DatedException, ...]
    moved_days: int = 0
    is_draft: bool = False


def _opens(timetable: Timetable, now: datetime) -> None:
    if not opens_within_years(timetable, now.date()):
        raise ScheduleNeverOpens


@router.post(
    "/schedules/preview",
    tags=["schedules"],
    operation_id="try-timetable",
    summary="Ближайшие рабочие интервалы и «1 день = …» · The next working intervals and “1 day = …”",
    dependencies=GUARDED,
)
def try_timetable(desk: TheDesk, body: TheBody) -> Response:
    """What a timetable means, before it is saved."""
    wanted = decoded(object_of(body), TimetableToTry)
    now = desk.clock.now()
    _opens(wanted.timetable, now)
    calendar = Calendar.of(TimetableVersions.first(wanted.timetable), "UTC")
    at = micros(now)
    return as_json(
        TimetablePreview(
            week=week_in_words(wanted.timetable.week),
            next_intervals=tuple(Interval(instant(a), instant(b)) for a, b in next_intervals(calendar, at, 10)),
            equivalent=equivalent(wanted.duration, calendar, at),
        )
    )


@router.post(
    "/schedules/{ref}/preview",
    tags=["schedules"],
    operation_id="preview-schedule",
    summary="Что изменит правка графика для открытых заявок · What an edit would do to the open tickets",
    dependencies=GUARDED,
)
def preview_schedule(
    ref: Annotated[UUID, Path()], desk: TheDesk, body: TheBody, min_position: MinPosition = None
) -> Response:
    """Which deadlines move, which would turn missed, which special days would be dropped; nothing is written."""
    wanted = decoded(object_of(body), ScheduleToTry)
    is_fresh = fresh(desk, _SCHEDULE, min_position)
    now = desk.clock.now()
    _opens(wanted.timetable, now)
    since = wanted.effective_from or now
    with desk.database.snapshot() as cursor:
        log = desk.log.at(cursor)
        schedule = Schedule.fold(log.load(StreamId(ref)))
        if schedule is None:
            raise NoSuchSchedule
        kept = schedule.timetables.kept_in(wanted.timetable) if wanted.keep_exceptions else wanted.timetable
        tried = schedule.timetables.revised(kept, since)
        refuse_cut(tried, schedule.schedule_id, desk.bus.terms(log), now, field="timetable.week")
        found = sla_preview.schedule_edit(
            cursor, ref, wanted.timetable, since, now=now, keep_exceptions=wanted.keep_exceptions
        )
    if found is None:
        raise NoSuchSchedule
    return told(found, is_fresh=is_fresh)


@router.post(
    "/agreements/{ref}/preview",
    tags=["agreements"],
    operation_id="preview-agreement",
    summary="Что изменят новые правила для открытых заявок · What new rules would do to the open tickets",
    dependencies=GUARDED,
)
def preview_agreement(
    ref: Annotated[UUID, Path()], desk: TheDesk, body: TheBody, min_position: MinPosition = None
) -> Response:
    """As if they were revised with ``apply_to_open``: refused as that would be, and nothing is written."""
    wanted = decoded(object_of(body), PromiseToTry)
    is_fresh = fresh(desk, _AGREEMENT, min_position)
    now = desk.clock.now()
    with desk.database.snapshot() as cursor:
        load = desk.log.at(cursor).load
        agreement = Agreement.fold(load(StreamId(ref)))
        if agreement is None:
            raise NoSuchAgreement
        refuse_strangers(wanted.promise, load)
        over = Schedule.fold(load(StreamId(agreement.schedule_id)))
        if over is not None:
            refuse_unreachable(wanted.promise, over, now)
        found = sla_preview.promise_edit(cursor, ref, wanted.promise, now=now)
        known = next(iter(agreements.agreements(cursor, ref)), None)
        schedule = None if known is None else schedules.schedule(cursor, known.schedule_id)
    if found is None:
        raise NoSuchAgreement
    meant = {} if schedule is None else of_promise(wanted.promise, schedule.timetables, now)
    return told(PromisePreview(**msgspec.structs.asdict(found), equivalents=meant), is_fresh=is_fresh)


@router.get(
    "/schedules/holidays",
    tags=["schedules"],
    operation_id="propose-holidays",
    summary="Праздники и переносы страны за год · A country's holidays and transfers for a year",
    dependencies=GUARDED,
)
def propose_holidays(
    country: Annotated[str, Query(min_length=2, max_length=2, description="ISO code, such as RU.")],
    year: Annotated[int, Query(ge=1990, le=2100)],
) -> Response:
    """Proposed exceptions, to be edited and declared; nothing is written."""
    if country.upper() not in COUNTRIES:
        names = ", ".join(COUNTRIES)
        raise InvalidField(
            field="country",
            reason_ru=f"календаря этой страны нет; есть: {names}.",
            reason_en=f"there is no calendar of this country; known: {names}.",
        )
    code = country.upper()
    # A day that is off or worked by transfer is proposed as that alone.
    proposed = {each.on: each for each in (*shortened(code, year), *proposals(code, year))}
    moved = moved_days(code, year)
    exceptions = tuple(proposed[on] for on in sorted(proposed))
    return as_json(Proposal(exceptions=exceptions, moved_days=moved, is_draft=not moved))
