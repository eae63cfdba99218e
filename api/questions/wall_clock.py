"""Whose wall clock times are told by, where people read them; asked by questions, the terminal and pictures."""

from __future__ import annotations

from datetime import tzinfo

from api.bootstrap import Desk
from connectors.inbound.reader_clock import clock_named, clock_of_desk, clock_of_person
from events.values.people import Actor
from events.values.schedule import REQUESTER_ZONE
from projections.agreement.schedules import ScheduleView


def wall_clock(schedule: ScheduleView | None, requester_zone: str = "") -> tzinfo:
    """A schedule's, or its requester's where that is the schedule's (W7); UTC where neither is known."""
    name = "UTC" if schedule is None else schedule.timetables.latest.zone
    if name == REQUESTER_ZONE:
        name = requester_zone
    return clock_named(name)


def wall_clock_of_desk(desk: Desk) -> tzinfo:
    """That of the base agreement's schedule, as the log says: what is of no one ticket is told by it."""
    return clock_of_desk(desk.log)


def wall_clock_of_reader(desk: Desk, reader: Actor) -> tzinfo:
    """A person's own, or that of the units around them; the desk's where nobody said any."""
    return clock_of_person(desk.log, desk.identities, reader.id) if reader.kind == "person" else clock_of_desk(desk.log)
