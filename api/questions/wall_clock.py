"""Whose wall clock times are told by, where people read them; asked by questions, the terminal and pictures."""

from __future__ import annotations

from datetime import UTC, tzinfo

from api.bootstrap import Desk
from events.folds.agreement import AGREEMENT, AgreementState
from events.folds.desk import DESK, DeskState
from events.folds.schedule import SCHEDULE, ScheduleState
from events.values.identity import BASE_AGREEMENT_STREAM, StreamId
from events.values.people import Actor
from events.values.schedule import REQUESTER_ZONE, zone_of
from projections.agreement.schedules import ScheduleView


def wall_clock(schedule: ScheduleView | None, requester_zone: str = "") -> tzinfo:
    """A schedule's, or its requester's where that is the schedule's (W7); UTC where neither is known."""
    name = "UTC" if schedule is None else schedule.timetables.latest.zone
    if name == REQUESTER_ZONE:
        name = requester_zone
    return _clock(name)


def wall_clock_of_desk(desk: Desk) -> tzinfo:
    """That of the base agreement's schedule, as the log says: what is of no one ticket is told by it."""
    load = desk.log.load
    base = DESK.followed(DeskState(), load(BASE_AGREEMENT_STREAM)).agreement_id
    agreement = None if base is None else AGREEMENT.fold(AgreementState, load(StreamId(base)))
    hours = None if agreement is None else SCHEDULE.fold(ScheduleState, load(StreamId(agreement.schedule_id)))
    return _clock("" if hours is None else hours.timetables.latest.zone)


def wall_clock_of_reader(desk: Desk, reader: Actor) -> tzinfo:
    """A person's own, or that of the units around them; the desk's where nobody said any."""
    identity = desk.identities.of(reader.id) if reader.kind == "person" else None
    zones = () if identity is None else (identity.person.time_zone, *(unit.time_zone for unit in identity.units))
    name = next(filter(None, zones), "")
    return zone_of(name) if name else wall_clock_of_desk(desk)


def _clock(name: str) -> tzinfo:
    return UTC if name in {"", "UTC", REQUESTER_ZONE} else zone_of(name)
