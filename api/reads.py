"""What all questions over HTTP share: the bounded wait, the honest mark, who may ask; used by the routes that read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import Path, Query, Response

from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.door import as_json, ticket_ref
from api.refusals import InvalidField, NoSuchThing
from events.values.people import Viewer
from projections import ticket_card, visibility
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


def card_of(desk: Desk, viewer: Viewer, ref: str, *, to_approve: bool = False) -> TicketCard:
    """The ticket's card; raises ``NoSuchTicket`` for one that the viewer may not see.

    Whoever is asked to approve the ticket sees what ``to_approve`` opens to them: the card and the timeline.
    """
    with desk.database.transaction() as db:
        card = ticket_card.card(db, viewer, ticket_ref(ref), asked_at=desk.clock.now() if to_approve else None)
    if card is None:
        raise NoSuchTicket
    return card


def staff_only(viewer: Viewer) -> None:
    """Directories are for staff and auditors; for others they are not there."""
    if not viewer.is_staff and not visibility.sees_everything(viewer):
        raise NoSuchThing


def known_codes(field: str, values: Collection[str], known: Collection[str]) -> None:
    """Refuse a code that nothing bears: a slip of the pen must not look like an empty list."""
    for value in values:
        if value not in known:
            names = ", ".join(known)
            raise InvalidField(
                field=field,
                reason_ru=f"«{value}» неизвестно; есть: {names}.",
                reason_en=f"“{value}” is unknown; known: {names}.",
            )


def aware(field: str, at: datetime | None) -> datetime | None:
    """An instant with its offset; without one nobody knows which instant is meant."""
    if at is not None and at.tzinfo is None:
        raise InvalidField(
            field=field,
            reason_ru="у времени нужен часовой пояс: 2026-03-02T09:00:00+03:00.",
            reason_en="the instant needs an offset: 2026-03-02T09:00:00+03:00.",
        )
    return at
