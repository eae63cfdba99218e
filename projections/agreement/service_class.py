"""The class of service that a ticket's agreement gave it: lines of its tables, norms, regulated instants (row 174)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.duration import Duration
from events.values.text import Text
from events.values.ticket import Clock
from projections.facts import past_names
from projections.kit.reads import reads
from projections.sla_clocks import rows
from projections.sla_clocks.promise_book import promise_of, schedule_now
from sla_engine.clock import ClockState
from sla_engine.course import Course
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


@reads(also=(rows.load, schedule_now, past_names.latest, promise_of))
def service_class(cursor: Cursor[Any], ticket_id: UUID) -> ServiceClass | None:
    """The class of a ticket, as its clocks are measured now; ``None`` while they are not.

    Whether the viewer may see the ticket is asked of its card first.
    """
    course = rows.load(cursor, [ticket_id]).get(ticket_id)
    timetables = None if course is None else schedule_now(cursor, course.schedule_id)
    if course is None or timetables is None:
        return None
    calendar = Calendar.of(timetables, course.zone)

    named = past_names.latest(cursor, [course.agreement_id, course.schedule_id])
    return ServiceClass(
        agreement_id=course.agreement_id,
        agreement=named.get(course.agreement_id),
        schedule_id=course.schedule_id,
        schedule=named.get(course.schedule_id),
        reaction=_line(cursor, "reaction", course),
        resolution=_line(cursor, "resolution", course),
        regulated_start_at=instant_if_any(_regulated(course.reaction, calendar)),
        regulated_close_at=instant_if_any(_regulated(course.resolution, calendar)),
    )


def _line(cursor: Cursor[Any], kind: Clock, course: Course) -> ClassLine:
    """By the promise that gave the target: a clock that had stopped keeps it when the ticket changes agreements."""
    terms = course.clock(kind).terms
    agreement_id = terms.agreement_id or course.agreement_id
    promise = promise_of(cursor, agreement_id, terms.promise_version)
    targets = promise.reaction if kind == "reaction" else promise.resolution
    place = next((place for place, rule in enumerate(targets.rules, 1) if rule.id == terms.rule_id), 0)
    norm = targets.rules[place - 1].norm if place else targets.default
    return ClassLine(
        line=place,
        rule_id=terms.rule_id,
        name=targets.rules[place - 1].name if place else DEFAULT,
        norm=norm.duration,
        norm_s=course.clock(kind).target / 1_000_000,
        agreement_id=agreement_id,
        promise_version=terms.promise_version,
    )


def _regulated(clock: ClockState, calendar: Calendar) -> Micros:
    """Where the norm is used up; of a clock that has stopped short of it, where it would have been."""
    if clock.due != NEVER or clock.is_open:
        return clock.due
    try:
        return calendar.add(clock.stopped, clock.target - clock.base)
    except OutOfReach:
        return NEVER
