"""The class of service that a ticket's agreement gave it: lines of its tables, norms, regulated instants (row 174)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.duration import Duration
from events.values.identity import AgreementId, ScheduleId
from events.values.targets import Promise
from events.values.text import Text
from events.values.ticket import Clock
from events.values.timetable_versions import TimetableVersions
from projections.facts import past_names
from projections.kit.columns import first_of, selected
from projections.kit.kept import KeptVersions
from projections.kit.reads import reads
from projections.kit.statement import joined, name, statement
from projections.sla_clocks.promise_book import promise_of, schedule_now
from sla_engine.clock import ClockState, Terms
from sla_engine.instants import NEVER, Micros, instant_if_any
from sla_engine.worktime import Calendar, OutOfReach

DEFAULT = Text(ru="По умолчанию", en="By default")


class ClassLine(msgspec.Struct, frozen=True, kw_only=True):
    """The line of an agreement's table that a ticket matched, with its norm: ``line`` 0 is the default (row 116).

    Lines count from 1 in the order in which they are asked; they are those of the promise's version.
    """

    line: int
    rule_id: str
    name: Text
    norm: Duration
    norm_s: float
    agreement_id: UUID
    promise_version: int


class ServiceClass(msgspec.Struct, frozen=True, kw_only=True):
    """What the agreement says of this ticket: which lines matched, and by when it is to be begun and to be over.

    The regulated start and close are the instants at which the norms of reaction and of resolution are used up;
    none while the ticket waits, for nobody knows how long. Of a clock that has stopped it is the one that it had.
    """

    agreement_id: UUID
    agreement: Text | None
    schedule_id: UUID
    schedule: Text | None
    reaction: ClassLine
    resolution: ClassLine
    regulated_start_at: datetime | None
    regulated_close_at: datetime | None


class ClassRow(NamedTuple):
    """What it takes of a ticket's clocks; of a ticket without any all is empty. ``of_table`` is theirs."""

    of_table: int | None
    agreement_id: AgreementId
    schedule_id: ScheduleId
    zone: str
    agreement_ru: str | None
    agreement_en: str
    schedule_ru: str | None
    schedule_en: str
    timetable: int | None
    reaction_target_us: Micros
    reaction_base_us: Micros
    reaction_stopped_us: Micros
    reaction_due_us: Micros
    reaction_terms: bytes
    resolution_target_us: Micros
    resolution_base_us: Micros
    resolution_stopped_us: Micros
    resolution_due_us: Micros
    resolution_terms: bytes


COLUMNS = selected(
    ClassRow,
    "c",
    of_table=name("c.tableoid"),
    agreement_ru=name("agreement.name_ru"),
    agreement_en=name("agreement.name_en"),
    schedule_ru=name("schedule.name_ru"),
    schedule_en=name("schedule.name_en"),
    timetable=statement("(SELECT max(s.version) FROM sla_timetables s WHERE s.schedule_id = c.schedule_id)"),
)
"""Of the clocks ``c`` and what is ``NAMED`` beside them; asked in binary, or terms would come as digits."""
NAMED = joined(" ", (past_names.named(f"c.{thing}_id", thing) for thing in ("agreement", "schedule")))
_OF_TICKET = statement(
    "SELECT {columns} FROM sla_clocks c {named} WHERE c.ticket_id = %(id)s", columns=COLUMNS, named=NAMED
)
_OF_CLOCK = ("target_us", "base_us", "stopped_us", "due_us", "terms")
_TERMS = msgspec.msgpack.Decoder(Terms)
_TIMETABLES: KeptVersions[TimetableVersions] = KeptVersions()
_PROMISES: KeptVersions[Promise] = KeptVersions()


@reads("sla_clocks", "past_names")
def service_class(cursor: Cursor[Any], ticket_id: UUID) -> ServiceClass | None:
    """The class of a ticket, as its clocks are measured now; ``None`` while they are not.

    Whether the viewer may see the ticket is asked of its card first.
    """
    cursor.execute(_OF_TICKET, {"id": ticket_id}, binary=True)
    row = first_of(ClassRow, cursor)
    return None if row is None else class_of(cursor, row)


def class_of(cursor: Cursor[Any], row: ClassRow) -> ServiceClass | None:
    """The class that a row tells of; timetables and promises are asked for once a version."""
    if row.of_table is None or row.timetable is None:
        return None
    reaction, resolution = _clock(row, "reaction"), _clock(row, "resolution")
    return ServiceClass(
        agreement_id=row.agreement_id,
        agreement=None if row.agreement_ru is None else Text(ru=row.agreement_ru, en=row.agreement_en),
        schedule_id=row.schedule_id,
        schedule=None if row.schedule_ru is None else Text(ru=row.schedule_ru, en=row.schedule_en),
        reaction=_line(cursor, row, "reaction", reaction),
        resolution=_line(cursor, row, "resolution", resolution),
        regulated_start_at=instant_if_any(_regulated(cursor, row, reaction)),
        regulated_close_at=instant_if_any(_regulated(cursor, row, resolution)),
    )


def _clock(row: ClassRow, kind: Clock) -> ClockState:
    target, base, stopped, due, terms = (getattr(row, f"{kind}_{told}") for told in _OF_CLOCK)
    return ClockState(target=target, base=base, stopped=stopped, due=due, terms=_TERMS.decode(terms))


def _line(cursor: Cursor[Any], row: ClassRow, kind: Clock, clock: ClockState) -> ClassLine:
    """By the promise that gave the target: a clock that had stopped keeps it when the ticket changes agreements."""
    terms = clock.terms
    agreement_id = terms.agreement_id or row.agreement_id
    key = (row.of_table or 0, agreement_id, terms.promise_version)
    promise = _PROMISES.get(cursor, key) or _PROMISES.keep(
        cursor, key, promise_of(cursor, agreement_id, terms.promise_version)
    )
    targets = promise.reaction if kind == "reaction" else promise.resolution
    place = next((place for place, rule in enumerate(targets.rules, 1) if rule.id == terms.rule_id), 0)
    norm = targets.rules[place - 1].norm if place else targets.default
    return ClassLine(
        line=place,
        rule_id=terms.rule_id,
        name=targets.rules[place - 1].name if place else DEFAULT,
        norm=norm.duration,
        norm_s=clock.target / 1_000_000,
        agreement_id=agreement_id,
        promise_version=terms.promise_version,
    )


def _regulated(cursor: Cursor[Any], row: ClassRow, clock: ClockState) -> Micros:
    """Where the norm is used up; of a clock that has stopped short of it, where it would have been."""
    if clock.due != NEVER or clock.is_open:
        return clock.due
    try:
        return _calendar(cursor, row).add(clock.stopped, clock.target - clock.base)
    except OutOfReach:
        return NEVER


def _calendar(cursor: Cursor[Any], row: ClassRow) -> Calendar:
    key = (row.of_table or 0, row.schedule_id, row.timetable or 0)
    timetables = _TIMETABLES.get(cursor, key)
    if timetables is None:
        found = schedule_now(cursor, row.schedule_id)
        if found is None:
            raise LookupError(f"the book has no schedule {row.schedule_id}")
        timetables = _TIMETABLES.keep(cursor, key, found)
    return Calendar.of(timetables, row.zone)
