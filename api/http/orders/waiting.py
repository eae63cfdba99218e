"""Lets an order wait some seconds, so that who gave it can call it back; for the routes and for pages."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from api.bootstrap import Desk
from commands.command import Order
from commands.ports import Receipt
from connectors.storage.live.sends import Held

Waits = Literal["comment-on-ticket", "resolve-ticket", "close-ticket", "move-ticket", "decline-ticket", "reopen-ticket"]
"""Commands that may wait: those of which somebody outside reads."""
LONGEST_WAIT_S = 60


class Waiting(NamedTuple):
    """Until when an order waits; with a ``receipt`` it was carried out at once."""

    due_at: datetime
    receipt: Receipt | None = None


def let_wait(desk: Desk, order: Order, due_at: datetime, *, is_urgent: bool, draft_id: UUID | None) -> Waiting:
    """Keep an order until its time comes; what ``is_urgent``, as a clock would run out meanwhile, is done at once."""
    person = order.viewer.actor.id
    if draft_id is not None:
        desk.drafts.being_sent(draft_id, person, order.command_id)
    # What is no person of the desk's gives no order that somebody would have to answer for later.
    if is_urgent or due_at <= order.at or desk.identities.of(person) is None:
        return Waiting(order.at, desk.bus.carry_out(order))
    held = Held(
        command=order.command.name,
        content=msgspec.to_builtins(order.command),
        groups=tuple(sorted(order.viewer.groups)),
        expected_version=order.expected_version,
        draft_id=draft_id,
    )
    desk.sends.put(order.command_id, person, held, due_at=due_at)
    return Waiting(due_at)
