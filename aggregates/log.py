"""The log as something that may have to begin a new epoch; driven by ``commands.log``."""

from __future__ import annotations

from collections.abc import Iterable

from events.fact import Fact, Recorded
from events.folds.log import LOG, EpochState
from events.log import LogDetailsSealed, LogResumed


def epoch_of(history: Iterable[Recorded]) -> EpochState:
    """The epoch that the log's own facts leave it in: it is born in the first."""
    return LOG.followed(EpochState(), history)


def resume(history: Iterable[Recorded], seen_epoch: int, seen_position: int, seen_link: str) -> list[Fact]:
    """A new epoch, whose number nobody has seen. Nothing, when one began since the log was seen so."""
    present = epoch_of(history).number
    if present > seen_epoch:
        return []
    return [LogResumed(epoch=seen_epoch + 1, seen_epoch=seen_epoch, seen_position=seen_position, seen_link=seen_link)]


def details_sealed(history: Iterable[Recorded], until: int) -> list[Fact]:
    """Words that stood open are sealed up to a position. Nothing, when that is told already."""
    return [LogDetailsSealed(until=until)] if until > epoch_of(history).until else []
