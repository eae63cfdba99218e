"""Courses as rows and back; called by the projection, the readers and the recount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.identity import AgreementId, PersonId, ScheduleId, TeamId, TicketId
from events.values.people import Responsible
from events.values.text import Text
from events.values.ticket import CLOCKS, LEVELS, STATUSES, Clock, Status
from projections.kit.reads import reads
from projections.kit.statement import joined, name, names, statement
from projections.kit.wire.arrays import Columns
from sla_engine.clock import ClockState, Terms
from sla_engine.closing import Closing
from sla_engine.course import Course
from sla_engine.instants import NEVER
from sla_engine.policy import Traits
from sla_engine.wait import Wait

CHUNK = 5_000
"""Rows that are read, measured and saved at a time."""

_HEAD: tuple[tuple[str, str], ...] = (
    ("ticket_id", "uuid"),
    ("number", "bigint"),
    ("type", "text"),
    ("status", "text"),
    ("priority", "smallint"),
    ("is_open", "boolean"),
    ("is_resolved", "boolean"),
    ("team_id", "uuid"),
    ("responsible_id", "uuid"),
    ("requester_id", "uuid"),
    ("company_id", "uuid"),
    ("service_id", "uuid"),
    ("agreement_id", "uuid"),
    ("schedule_id", "uuid"),
    ("zone", "text"),
    ("registered_us", "bigint"),
    ("changed_us", "bigint"),
    ("ticket_version", "bigint"),
    ("changed_version", "bigint"),
    ("due_us", "bigint"),
    ("alarm_us", "bigint"),
    ("missed_us", "bigint"),
    ("next_us", "bigint"),
    ("wake_us", "bigint"),
    ("by_anyone", "boolean"),
    ("traits", "bytea"),
    ("approval", "bytea"),
    ("closing", "bytea"),
    ("held_us", "bigint"),
    ("before", "bytea"),
)


def _clock_columns(kind: Clock) -> tuple[tuple[str, str], ...]:
    return (
        (f"{kind}_target_us", "bigint"),
        (f"{kind}_target_no", "int"),
        (f"{kind}_base_us", "bigint"),
        (f"{kind}_since_us", "bigint"),
        (f"{kind}_stopped_us", "bigint"),
        (f"{kind}_due_us", "bigint"),
        (f"{kind}_alarm_us", "bigint"),
        (f"{kind}_missed_us", "bigint"),
        (f"{kind}_escalation_us", "bigint"),
        (f"{kind}_escalation_at_us", "bigint"),
        (f"{kind}_spans_until_us", "bigint"),
        (f"{kind}_target_since_us", "bigint"),
        (f"{kind}_terms", "bytea"),
    )


COLUMNS: tuple[tuple[str, str], ...] = (*_HEAD, *_clock_columns("reaction"), *_clock_columns("resolution"))
NAMES = names(column for column, _ in COLUMNS)
_PLACES = {column: place for place, (column, _) in enumerate(COLUMNS)}


# Taken by the places of their names, found once: a row by name costs 4 us more than 5, and edits read thousands.
def _cells(columns: str) -> itemgetter[Any]:
    return itemgetter(*(_PLACES[column] for column in columns.split()))


_OF_TICKET = _cells("ticket_id number status is_open is_resolved team_id responsible_id requester_id zone")
_OF_COURSE = _cells("agreement_id schedule_id registered_us changed_us ticket_version changed_version by_anyone")
_OF_ENGINE = _cells("wake_us held_us traits approval closing before")
_CLOCK = (
    "target_us target_no base_us since_us stopped_us due_us alarm_us missed_us escalation_us escalation_at_us terms"
)
_OF_CLOCK = {kind: _cells(" ".join(f"{kind}_{column}" for column in _CLOCK.split())) for kind in CLOCKS}
_TERMS = msgspec.msgpack.Decoder(Terms)
_TRAITS = msgspec.msgpack.Decoder(Traits)
_WAIT = msgspec.msgpack.Decoder(Wait)
_CLOSING = msgspec.msgpack.Decoder(Closing)
_COURSE = msgspec.msgpack.Decoder(Course)
# Sets in one order in every process: the same facts give the same bytes.
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")

_UPSERT = statement(
    "INSERT INTO sla_clocks ({columns}) SELECT * FROM unnest({arrays})"
    " ON CONFLICT (ticket_id) DO UPDATE SET {settings}",
    columns=NAMES,
    arrays=joined(", ", (statement("%b::{kind}[]", kind=name(kind)) for _, kind in COLUMNS)),
    settings=joined(", ", (statement("{it} = excluded.{it}", it=name(column)) for column, _ in COLUMNS[1:])),
)
_AS_SENT = Columns(*(kind for _, kind in COLUMNS))
_LOAD = statement("SELECT {columns} FROM sla_clocks WHERE ticket_id = ANY(%b)", columns=NAMES)
_OPEN_UNDER = statement(
    "SELECT {columns} FROM sla_clocks WHERE (is_open OR before IS NOT NULL) AND NOT is_parked"
    " AND agreement_id = %s AND ticket_id > %s ORDER BY ticket_id LIMIT %s",
    columns=NAMES,
)
_WAITING = statement(
    "SELECT {columns} FROM sla_clocks WHERE is_open AND NOT is_parked AND schedule_id = %s AND closing IS NOT NULL",
    columns=NAMES,
)


def row_of(course: Course) -> tuple[Any, ...]:
    """The row of a course, in the order of ``COLUMNS``."""
    responsible = course.responsible
    reaction, resolution = course.reaction, course.resolution
    return (
        course.ticket_id,
        course.number,
        course.traits.type,
        course.status,
        LEVELS.index(course.traits.priority),
        course.is_open,
        course.stands.resolves,
        None if responsible is None else responsible.team_id,
        None if responsible is None else responsible.person_id,
        course.requester_id,
        course.traits.units[-1] if course.traits.units else None,
        course.traits.services[0] if course.traits.services else None,
        course.agreement_id,
        course.schedule_id,
        course.zone,
        course.registered,
        course.changed,
        course.version,
        course.changed_version,
        course.due,
        overdue_after(course),
        course.missed,
        course.next_look,
        course.wake,
        course.stopped_by_anyone,
        _ENCODER.encode(course.traits),
        None if course.wait is None else _ENCODER.encode(course.wait),
        None if course.closing is None else _ENCODER.encode(course.closing),
        course.held,
        None if course.before is None else _ENCODER.encode(_as_kept(course.before)),
        *_clock_row(reaction),
        *_clock_row(resolution),
    )


def _as_kept(course: Course) -> Course:
    """A course whose status is told as a row tells it: the same whether it came from one or from the facts."""
    stands = _stands(course.status, is_open=course.is_open, resolves=course.stands.resolves)
    before = None if course.before is None else _as_kept(course.before)
    return msgspec.structs.replace(course, stands=stands, before=before)


def overdue_after(course: Course) -> int:
    """Later than this the ticket is overdue: a proven miss, or the alarm of a clock that runs."""
    found = NEVER
    for kind in CLOCKS:
        clock = course.clock(kind)
        if clock.is_open:
            found = min(found, clock.missed, clock.alarm)
    return found


def _clock_row(clock: ClockState) -> tuple[Any, ...]:
    return (
        clock.target,
        clock.target_no,
        clock.base,
        clock.since,
        clock.stopped,
        clock.due,
        clock.alarm,
        clock.missed,
        clock.escalation,
        clock.escalation_at,
        clock.terms.spans[-1] if clock.terms.spans else 0,
        clock.terms.target_since,
        _ENCODER.encode(clock.terms),
    )


def course_of(row: Sequence[Any]) -> Course:
    """The course of a row of ``NAMES``."""
    (ticket_id, number, status, is_open, resolves, team_id, person_id, requester_id, zone) = _OF_TICKET(row)
    (agreement_id, schedule_id, registered, changed, version, changed_version, by_anyone) = _OF_COURSE(row)
    (wake, held, traits, approval, closing, before) = _OF_ENGINE(row)
    return Course(
        ticket_id=TicketId(ticket_id),
        number=number,
        version=version,
        changed_version=changed_version,
        registered=registered,
        changed=changed,
        stands=_stands(status, is_open=is_open, resolves=resolves),
        traits=_TRAITS.decode(traits),
        zone=zone,
        requester_id=PersonId(requester_id),
        responsible=None if team_id is None else Responsible(TeamId(team_id), person_id),
        agreement_id=AgreementId(agreement_id),
        schedule_id=ScheduleId(schedule_id),
        stopped_by_anyone=by_anyone,
        wake=wake,
        wait=None if approval is None else _WAIT.decode(approval),
        closing=None if closing is None else _CLOSING.decode(closing),
        held=held,
        before=None if before is None else _COURSE.decode(before),
        reaction=_clock_of("reaction", row),
        resolution=_clock_of("resolution", row),
    )


def _stands(code: str, *, is_open: bool, resolves: bool) -> Status:
    """The status of a row: what it counts for is in the clocks already, so its end is all that must be known."""
    shipped = STATUSES.get(code)
    if shipped is not None and shipped.is_final != is_open and shipped.resolves == resolves:
        return shipped
    return Status(code=code, name=Text.same(code), is_final=not is_open, resolves=resolves)


def _clock_of(kind: Clock, row: Sequence[Any]) -> ClockState:
    (target, target_no, base, since, stopped, due, alarm, missed, escalation, escalation_at, terms) = _OF_CLOCK[kind](
        row
    )
    return ClockState(
        target=target,
        target_no=target_no,
        base=base,
        since=since,
        stopped=stopped,
        due=due,
        alarm=alarm,
        missed=missed,
        escalation=escalation,
        escalation_at=escalation_at,
        terms=_TERMS.decode(terms),
    )


@reads("sla_clocks")
def load(cursor: Cursor[Any], tickets: Iterable[UUID]) -> dict[UUID, Course]:
    """The courses of tickets that have a row, in one query."""
    wanted = list(tickets)
    if not wanted:
        return {}
    cursor.execute(_LOAD, (wanted,), binary=True)
    return {row[0]: course_of(row) for row in cursor}


@reads("sla_clocks")
def open_under(cursor: Cursor[Any], agreement_id: UUID) -> Iterator[list[Course]]:
    """The open tickets of an agreement, so many at a time; each chunk may be saved before the next is read."""
    last = UUID(int=0)
    while True:
        cursor.execute(_OPEN_UNDER, (agreement_id, last, CHUNK))
        found = [course_of(row) for row in cursor.fetchall()]
        if not found:
            return
        yield found
        last = found[-1].ticket_id


@reads("sla_clocks")
def waiting_to_close(cursor: Cursor[Any], schedule_id: UUID) -> Iterator[Course]:
    """The resolved tickets of a schedule that close by themselves unless somebody objects."""
    cursor.execute(_WAITING, (schedule_id,))
    return map(course_of, cursor)


def leave_out(cursor: Cursor[Any], ticket_id: UUID) -> None:
    """The ticket can be measured no more: it has no due, nothing looks at it, no edit reaches it."""
    cursor.execute(
        "UPDATE sla_clocks SET is_parked = true, due_us = %(never)s, alarm_us = %(never)s, next_us = %(never)s"
        " WHERE ticket_id = %(id)s",
        {"never": NEVER, "id": ticket_id},
    )


def save(cursor: Cursor[Any], courses: Iterable[Course]) -> None:
    """Write courses, new and known alike, in one statement."""
    rows = [row_of(course) for course in courses]
    if rows:
        cursor.execute(_UPSERT, _AS_SENT.of(rows))
