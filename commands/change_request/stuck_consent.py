"""Take a change back to its draft that nobody is left to consent to; issued by the desk's own loop alone."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from commands.answering import answering
from commands.change_request.draft import change
from commands.command import Command, UnitOfWork, handles
from events.values.identity import ChangeId


class EndStuckConsent(Command, frozen=True, kw_only=True):
    """Take a change back to its draft whose open stage nobody can pass any more."""

    name: ClassVar[str] = "end-stuck-consent"

    change_id: ChangeId


@handles(EndStuckConsent)
def end_stuck_consent(command: EndStuckConsent, work: UnitOfWork) -> UUID:
    """Whoever lost their access may have a substitute, and then nothing happens."""
    found = change(work, command.change_id)
    work.reference = found.called
    asking = found.asking
    if asking is not None and asking.is_stuck(answering(work, asking.awaited)):
        work.record(found.change_id, found.give_up())
    return found.change_id
