"""Questions about service schedules: the list; what a timetable and a revision would mean; nothing is written."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from aggregates.service_schedule import NoSuchSchedule, Schedule, ScheduleNeverOpens
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import PageWanted, page_of
from api.questions.refusals import InvalidField
from commands.fields import Instant
from commands.reach import refusal_of, refuse_cut
from events.values.duration import Duration
from events.values.identity import StreamId
from events.values.people import Viewer
from events.values.schedule import DatedException, Timetable
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions, opens_within_years
from projections.agreement import schedules
from projections.agreement.schedules import ScheduleCard
from projections.kit.reads import views_of
from projections.sla_clocks import preview as sla_preview
from projections.sla_clocks.preview import SchedulePreview
from sla_engine.holiday_proposals import COUNTRIES, moved_days, proposals, shortened
from sla_engine.instants import Micros, instant, micros
from sla_engine.preview import equivalent, next_intervals, week_in_words
from sla_engine.worktime import Calendar

_SCHEDULES = views_of(schedules.cards)
_PREVIEW = views_of(sla_preview.schedule_edit)


class ScheduleList(msgspec.Struct, frozen=True):
    """Service schedules by name."""

    schedules: list[ScheduleCard]
    next_cursor: str | None = None


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


class RevisionOf(msgspec.Struct, frozen=True, kw_only=True):
    """Which schedule is to be revised, and how."""

    ref: UUID
    to_try: ScheduleToTry


class TimetablePreview(msgspec.Struct, frozen=True, kw_only=True):
    """What a timetable means before it is saved (W3, T2).

    Its week in words, overlaps merged and nights told; its next working intervals; the duration in its hours and days,
    and when it ends that begins now.
    ``refused`` and ``texts``: with what code and why a norm as long as the duration would be refused on it (W6).
    """

    week: tuple[Text, ...]
    next_intervals: tuple[Interval, ...]
    equivalent: Text
    ends_at: datetime | None = None
    refused: str = ""
    texts: Text | None = None


class HolidaysWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose holidays, by the country's ISO code, and of which year."""

    country: str
    year: int


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A country's days off, worked weekend days and shortened days of a year, to be edited and declared.

    ``moved_days`` says how many of them come from an official transfer. With none the proposal ``is_draft``: the decree
    for that year may not be known yet.
    """

    exceptions: tuple[DatedException, ...]
    moved_days: int = 0
    is_draft: bool = False


@question("list-schedules", _SCHEDULES)
def list_schedules(desk: Desk, _viewer: Viewer, wanted: PageWanted | None) -> Answer[ScheduleList]:
    """With the hours in force and those planned next; the last edits lead to the hours of each."""
    with desk.database.snapshot() as db:
        found = schedules.cards(db, desk.clock.now())
    return Answer(ScheduleList(*page_of(found, wanted, lambda one: (one.name.en, str(one.schedule_id)))))


def _opens(timetable: Timetable, now: datetime) -> None:
    if not opens_within_years(timetable, now.date()):
        raise ScheduleNeverOpens


@question("try-timetable")
def try_timetable(desk: Desk, _viewer: Viewer, wanted: TimetableToTry) -> Answer[TimetablePreview]:
    """What a timetable means, before it is saved; a norm that it is too short for is told of, and not refused."""
    now = desk.clock.now()
    _opens(wanted.timetable, now)
    timetables = TimetableVersions.first(wanted.timetable)
    calendar = Calendar.of(timetables, "UTC")
    at = micros(now)
    refusal = refusal_of(wanted.duration, timetables, now, field="duration")
    return Answer(
        TimetablePreview(
            week=week_in_words(wanted.timetable.week),
            next_intervals=tuple(Interval(instant(a), instant(b)) for a, b in next_intervals(calendar, at, 10)),
            equivalent=equivalent(wanted.duration, calendar, at),
            ends_at=None if refusal is not None else instant(calendar.add(at, Micros(wanted.duration.microseconds))),
            refused="" if refusal is None else refusal.code(),
            texts=None if refusal is None else refusal.text,
        )
    )


@question("preview-schedule", _PREVIEW)
def preview_schedule(desk: Desk, _viewer: Viewer, wanted: RevisionOf) -> Answer[SchedulePreview]:
    """Which deadlines move, which would turn missed, which special days would be dropped; nothing is written."""
    ref, tried = wanted.ref, wanted.to_try
    now = desk.clock.now()
    _opens(tried.timetable, now)
    since = tried.effective_from or now
    with desk.database.snapshot() as cursor:
        log = desk.log.at(cursor)
        schedule = Schedule.fold(log.load(StreamId(ref)))
        if schedule is None:
            raise NoSuchSchedule
        kept = schedule.timetables.kept_in(tried.timetable) if tried.keep_exceptions else tried.timetable
        revised = schedule.timetables.revised(kept, since)
        refuse_cut(revised, schedule.schedule_id, desk.bus.terms(log), now, field="timetable.week")
        found = sla_preview.schedule_edit(
            cursor, ref, tried.timetable, since, now=now, keep_exceptions=tried.keep_exceptions
        )
    if found is None:
        raise NoSuchSchedule
    return Answer(found)


@question("propose-holidays")
def propose_holidays(_desk: Desk, _viewer: Viewer, wanted: HolidaysWanted) -> Answer[Proposal]:
    """Proposed exceptions, to be edited and declared; nothing is written."""
    code, year = wanted.country.upper(), wanted.year
    if code not in COUNTRIES:
        names = ", ".join(COUNTRIES)
        raise InvalidField(
            field="country",
            reason_ru=f"календаря этой страны нет; есть: {names}.",
            reason_en=f"there is no calendar of this country; known: {names}.",
        )
    # A day that is off or worked by transfer is proposed as that alone.
    proposed = {each.on: each for each in (*shortened(code, year), *proposals(code, year))}
    moved = moved_days(code, year)
    exceptions = tuple(proposed[on] for on in sorted(proposed))
    return Answer(Proposal(exceptions=exceptions, moved_days=moved, is_draft=not moved))
