"""Whose wall clock times are told by, where people read them; asked by questions, the terminal and pictures."""

from __future__ import annotations

from datetime import UTC, tzinfo

from api.bootstrap import Desk
from events.values.schedule import REQUESTER_ZONE, zone_of
from projections.agreement import rows as agreements
from projections.agreement import schedules
from projections.agreement.schedules import ScheduleView


def wall_clock(schedule: ScheduleView | None, requester_zone: str = "") -> tzinfo:
    """A schedule's, or its requester's where that is the schedule's (W7); UTC where neither is known."""
    name = "UTC" if schedule is None else schedule.timetables.latest.zone
    if name == REQUESTER_ZONE:
        name = requester_zone
    return UTC if name in {"", "UTC"} else zone_of(name)


def wall_clock_of_desk(desk: Desk) -> tzinfo:
    """That of the base agreement's schedule: a list of many tickets is told by it."""
    with desk.database.snapshot() as db:
        base = next((one for one in agreements.agreements(db) if one.is_base), None)
        return wall_clock(None if base is None else schedules.schedule(db, base.schedule_id))
