"""What the desk tells of its own log; issued at its start."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.log import details_sealed, resume
from commands.command import Command, UnitOfWork, handles
from events.values.identity import LOG_STREAM


class ResumeLog(Command, frozen=True, kw_only=True):
    """Begin a new epoch: the log was seen to go further, or otherwise, than it stands now."""

    name: ClassVar[str] = "resume-log"

    seen_epoch: int
    seen_position: int
    seen_link: str


@handles(ResumeLog)
def resume_log(command: ResumeLog, work: UnitOfWork) -> UUID:
    """Two desks that saw the same begin one."""
    facts = resume(work.history(LOG_STREAM), command.seen_epoch, command.seen_position, command.seen_link)
    work.record(LOG_STREAM, facts)
    return LOG_STREAM


class TellDetailsSealed(Command, frozen=True, kw_only=True):
    """Tell that the words which stood open in older facts are sealed, up to a position."""

    name: ClassVar[str] = "tell-details-sealed"

    until: int


@handles(TellDetailsSealed)
def tell_details_sealed(command: TellDetailsSealed, work: UnitOfWork) -> UUID:
    """Once, however often a start is cut off behind it."""
    work.record(LOG_STREAM, details_sealed(work.history(LOG_STREAM), command.until))
    return LOG_STREAM
