"""The face of the engine for people with datetimes: working time in, working time out; for scripts and what embeds us.

Instants are aware datetimes (``pendulum.DateTime`` too), amounts are ``Duration`` or ``timedelta`` of *working* time;
one day of a ``Duration`` is 24 working hours (T2), as it is of a ``timedelta``. A naive datetime raises
``NaiveInstant``. An answer is of the kind and in the zone of the datetime that was asked with. Batches are numpy
arrays: ``datetime64[us]`` read as UTC, ``timedelta64[us]``. Everything is exact to the microsecond.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt
import pendulum

from events.values.duration import Duration
from events.values.schedule import Timetable
from events.values.timetable_versions import TimetableVersions
from sla_engine.instants import EPOCH, Micros, instant, micros
from sla_engine.worktime import Calendar

At = TypeVar("At", bound=datetime)
Instants = npt.NDArray[np.datetime64]
Amounts = npt.NDArray[np.timedelta64]

_MICROSECOND = timedelta(microseconds=1)
_NOTHING = timedelta(0)


class WorkingTime:
    """Working time of a schedule, asked with datetimes; ``zone`` is the requester's, if the schedule follows it (W7).

    >>> office = WorkingTime(Timetable(zone="Europe/Moscow", week=WorkWeek(fri=(Hours("09:00", "18:00"),))))
    >>> office.add(pendulum.datetime(2026, 3, 6, 17, tz="Europe/Moscow"), Duration(60, "minutes"))
    DateTime(2026, 3, 6, 18, 0, 0, tzinfo=Timezone('Europe/Moscow'))
    """

    def __init__(self, schedule: Timetable | TimetableVersions, zone: str = "UTC") -> None:
        versions = TimetableVersions.first(schedule) if isinstance(schedule, Timetable) else schedule
        self.calendar = Calendar.of(versions, zone)
        """The same questions with integer microseconds."""

    def add(self, start: At, amount: Duration | timedelta) -> At:
        """The earliest instant with exactly that much working time since ``start``; spent at closing: due then."""
        return _told(self.calendar.add(micros(start), micros_of(amount)), start)

    def sub(self, end: At, amount: Duration | timedelta) -> At:
        """The latest instant with exactly that much working time until ``end``."""
        return _told(self.calendar.sub(micros(end), micros_of(amount)), end)

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """Working time in [begin, end); nothing when ``end`` is not after ``begin``."""
        return self.calendar.between(micros(begin), micros(end)) * _MICROSECOND

    def next_open(self, at: At) -> At:
        """The first working instant at or after ``at``."""
        return _told(self.calendar.next_open(micros(at)), at)

    def prev_close(self, at: At) -> At:
        """The last instant at or before ``at`` that working time leads up to."""
        return _told(self.calendar.prev_close(micros(at)), at)

    def is_open(self, at: datetime) -> bool:
        """Whether ``at`` is working time; a closing instant is not."""
        return self.calendar.is_open(micros(at))

    def open_intervals(self, start: At, count: int) -> list[tuple[At, At]]:
        """The first ``count`` working intervals after ``start``, the first clipped to it."""
        found = self.calendar.open_intervals(micros(start), count)
        return [(_told(opens, start), _told(closes, start)) for opens, closes in found]

    def add_many(self, starts: Instants, amounts: Amounts) -> Instants:
        """``add`` of many starts at once, the same microseconds."""
        return self.calendar.add_many(_ints(starts, "M"), _ints(amounts, "m")).view("datetime64[us]")

    def between_many(self, begins: Instants, ends: Instants) -> Amounts:
        """``between`` of many spans at once, the same microseconds."""
        return self.calendar.between_many(_ints(begins, "M"), _ints(ends, "M")).view("timedelta64[us]")

    def next_open_many(self, at: Instants) -> Instants:
        """``next_open`` of many instants at once, the same microseconds."""
        return self.calendar.next_open_many(_ints(at, "M")).view("datetime64[us]")


def micros_of(amount: Duration | timedelta) -> int:
    """Microseconds of an amount of working time, exact."""
    if isinstance(amount, Duration):
        return amount.microseconds
    # A subclass (pendulum's) may tell its days and seconds otherwise than it counts them.
    plain = amount if type(amount) is timedelta else timedelta.__add__(amount, _NOTHING)
    return (plain.days * 86_400 + plain.seconds) * 1_000_000 + plain.microseconds


def _told(us: Micros, like: At) -> At:
    """An instant as a datetime of the kind and in the zone of another."""
    if type(like) is datetime:
        zone = like.tzinfo
        at = EPOCH + us * _MICROSECOND
        return cast("At", at if zone is UTC else at.astimezone(zone))
    if isinstance(like, pendulum.DateTime):
        return cast("At", pendulum.instance(instant(us)).in_timezone(like.timezone or pendulum.UTC))
    return cast("At", instant(us).astimezone(like.tzinfo))


def _ints(array: Instants | Amounts, kind: str) -> npt.NDArray[np.int64]:
    """The microseconds of an array of ``datetime64`` or ``timedelta64``; finer units and NaT are refused."""
    if array.dtype.kind != kind:
        raise TypeError(f"an array of {'datetime64' if kind == 'M' else 'timedelta64'} is needed, not {array.dtype}")
    exact = array.astype(f"{array.dtype.kind}8[us]", copy=False)
    if np.datetime_data(array.dtype)[0] in {"ns", "ps", "fs", "as"} and not np.array_equal(exact, array):
        raise ValueError("digits below a microsecond would be lost")
    found = exact.view(np.int64)
    if found.size and int(found.min()) == np.iinfo(np.int64).min:
        raise ValueError("not a time (NaT) is no instant and no amount")
    return found
