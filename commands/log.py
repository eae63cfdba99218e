"""What the desk tells of its own log; issued at the start by ``connectors.storage.proof.epochs``."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.log import resume
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
