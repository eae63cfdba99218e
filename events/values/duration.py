"""Durations of working time as people enter them: an amount and a unit (sla.md T2, rows 131-132)."""

from __future__ import annotations

from typing import Literal

import msgspec

from events.values.faults import InvalidValue
from events.values.text import Text

MICROSECOND = 1
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""One day of working time is 24 working hours, whatever the schedule (T2, row 131)."""

Unit = Literal["minutes", "hours", "days"]
_MICROSECONDS: dict[str, int] = {"minutes": MINUTE, "hours": HOUR, "days": DAY}

LONGEST_DAYS = 3650


class Duration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A positive amount of working time: ``Duration(8, "hours")``.

    The longest is 3650 days (T2, W6): a target nobody could ever miss is a typing error.
    """

    amount: int
    unit: Unit = "hours"

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise InvalidValue(
                Text(
                    ru="Длительность должна быть больше нуля: укажите, например, 8 часов.",
                    en="A duration must be greater than zero: give 8 hours, for example.",
                ),
                field="amount",
                rule="T2",
            )
        if self.microseconds > LONGEST_DAYS * DAY:
            raise InvalidValue(
                Text(
                    ru=f"Длительность больше {LONGEST_DAYS} дней (1 день = 24 рабочих часа): укажите меньше.",
                    en=f"A duration of more than {LONGEST_DAYS} days (1 day = 24 working hours): give less.",
                ),
                field="amount",
                rule="T2",
            )

    @property
    def microseconds(self) -> int:
        """The duration in microseconds of working time."""
        return self.amount * _MICROSECONDS[self.unit]


EIGHT_HOURS = Duration(8, "hours")
"""The default target of an agreement unless it sets another (T1, row 116)."""
