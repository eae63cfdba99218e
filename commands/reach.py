"""Whether what is promised ends on the schedule that it is kept on (W6); asked before either is changed or tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from aggregates.agreement import Agreement
from aggregates.service_schedule import NormOutlastsSchedule, Schedule, ScheduleCutsNorm
from events.fact import Recorded
from events.values.duration import HOUR
from events.values.identity import ScheduleId, StreamId
from events.values.reach import is_within_reach, longest
from events.values.targets import Promise
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions


class Agreements(Protocol):
    """Where all agreements are found; the log and a unit of work both are."""

    def agreements(self) -> Sequence[StreamId]:
        """The streams of all agreements."""
        ...

    def load_many(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Sequence[Recorded]]:
        """The facts of several streams."""
        ...


def refuse_unreachable(promise: Promise, schedule: Schedule, at: datetime, *, field: str = "") -> None:
    """Every norm, and every escalation point behind it, ends while there is a calendar. Names the one that does not."""
    found = longest(promise)
    if not is_within_reach(schedule.timetables, found.amount, at):
        raise NormOutlastsSchedule(norm=_told(found.amount), schedule=schedule.name, field=field or found.path)


def refuse_cut(
    timetables: TimetableVersions, schedule_id: ScheduleId, kept: Agreements, at: datetime, *, field: str
) -> list[StreamId]:
    """An edited schedule still has the hours for what is promised on it; gives the agreements that are."""
    on_it = [agreement for agreement in _all(kept) if agreement.schedule_id == schedule_id]
    if on_it:
        tightest, agreement = max(((longest(each.promise), each) for each in on_it), key=lambda pair: pair[0].amount)
        if not is_within_reach(timetables, tightest.amount, at):
            raise ScheduleCutsNorm(agreement=agreement.name, norm=_told(tightest.amount), field=field)
    return [StreamId(agreement.agreement_id) for agreement in on_it]


def _all(kept: Agreements) -> Iterator[Agreement]:
    for history in kept.load_many(kept.agreements()).values():
        agreement = Agreement.fold(history)
        if agreement is not None:
            yield agreement


def _told(amount: int) -> Text:
    hours = f"{amount / HOUR:.2f}".rstrip("0").rstrip(".")
    return Text(ru=f"{hours.replace('.', ',')} ч", en=f"{hours} h")
