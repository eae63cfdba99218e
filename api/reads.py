"""What all questions over HTTP share: the bounded wait, the honest mark; used by the routes that read."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import Path, Query, Response

from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.door import as_json, ticket_ref
from events.values.people import Viewer
from projections import ticket_card
from projections.ticket_card import TicketCard

BIGGEST = 2**63 - 1
"""The last position that the log could ever have."""

Ref = Annotated[str, Path(description="A ticket's number or id.")]
MinPosition = Annotated[
    int | None,
    Query(
        ge=0,
        le=BIGGEST,
        description="Wait a moment for an answer with this position in it; else it is marked stale.",
    ),
]
TICKET_VIEWS = ("ticket_list", "sla_clocks")


def fresh(desk: Desk, names: tuple[str, ...], position: int | None) -> bool:
    """Whether the read models contain a position, after a bounded wait."""
    return position is None or desk.waiter.wait(names, position, desk.settings.wait_s)


def told(value: Any, *, is_fresh: bool, headers: dict[str, str] | None = None) -> Response:
    """An answer that says honestly when it is older than what was asked for."""
    answer = msgspec.to_builtins(value)
    if not is_fresh:
        answer = {**answer, "stale": True} if isinstance(answer, dict) else {"items": answer, "stale": True}
        headers = {**(headers or {}), "X-Stale": "true"}
    return as_json(answer, headers=headers)


def card_of(desk: Desk, viewer: Viewer, ref: str) -> TicketCard:
    """The ticket's card; raises ``NoSuchTicket`` for one that the viewer may not see."""
    with desk.database.transaction() as db:
        card = ticket_card.card(db, viewer, ticket_ref(ref))
    if card is None:
        raise NoSuchTicket
    return card
