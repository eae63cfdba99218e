"""Which instants the desk can tell, for values and for what comes from outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from events.values.text import Text

FIRST_YEAR, LAST_YEAR = 2, 9998
"""Every zone can tell an instant of these years; at the very ends of the calendar some cannot."""
LAST_INSTANT = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)

TOO_FAR = Text(
    ru="это время слишком далеко: год должен быть от 2 до 9998.",
    en="this instant is too far away: its year must be 2 to 9998.",
)


def is_tellable(at: datetime) -> bool:
    """Whether every zone can tell the instant."""
    return FIRST_YEAR <= at.year <= LAST_YEAR
