"""How far into the future a norm reaches on a schedule (W6); asked before either is promised, edited or previewed.

Looks at dates alone, as ``opens_within_years`` does, so it needs no zone: what a clock change adds or swallows is
nothing against the centuries that are left behind the last year that is allowed.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import NamedTuple

from events.values.schedule import DAY_SECONDS, Hours, Timetable
from events.values.targets import Norm, Promise
from events.values.timetable_versions import YEARS_AHEAD, TimetableVersions

LAST_DUE_YEAR = 9000
"""A norm must be spent by then. The calendar ends in 9998: what is left are the years that tickets wait and pause."""

_SOON = timedelta(days=31)
"""Most norms are spent by then: looked at date by date, before a whole year is counted."""
_LONGEST_GAP = YEARS_AHEAD * 366
_Spans = tuple[tuple[int, int], ...]
_Year = tuple[int, int, int]
"""The working seconds of a year, the first and the last day of it, from 1, on which it opens; 0 if it never does."""


class Longest(NamedTuple):
    """The longest amount of working time that a promise asks for, in microseconds, and where it stands."""

    amount: int
    path: str


def longest(promise: Promise) -> Longest:
    """The norm, or the escalation point behind its due, that reaches furthest."""
    found = []
    for side, targets in (("reaction", promise.reaction), ("resolution", promise.resolution)):
        path = f"promise.{side}"
        norms = [(f"{path}.default", targets.default)]
        norms += [(f"{path}.rules[{index}].norm", rule.norm) for index, rule in enumerate(targets.rules)]
        found += [each for path, norm in norms for each in _amounts(path, norm)]
    return max(found, key=lambda each: each.amount)


def _amounts(path: str, norm: Norm) -> list[Longest]:
    target = norm.duration.microseconds
    found = [Longest(target, f"{path}.duration")]
    for index, point in enumerate(norm.escalations):
        if point.share_percent is not None:
            found.append(Longest(target * point.share_percent // 100, f"{path}.escalations[{index}].share_percent"))
        elif point.offset is not None and point.side == "after":
            found.append(Longest(target + point.offset.microseconds, f"{path}.escalations[{index}].offset"))
    return found


def is_within_reach(timetables: TimetableVersions, amount: int, since: datetime) -> bool:
    """Whether so much working time, in microseconds, is spent by ``LAST_DUE_YEAR`` when it is counted from now on.

    And without a gap of more than ten years on the way: working time that stands still for longer never comes (W6).
    """
    left = -(-amount // 1_000_000)
    versions = _in_force(timetables, since.astimezone(UTC).date())
    on, standing = versions[0][0], versions[0][0]
    years: dict[tuple[int, bool, int], _Year] = {}
    while on.year <= LAST_DUE_YEAR:
        place = max(index for index, (begins, _) in enumerate(versions) if begins <= on)
        days = versions[place][1]
        end = date(on.year + 1, 1, 1)
        if on.timetuple().tm_yday > 1 or on.year in days.special or any(on < begins < end for begins, _ in versions):
            end = min([end, *(begins for begins, _ in versions if begins > on)])
            year = days.counted(on, end, left)
        else:
            kind = (place, (end - on).days == 366, on.weekday())  # noqa: PLR2004 - a leap year
            year = years[kind] = years.get(kind) or days.by_weekdays(on, end)
        worked, first, last = year
        opens = on + timedelta(first - 1) if first else end
        if (opens - standing).days > _LONGEST_GAP:
            return False
        if worked >= left:
            return True
        left -= worked
        standing = on + timedelta(last - 1) if last else standing
        on = end
    return False


class Days:
    """A timetable's working seconds, each moment counted once; made anew for each question."""

    def __init__(self, timetable: Timetable) -> None:
        self._week = tuple(_spans(timetable.week.on(weekday)) for weekday in range(7))
        self._dated = {exception.on: exception for exception in timetable.exceptions}
        self._off = {(day.month, day.day) for day in timetable.yearly}
        dated = (_spans(exception.hours) for exception in timetable.exceptions if exception.hours)
        self._has_nights = any(end > DAY_SECONDS for spans in chain(self._week, dated) for _, end in spans)
        # A night reaches into the next day, and so may leave a mark on the year after its own.
        self.special = {on.year for on in self._dated} | {on.year + 1 for on in self._dated if on.month == 12}  # noqa: PLR2004

    def counted(self, begin: date, end: date, enough: int) -> _Year:
        """The stretch [begin, end), with the places of its first and last open day in it; until there is enough."""
        soon = min(end, begin + _SOON)
        found = self.date_by_date(begin, soon, enough)
        return found if found[0] >= enough or soon == end else self.by_weekdays(begin, end)

    def by_weekdays(self, begin: date, end: date) -> _Year:
        """As ``date_by_date`` of the whole stretch: as many of each weekday as there are, but for dates of their own.

        Nights lie across dates, so with them each date is looked at.
        """
        if self._has_nights:
            return self.date_by_date(begin, end)
        length = (end - begin).days
        plain = [_covered(spans)[0] for spans in self._week]
        worked = sum(
            plain[(begin.weekday() + place) % 7] * ((length - place + 6) // 7) for place in range(min(7, length))
        )
        for on in self._of_their_own(begin, end):
            worked += self._seconds(on, 0)[0] - plain[on.weekday()]
        if not worked:
            return 0, 0, 0
        places = range(length)
        first = next(place for place in places if self._seconds(begin + timedelta(place), 0)[0])
        last = next(place for place in reversed(places) if self._seconds(begin + timedelta(place), 0)[0])
        return worked, first + 1, last + 1

    def _of_their_own(self, begin: date, end: date) -> set[date]:
        """The dates of a stretch within one year that are not as their weekday is."""
        found = {on for on in self._dated if begin <= on < end}
        for month, day in self._off:
            if (month, day) != (2, 29) or isleap(begin.year):
                on = date(begin.year, month, day)
                if begin <= on < end:
                    found.add(on)
        return found

    def date_by_date(self, begin: date, end: date, enough: int | None = None) -> _Year:
        """The stretch [begin, end), with the places of its first and last open day in it; until there is enough."""
        worked = first = last = 0
        night = 0
        for place in range((end - begin).days):
            seconds, night = self._seconds(begin + timedelta(place), night)
            if seconds:
                worked, first, last = worked + seconds, first or place + 1, place + 1
                if enough is not None and worked >= enough:
                    break
        return worked, first, last

    def _seconds(self, on: date, night: int) -> tuple[int, int]:
        """What a date adds behind the night before it, and how far its own night reaches into the next."""
        exception = self._dated.get(on)
        spans: _Spans = self._week[on.weekday()]
        if exception is not None and exception.hours is not None:
            spans = _spans(exception.hours)
        elif (on.month, on.day) in self._off:
            spans = ()
        seconds, until = _covered(spans, night)
        if exception is not None and exception.closures:
            seconds -= sum(hours.to_s - hours.from_s for hours in exception.closures)
        return max(0, seconds), max(0, until - DAY_SECONDS)


def _in_force(timetables: TimetableVersions, today: date) -> Sequence[tuple[date, Days]]:
    """The versions from today on, the first as if it began today."""
    in_force: list[tuple[date, Days]] = []
    # They come in order, and those that were edited often have a long past: asked from the end.
    for since, table in reversed(timetables.versions):
        begins = date.min if since is None else since.astimezone(UTC).date()
        in_force.append((max(begins, today), Days(table)))
        if begins <= today:
            break
    return in_force[::-1]


def _spans(hours: Sequence[Hours]) -> _Spans:
    return tuple(sorted((each.from_s, each.to_s) for each in hours))


def _covered(spans: _Spans, night: int = 0) -> tuple[int, int]:
    """The seconds that spans cover together behind the night before, and where the last of them ends."""
    covered, until = 0, night
    for begin, end in spans:
        covered += max(0, end - max(begin, until))
        until = max(until, end)
    return covered, until
