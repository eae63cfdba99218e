"""What happens to the log itself; told by the desk alone, on ``LOG_STREAM``."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact


class LogResumed(Fact, frozen=True, kw_only=True):
    """The log goes on from a backup: facts that were seen are gone, and their positions will be given to others.

    ``seen_position`` and ``seen_link`` are where the log was last seen to stand, in epoch ``seen_epoch``, and what its
    chain of seals was there; ``epoch`` is the number of the one that begins with this fact.
    """

    stored_name: ClassVar[str] = "log.resumed@1"

    epoch: int
    seen_epoch: int
    seen_position: int
    seen_link: str


class LogDetailsSealed(Fact, frozen=True, kw_only=True):
    """What people wrote stood open in facts of older desks: it was sealed, once, in all up to a position.

    Nothing else of those facts changed, and it is the only time that facts were written anew.
    """

    stored_name: ClassVar[str] = "log.details-sealed@1"

    until: int
