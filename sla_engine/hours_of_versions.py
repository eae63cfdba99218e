"""The hours of all versions of a schedule laid out in time, and why it is closed (W1-W4, W8); a calendar's rules."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from events.values.schedule import REQUESTER_ZONE, DatedException
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions
from sla_engine.day_hours import DayRules, midnight_after, wall
from sla_engine.instants import FIRST, NEVER, Micros, instant, micros
from sla_engine.intervals import Interval, clip, union
from sla_engine.table import LONGEST_GAP, NeverOpens

DAY_OFF = Text(ru="выходной", en="day off")
"""What a day off is called that has no name of its own."""
BREAK = Text(ru="перерыв", en="break")
"""Closed time between two of a day's intervals, such as lunch."""

_DAY = timedelta(days=1)
_DAY_US = 86_400_000_000
_SHORT_US, _MOST_LAID = 40 * _DAY_US, 100
_MARGIN_US = 3 * _DAY_US
"""Local dates differ from UTC ones by up to a day, and hours may cross midnight."""


class HoursOfVersions:
    """Every version's rules with the instant, in microseconds, from which they hold."""

    def __init__(self, versions: TimetableVersions, zone: str) -> None:
        self._since = [FIRST if since is None else micros(since) for since, _ in versions.versions]
        self._rules = [
            DayRules.of(table, zone if table.zone == REQUESTER_ZONE else table.zone) for _, table in versions.versions
        ]

    def laid(self, begin: Micros, end: Micros) -> list[Interval]:
        """Working intervals in [begin, end), date by date, each version's until the next comes into force."""
        found: list[Interval] = []
        for index, rules in enumerate(self._rules):
            since = max(begin, self._since[index])
            until = min(end, self._until(index))
            if since < until:
                found += _laid(rules, since, until)
        return union(found)

    def version_at(self, at: Micros) -> int:
        """The place, from 0, of the version in force at an instant (W8)."""
        return max(bisect_right(self._since, at) - 1, 0)

    def version_bounds(self, begin: Micros, end: Micros) -> list[Micros]:
        """The instants inside (begin, end) at which another version comes into force."""
        return [since for since in self._since if begin < since < end]

    def dates_of_their_own(self) -> set[date]:
        """Every date that is not like others: those of dated exceptions, and those on which versions begin."""
        begun = {instant(since).date() for since in self._since if since != FIRST}
        return begun.union(*(rules.dates for rules in self._rules))

    def days(self, at: Micros, count: int) -> list[Interval]:
        """Local days as the version in force sees them, the first being that of ``at``."""
        zone = self._rules[self.version_at(at)].zone
        first = instant(at).astimezone(zone).date()
        midnights = [wall(first + timedelta(days=day), 0, zone, latest=False) for day in range(count + 1)]
        return list(pairwise(midnights))

    def end_of_working_day(self, at: Micros, nth: int) -> Micros:
        """When the ``nth`` working day after the local date of ``at`` closes (C11). Raises ``NeverOpens``.

        A working day is a date to which working time belongs; what runs over midnight belongs to where it opens.
        """
        on = instant(at).astimezone(self._rules[self.version_at(at)].zone).date()
        closed = 0
        while closed * _DAY_US <= LONGEST_GAP and on.year < date.max.year:
            on += _DAY
            closing = self._closing_of(on, at)
            closed = closed + 1 if closing is None else 0
            nth -= closing is not None
            if closing is not None and not nth:
                return closing
        raise NeverOpens

    def _closing_of(self, on: date, after: Micros) -> Micros | None:
        """Where the working time of a date that lies behind an instant ends, by whatever versions are in force then."""
        around = micros(datetime(on.year, on.month, on.day, tzinfo=UTC))
        ends = []
        for index in range(self.version_at(around - _MARGIN_US), self.version_at(around + _MARGIN_US) + 1):
            since, until = max(after, self._since[index]), self._until(index)
            ends += [end for _, end in clip(self._rules[index].open_on(on), since, until)]
        return max(ends, default=None)

    def _until(self, index: int) -> Micros:
        """When a version is followed by the next."""
        return self._since[index + 1] if index + 1 < len(self._since) else NEVER

    def closed_because(self, at: Micros) -> tuple[Micros, Text | None]:
        """Why ``at``, which is closed, is so, and until when: its day off by name, ``BREAK``, ``None`` for off hours.

        It holds at most to the next local midnight, the next opening or the next version.
        """
        version = self.version_at(at)
        rules = self._rules[version]
        on = instant(at).astimezone(rules.zone).date()
        until = min(midnight_after(on, rules.zone, at), self._until(version))
        exception = rules.exception(on)
        is_off = exception is not None and exception.hours == ()
        if exception is not None and is_off:
            return until, _named(exception)
        hours = rules.open_on(on)
        return until, (BREAK if hours and hours[0][0] <= at < hours[-1][1] else None)


def _laid(rules: DayRules, since: Micros, until: Micros) -> list[Interval]:
    """The working intervals of one version in a stretch; short ones, which lie between two edits, are laid once."""
    known = rules.laid.get((since, until))
    if known is not None:
        return known
    # Hours of a date may end on the day but one after it; a local date is a day away from that of UTC.
    dates = _dates(since - 2 * _DAY_US, until + _DAY_US)
    found = clip(union(interval for on in dates for interval in rules.open_on(on)), since, until)
    if until - since < _SHORT_US and len(rules.laid) < _MOST_LAID:
        rules.laid[since, until] = found
    return found


def _named(exception: DatedException) -> Text:
    return exception.name if exception.name.ru or exception.name.en else DAY_OFF


def _dates(begin: Micros, end: Micros) -> list[date]:
    first, last = instant(begin).date(), instant(end).date()
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]
