"""The working time of one local date as UTC instants, by wall-clock rules (W1-W4); called by the calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from events.values.schedule import DAY_SECONDS, DatedException, Hours, Timetable, WorkWeek
from events.values.zones import zone_of
from sla_engine.instants import Micros, instant, micros
from sla_engine.intervals import Interval, subtract, union

_DAY = timedelta(days=1)
_SECOND_US = Micros(1_000_000)
_EPOCH_DAY = date(1970, 1, 1).toordinal()

Span = tuple[int, int]
"""Hours of a day as seconds from its midnight: [from, to), ``to`` past a day when midnight is crossed."""


class DayRules:
    """A timetable prepared for questions about dates: which hours hold on a date, and why."""

    @staticmethod
    def of(timetable: Timetable, zone: str) -> DayRules:
        """The rules of this very timetable: what an edit of a schedule left as it was is prepared, and laid, once."""
        held = _rules.get((id(timetable), zone))
        if held is not None:
            return held[1]
        rules = DayRules(timetable, zone)
        if len(_rules) >= _MOST_HELD:
            _rules.clear()
        _rules[id(timetable), zone] = timetable, rules
        return rules

    def __init__(self, timetable: Timetable, zone: str) -> None:
        self.laid: dict[Interval, list[Interval]] = {}
        self.zone = zone_of(zone)
        self._dated, self._closures = _by_date(timetable.exceptions)
        self._yearly = {(day.month, day.day): day for day in timetable.yearly}
        # Texts such as "09:00" are read once here: a table lays thousands of dates.
        self._week = _week_spans(timetable.week)

    @property
    def dates(self) -> Collection[date]:
        """The dates that have an exception of their own."""
        return self._dated.keys()

    def exception(self, on: date) -> DatedException | None:
        """What replaces the weekly hours of a date: its dated exception first, else its yearly holiday (W2)."""
        dated = self._dated.get(on)
        if dated is not None and dated.hours is not None:
            return dated
        yearly = self._yearly.get((on.month, on.day))
        if yearly is not None:
            return DatedException(on=on, name=yearly.name)
        return dated

    def open_on(self, on: date) -> list[Interval]:
        """The UTC intervals that belong to a date: they start on it and may run over midnight (W3).

        Closures are taken out on the date that they are given for, also from hours that began the evening before.
        """
        spans = self._spans_on(on)
        if not spans:
            return []
        found = [self._resolved(on, span) for span in spans]
        intervals = found if len(found) == 1 and found[0][0] < found[0][1] else union(found)
        if not self._closures:
            return intervals
        holes = [
            self._resolved(near, span) for near in (on - _DAY, on, on + _DAY) for span in self._closures.get(near, ())
        ]
        return subtract(intervals, holes) if holes else intervals

    def _spans_on(self, on: date) -> tuple[Span, ...]:
        exception = self.exception(on) if self._dated or self._yearly else None
        if exception is not None and exception.hours is not None:
            return _spans(exception.hours)
        return self._week[on.weekday()]

    def _resolved(self, on: date, span: Span) -> Interval:
        return wall(on, span[0], self.zone, latest=False), wall(on, span[1], self.zone, latest=True)


_ByDate = tuple[dict[date, DatedException], dict[date, tuple[Span, ...]]]
_MOST_HELD = 1024
_rules: dict[tuple[int, str], tuple[Timetable, DayRules]] = {}
_held: dict[int, tuple[tuple[DatedException, ...], _ByDate]] = {}
"""Exceptions by their dates, by the very object that holds them: the versions of a schedule share it."""


def _by_date(exceptions: tuple[DatedException, ...]) -> _ByDate:
    held = _held.get(id(exceptions))
    if held is not None:
        return held[1]
    found = (
        {each.on: each for each in exceptions},
        {each.on: _spans(each.closures) for each in exceptions if each.closures},
    )
    if len(_held) >= _MOST_HELD:
        _held.clear()
    _held[id(exceptions)] = exceptions, found
    return found


@lru_cache(maxsize=256)
def _week_spans(week: WorkWeek) -> tuple[tuple[Span, ...], ...]:
    return tuple(_spans(week.on(weekday)) for weekday in range(7))


def _spans(hours: Iterable[Hours]) -> tuple[Span, ...]:
    return tuple((each.from_s, each.to_s) for each in hours)


def midnight_after(on: date, zone: ZoneInfo, at: Micros) -> Micros:
    """Where a local date ends as seen from ``at``, an instant of that date, in microseconds.

    Clocks that are set back over midnight (00:01 to 23:01 in St. John's) pass it twice: then the second time
    counts for what comes after the first.
    """
    first = wall(on, DAY_SECONDS, zone, latest=False)
    return first if first > at else wall(on, DAY_SECONDS, zone, latest=True)


def wall(on: date, seconds: int, zone: ZoneInfo, *, latest: bool) -> Micros:
    """The instant at which a wall clock shows ``seconds`` after midnight of a date (W4).

    In an overlap the later reading if ``latest``, else the earlier one; in a gap the first instant that
    exists after it. ``seconds`` may pass a day.
    """
    naive = datetime(on.year, on.month, on.day) + timedelta(0, seconds)  # noqa: DTZ001 - a wall time
    # Asking the zone itself spares two aware datetimes: a table lays thousands of dates.
    first, second = zone.utcoffset(naive), zone.utcoffset(naive.replace(fold=1))
    if first is None or second is None:
        raise TypeError(zone)
    if first < second:
        return _gap_end(naive, zone)
    offset = second if latest else first
    utc = (on.toordinal() - _EPOCH_DAY) * DAY_SECONDS + seconds - offset.days * DAY_SECONDS - offset.seconds
    return utc * _SECOND_US


def _gap_end(naive: datetime, zone: ZoneInfo) -> Micros:
    """The instant of the jump over a wall time that does not exist.

    Read with the offset of before the jump, such a time lies after it; with that of after, before it. Between
    the two readings the offset changes once: bisect to the second, on which jumps lie.
    """
    low = micros(naive.replace(tzinfo=zone, fold=1)) // _SECOND_US
    high = -(-micros(naive.replace(tzinfo=zone, fold=0)) // _SECOND_US)
    old = instant(low * _SECOND_US).astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if instant(middle * _SECOND_US).astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high * _SECOND_US
