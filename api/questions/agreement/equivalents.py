"""What an agreement's durations mean on its schedule: “1 day = 24 h = 3 working days” (T2, row 133); for the routes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from events.values.duration import Duration
from events.values.targets import Norm, Promise, Targets
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions
from projections.agreement.rows import AgreementView
from projections.agreement.schedules import ScheduleView
from sla_engine.instants import micros
from sla_engine.preview import equivalent
from sla_engine.worktime import Calendar

Equivalents = dict[str, Text]
"""The path of a duration inside the promise -> what it means in working hours and days."""


class AgreementCard(AgreementView, frozen=True, kw_only=True):
    """An agreement's card with what its durations mean on its schedule."""

    equivalents: Equivalents


def beside(
    agreements: Sequence[AgreementView], schedules: Sequence[ScheduleView], now: datetime
) -> list[AgreementCard]:
    """Each agreement's card; an agreement whose schedule is not read yet shows no equivalents."""
    known: dict[UUID, ScheduleView] = {schedule.schedule_id: schedule for schedule in schedules}
    cards = []
    for agreement in agreements:
        schedule = known.get(agreement.schedule_id)
        told = {} if schedule is None else of_promise(agreement.promise, schedule.timetables, now)
        cards.append(AgreementCard(**msgspec.structs.asdict(agreement), equivalents=told))
    return cards


def of_promise(promise: Promise, timetables: TimetableVersions, now: datetime) -> Equivalents:
    """What each duration of a promise means on a schedule."""
    calendar = Calendar.of(timetables, "UTC")
    at = micros(now)
    sides = (("reaction", promise.reaction), ("resolution", promise.resolution))
    return {
        path: equivalent(duration, calendar, at)
        for side, targets in sides
        for path, duration in _durations(side, targets)
    }


def _durations(side: str, targets: Targets) -> Iterator[tuple[str, Duration]]:
    for index, rule in enumerate(targets.rules):
        yield from _of_norm(f"{side}.rules[{index}].norm", rule.norm)
    yield from _of_norm(f"{side}.default", targets.default)


def _of_norm(path: str, norm: Norm) -> Iterator[tuple[str, Duration]]:
    yield f"{path}.duration", norm.duration
    for index, point in enumerate(norm.escalations):
        if point.offset is not None:
            yield f"{path}.escalations[{index}].offset", point.offset
