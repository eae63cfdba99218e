"""Which instant a zone's clock shows a reading at (sla.md W4); for freezes, rotas and whatever is said by a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


def instant_read(reading: datetime, zone: ZoneInfo, *, is_end: bool = False) -> datetime:
    """The instant of a reading: the first behind a spring gap; of two in autumn the earlier, for an end the later."""
    before, after = (reading.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if before <= after:  # once, or twice
        return after if is_end else before
    # Skipped: read by the offset of before it lies behind the gap, by that of after in front of it.
    offset = after.astimezone(zone).utcoffset()
    while before - after > _SECOND:
        middle = after + (before - after) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return before.replace(microsecond=0)
