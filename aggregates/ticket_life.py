"""How a ticket moves through a life cycle of its type's own: by wish, by a reply, by another type, by a revision.

Driven by the ticket's commands; the shipped moves are the ticket's own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from aggregates import ticket_refusals as refusals
from aggregates.approval_refusals import ApprovalIsAskedFor
from aggregates.ticket import Ticket, unless_shipped
from aggregates.ticket_ways import closing_term, refuse_unsaid_again, refuse_vain_wake_up
from events.approval import ApprovalEnded
from events.fact import Fact
from events.ticket import TicketMoved, TicketReopened, TicketRequesterRecognised
from events.values.closing_term import ClosingTerm
from events.values.identity import PersonId
from events.values.lifecycle import Lifecycle
from events.values.ticket import (
    CLOSED,
    DECLINED,
    IN_PROGRESS,
    MERGED,
    ON_APPROVAL,
    ON_HOLD,
    REOPENED,
    RESOLVED,
    Status,
)


def back_to(ticket: Ticket, before: Ticket, at: datetime) -> list[Fact]:
    """Where it stood before the work began by mistake, waiting as it did; no way of the life cycle need lead there."""
    status = ticket.definition.lifecycle.status(before.status) or before.stands
    wake_up_at = before.wake_up_at if before.wake_up_at is not None and before.wake_up_at > at else None
    return [
        TicketMoved(
            ticket_id=ticket.ticket_id,
            requester_id=ticket.requester_id,
            status=status,
            reason=before.reason or "",
            wake_up_at=wake_up_at,
        )
    ]


def move(
    ticket: Ticket, code: str, *, solution: str, reason: str, wake_up_at: datetime | None, at: datetime
) -> list[Fact]:
    """Into any status of the type's life cycle; the shipped ones are told by facts of their own (row 166)."""
    if code == ticket.status:
        return _told_again(ticket, reason=reason, wake_up_at=wake_up_at, at=at)
    if code == ON_APPROVAL:
        raise ApprovalIsAskedFor
    shipped: dict[str, Callable[[], list[Fact]]] = {
        IN_PROGRESS: ticket.put_in_progress,
        ON_HOLD: lambda: ticket.put_on_hold(reason=reason, wake_up_at=wake_up_at, at=at),
        RESOLVED: lambda: ticket.resolve(solution=solution),
        REOPENED: lambda: ticket.reopen(reason=reason),
        CLOSED: ticket.close,
        DECLINED: lambda: ticket.decline(reason=reason),
    }
    if code in shipped:
        facts = shipped[code]()
        entering = ticket.definition.lifecycle.status(code)
        if facts and entering is not None:
            refuse_vain_wake_up(entering, wake_up_at, at)
        return facts
    if code == MERGED:
        raise refusals.MergeNamesAnother
    status = ticket.way_to(code, {"solution": solution, "reason": reason, "wake_up_at": wake_up_at})
    refuse_vain_wake_up(status, wake_up_at, at)
    return [
        TicketMoved(
            ticket_id=ticket.ticket_id,
            requester_id=ticket.requester_id,
            status=status,
            solution=solution,
            reason=reason,
            wake_up_at=wake_up_at,
            closes_after=closing_term(ticket.definition, status),
        )
    ]


def _told_again(ticket: Ticket, *, reason: str, wake_up_at: datetime | None, at: datetime) -> list[Fact]:
    """A ticket that waits may wait for something else; nothing happens where it does not wait, or for the same."""
    standing = ticket.stands
    held_for = ticket.reason or ""
    is_same = (reason or held_for, wake_up_at) == (held_for, ticket.wake_up_at)
    if is_same or ticket.waits_for is not None or standing.counts | standing.resolves | standing.is_final:
        return []
    reason = reason or held_for
    if ticket.status == ON_HOLD:
        return ticket.put_on_hold(reason=reason, wake_up_at=wake_up_at, at=at)
    refuse_unsaid_again(ticket.definition.lifecycle, standing, {"reason": reason, "wake_up_at": wake_up_at})
    if wake_up_at != ticket.wake_up_at:
        refuse_vain_wake_up(standing, wake_up_at, at)
    return [
        TicketMoved(
            ticket_id=ticket.ticket_id,
            requester_id=ticket.requester_id,
            status=standing,
            reason=reason,
            wake_up_at=wake_up_at,
        )
    ]


def answered(ticket: Ticket, *, at: datetime) -> list[Fact]:
    """The requester replied to a solution: it did not hold, so the ticket is worked on again (row 166).

    It goes the first way that the life cycle opens to requesters from here back to work; nothing happens where
    there is none. The reply says all that the way may ask for. Raises ``ReplyCameTooLate`` behind the window.
    """
    lifecycle = ticket.definition.lifecycle
    entered_by_reply = (lifecycle.status(way.enters) for way in lifecycle.ways_from(ticket.status) if way.by_requester)
    back = next((status for status in entered_by_reply if status and not status.resolves | status.is_final), None)
    if not ticket.stands.resolves or ticket.is_final or back is None:
        return []
    refuse_late(ticket, back, at=at)
    if back.code == REOPENED:
        return [
            TicketReopened(ticket_id=ticket.ticket_id, requester_id=ticket.requester_id, status=unless_shipped(back))
        ]
    return [TicketMoved(ticket_id=ticket.ticket_id, requester_id=ticket.requester_id, status=back)]


def refuse_late(ticket: Ticket, status: Status, *, at: datetime) -> None:
    """The requester's side brings a solution back to work, by whatever way, within the window of its type only."""
    days = ticket.definition.reopens_within_days
    is_sent_back = ticket.stands.resolves and not status.resolves | status.is_final
    if is_sent_back and at - ticket.stands_since > timedelta(days=days):
        follows = refusals.continues(ticket.ticket_id)
        raise refusals.ReplyCameTooLate(number=ticket.number, days=days, follows=follows)


def begun_in(ticket: Ticket, lifecycle: Lifecycle) -> list[Fact]:
    """Where the ticket stands when another type's life cycle does not have its status: at the beginning."""
    status = lifecycle.status(lifecycle.initial)
    if ticket.is_final or status is None or lifecycle.status(ticket.status) is not None:
        return []
    return _onward(ticket, status)


def move_on(ticket: Ticket, to: str) -> list[Fact]:
    """Out of a status that its life cycle no longer has, or into the end that its status has become.

    Nothing happens when it stands in a status that it may go on from.
    """
    lifecycle = ticket.definition.lifecycle
    standing = lifecycle.status(ticket.status)
    status = lifecycle.status(to) or lifecycle.status(lifecycle.initial) if standing is None else standing
    if ticket.is_final or status is None or (standing is not None and not standing.is_final):
        return []
    return _onward(ticket, status)


def stay(ticket: Ticket, standing: Status, *, closes_after: ClosingTerm | None = None) -> list[Fact]:
    """In its status as that is meant now, where what was to happen by itself is possible no longer."""
    return [
        TicketMoved(
            ticket_id=ticket.ticket_id,
            requester_id=ticket.requester_id,
            status=standing,
            closes_after=closes_after,
            led=True,
        )
    ]


def _onward(ticket: Ticket, status: Status) -> list[Fact]:
    """Out of a status that is none any more; nobody is asked for an approval any longer."""
    if (waits := ticket.waits_for) is not None:
        ended = ApprovalEnded(
            ticket_id=ticket.ticket_id, approval_id=waits.approval_id, outcome="withdrawn", status=status
        )
        return [ended]
    return [TicketMoved(ticket_id=ticket.ticket_id, requester_id=ticket.requester_id, status=status, led=True)]


def recognised(ticket: Ticket, person_id: PersonId, name: str) -> list[Fact]:
    """The guest who asked is this person; also of a ticket that is over: it is theirs to read."""
    return [
        TicketRequesterRecognised(
            ticket_id=ticket.ticket_id, requester_id=person_id, name=name, guest_id=ticket.requester_id
        )
    ]
