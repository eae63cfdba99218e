"""Working time of a service schedule: what the clocks ask, answered by bisection over a table (W1-W8, Cost)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from events.values.schedule import REQUESTER_ZONE, DatedException
from events.values.text import Text
from events.values.timetable_versions import YEARS_AHEAD, TimetableVersions
from sla_engine.day_hours import DayRules, micros_of_midnight
from sla_engine.instants import FIRST, LAST, NEVER, instant, micros
from sla_engine.intervals import Interval, clip, union

Micros = npt.NDArray[np.int64]

DAY_OFF = Text(ru="выходной", en="day off")
"""What a day off is called that has no name of its own."""

_DAY_US = 86_400_000_000
_YEAR_US = 366 * _DAY_US
_CHUNK_DAYS = 400
_MARGIN_US = 3 * _DAY_US
"""Local dates differ from UTC ones by up to a day, and hours may cross midnight."""


class NeverOpens(ValueError):  # noqa: N818 - it names what is wrong
    """No working time in the ten years ahead (W6): give the schedule hours, then measure."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class OutOfCalendar(ValueError):  # noqa: N818 - it names what is wrong
    """The instant lies outside the years 1 to 9999."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class _Table(NamedTuple):
    """Working intervals inside [begin, end), never changed once made.

    ``opens[i]`` to ``closes[i]`` is open; ``before[i]`` is the working time of all earlier intervals of the
    table, and one more entry holds the total. ``closed[i]`` is the running total at ``closes[i]``. ``shift[i]``
    turns a running total inside interval i into its instant.
    """

    begin: int
    end: int
    opens: list[int]
    closes: list[int]
    before: list[int]
    closed: list[int]
    np_opens: Micros
    np_closes: Micros
    np_before: Micros
    np_closed: Micros


class Calendar:
    """The working time of one schedule, all its versions, in one zone.

    Instants and amounts are integer microseconds. The table grows on demand: readers take no lock, a growth
    publishes a new table. Use ``Calendar.of`` to share one calendar between all who ask for the same.
    """

    def __init__(self, versions: TimetableVersions, zone: str) -> None:
        self.versions = versions
        self._since = [FIRST if since is None else micros(since) for since, _ in versions.versions]
        self.rules = [
            DayRules(table, zone if table.zone == REQUESTER_ZONE else table.zone) for _, table in versions.versions
        ]
        self._growing = Lock()
        self._table = _build(0, 0, [])

    @staticmethod
    def of(versions: TimetableVersions, zone: str = "UTC") -> Calendar:
        """The shared calendar of these versions; ``zone`` is the requester's, if the schedule follows it (W7)."""
        return _shared(_Key(versions), zone or "UTC")

    def between(self, begin: int, end: int) -> int:
        """Working time in [begin, end); 0 when end is not after begin (W5)."""
        if end <= begin:
            return 0
        table = self._table
        if begin < table.begin or end > table.end:
            table = self._covering(begin, end)
        return _worked(table, end) - _worked(table, begin)

    def add(self, start: int, amount: int) -> int:
        """The earliest instant with exactly ``amount`` > 0 of working time since ``start`` (W5).

        An amount spent at closing is due at closing. Raises ``NeverOpens`` (W6).
        """
        table = self._table
        if start < table.begin or start >= table.end:
            table = self._covering(start, start + _DAY_US)
        goal = _worked(table, start) + amount
        while goal > table.before[-1]:
            table = self._more_after(table, start)
            goal = _worked(table, start) + amount
        place = bisect_left(table.closed, goal)
        return table.opens[place] + goal - table.before[place]

    def sub(self, end: int, amount: int) -> int:
        """The latest instant with exactly ``amount`` > 0 of working time until ``end``: mirrors ``add`` (W5)."""
        table = self._table
        if end <= table.begin or end > table.end:
            table = self._covering(end - _DAY_US, end)
        goal = _worked(table, end) - amount
        while goal < 0:
            table = self._more_before(table, end)
            goal = _worked(table, end) - amount
        place = bisect_right(table.before, goal, 0, len(table.opens)) - 1
        return table.opens[place] + goal - table.before[place]

    def next_open(self, at: int) -> int:
        """The first working instant at or after ``at``. Raises ``NeverOpens``."""
        table = self._covering(at, at + _DAY_US)
        while not table.closes or table.closes[-1] <= at:
            table = self._more_after(table, at)
        return max(at, table.opens[bisect_right(table.closes, at)])

    def prev_close(self, at: int) -> int:
        """The last instant at or before ``at`` that working time leads up to. Raises ``NeverOpens``."""
        table = self._covering(at - _DAY_US, at)
        while not table.opens or table.opens[0] >= at:
            table = self._more_before(table, at)
        return min(at, table.closes[bisect_left(table.opens, at) - 1])

    def is_open(self, at: int) -> bool:
        """Whether ``at`` is working time; a closing instant is not."""
        table = self._covering(at, at + 1)
        place = bisect_right(table.opens, at) - 1
        return place >= 0 and at < table.closes[place]

    def open_intervals(self, start: int, count: int) -> list[Interval]:
        """The first ``count`` working intervals after ``start``, the first clipped to it."""
        found: list[Interval] = []
        at = start
        while len(found) < count:
            begin = self.next_open(at)
            table = self._covering(begin, begin + _MARGIN_US)
            end = table.closes[bisect_right(table.closes, begin)]
            if end == table.end:
                end = self._covering(begin, end + _MARGIN_US).closes[0]
                table = self._table
                end = table.closes[bisect_right(table.closes, begin)]
            found.append((begin, end))
            at = end
        return found

    def within(self, begin: int, end: int) -> list[Interval]:
        """The working intervals inside [begin, end), clipped to it."""
        if end <= begin:
            return []
        table = self._covering(begin, end)
        first, last = bisect_right(table.closes, begin), bisect_left(table.opens, end)
        return clip(zip(table.opens[first:last], table.closes[first:last], strict=True), begin, end)

    def version_at(self, at: int) -> int:
        """The place, from 0, of the schedule's version in force at an instant (W8)."""
        return max(bisect_right(self._since, at) - 1, 0)

    def version_bounds(self, begin: int, end: int) -> list[int]:
        """The instants inside (begin, end) at which another version comes into force."""
        return [since for since in self._since if begin < since < end]

    def closed_because(self, at: int) -> tuple[int, Text | None]:
        """Why ``at``, which is closed, is so: the name of its day off or ``None`` for off hours, and until when.

        It holds at most to the next local midnight, the next opening or the next version.
        """
        version = self.version_at(at)
        rules = self.rules[version]
        on = instant(at).astimezone(rules.zone).date()
        until = micros_of_midnight(on + timedelta(days=1), rules.zone)
        if version + 1 < len(self._since):
            until = min(until, self._since[version + 1])
        exception = rules.exception(on)
        is_off = exception is not None and exception.hours == ()
        if until <= at:
            until = at + 1
        return until, (_named(exception) if exception is not None and is_off else None)

    def between_many(self, begins: Micros, ends: Micros) -> Micros:
        """``between`` of many spans at once, the same microseconds."""
        if not len(begins):
            return np.zeros(0, dtype=np.int64)
        table = self._covering(int(min(begins.min(), ends.min())), int(max(begins.max(), ends.max())))
        worked = _worked_many(table, ends) - _worked_many(table, begins)
        return np.where(ends > begins, worked, 0)

    def add_many(self, starts: Micros, amounts: Micros) -> Micros:
        """``add`` of many starts at once, the same microseconds."""
        if not len(starts):
            return np.zeros(0, dtype=np.int64)
        low, high = int(starts.min()), int(starts.max())
        table = self._covering(low, high + _DAY_US)
        goals = _worked_many(table, starts) + amounts
        while int(goals.max()) > table.before[-1]:
            table = self._more_after(table, high)
            goals = _worked_many(table, starts) + amounts
        places = np.searchsorted(table.np_closed, goals, side="left")
        return table.np_opens[places] + goals - table.np_before[places]

    def next_open_many(self, at: Micros) -> Micros:
        """``next_open`` of many instants at once, the same microseconds."""
        if not len(at):
            return np.zeros(0, dtype=np.int64)
        high = int(at.max())
        table = self._covering(int(at.min()), high + _DAY_US)
        while not table.closes or table.closes[-1] <= high:
            table = self._more_after(table, high)
        return np.maximum(at, table.np_opens[np.searchsorted(table.np_closes, at, side="right")])

    def _covering(self, begin: int, end: int) -> _Table:
        table = self._table
        if begin >= table.begin and end <= table.end:
            return table
        if begin < FIRST + _YEAR_US or end > LAST - _YEAR_US:
            raise OutOfCalendar
        with self._growing:
            table = self._table
            if table.begin == table.end:
                begin_to, end_to = begin - _CHUNK_DAYS * _DAY_US, end + _CHUNK_DAYS * _DAY_US
            else:
                # At least doubling keeps the cost of growing linear in what is covered.
                chunk = max(_CHUNK_DAYS * _DAY_US, (table.end - table.begin) // 2)
                begin_to = min(table.begin, begin - chunk) if begin < table.begin else table.begin
                end_to = max(table.end, end + chunk) if end > table.end else table.end
            self._table = self._grown(table, max(begin_to, FIRST + _DAY_US), min(end_to, LAST - _DAY_US))
            return self._table

    def _more_after(self, table: _Table, since: int) -> _Table:
        worked_until = table.closes[-1] if table.closes else since
        if table.end - max(worked_until, since) > YEARS_AHEAD * _YEAR_US:
            raise NeverOpens
        return self._covering(table.begin, table.end + 1)

    def _more_before(self, table: _Table, until: int) -> _Table:
        worked_since = table.opens[0] if table.opens else until
        if min(worked_since, until) - table.begin > YEARS_AHEAD * _YEAR_US:
            raise NeverOpens
        return self._covering(table.begin - 1, table.end)

    def _grown(self, table: _Table, begin: int, end: int) -> _Table:
        known = list(zip(table.opens, table.closes, strict=True))
        if table.begin == table.end:
            return _build(begin, end, self._lay(begin, end))
        return _build(begin, end, union([*self._lay(begin, table.begin), *known, *self._lay(table.end, end)]))

    def _lay(self, begin: int, end: int) -> list[Interval]:
        """Working intervals in [begin, end) from the rules of each version, date by date."""
        laid: list[Interval] = []
        for index, rules in enumerate(self.rules):
            since = max(begin, self._since[index])
            until = min(end, self._since[index + 1] if index + 1 < len(self._since) else NEVER)
            if since < until:
                found = [
                    interval for on in _dates(since - _MARGIN_US, until + _MARGIN_US) for interval in rules.open_on(on)
                ]
                laid += clip(union(found), since, until)
        return laid


def _named(exception: DatedException) -> Text:
    return exception.name if exception.name.ru or exception.name.en else DAY_OFF


class _Key:
    """Versions compared by what they say; exceptions and hours are tuples, so the hash is stable."""

    def __init__(self, versions: TimetableVersions) -> None:
        self.versions = versions
        self._hash = hash(versions)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.versions is other.versions or self.versions == other.versions)


@lru_cache(maxsize=1024)
def _shared(key: _Key, zone: str) -> Calendar:
    return Calendar(key.versions, zone)


def _worked(table: _Table, at: int) -> int:
    place = bisect_right(table.opens, at) - 1
    if place < 0:
        return 0
    close = table.closes[place]
    return table.before[place] + (at if at < close else close) - table.opens[place]  # noqa: FURB136 - min() halves the speed


def _worked_many(table: _Table, at: Micros) -> Micros:
    if not table.opens:
        return np.zeros(len(at), dtype=np.int64)
    places = np.searchsorted(table.np_opens, at, side="right") - 1
    clamped = np.maximum(places, 0)
    inside = np.minimum(at, table.np_closes[clamped]) - table.np_opens[clamped]
    return table.np_before[clamped] + np.where(places < 0, 0, inside)


def _build(begin: int, end: int, intervals: list[Interval]) -> _Table:
    opens, closes = [a for a, _ in intervals], [b for _, b in intervals]
    closed = list(accumulate(b - a for a, b in intervals))
    before = [0, *closed]
    return _Table(
        begin=begin,
        end=end,
        opens=opens,
        closes=closes,
        before=before,
        closed=closed,
        np_opens=np.array(opens, dtype=np.int64),
        np_closes=np.array(closes, dtype=np.int64),
        np_before=np.array(before, dtype=np.int64),
        np_closed=np.array(closed, dtype=np.int64),
    )


def _dates(begin: int, end: int) -> list[date]:
    first = instant(max(begin, FIRST)).date()
    last = instant(min(end, LAST)).date()
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]
