"""A service schedule's timetables over time (sla.md W8); folded by the aggregate and by the clocks alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

import msgspec

from events.values.schedule import DatedException, Timetable

YEARS_AHEAD = 10
"""A schedule must open within this many years (W6)."""


class TimetableVersions(msgspec.Struct, frozen=True):
    """The versions in order: each timetable with the instant it holds from; the first holds since ever.

    An edit replaces everything from its ``effective_from`` on; a correction of the past is an edit with an
    earlier one. What lies before is left as it was.
    """

    versions: tuple[tuple[datetime | None, Timetable], ...]

    @classmethod
    def first(cls, timetable: Timetable) -> TimetableVersions:
        """One timetable for all time."""
        return cls(((None, timetable),))

    @property
    def latest(self) -> Timetable:
        """The timetable that holds in the end."""
        return self.versions[-1][1]

    def at(self, instant: datetime) -> Timetable:
        """The timetable in force at an instant."""
        return self.versions[self.index_at(instant)][1]

    def index_at(self, instant: datetime) -> int:
        """The place, from 0, of the version in force at an instant."""
        place = 0
        for index, (since, _) in enumerate(self.versions):
            if since is not None and since <= instant:
                place = index
        return place

    def revised(self, timetable: Timetable, effective_from: datetime) -> TimetableVersions:
        """A whole new timetable from then on; versions that would have come later are given up."""
        return TimetableVersions((*self._before(effective_from), (effective_from, timetable)))

    def kept_in(self, timetable: Timetable) -> Timetable:
        """A new timetable with the dated exceptions that hold now, and the yearly holidays, where it names none."""
        return msgspec.structs.replace(
            timetable,
            exceptions=timetable.exceptions or self.latest.exceptions,
            yearly=timetable.yearly or self.latest.yearly,
        )

    def with_exceptions(self, exceptions: Iterable[DatedException], effective_from: datetime) -> TimetableVersions:
        """The same hours with these dated exceptions added or replaced, from then on."""
        added = {exception.on: exception for exception in exceptions}
        return self._edited(effective_from, lambda dated: {**dated, **added})

    def without_exceptions(self, dates: Iterable[date], effective_from: datetime) -> TimetableVersions:
        """The same hours with the exceptions of these dates taken back, from then on."""
        gone = set(dates)
        return self._edited(effective_from, lambda dated: {on: kept for on, kept in dated.items() if on not in gone})

    def _before(self, instant: datetime) -> tuple[tuple[datetime | None, Timetable], ...]:
        last = self.versions[-1][0]
        if last is None or last < instant:
            return self.versions
        return tuple((since, table) for since, table in self.versions if since is None or since < instant)

    def _edited(
        self,
        effective_from: datetime,
        edit: Callable[[dict[date, DatedException]], dict[date, DatedException]],
    ) -> TimetableVersions:
        def edited(table: Timetable) -> Timetable:
            return table.with_exceptions(in_order(edit({exception.on: exception for exception in table.exceptions})))

        later = tuple(
            (since, edited(table)) for since, table in self.versions if since is not None and since > effective_from
        )
        now = (effective_from, edited(self.at(effective_from)))
        return TimetableVersions((*self._before(effective_from), now, *later))


def in_order(dated: dict[date, DatedException]) -> tuple[DatedException, ...]:
    """Exceptions by their dates; most come in order already."""
    dates = list(dated)
    return tuple(dated.values()) if dates == sorted(dates) else tuple(dated[on] for on in sorted(dates))


def opens_within_years(timetable: Timetable, today: date) -> bool:
    """Whether the timetable is open at all in the ten years from a date (W6).

    Looks at the rules of each date alone, so it needs no zone: hours that a clock change swallows whole on
    their only day in ten years are not thought of.
    """
    dated = {exception.on: exception for exception in timetable.exceptions}
    off = {(day.month, day.day) for day in timetable.yearly}
    for ahead in range(YEARS_AHEAD * 366):
        try:
            on = today + timedelta(days=ahead)
        except OverflowError:
            return False
        exception = dated.get(on)
        if exception is not None and exception.hours is not None:
            if exception.hours and not exception.closures:
                return True
        elif (on.month, on.day) not in off and timetable.week.on(on.weekday()):
            return True
    return False
