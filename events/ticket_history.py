"""What follows when a ticket's history is told late; on the ticket's stream, read by whoever folds it (C6).

What people did is never withdrawn. What followed from it by itself is, where something earlier is told after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, TypeGuard

from events.fact import Fact, Recorded
from events.ticket_unmerged import TicketUnmerged
from events.values.duration import Duration
from events.values.identity import ApprovalId, PersonId, TicketId
from events.values.people import BY_THEMSELVES, Responsible
from events.values.ticket import Clock, Level, PrioritySource, Status


class ConsequencesWithdrawn(Fact, frozen=True, kw_only=True):
    """Something was told that happened before what had followed by itself: that is withdrawn (C6).

    ``withdrawn`` are the versions of those facts in the ticket's stream: wake-ups, closings by themselves, expiries,
    what escalations did. The rest is how the ticket stands without them; what still follows is told anew.
    """

    stored_name: ClassVar[str] = "ticket.consequences-withdrawn@1"
    personal: ClassVar[dict[str, str]] = {"reason": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId
    withdrawn: tuple[int, ...]
    status: Status
    reason: str = ""
    wake_up_at: datetime | None = None
    approval_id: ApprovalId | None = None
    priority: Level
    impact: Level | None = None
    urgency: Level | None = None
    priority_from: PrioritySource | None = None
    responsible: Responsible | None = None


class EscalationWithdrawn(Fact, frozen=True, kw_only=True):
    """A recorded escalation no longer holds: what was told since then says that its point was not reached (C6, C7)."""

    stored_name: ClassVar[str] = "ticket.escalation-withdrawn@1"

    ticket_id: TicketId
    clock: Clock
    target_no: int
    point_id: str


class HistoryBegun(Fact, frozen=True, kw_only=True):
    """The history of a ticket is being told: nothing follows from it by itself until it is told, or for so long."""

    stored_name: ClassVar[str] = "ticket.history-begun@1"

    ticket_id: TicketId
    holds_for: Duration


class HistoryEnded(Fact, frozen=True, kw_only=True):
    """The history of a ticket is told: what follows from it follows now."""

    stored_name: ClassVar[str] = "ticket.history-ended@1"

    ticket_id: TicketId


def followed_by_itself(recorded: Recorded) -> bool:
    """Whether the desk did it of its own accord: because time passed, or because somebody left or a status went."""
    actor = recorded.metadata.actor
    return (actor.kind == "system" and actor.id in BY_THEMSELVES) or getattr(recorded.fact, "led", False)


_WITHDRAW = frozenset({ConsequencesWithdrawn, TicketUnmerged})


def withdraws(fact: Fact) -> TypeGuard[ConsequencesWithdrawn | TicketUnmerged]:
    """Whether it takes back facts of its ticket, which stands as though they had never been."""
    return type(fact) in _WITHDRAW


def standing(history: Sequence[Recorded]) -> list[Recorded]:
    """The facts of a ticket without those that were withdrawn; an undone merge and its end are both none of them."""
    withdrawn = {
        version
        for recorded in history
        if withdraws(recorded.fact)
        for version in (*recorded.fact.withdrawn, *_itself(recorded))
    }
    return [recorded for recorded in history if recorded.version not in withdrawn] if withdrawn else list(history)


def _itself(recorded: Recorded) -> tuple[int, ...]:
    return (recorded.version,) if type(recorded.fact) is TicketUnmerged else ()
