"""Who of a team is on call by turns: a rota as data and its turns as instants; for decisions, facts and read models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Literal, NamedTuple

import msgspec

from events.values.clock_reading import instant_read
from events.values.identity import PersonId, ScheduleId
from events.values.schedule import WorkWeek
from events.values.zones import zone_of

Every = Literal["day", "week"]
_LENGTHS: dict[Every, timedelta] = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


class Turn(NamedTuple):
    """Whose turn it is in [from_at, until_at)."""

    from_at: datetime
    until_at: datetime
    person_id: PersonId


class Stint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody's time on call, [from_at, until_at): what another one takes, or gives for it."""

    person_id: PersonId
    from_at: datetime
    until_at: datetime


class Rota(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One after the other, a day or a week each, handing over when the clock of ``zone`` shows the time of ``starts``.

    It covers all hours; or those outside a schedule; or ``hours`` of the week, by the same clock.
    """

    people: tuple[PersonId, ...]
    every: Every
    starts: datetime
    zone: str
    outside: ScheduleId | None = None
    hours: WorkWeek | None = None

    @property
    def begins_at(self) -> datetime:
        """The instant of the first turn."""
        return self._begin(0)

    def turns(self, since: datetime, until: datetime) -> Iterator[Turn]:
        """Whose turn is when within [since, until), cut to it.

        A handover is one instant: where the clock shows it twice the first time, where it skips it right behind. A day
        that a zone skips whole is nobody's.
        """
        gone = since.astimezone(zone_of(self.zone)).replace(tzinfo=None) - self.starts
        # A turn before, for clocks that were put back.
        first = max(0, gone // _LENGTHS[self.every] - 1)
        begins_at = self._begin(first)
        for nth in count(first):
            if begins_at >= until:
                return
            ends_at = self._begin(nth + 1)
            within = max(begins_at, since), min(ends_at, until)
            if within[0] < within[1]:
                yield Turn(*within, self.people[nth % len(self.people)])
            begins_at = ends_at

    def _begin(self, nth: int) -> datetime:
        return instant_read(self.starts + nth * _LENGTHS[self.every], zone_of(self.zone))
