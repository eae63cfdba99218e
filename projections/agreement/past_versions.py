"""Every version of an agreement's promise and of a schedule's hours, folded from their streams: readable for ever.

The numbers are those of the clocks' own book, so that of what a ticket was registered under: they count from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

import msgspec

from events.fact import Recorded
from events.folds.agreement import AGREEMENT, COMMITMENT, AgreementState
from events.folds.schedule import SCHEDULE, HoursFact, ScheduleState
from events.service_schedule import ScheduleDrawnUp
from events.values.people import Actor
from events.values.targets import Promise
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """What was said by somebody from one instant until the next version; ``None``: it is the last one."""

    version: int
    name: Text
    since_at: datetime
    until_at: datetime | None = None
    by: Actor


class PromiseVersion(Version, frozen=True, kw_only=True):
    """What an agreement promised, and on which schedule."""

    agreement_id: UUID
    schedule_id: UUID
    promise: Promise


class HoursVersion(Version, frozen=True, kw_only=True):
    """What a schedule said: its week and holidays from ``effective_from`` on, ``None``: since ever.

    Where that lay ahead, the timetable that held until then stands before it.
    """

    schedule_id: UUID
    effective_from: datetime | None = None
    timetables: TimetableVersions


V = TypeVar("V", bound=Version)


def promise_versions(history: Sequence[Recorded]) -> list[PromiseVersion]:
    """Oldest first; none when the facts tell of something else."""
    found: list[PromiseVersion] = []
    known: AgreementState | None = None
    for recorded in history:
        known = AGREEMENT.begun(AgreementState, recorded) if known is None else AGREEMENT.after(known, recorded)
        if known is None:
            break
        if isinstance(recorded.fact, COMMITMENT.facts):
            version = PromiseVersion(
                agreement_id=known.agreement_id,
                version=len(found) + 1,
                name=known.name,
                since_at=recorded.metadata.occurred_at,
                by=recorded.metadata.actor,
                schedule_id=known.schedule_id,
                promise=known.promise,
            )
            found.append(version)
    return _ended(found)


def hours_versions(history: Sequence[Recorded]) -> list[HoursVersion]:
    """Oldest first; none when the facts tell of something else."""
    found: list[HoursVersion] = []
    known: ScheduleState | None = None
    for recorded in history:
        fact, at = recorded.fact, recorded.metadata.occurred_at
        known = SCHEDULE.begun(ScheduleState, recorded) if known is None else SCHEDULE.after(known, recorded)
        if known is None:
            break
        if isinstance(fact, HoursFact):
            effective_from = None if isinstance(fact, ScheduleDrawnUp) else fact.effective_from
            version = HoursVersion(
                schedule_id=known.schedule_id,
                version=len(found) + 1,
                name=known.name,
                since_at=at,
                by=recorded.metadata.actor,
                effective_from=effective_from,
                timetables=_said(known.timetables, effective_from, at),
            )
            found.append(version)
    return _ended(found)


def _said(timetables: TimetableVersions, effective_from: datetime | None, at: datetime) -> TimetableVersions:
    """The timetable of one edit, after the one that held when it was said for later; none that other edits made."""
    if effective_from is None:
        return timetables
    until_then = (timetables.versions[timetables.index_at(at)],) if effective_from > at else ()
    return TimetableVersions((*until_then, (effective_from, timetables.at(effective_from))))


def _ended(found: Sequence[V]) -> list[V]:
    """Each version ends where the next begins."""
    ended = [msgspec.structs.replace(one, until_at=after.since_at) for one, after in pairwise(found)]
    return [*ended, *found[-1:]]
