"""Working time counted minute by minute (or second by second): slow, obviously right, and none of the engine's code.

W1-W4 read once more from the rules: a bitmap with one cell a minute says whether it is worked. Wall times become
instants by asking ``zoneinfo`` what the clock on the wall shows, nothing else.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from events.values.schedule import Hours, Timetable
from events.values.timetable_versions import TimetableVersions

MICROS = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Wall = datetime
"""A naive datetime: what a clock on the wall shows."""


def shown(second: int, zone: str) -> Wall:
    """What a clock on the wall shows at a second since 1970."""
    return (EPOCH + timedelta(seconds=second)).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def seconds_of(wall: Wall) -> int:
    return round((wall - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001 - a wall time


@lru_cache(maxsize=100_000)
def offsets_near(day: int, zone: str) -> frozenset[int]:
    """Every offset from UTC that the clock has within a day and a half of a day since 1970, in seconds."""
    hours = [(day * 24 + hour) * 3600 for hour in range(-36, 61, 3)]
    return frozenset(seconds_of(shown(at, zone)) - at for at in hours)


def readings(wall: Wall, zone: str) -> list[int]:
    """Every second at which the clock shows exactly this, in order: none in a gap, two in an overlap."""
    told = seconds_of(wall)
    candidates = [told - offset for offset in offsets_near(told // 86_400, zone)]
    return sorted(at for at in candidates if shown(at, zone) == wall)


@lru_cache(maxsize=10_000)
def after_gap(wall: Wall, zone: str) -> int:
    """The first second at which the clock shows something later than a time that it never shows."""
    at = seconds_of(wall) - 16 * 3600
    while shown(at, zone) < wall:
        at += 60
    at -= 60
    while shown(at, zone) < wall:
        at += 1
    return at


def opening(wall: Wall, zone: str) -> int:
    """W4: a ``from`` is the earlier reading, in a gap the first instant that exists."""
    found = readings(wall, zone)
    return found[0] if found else after_gap(wall, zone)


def closing(wall: Wall, zone: str) -> int:
    """W4: a ``to`` is the later reading, in a gap the first instant that exists."""
    found = readings(wall, zone)
    return found[-1] if found else after_gap(wall, zone)


def bounds(on: date, hours: Hours) -> tuple[Wall, Wall]:
    """W3: hours that close at or before they open cross midnight; 24:00 is the next midnight."""
    midnight = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - a wall time
    begin, end = (
        midnight + timedelta(hours=int(t[:2]), minutes=int(t[3:5]), seconds=int(t[6:8] or 0)) for t in hours_text(hours)
    )
    return begin, end if end > begin else end + timedelta(days=1)


def hours_text(hours: Hours) -> tuple[str, str]:
    return hours.opens, hours.closes


class Counter:
    """Which cells of [begin, end) are worked; ``cell`` seconds long each. Bounds must lie on cells."""

    def __init__(self, versions: TimetableVersions, begin: int, end: int, cell: int = 60) -> None:
        self.begin, self.end, self.cell = begin, end, cell
        self.cells = bytearray((end - begin) // cell)
        for index, (since, table) in enumerate(versions.versions):
            own = self._marked(table)
            later = versions.versions[index + 1][0] if index + 1 < len(versions.versions) else None
            first = 0 if since is None else self._cell(since)
            last = len(self.cells) if later is None else self._cell(later)
            self.cells[first:last] = own[first:last]

    def _cell(self, at: datetime) -> int:
        return min(max(round((at - EPOCH).total_seconds()) - self.begin, 0) // self.cell, len(self.cells))

    def _marked(self, table: Timetable) -> bytearray:
        """All cells by the rules of one version: every date's hours first, then the closures."""
        cells = bytearray(len(self.cells))
        first = (EPOCH + timedelta(seconds=self.begin)).date() - timedelta(days=3)
        last = (EPOCH + timedelta(seconds=self.end)).date() + timedelta(days=3)
        dates = [first + timedelta(days=day) for day in range((last - first).days)]
        for on in dates:
            for hours in hours_of(table, on):
                self._fill(cells, on, hours, table.zone, 1)
        for exception in table.exceptions:
            if first <= exception.on <= last:
                for hours in exception.closures:
                    self._fill(cells, exception.on, hours, table.zone, 0)
        return cells

    def _fill(self, cells: bytearray, on: date, hours: Hours, zone: str, value: int) -> None:
        opens, closes = bounds(on, hours)
        begin = max(0, opening(opens, zone) - self.begin) // self.cell
        end = min(len(cells), max(0, closing(closes, zone) - self.begin) // self.cell)
        if begin < end:
            cells[begin:end] = bytes([value]) * (end - begin)

    # The questions, in microseconds.

    def is_open(self, at: int) -> bool:
        return bool(self.cells[self._index(at)])

    def between(self, begin: int, end: int) -> int:
        if end <= begin:
            return 0
        first, last = self._index(begin), self._index(end)
        size = self.cell * MICROS
        total = self.cells[first:last].count(1) * size
        if self.cells[first]:
            total -= begin - self._starts(first)
        if last < len(self.cells) and self.cells[last]:
            total += end - self._starts(last)
        return total

    def add(self, start: int, amount: int) -> int:
        at, left = start, amount
        for index in range(self._index(start), len(self.cells)):
            until = self._starts(index + 1)
            if self.cells[index]:
                if left <= until - at:
                    return at + left
                left -= until - at
            at = until
        raise BeyondCounter

    def sub(self, end: int, amount: int) -> int:
        at, left = end, amount
        for index in range(self._index(end - 1), -1, -1):
            since = self._starts(index)
            if self.cells[index]:
                if left < at - since or (left == at - since and index >= 0):
                    return at - left
                left -= at - since
            at = since
        raise BeyondCounter

    def next_open(self, at: int) -> int:
        found = self.cells.find(1, self._index(at))
        if found < 0:
            raise BeyondCounter
        return max(at, self._starts(found))

    def prev_close(self, at: int) -> int:
        found = self.cells.rfind(1, 0, self._index(at - 1) + 1)
        if found < 0:
            raise BeyondCounter
        return min(at, self._starts(found + 1))

    def open_intervals(self, start: int, count: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        at = start
        while len(found) < count:
            begin = self.next_open(at)
            closed = self.cells.find(0, self._index(begin))
            if closed < 0:
                raise BeyondCounter
            at = self._starts(closed)
            found.append((begin, at))
        return found

    def _index(self, at: int) -> int:
        return (at - self.begin * MICROS) // (self.cell * MICROS)

    def _starts(self, index: int) -> int:
        return (self.begin + index * self.cell) * MICROS


class BeyondCounter(Exception):  # noqa: N818 - it names what is wrong
    """The answer lies outside the cells that were counted."""


def hours_of(table: Timetable, on: date) -> tuple[Hours, ...]:
    """W2: a dated exception with hours replaces the date, then a yearly holiday, then the week."""
    for exception in table.exceptions:
        if exception.on == on and exception.hours is not None:
            return exception.hours
    if any((holiday.month, holiday.day) == (on.month, on.day) for holiday in table.yearly):
        return ()
    return table.week.on(on.weekday())
