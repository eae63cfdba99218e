"""Service schedules as lists and cards; the writing half is called by ``Agreements``, the rest by whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.fact import Recorded
from events.folds.schedule import SCHEDULE, HoursFact, ScheduleState
from events.service_schedule import ScheduleDrawnUp
from events.values.identity import ScheduleId
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions
from projections.agreement import timetable_changes
from projections.kit.columns import rows_of, selected
from projections.kit.kept import KeptRows, begun_before
from projections.kit.reads import reads
from projections.kit.statement import statement

PLANNED_SHOWN = 3
"""A card shows so many timetables that are planned; each may hold hundreds of special days."""
EDITS_SHOWN = 20
"""A card names so many of the last edits; those before are read by their numbers."""


class ScheduleView(ScheduleState, frozen=True, kw_only=True):
    """A service schedule with all versions of its timetable: what questions are counted by, never an answer.

    ``hours_version`` says how often its hours were said.
    """

    version: int = 0
    hours_version: int = 0


class KnownSchedules:
    """The schedules that were edited last, for their only writer: no edit reads them again."""

    def __init__(self) -> None:
        self._kept = KeptRows("service_schedules", "schedule_id", load=_by_id, columns=_columns)

    def forget(self) -> None:
        """Read them from the tables again."""
        self._kept.forget()

    def take_in(self, cursor: Cursor[Any], told: Sequence[Recorded]) -> None:
        """A row a schedule, and one an edit of its hours, as long as what that changes."""
        if not told:
            return
        now = self._kept.take(cursor, begun_before(told))
        edits = [edit for recorded in told if (edit := _follow(now, recorded)) is not None]
        self._kept.write(cursor, now)
        for edit in edits:
            cursor.execute(_EDIT, edit)


def _follow(now: dict[UUID, ScheduleView], recorded: Recorded) -> tuple[Any, ...] | None:
    """Fold a fact; gives the row of the edit that it is, if it is one of the hours."""
    known, fact = now.get(recorded.stream), recorded.fact
    if not isinstance(fact, HoursFact):
        now[recorded.stream] = replace(SCHEDULE.after(now[recorded.stream], recorded), version=recorded.version)
        return None
    change, fact = timetable_changes.as_kept(fact, None if known is None else known.timetables)
    told = replace(recorded, fact=fact)
    view = SCHEDULE.begun(ScheduleView, told) or SCHEDULE.after(now[recorded.stream], told)
    view = replace(view, version=recorded.version, hours_version=view.hours_version + 1)
    now[recorded.stream] = view
    since = None if isinstance(fact, ScheduleDrawnUp) else fact.effective_from
    return recorded.stream, view.hours_version, recorded.metadata.occurred_at, since, change


_EDIT = (
    "INSERT INTO schedule_edits (schedule_id, hours_version, since_at, effective_from, change)"
    " VALUES (%s, %s, %s, %s, %s)"
)


def _by_id(cursor: Cursor[Any], wanted: Collection[UUID]) -> dict[UUID, ScheduleView]:
    return {one.schedule_id: one for one in schedules(cursor, wanted)}


def _columns(known: ScheduleView) -> dict[str, Any]:
    return {
        "schedule_id": known.schedule_id,
        "name_ru": known.name.ru,
        "name_en": known.name.en,
        "version": known.version,
        "hours_version": known.hours_version,
    }


class ScheduleEdit(msgspec.Struct, frozen=True, kw_only=True):
    """An edit of a schedule's hours: when it was said, from when on it holds; ``href`` leads to its hours and who."""

    version: int
    since_at: datetime
    effective_from: datetime | None
    href: str


class ScheduleCard(msgspec.Struct, frozen=True, kw_only=True):
    """A service schedule's card: the timetable in force and the next ones planned, and its last edits, newest first.

    ``planned`` says how many timetables are planned in all, ``hours_version`` how often the hours were said.
    """

    schedule_id: UUID
    name: Text
    timetables: TimetableVersions
    version: int
    hours_version: int
    planned: int
    edits: tuple[ScheduleEdit, ...]


@reads("agreements")
def cards(cursor: Cursor[Any], now: datetime) -> list[ScheduleCard]:
    """Every service schedule by name, with what it says now."""
    found = schedules(cursor)
    # Asked for afterwards: what is written in between adds edits, and takes none away.
    edits = _last_edits(cursor)
    return [_card(schedule, edits[schedule.schedule_id], now) for schedule in found]


class _ScheduleRow(NamedTuple):
    schedule_id: ScheduleId
    name_ru: str
    name_en: str
    version: int
    hours_version: int
    changes: list[bytes]


_SCHEDULES = statement(
    "SELECT {columns} FROM service_schedules s JOIN schedule_edits e USING (schedule_id)"
    " WHERE %(all)s OR s.schedule_id = ANY(%(ids)s)"
    " GROUP BY s.schedule_id ORDER BY s.name_en, s.schedule_id",
    columns=selected(_ScheduleRow, "s", changes=statement("array_agg(e.change ORDER BY e.hours_version)")),
)


@reads("agreements")
def schedules(cursor: Cursor[Any], of: Collection[UUID] | None = None) -> list[ScheduleView]:
    """Every service schedule by name; or those that are asked for."""
    cursor.execute(_SCHEDULES, {"all": of is None, "ids": list(of or ())})
    return [
        ScheduleView(
            schedule_id=row.schedule_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            timetables=timetable_changes.timetables(tuple(row.changes))[-1],
            version=row.version,
            hours_version=row.hours_version,
        )
        for row in rows_of(_ScheduleRow, cursor)
    ]


@reads(also=(schedules,))
def schedule(cursor: Cursor[Any], schedule_id: UUID) -> ScheduleView | None:
    """One service schedule."""
    return next(iter(schedules(cursor, [schedule_id])), None)


def _card(known: ScheduleView, edits: tuple[ScheduleEdit, ...], now: datetime) -> ScheduleCard:
    place = known.timetables.index_at(now)
    return ScheduleCard(
        schedule_id=known.schedule_id,
        name=known.name,
        timetables=TimetableVersions(known.timetables.versions[place : place + 1 + PLANNED_SHOWN]),
        version=known.version,
        hours_version=edits[0].version,
        planned=len(known.timetables.versions) - place - 1,
        edits=edits,
    )


class _EditRow(NamedTuple):
    schedule_id: UUID
    hours_version: int
    since_at: datetime
    effective_from: datetime | None


_LAST_EDITS = statement(
    "SELECT {columns} FROM schedule_edits e"
    " JOIN service_schedules s ON s.schedule_id = e.schedule_id AND e.hours_version > s.hours_version - %s"
    " ORDER BY e.schedule_id, e.hours_version DESC",
    columns=selected(_EditRow, "e"),
)


def _last_edits(cursor: Cursor[Any]) -> dict[UUID, tuple[ScheduleEdit, ...]]:
    """The last edits of every schedule, the newest first."""
    cursor.execute(_LAST_EDITS, (EDITS_SHOWN,))
    found: dict[UUID, tuple[ScheduleEdit, ...]] = {}
    for row in rows_of(_EditRow, cursor):
        edit = ScheduleEdit(
            version=row.hours_version,
            since_at=row.since_at,
            effective_from=row.effective_from,
            href=f"/api/v1/schedules/{row.schedule_id}/versions/{row.hours_version}",
        )
        found[row.schedule_id] = (*found.get(row.schedule_id, ()), edit)
    return found
