"""What the clocks may tell of a ticket: misses, withdrawals, escalations, wake-ups; driven by its crossings."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from aggregates.ticket import Ticket
from events.fact import Fact
from events.ticket import DeadlineMissed, DeadlineMissWithdrawn, EscalationReached, TicketResumed
from events.values.people import Responsible
from events.values.targets import EscalationAction
from events.values.ticket import LEVELS, ON_HOLD, STATUSES, Clock


def miss(ticket: Ticket, *, clock: Clock, target_no: int, missed_at: datetime, noticed_at: datetime) -> list[Fact]:
    """A clock passed its target: recorded at most once for each target (C4, C8), never after a cancellation."""
    seen = clock in ticket.standing_misses or (clock, target_no) in ticket.withdrawn_misses
    if seen or (STATUSES[ticket.status].cancels and missed_at > ticket.last_at):
        return []
    return [
        DeadlineMissed(
            ticket_id=ticket.ticket_id,
            clock=clock,
            target_no=target_no,
            missed_at=missed_at,
            noticed_at=noticed_at,
        )
    ]


def withdraw_miss(
    ticket: Ticket,
    *,
    clock: Clock,
    target_no: int,
    reason: Literal["target_changed", "working_time_changed", "history_corrected"],
    noticed_at: datetime,
) -> list[Fact]:
    """A recorded miss no longer holds (C5); nothing happens when none stands."""
    if ticket.standing_misses.get(clock) != target_no:
        return []
    return [
        DeadlineMissWithdrawn(
            ticket_id=ticket.ticket_id, clock=clock, target_no=target_no, reason=reason, noticed_at=noticed_at
        )
    ]


def escalate(
    ticket: Ticket,
    *,
    clock: Clock,
    target_no: int,
    point_id: str,
    due_at: datetime,
    noticed_at: datetime,
    action: EscalationAction,
) -> list[Fact]:
    """An escalation point came: told once, then what it does (C7). A ticket that is over never fires."""
    if ticket.is_final or (clock, target_no, point_id) in ticket.fired:
        return []
    reached = EscalationReached(
        ticket_id=ticket.ticket_id,
        clock=clock,
        target_no=target_no,
        point_id=point_id,
        due_at=due_at,
        noticed_at=noticed_at,
        action=action,
    )
    return [reached, *_reassigned(ticket, action), *_raised(ticket, action)]


def wake(ticket: Ticket, *, wake_up_at: datetime, at: datetime) -> list[Fact]:
    """The wake-up came; nothing happens when the ticket no longer waits for it."""
    if ticket.status != ON_HOLD or ticket.wake_up_at != wake_up_at or at < wake_up_at:
        return []
    return [TicketResumed(ticket_id=ticket.ticket_id, woken=True)]


def _reassigned(ticket: Ticket, action: EscalationAction) -> list[Fact]:
    """To the team as a whole, unless it answers already."""
    team = action.reassign_to_team
    if team is None or (ticket.responsible is not None and ticket.responsible.team_id == team):
        return []
    return ticket.assign(Responsible(team))


def _raised(ticket: Ticket, action: EscalationAction) -> list[Fact]:
    """Only upwards: an escalation never makes a ticket less pressing."""
    level = action.raise_priority_to
    if level is None or LEVELS.index(level) >= LEVELS.index(ticket.priority):
        return []
    return ticket.prioritise(level, ticket.impact, ticket.urgency)
