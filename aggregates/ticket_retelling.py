"""What a past time that is told late does to what had followed by itself; driven by ``commands.ticket.retelling``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import cast

import msgspec

from aggregates.ticket import Ticket
from events.fact import Fact, Recorded
from events.ticket import CROSSINGS, EscalationReached, TicketCommented, TicketRequesterRecognised
from events.ticket_history import ConsequencesWithdrawn, EscalationWithdrawn, followed_by_itself, standing


class Retelling(msgspec.Struct, frozen=True, kw_only=True):
    """What is withdrawn at a past time, what of it stands and is told again, and the history without the rest."""

    withdraws: list[Fact]
    again: list[Recorded]
    history: list[Recorded]


_STAYS = (ConsequencesWithdrawn, TicketCommented, TicketRequesterRecognised)


def retelling(ticket: Ticket, history: Sequence[Recorded], at: datetime) -> Retelling | None:
    """What followed by itself later than ``at`` and is withdrawn; ``None`` when nothing did.

    Only behind what people did last: all before that stands. An escalation whose action is withdrawn is withdrawn
    with it, so that it is reached anew. A note that an expiry wrote stays: it changed nothing; so does who asked.
    """
    kept = standing(history)
    tail = list(takewhile(lambda one: isinstance(one.fact, CROSSINGS) or followed_by_itself(one), reversed(kept)))[::-1]
    moved = [one for one in tail if not isinstance(one.fact, (*CROSSINGS, *_STAYS))]
    late = [one for one in moved if one.metadata.occurred_at > at]
    if not late:
        return None
    commands = {one.metadata.command_id for one in late}
    fired = [
        one.fact for one in tail if isinstance(one.fact, EscalationReached) and one.metadata.command_id in commands
    ]
    withdrawn: list[Fact] = [
        EscalationWithdrawn(
            ticket_id=ticket.ticket_id,
            clock=fact.clock,
            target_no=fact.target_no,
            point_id=fact.point_id,
        )
        for fact in fired
    ]
    without = [one for one in kept if one not in moved]
    withdrawn.append(_stood(without, tuple(one.version for one in moved)))
    history = [one for one in kept if one not in late]
    return Retelling(withdraws=withdrawn, again=[one for one in moved if one not in late], history=history)


def _stood(history: Sequence[Recorded], withdrawn: tuple[int, ...]) -> ConsequencesWithdrawn:
    """How the ticket stands without what is withdrawn."""
    ticket = cast("Ticket", Ticket.fold(history))
    return ConsequencesWithdrawn(
        ticket_id=ticket.ticket_id,
        requester_id=ticket.requester_id,
        withdrawn=withdrawn,
        status=ticket.stands,
        reason=ticket.reason or "",
        wake_up_at=ticket.wake_up_at,
        approval_id=None if ticket.waits_for is None else ticket.waits_for.approval_id,
        priority=ticket.priority,
        impact=ticket.impact,
        urgency=ticket.urgency,
        priority_from=ticket.priority_from,
        responsible=ticket.responsible,
    )
