"""What the timekeeper records: misses, withdrawals, escalations, wake-ups (C4-C9); the desk alone issues these.

Each carries the version of the ticket that its clocks were computed at: a ticket that moved on since is
refused, so that a queued hold is never overtaken by a miss (C9).
"""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from msgspec.structs import replace

from aggregates import ticket_crossings
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import ClocksAreBehind, NoSuchTicket
from commands.command import Command, UnitOfWork, handles
from commands.fields import Instant
from commands.responsible import who_gets_it
from commands.ticket.access import not_before_its_last, onward, typed
from events.values.identity import TicketId
from events.values.people import Responsible
from events.values.targets import EscalationAction
from events.values.ticket import Clock


def as_measured(work: UnitOfWork, ticket_id: TicketId, version: int) -> Ticket:
    """The ticket, if it still stands at the version that its clocks were measured at (C9)."""
    found = work.load(ticket_id, Ticket.fold, NoSuchTicket)
    if found.version != version:
        raise ClocksAreBehind
    work.reference = str(found.number)
    return typed(work, found)


class RecordDeadlineMiss(Command, frozen=True, kw_only=True):
    """Record that a clock passed its target at ``missed_at`` (C4)."""

    name: ClassVar[str] = "record-deadline-miss"

    ticket_id: TicketId
    ticket_version: int
    clock: Clock
    target_no: int
    missed_at: Instant


@handles(RecordDeadlineMiss)
def record_deadline_miss(command: RecordDeadlineMiss, work: UnitOfWork) -> UUID:
    """The crossing happened at the due instant, whenever it is noticed."""
    found = as_measured(work, command.ticket_id, command.ticket_version)
    facts = ticket_crossings.miss(
        found, clock=command.clock, target_no=command.target_no, missed_at=command.missed_at, noticed_at=work.at
    )
    work.record(found.ticket_id, facts, at=command.missed_at)
    return found.ticket_id


class WithdrawDeadlineMiss(Command, frozen=True, kw_only=True):
    """Withdraw a recorded miss that no longer holds (C5)."""

    name: ClassVar[str] = "withdraw-deadline-miss"

    ticket_id: TicketId
    ticket_version: int
    clock: Clock
    target_no: int
    reason: Literal["target_changed", "working_time_changed", "history_corrected"]


@handles(WithdrawDeadlineMiss)
def withdraw_deadline_miss(command: WithdrawDeadlineMiss, work: UnitOfWork) -> UUID:
    """The first fact stays in the history."""
    found = as_measured(work, command.ticket_id, command.ticket_version)
    facts = ticket_crossings.withdraw_miss(
        found, clock=command.clock, target_no=command.target_no, reason=command.reason, noticed_at=work.at
    )
    work.record(found.ticket_id, facts)
    return found.ticket_id


class RecordEscalation(Command, frozen=True, kw_only=True):
    """Record that an escalation point came, and do what it says (C7)."""

    name: ClassVar[str] = "record-escalation"

    ticket_id: TicketId
    ticket_version: int
    clock: Clock
    target_no: int
    point_id: str
    due_at: Instant
    action: EscalationAction


@handles(RecordEscalation)
def record_escalation(command: RecordEscalation, work: UnitOfWork) -> UUID:
    """The point was reached at ``due_at``; what it does is done when it is noticed.

    A team in which nobody can work is passed over: the action is told and done without that.
    """
    found = as_measured(work, command.ticket_id, command.ticket_version)
    action, team = command.action, command.action.reassign_to_team
    goes_to = None if team is None else who_gets_it(work, Responsible(team))
    if goes_to is None:
        action = replace(action, reassign_to_team=None)
    facts = ticket_crossings.escalate(
        found,
        clock=command.clock,
        target_no=command.target_no,
        point_id=command.point_id,
        due_at=command.due_at,
        noticed_at=work.at,
        action=action,
        reassign_to=goes_to,
    )
    work.record(found.ticket_id, facts[:1], at=command.due_at)
    work.record(found.ticket_id, facts[1:], at=not_before_its_last(work, found))
    return found.ticket_id


class WithdrawEscalation(Command, frozen=True, kw_only=True):
    """Withdraw a recorded escalation that facts told later disprove (C6, C7)."""

    name: ClassVar[str] = "withdraw-escalation"

    ticket_id: TicketId
    ticket_version: int
    clock: Clock
    target_no: int
    point_id: str


@handles(WithdrawEscalation)
def withdraw_escalation(command: WithdrawEscalation, work: UnitOfWork) -> UUID:
    """What it did, history that was told late has withdrawn already."""
    found = as_measured(work, command.ticket_id, command.ticket_version)
    facts = ticket_crossings.withdraw_escalation(
        found, clock=command.clock, target_no=command.target_no, point_id=command.point_id
    )
    work.record(found.ticket_id, facts)
    return found.ticket_id


class WakeTicket(Command, frozen=True, kw_only=True):
    """Resume a ticket on hold whose wake-up has come."""

    name: ClassVar[str] = "wake-ticket"

    ticket_id: TicketId
    ticket_version: int
    wake_up_at: Instant


@handles(WakeTicket)
def wake_ticket(command: WakeTicket, work: UnitOfWork) -> UUID:
    """The ticket goes on from its wake-up, also when the desk slept through it."""
    found = as_measured(work, command.ticket_id, command.ticket_version)
    facts = ticket_crossings.wake(found, wake_up_at=command.wake_up_at, at=work.at, onward=onward(work, found))
    work.record(found.ticket_id, facts, at=ticket_crossings.due_or_later(found, command.wake_up_at))
    return found.ticket_id


class CloseTicketByItself(Command, frozen=True, kw_only=True):
    """Close a resolved ticket that nobody objected to for as long as its type says (row 166)."""

    name: ClassVar[str] = "close-ticket-by-itself"

    ticket_id: TicketId
    ticket_version: int
    due_at: Instant


@handles(CloseTicketByItself)
def close_ticket_by_itself(command: CloseTicketByItself, work: UnitOfWork) -> UUID:
    """It closes at the moment that was due, whenever that is noticed."""
    found = as_measured(work, command.ticket_id, command.ticket_version)
    facts = ticket_crossings.close_by_itself(found, onward=onward(work, found))
    work.record(found.ticket_id, facts, at=ticket_crossings.due_or_later(found, command.due_at))
    return found.ticket_id
