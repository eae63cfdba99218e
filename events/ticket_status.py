"""The one reading of which status a fact brings a ticket into, and what it means; shared by decisions and clocks."""

from __future__ import annotations

from events.approval import ApprovalEnded, ApprovalRequested
from events.fact import Fact
from events.ticket import (
    TicketClosed,
    TicketDeclined,
    TicketMerged,
    TicketMoved,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketRegistered,
    TicketReopened,
    TicketResolved,
    TicketResumed,
)
from events.ticket_corrections import TicketTakenBack
from events.ticket_history import ConsequencesWithdrawn
from events.ticket_unmerged import TicketUnmerged
from events.values.ticket import (
    CLOSED,
    DECLINED,
    IN_PROGRESS,
    MERGED,
    NEW,
    ON_APPROVAL,
    ON_HOLD,
    REOPENED,
    RESOLVED,
    STATUSES,
    TAKEN_BACK,
    Status,
)

CODE_AFTER: dict[type[Fact], str] = {
    TicketRegistered: NEW,
    TicketPutInProgress: IN_PROGRESS,
    TicketPutOnHold: ON_HOLD,
    ApprovalRequested: ON_APPROVAL,
    TicketResumed: IN_PROGRESS,
    TicketResolved: RESOLVED,
    TicketReopened: REOPENED,
    TicketClosed: CLOSED,
    TicketDeclined: DECLINED,
    TicketMerged: MERGED,
    TicketTakenBack: TAKEN_BACK,
}
"""Fact -> the shipped status that it brings about."""

STATUS_FACTS: tuple[type[Fact], ...] = (
    *CODE_AFTER,
    TicketMoved,
    ApprovalEnded,
    ConsequencesWithdrawn,
    TicketUnmerged,
)
"""Every fact after which a ticket stands in another status."""


_OF_A_STATUS = frozenset(STATUS_FACTS)
"""For ``in``: a look at the class costs a tenth of ``isinstance``, and every fact of every ticket is asked."""


def entered(fact: Fact) -> Status | None:
    """The status that a fact brings its ticket into, as it was meant then; ``None``: it changes no status."""
    if type(fact) not in _OF_A_STATUS:
        return None
    meant: Status | None = fact.status  # type: ignore[attr-defined] # every fact of a status has it
    return meant if meant is not None else STATUSES[CODE_AFTER[type(fact)]]
