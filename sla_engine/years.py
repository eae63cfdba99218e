"""Working time year by year, for what lies decades ahead (Cost); asked by the calendar where its table ends.

The calendar repeats itself. Where a year has no dated exceptions, no new version and zone rules that change no more, it
is one of fourteen: leap or not, beginning on one of seven weekdays. So a norm that ends in two thousand years is found
by adding up years, not by laying out every day until then.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import msgspec

from sla_engine.hours_of_versions import HoursOfVersions
from sla_engine.instants import LAST, NO_TIME, Micros, instant, micros
from sla_engine.table import LONGEST_GAP, NeverOpens, OutOfCalendar

SETTLED = 2101
"""From this year on zones follow their last rule: no zone of the database names a change of its own behind 2087."""

_LAST_YEAR = 9998
_LATEST = LAST - 366 * 86_400_000_000
_NEAR = timedelta(days=3)
"""How far from the end of a year something must be to leave the neighbour year as it is."""

_Kind = tuple[int, ...]


class _Year(msgspec.Struct, frozen=True):
    """The working intervals of a UTC year, in microseconds from its beginning; ``closed`` are running totals."""

    opens: list[Micros]
    closes: list[Micros]
    closed: list[Micros]

    @property
    def total(self) -> Micros:
        return self.closed[-1] if self.closed else NO_TIME

    def worked(self, at: Micros) -> Micros:
        """The working time of the year until an instant of it."""
        place = bisect_right(self.opens, at) - 1
        return NO_TIME if place < 0 else self.closed[place] - max(NO_TIME, self.closes[place] - at)

    def reached(self, goal: Micros) -> Micros:
        """Where so much of the year's working time is spent."""
        place = bisect_left(self.closed, goal)
        return self.closes[place] - (self.closed[place] - goal)


class _Ladder(msgspec.Struct, frozen=True):
    """Running sums of whole years: ``sums[i]`` is the working time from the first year to the beginning of the i-th
    after it; ``standing`` is when working time was last met.
    """  # noqa: D205 - one sentence

    first: int
    sums: tuple[Micros, ...]
    standing: Micros
    is_broken: bool = False

    @property
    def last(self) -> int:
        """The last year that is summed up."""
        return self.first + len(self.sums) - 2

    def reached(self, number: int, goal: Micros) -> tuple[int, Micros] | None:
        """The year in which so much has been worked since a year began, and how much of it in that year."""
        begun = number - self.first
        if begun >= len(self.sums) or self.sums[-1] < self.sums[begun] + goal:
            return None
        place = bisect_left(self.sums, self.sums[begun] + goal) - 1
        return self.first + place, self.sums[begun] + goal - self.sums[place]


class Years:
    """The years of one calendar's hours, laid out when first asked for."""

    def __init__(self, hours: HoursOfVersions) -> None:
        self._hours = hours
        self._own = _years_of_their_own(hours)
        self._laid: dict[_Kind, _Year] = {}
        self._ladder = _Ladder(_LAST_YEAR + 1, (NO_TIME,), NO_TIME)

    def add(self, start: Micros, amount: int) -> Micros:
        """As ``Calendar.add``, the same microseconds; raises ``NeverOpens`` and ``OutOfCalendar``."""
        number = instant(start).year
        begin, year = _begin(number), self._year(number)
        goal = amount + year.worked(start - begin)
        ladder = self._ladder if number >= self._ladder.first else _Ladder(number, (NO_TIME,), begin)
        while (reached := ladder.reached(number, goal)) is None and not ladder.is_broken and ladder.last < _LAST_YEAR:
            ladder = self._ladder = self._taller(ladder)
        if reached is None:
            if not ladder.is_broken:
                raise OutOfCalendar
            return self._walked(start, goal)
        number, goal = reached
        due = _begin(number) + self._year(number).reached(goal)
        if due > _LATEST:
            raise OutOfCalendar
        return due

    def _taller(self, ladder: _Ladder) -> _Ladder:
        """A ladder of as many years again; it breaks where working time stands still for longer than W6 allows."""
        sums, standing = list(ladder.sums), ladder.standing
        until = min(ladder.last + max(100, len(sums)), _LAST_YEAR)
        for number in range(ladder.last + 1, until + 1):
            year = self._year(number)
            try:
                standing = _checked(standing, _begin(number), year, _begin(number + 1))
            except NeverOpens:
                return _Ladder(ladder.first, tuple(sums), standing, is_broken=True)
            sums.append(sums[-1] + year.total)
        return _Ladder(ladder.first, tuple(sums), standing)

    def _walked(self, start: Micros, goal: Micros) -> Micros:
        """The way year by year from where it began, past gaps that do not reach into it."""
        number, standing = instant(start).year, start
        begin, year = _begin(number), self._year(number)
        while goal > year.total:
            goal -= year.total
            standing = _checked(standing, begin, year, _begin(number + 1))
            number += 1
            if number > _LAST_YEAR:
                raise OutOfCalendar
            begin, year = _begin(number), self._year(number)
        due = begin + year.reached(goal)
        _refuse_gap(standing, begin + year.opens[0])
        if due > _LATEST:
            raise OutOfCalendar
        return due

    def next_open(self, at: Micros) -> Micros:
        """As ``Calendar.next_open``."""
        number = instant(at).year
        while number <= _LAST_YEAR:
            begin, year = _begin(number), self._year(number)
            place = bisect_right(year.closes, at - begin)
            if place < len(year.opens):
                opening = begin + year.opens[place]
                _refuse_gap(at, opening)
                return max(at, opening)
            number += 1
            _refuse_gap(at, _begin(number))
        raise OutOfCalendar

    def _year(self, number: int) -> _Year:
        begin, end = _begin(number), _begin(number + 1)
        kind: _Kind = (number,)
        if number not in self._own:
            kind = (self._hours.version_at(begin), isleap(number), date(number, 1, 1).weekday())
        if kind not in self._laid:
            laid = self._hours.laid(begin, end)
            self._laid[kind] = _Year(
                [a - begin for a, _ in laid], [b - begin for _, b in laid], list(accumulate(b - a for a, b in laid))
            )
        return self._laid[kind]


class _OwnYears:
    """Years like no other: before the zones settle, near a dated exception, near the beginning of a version."""

    def __init__(self, numbers: set[int]) -> None:
        self._numbers = numbers

    def __contains__(self, number: int) -> bool:
        return number < SETTLED or number in self._numbers


def _years_of_their_own(hours: HoursOfVersions) -> _OwnYears:
    numbers: set[int] = set()
    for on in hours.dates_of_their_own():
        for near in (-_NEAR, _NEAR):
            try:
                numbers.add((on + near).year)
            except OverflowError:  # at the very ends of the calendar
                numbers.add(on.year)
    return _OwnYears(numbers)


def _begin(number: int) -> Micros:
    return micros(datetime(number, 1, 1, tzinfo=UTC))


def _checked(standing: Micros, begin: Micros, year: _Year, end: Micros) -> Micros:
    """Since when no working time was met once a year is over; a year has no gap in it that W6 would mind."""
    if not year.opens:
        _refuse_gap(standing, end)
        return standing
    _refuse_gap(standing, begin + year.opens[0])
    return max(standing, begin + year.closes[-1])


def _refuse_gap(since: Micros, until: Micros) -> None:
    if until - since > LONGEST_GAP:
        raise NeverOpens
