"""Instants at the border and inside: aware datetimes out there, integer microseconds in here; used everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from typing_extensions import override

if TYPE_CHECKING:

    class Micros(int):
        """A count of microseconds: an instant since 1970, or a length of time.

        A type for the checker alone: what is read and counted are plain integers, and marking one costs nothing in a
        sum. Sums and differences are microseconds again, which a ``NewType`` would forget.
        """

        @override
        def __add__(self, other: int, /) -> Micros: ...
        @override
        def __radd__(self, other: int, /) -> Micros: ...
        @override
        def __sub__(self, other: int, /) -> Micros: ...
        @override
        def __rsub__(self, other: int, /) -> Micros: ...
        @override
        def __mul__(self, other: int, /) -> Micros: ...
        @override
        def __rmul__(self, other: int, /) -> Micros: ...
        @override
        def __neg__(self) -> Micros: ...

else:
    Micros = int

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECOND = Micros(1_000_000)

FIRST = Micros(-62_135_596_800_000_000)
"""0001-01-01T00:00Z, the first instant that a datetime can tell, in microseconds since 1970."""
LAST = Micros(253_402_300_799_999_999)
"""9999-12-31T23:59:59.999999Z, the last one."""
NO_TIME = Micros(0)
"""No working time; as the instant of a look that is owed: at once."""
NEVER = Micros(2**63 - 1)
"""What a column of instants holds when there is none: later than any instant, so that it sorts last."""


class NaiveInstant(ValueError):  # noqa: N818 - it names what is wrong
    """A datetime without an offset names no instant; give one with a time zone or an offset."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def micros(at: datetime) -> Micros:
    """Microseconds since 1970 of an aware datetime, exact; a naive one raises ``NaiveInstant``."""
    try:
        # Subclasses (pendulum's) subtract slowly and into a type of their own.
        delta = at - EPOCH if type(at) is datetime else datetime.__sub__(at, EPOCH)
    except TypeError:
        raise NaiveInstant from None
    return (delta.days * 86_400 + delta.seconds) * _SECOND + delta.microseconds


def instant(us: Micros) -> datetime:
    """The aware UTC datetime of a count of microseconds since 1970."""
    return EPOCH + us * _MICROSECOND


def instant_if_any(us: Micros) -> datetime | None:
    """The instant that a column tells of; ``None`` for ``NEVER``."""
    return None if us == NEVER else instant(us)
