"""How long a solution stands before its ticket closes by itself: hours of the schedule, or whole working days."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from events.values.duration import Duration
from events.values.faults import InvalidValue
from events.values.text import Text

WORKING_DAYS: Final = "working_days"
MOST_WORKING_DAYS = 365

ClosingUnit = Annotated[
    Literal["minutes", "hours", "days", "working_days"],
    Meta(
        description="minutes, hours, days: working time of the schedule, a day being 24 working hours (T2)."
        " working_days: the ticket closes at the end of the N-th day after that of the solution on which the"
        " schedule has working hours, in the schedule's time zone (C11)."
    ),
]


class ClosingTerm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The time that people have to object to a solution: ``ClosingTerm(3, "working_days")``.

    Stored in the shape of a duration, which is what it once was: facts of then read the same.
    """

    amount: int
    unit: ClosingUnit = "hours"

    def __post_init__(self) -> None:
        if self.unit != WORKING_DAYS:
            Duration(self.amount, self.unit)  # its rules are a term's, too
        elif not 0 < self.amount <= MOST_WORKING_DAYS:
            raise InvalidValue(
                Text(
                    ru=f"Рабочих дней до закрытия бывает от 1 до {MOST_WORKING_DAYS}.",
                    en=f"A ticket closes after 1 to {MOST_WORKING_DAYS} working days.",
                ),
                field="amount",
                rule="C11",
            )

    @property
    def working_days(self) -> int:
        """How many working days it is; 0 when it is working time."""
        return self.amount if self.unit == WORKING_DAYS else 0

    @property
    def microseconds(self) -> int:
        """The term in microseconds of working time; 0 when it is working days."""
        return 0 if self.unit == WORKING_DAYS else Duration(self.amount, self.unit).microseconds
