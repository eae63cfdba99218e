"""The working time of one local date as UTC instants, by wall-clock rules (W1-W4); called by the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from events.values.schedule import DAY_SECONDS, DatedException, Hours, Timetable
from sla_engine.instants import micros
from sla_engine.intervals import Interval, subtract, union

_DAY = timedelta(days=1)
_MICROS = 1_000_000


class DayRules:
    """A timetable prepared for questions about dates: which hours hold on a date, and why."""

    def __init__(self, timetable: Timetable, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self._dated = {exception.on: exception for exception in timetable.exceptions}
        self._yearly = {(day.month, day.day): day for day in timetable.yearly}
        self._week = tuple(timetable.week.on(weekday) for weekday in range(7))

    def exception(self, on: date) -> DatedException | None:
        """What replaces the weekly hours of a date: its dated exception first, else its yearly holiday (W2)."""
        dated = self._dated.get(on)
        if dated is not None and dated.hours is not None:
            return dated
        yearly = self._yearly.get((on.month, on.day))
        if yearly is not None:
            return DatedException(on=on, name=yearly.name)
        return dated

    def hours(self, on: date) -> tuple[Hours, ...]:
        """The hours that a date opens with, before its closures."""
        exception = self.exception(on)
        if exception is not None and exception.hours is not None:
            return exception.hours
        return self._week[on.weekday()]

    def closures(self, on: date) -> tuple[Hours, ...]:
        """The breaks of one date alone."""
        dated = self._dated.get(on)
        return () if dated is None else dated.closures

    def open_on(self, on: date) -> list[Interval]:
        """The UTC intervals that belong to a date: they start on it and may run over midnight (W3)."""
        intervals = union(self._resolved(on, hours) for hours in self.hours(on))
        holes = [self._resolved(on, hours) for hours in self.closures(on)]
        yesterday = on - _DAY if on > date.min else on
        holes += [self._resolved(yesterday, hours) for hours in self.closures(yesterday)]
        tomorrow = on + _DAY if on < date.max else on
        if any(end > micros_of_midnight(tomorrow, self.zone) for _, end in intervals):
            holes += [self._resolved(tomorrow, hours) for hours in self.closures(tomorrow)]
        return subtract(intervals, holes) if holes else intervals

    def _resolved(self, on: date, hours: Hours) -> Interval:
        return wall(on, hours.from_s, self.zone, latest=False), wall(on, hours.to_s, self.zone, latest=True)


def micros_of_midnight(on: date, zone: ZoneInfo) -> int:
    """The first instant of a local date, in microseconds."""
    return wall(on, 0, zone, latest=False)


def wall(on: date, seconds: int, zone: ZoneInfo, *, latest: bool) -> int:
    """The instant at which a wall clock shows ``seconds`` after midnight of a date (W4).

    In an overlap the later reading if ``latest``, else the earlier one; in a gap the first instant that
    exists after it. ``seconds`` may pass a day.
    """
    days, rest = divmod(seconds, DAY_SECONDS)
    naive = datetime(on.year, on.month, on.day) + timedelta(days=days, seconds=rest)  # noqa: DTZ001 - a wall time
    before, after = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    first, second = before.utcoffset(), after.utcoffset()
    if first == second:
        return micros(before)
    if first is not None and second is not None and first < second:
        return _gap_end(naive, zone)
    return micros(after if latest else before)


def _gap_end(naive: datetime, zone: ZoneInfo) -> int:
    # The wall time does not exist: read with the offset of before, it lies after the jump; with that of
    # after, before it. Between the two, the offset changes once: bisect to the microsecond.
    low = micros(naive.replace(tzinfo=zone, fold=1))
    high = micros(naive.replace(tzinfo=zone, fold=0))
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    old = (epoch + timedelta(microseconds=low)).astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if (epoch + timedelta(microseconds=middle)).astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    # Jumps lie on whole seconds: if not found inside (a jump right at the end), the end is the jump.
    return high if high % _MICROS == 0 else -(-high // _MICROS) * _MICROS
