"""What the clocks may tell of a ticket: misses, withdrawals, escalations, wake-ups; driven by its crossings."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from aggregates.ticket import Ticket
from aggregates.ticket_life import move_on, stay
from aggregates.ticket_traits import prioritise
from aggregates.ticket_ways import closing_term
from events.fact import Fact
from events.ticket import (
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    TicketClosed,
    TicketMoved,
    TicketResumed,
)
from events.ticket_history import EscalationWithdrawn
from events.values.people import Responsible
from events.values.targets import EscalationAction
from events.values.ticket import CLOSED, IN_PROGRESS, LEVELS, STATUSES, Clock


def miss(ticket: Ticket, *, clock: Clock, target_no: int, missed_at: datetime, noticed_at: datetime) -> list[Fact]:
    """A clock passed its target: recorded at most once for each target (C4, C8), never after a cancellation."""
    seen = clock in ticket.standing_misses or (clock, target_no) in ticket.withdrawn_misses
    if seen or (ticket.stands.cancels and missed_at > ticket.last_at):
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


def escalate(  # noqa: PLR0913 - what the clock tells of the point
    ticket: Ticket,
    *,
    clock: Clock,
    target_no: int,
    point_id: str,
    due_at: datetime,
    noticed_at: datetime,
    action: EscalationAction,
    reassign_to: Responsible | None,
) -> list[Fact]:
    """An escalation point came: told once, then what it does (C7). A ticket that is over never fires.

    ``reassign_to`` is who stands for the action's team today. What somebody said after the point was due stands, as
    it would had the point been noticed in time: the action is told and done without that.
    """
    if ticket.is_final or (clock, target_no, point_id) in ticket.fired:
        return []
    if _is_later(ticket.assigned_at, due_at):
        reassign_to, action = None, msgspec.structs.replace(action, reassign_to_team=None)
    if _is_later(ticket.prioritised_at, due_at):
        action = msgspec.structs.replace(action, raise_priority_to=None)
    reached = EscalationReached(
        ticket_id=ticket.ticket_id,
        clock=clock,
        target_no=target_no,
        point_id=point_id,
        due_at=due_at,
        noticed_at=noticed_at,
        action=action,
    )
    return [reached, *_reassigned(ticket, reassign_to), *_raised(ticket, action)]


def _is_later(said_at: datetime | None, due_at: datetime) -> bool:
    return said_at is not None and said_at > due_at


def withdraw_escalation(ticket: Ticket, *, clock: Clock, target_no: int, point_id: str) -> list[Fact]:
    """A recorded escalation no longer holds; nothing happens when it is not recorded."""
    if (clock, target_no, point_id) not in ticket.fired:
        return []
    return [EscalationWithdrawn(ticket_id=ticket.ticket_id, clock=clock, target_no=target_no, point_id=point_id)]


def due_or_later(ticket: Ticket, due_at: datetime) -> datetime:
    """What follows by itself happens when it was due, but not before what people did nor before its own status."""
    return max(due_at, ticket.said_at, ticket.stands_since)


def wake(ticket: Ticket, *, wake_up_at: datetime, at: datetime, onward: str) -> list[Fact]:
    """The wake-up came; nothing happens when the ticket no longer waits for it.

    It wakes to where its status wakes now. A status that is none any more, or an end, is left as a revision leads:
    ``onward``. In one that wakes no longer the ticket stays, and waits for no wake-up.
    """
    if ticket.is_final or ticket.wake_up_at != wake_up_at or at < wake_up_at:
        return []
    lifecycle = ticket.definition.lifecycle
    standing = lifecycle.status(ticket.status)
    if standing is None or standing.is_final:
        return move_on(ticket, onward)
    status = lifecycle.status(standing.wakes_to)
    if status is None:
        return stay(ticket, standing, closes_after=closing_term(ticket.definition, standing))
    if status.code == IN_PROGRESS:
        shipped = status == STATUSES[IN_PROGRESS]
        return [TicketResumed(ticket_id=ticket.ticket_id, woken=True, status=None if shipped else status)]
    return [TicketMoved(ticket_id=ticket.ticket_id, requester_id=ticket.requester_id, status=status)]


def close_by_itself(ticket: Ticket, *, onward: str) -> list[Fact]:
    """Nobody objected to the solution; nothing happens when the ticket moved on since.

    A status that is none any more, or an end, is left as a revision leads: ``onward``. From one that leads to no end
    any more nothing closes by itself: the ticket stays.
    """
    if ticket.is_final or not ticket.stands.resolves:
        return []
    lifecycle = ticket.definition.lifecycle
    standing = lifecycle.status(ticket.status)
    if standing is None or standing.is_final:
        return move_on(ticket, onward)
    status = lifecycle.closing_from(ticket.status)
    if status is None:
        return stay(ticket, standing)
    if status.code == CLOSED:
        shipped = status == STATUSES[CLOSED]
        return [TicketClosed(ticket_id=ticket.ticket_id, by_itself=True, status=None if shipped else status)]
    return [TicketMoved(ticket_id=ticket.ticket_id, requester_id=ticket.requester_id, status=status)]


def _reassigned(ticket: Ticket, to: Responsible | None) -> list[Fact]:
    """To that team, unless it answers already."""
    if to is None or (ticket.responsible is not None and ticket.responsible.team_id == to.team_id):
        return []
    return ticket.assign(to)


def _raised(ticket: Ticket, action: EscalationAction) -> list[Fact]:
    """Only upwards: an escalation never makes a ticket less pressing."""
    level = action.raise_priority_to
    if level is None or LEVELS.index(level) >= LEVELS.index(ticket.priority):
        return []
    return prioritise(ticket, level, ticket.impact, ticket.urgency, source="escalation")
