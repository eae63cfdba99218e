"""Working time of a service schedule: what the clocks ask, answered by bisection over a table (W1-W8, Cost).

Instants and amounts are integer microseconds in here; ``sla_engine.public`` is the face with datetimes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from threading import Lock

import numpy as np

from events.values.text import Text
from events.values.timetable_versions import TimetableVersions
from sla_engine.hours_of_versions import HoursOfVersions
from sla_engine.instants import FIRST, LAST, NO_TIME, Micros
from sla_engine.intervals import Interval, clip, union
from sla_engine.table import (
    LONGEST_GAP,
    Ints,
    NeverOpens,
    OutOfCalendar,
    OutOfReach,
    Table,
    built,
    refuse_gaps,
    worked,
    worked_many,
)
from sla_engine.versions_key import Key
from sla_engine.years import Years

__all__ = ["Calendar", "Ints", "NegativeAmount", "NeverOpens", "OutOfCalendar", "OutOfReach"]

_YEAR_US = 366 * 86_400_000_000
_CHUNK_US = 200 * 86_400_000_000
_FAR_US = 50 * _YEAR_US
_EMPTY = built(NO_TIME, NO_TIME, [])
EARLIEST, LATEST = FIRST + _YEAR_US, LAST - _YEAR_US
"""Working time is known between these two instants: a year's room is left for zones and shifts."""


class NegativeAmount(ValueError):  # noqa: N818 - it names what is wrong
    """An amount of working time cannot be negative: ask ``sub`` instead of ``add``, or ``add`` instead of ``sub``."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Calendar:
    """The working time of one schedule, all its versions, in one zone.

    The table grows on demand: readers take no lock, a growth publishes a new table. What is answered never
    depends on how far the table has grown. Use ``Calendar.of`` to share one calendar between all who ask for
    the same.
    """

    def __init__(self, versions: TimetableVersions, zone: str) -> None:
        self.versions = versions
        self._hours = HoursOfVersions(versions, zone)
        self._years = Years(self._hours)
        self._growing = Lock()
        self._table = _EMPTY

    @staticmethod
    def of(versions: TimetableVersions, zone: str = "UTC") -> Calendar:
        """The shared calendar of these versions; ``zone`` is the requester's, if the schedule follows it (W7)."""
        held = _held.get((id(versions), zone))
        if held is not None:
            return held[1]
        calendar = _shared(Key(versions), zone or "UTC")
        if len(_held) >= _MOST_HELD:
            _held.clear()
        _held[id(versions), zone] = versions, calendar
        return calendar

    def between(self, begin: Micros, end: Micros) -> Micros:
        """Working time in [begin, end); 0 when end is not after begin (W5)."""
        if end <= begin:
            return NO_TIME
        table = self._table
        if begin < table.begin or end > table.end:
            table = self._covering(begin, end)
        return worked(table, end) - worked(table, begin)

    def add(self, start: Micros, amount: int) -> Micros:
        """The earliest instant with exactly ``amount`` of working time since ``start`` (W5).

        An amount spent at closing is due at closing; nothing to spend is due at once. Raises ``NeverOpens`` (W6).
        """
        if amount <= 0:
            return _at_once(start, amount)
        table = self._table
        if start < table.begin or start >= table.end:
            table = self._covering(start, start + 1)
        goal = worked(table, start) + amount
        while goal > table.total:
            if table.end - start > _FAR_US:
                return self._years.add(start, amount)
            table = self._more_after(table, start)
            goal = worked(table, start) + amount
        place = bisect_left(table.closed, goal)
        due = table.opens[place] + goal - table.before[place]
        if table.has_gaps:
            refuse_gaps(table, start, due)
        return due

    def sub(self, end: Micros, amount: int) -> Micros:
        """The latest instant with exactly ``amount`` of working time until ``end``: mirrors ``add`` (W5)."""
        if amount <= 0:
            return _at_once(end, amount)
        table = self._table
        if end <= table.begin or end > table.end:
            table = self._covering(end - 1, end)
        goal = worked(table, end) - amount
        while goal < 0:
            table = self._more_before(table, end)
            goal = worked(table, end) - amount
        place = bisect_right(table.before, goal, 0, len(table.opens)) - 1
        start = table.opens[place] + goal - table.before[place]
        if table.has_gaps:
            refuse_gaps(table, start, end)
        return start

    def next_open(self, at: Micros) -> Micros:
        """The first working instant at or after ``at``. Raises ``NeverOpens``."""
        if self._table.end + _FAR_US < at <= LATEST and self._table.opens:
            # A due of a far year is not worth the table of this one.
            return self._years.next_open(at)
        table = self._covering(at, at + 1)
        while not table.closes or table.closes[-1] <= at:
            table = self._more_after(table, at)
        opening = table.opens[bisect_right(table.closes, at)]
        if opening - at > LONGEST_GAP:
            raise NeverOpens
        return max(at, opening)

    def prev_close(self, at: Micros) -> Micros:
        """The last instant at or before ``at`` that working time leads up to. Raises ``NeverOpens``."""
        table = self._covering(at - 1, at)
        while not table.opens or table.opens[0] >= at:
            table = self._more_before(table, at)
        closing = table.closes[bisect_left(table.opens, at) - 1]
        if at - closing > LONGEST_GAP:
            raise NeverOpens
        return min(at, closing)

    def is_open(self, at: Micros) -> bool:
        """Whether ``at`` is working time; a closing instant is not."""
        table = self._covering(at, at + 1)
        place = bisect_right(table.opens, at) - 1
        return place >= 0 and at < table.closes[place]

    def open_intervals(self, start: Micros, count: int) -> list[Interval]:
        """The first ``count`` working intervals after ``start``, the first clipped to it.

        Fewer if one of them does not close within ten years: it is the last, and cut there.
        """
        found: list[Interval] = []
        at = start
        while len(found) < count:
            begin = self.next_open(at)
            at = self._closing(begin)
            found.append((begin, at))
            if at - begin >= LONGEST_GAP:
                break
        return found

    def within(self, begin: Micros, end: Micros) -> list[Interval]:
        """The working intervals inside [begin, end), clipped to it."""
        if end <= begin:
            return []
        table = self._covering(begin, end)
        first, last = bisect_right(table.closes, begin), bisect_left(table.opens, end)
        return clip(zip(table.opens[first:last], table.closes[first:last], strict=True), begin, end)

    def version_at(self, at: Micros) -> int:
        """The place, from 0, of the schedule's version in force at an instant (W8)."""
        return self._hours.version_at(at)

    def version_bounds(self, begin: Micros, end: Micros) -> list[Micros]:
        """The instants inside (begin, end) at which another version comes into force."""
        return self._hours.version_bounds(begin, end)

    def days(self, at: Micros, count: int) -> list[Interval]:
        """So many local days, whole ones, the first being that of ``at``."""
        return self._hours.days(at, count)

    def end_of_working_day(self, at: Micros, nth: int) -> Micros:
        """When the ``nth`` working day after that of ``at`` closes (``HoursOfVersions.end_of_working_day``)."""
        if not EARLIEST <= at <= LATEST:
            raise OutOfCalendar
        return self._hours.end_of_working_day(at, nth)

    def closed_because(self, at: Micros) -> tuple[Micros, Text | None]:
        """Why ``at``, which is closed, is so, and until when at most (``HoursOfVersions.closed_because``)."""
        return self._hours.closed_because(at)

    def between_many(self, begins: Ints, ends: Ints) -> Ints:
        """``between`` of many spans at once, the same microseconds."""
        if not len(begins):
            return np.zeros(0, dtype=np.int64)
        low, high = Micros(min(begins.min(), ends.min())), Micros(max(begins.max(), ends.max()))
        if low == high:
            return np.zeros(len(begins), dtype=np.int64)
        table = self._covering(low, high)
        spent = worked_many(table, ends)
        spent -= worked_many(table, begins)
        return np.maximum(spent, 0, out=spent)

    def add_many(self, starts: Ints, amounts: Ints) -> Ints:
        """``add`` of many starts at once, the same microseconds."""
        if not len(starts):
            return np.zeros(0, dtype=np.int64)
        low, high = Micros(starts.min()), Micros(starts.max())
        table = self._covering(low, high + 1)
        goals = worked_many(table, starts)
        goals += amounts
        is_far = False
        while int(goals.max()) > table.total and not is_far:
            table = self._more_after(table, high)
            goals = worked_many(table, starts)
            goals += amounts
            is_far = table.end - high > _FAR_US
        if is_far or table.has_gaps or int(amounts.min()) <= 0:
            pairs = zip(starts.tolist(), np.broadcast_to(amounts, starts.shape).tolist(), strict=True)
            return np.array([self.add(start, amount) for start, amount in pairs], dtype=np.int64)
        places = table.np_closed.searchsorted(goals, side="left")
        goals += table.np_opens.take(places)
        goals -= table.np_before.take(places)
        return goals

    def next_open_many(self, at: Ints) -> Ints:
        """``next_open`` of many instants at once, the same microseconds."""
        if not len(at):
            return np.zeros(0, dtype=np.int64)
        high = Micros(at.max())
        table = self._covering(Micros(at.min()), high + 1)
        while not table.closes or table.closes[-1] <= high:
            table = self._more_after(table, high)
        openings = table.np_opens.take(table.np_closes.searchsorted(at, side="right"))
        if table.has_gaps and int((openings - at).max()) > LONGEST_GAP:
            raise NeverOpens
        return np.maximum(at, openings)

    def _closing(self, at: Micros) -> Micros:
        """When the working time that ``at`` lies in ends; at most ten years on."""
        table = self._covering(at, at + 1)
        while (closing := table.closes[bisect_right(table.closes, at)]) == table.end and closing - at < LONGEST_GAP:
            table = self._covering(table.begin, table.end + 1)
        return min(closing, at + LONGEST_GAP)

    def _covering(self, begin: Micros, end: Micros) -> Table:
        table = self._table
        if begin >= table.begin and end <= table.end:
            return table
        if begin < EARLIEST or end > LATEST:
            raise OutOfCalendar
        with self._growing:
            table = self._table
            if begin >= table.begin and end <= table.end:
                return table
            is_far = begin > table.end + _FAR_US or end < table.begin - _FAR_US
            if table.begin == table.end or is_far:
                # Somebody mistyped a year: begin anew there rather than fill the centuries between.
                table, begin_to, end_to = _EMPTY, begin - _CHUNK_US, end + _CHUNK_US
            else:
                # At least doubling keeps the cost of growing linear in what is covered.
                chunk = max(_CHUNK_US, (table.end - table.begin) // 2)
                begin_to = min(table.begin, begin - chunk) if begin < table.begin else table.begin
                end_to = max(table.end, end + chunk) if end > table.end else table.end
            self._table = self._grown(table, max(begin_to, EARLIEST), min(end_to, LATEST))
            return self._table

    def _more_after(self, table: Table, since: Micros) -> Table:
        worked_until = table.closes[-1] if table.closes else since
        if table.end - max(worked_until, since) > LONGEST_GAP:
            raise NeverOpens
        return self._covering(table.begin, table.end + 1)

    def _more_before(self, table: Table, until: Micros) -> Table:
        worked_since = table.opens[0] if table.opens else until
        if min(worked_since, until) - table.begin > LONGEST_GAP:
            raise NeverOpens
        return self._covering(table.begin - 1, table.end)

    def _grown(self, table: Table, begin: Micros, end: Micros) -> Table:
        if table.begin == table.end:
            return built(begin, end, self._hours.laid(begin, end))
        known = zip(table.opens, table.closes, strict=True)
        earlier, later = self._hours.laid(begin, table.begin), self._hours.laid(table.end, end)
        return built(begin, end, union([*earlier, *known, *later]))


def _at_once(at: Micros, amount: int) -> Micros:
    if amount < 0:
        raise NegativeAmount
    if not EARLIEST <= at <= LATEST:
        raise OutOfCalendar
    return at


_MOST_HELD = 4096
_held: dict[tuple[int, str], tuple[TimetableVersions, Calendar]] = {}
"""Calendars by the very object that was asked with, which is held so that its id stays its own: reading a hundred
holidays to compare them takes longer than measuring a clock."""


@lru_cache(maxsize=1024)
def _shared(key: Key, zone: str) -> Calendar:
    return Calendar(key.versions, zone)
