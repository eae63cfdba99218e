"""The one reading of what the log says of itself: in which epoch it is, and since when."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import msgspec

from events.fact import Recorded
from events.folds.reading import Reading, on_told, says
from events.log import LogDetailsSealed, LogResumed

FIRST_EPOCH = 1


class EpochState(msgspec.Struct, frozen=True, kw_only=True):
    """The number of the present epoch; when it began, behind which position, and how far the one before was seen.

    ``until`` is up to where words that stood open were sealed.
    """

    number: int = FIRST_EPOCH
    began_at: datetime | None = None
    began_behind: int = 0
    seen_position: int = 0
    until: int = 0


def _resumed(state: EpochState, recorded: Recorded) -> EpochState:
    fact = cast("LogResumed", recorded.fact)
    return msgspec.structs.replace(
        state,
        number=fact.epoch,
        began_at=recorded.metadata.occurred_at,
        began_behind=recorded.position - 1,
        seen_position=fact.seen_position,
    )


LOG = Reading(EpochState, on_told(LogResumed, _resumed), says(LogDetailsSealed, "until"))
