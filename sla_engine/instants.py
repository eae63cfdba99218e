"""Instants at the border and inside: aware datetimes out there, integer microseconds in here; used everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

FIRST = -62_135_596_800_000_000
"""0001-01-01T00:00Z, the first instant that a datetime can tell, in microseconds since 1970."""
LAST = 253_402_300_799_999_999
"""9999-12-31T23:59:59.999999Z, the last one."""
NEVER = 2**63 - 1
"""What a column of instants holds when there is none: later than any instant, so that it sorts last."""


class NaiveInstant(ValueError):  # noqa: N818 - it names what is wrong
    """A datetime without an offset names no instant; give one with a time zone or an offset."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def micros(at: datetime) -> int:
    """Microseconds since 1970 of an aware datetime, exact; a naive one raises ``NaiveInstant``."""
    try:
        # Subclasses (pendulum's) subtract slowly and into a type of their own.
        delta = at - EPOCH if type(at) is datetime else datetime.__sub__(at, EPOCH)
    except TypeError:
        raise NaiveInstant from None
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def instant(us: int) -> datetime:
    """The aware UTC datetime of a count of microseconds since 1970."""
    return EPOCH + us * _MICROSECOND


def instant_if_any(us: int) -> datetime | None:
    """The instant that a column tells of; ``None`` for ``NEVER``."""
    return None if us == NEVER else instant(us)
