"""One's own orders that wait, and whether one may wait at all; asked by the routes."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import PageWanted, page_of
from api.questions.ticket.card import seen
from connectors.storage.live.sends import Send
from events.values.identity import TicketId
from events.values.people import Viewer
from events.values.refusal import Refusal
from projections.sla_clocks.readers import clocks_of
from sla_engine.instants import micros


class NoSuchSend(Refusal):
    """Nothing of yours waits under this id. See GET /sends for what does."""

    kind = "missing"
    ru: ClassVar[str] = "Под этим id у вас ничего не ждёт отправки. Что ждёт, покажет GET /sends."


class SendHasGone(Refusal):
    """It is done and cannot be called back any more. Its opposite, where it has one, is in the ticket's history."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Это уже отправлено, и отозвать его нельзя. Обратное действие, если оно есть, — в истории заявки."
    )


class OwnSends(msgspec.Struct, frozen=True):
    """One's orders that wait, and those that were refused when their time had come."""

    sends: list[Send]
    next_cursor: str | None = None


@question("list-sends")
def list_sends(desk: Desk, viewer: Viewer, wanted: PageWanted | None) -> Answer[OwnSends]:
    """With what they say, so that an editor can be filled with it again."""
    with desk.database.snapshot() as db:
        found = desk.sends.of(db, viewer.actor.id)
    return Answer(OwnSends(*page_of(found, wanted, lambda one: (micros(one.due_at), str(one.send_id)))))


def runs_out(desk: Desk, viewer: Viewer, ref: str, now: datetime, until: datetime) -> tuple[TicketId, bool]:
    """The ticket, and whether one of its clocks would run out while an order on it waits; raises ``NoSuchTicket``."""
    with desk.database.snapshot() as db:
        ticket, _ = seen(db, viewer, ref)
        clocks = clocks_of(db, ticket, now)
    due = [] if clocks is None else [clocks.reaction.due_at, clocks.resolution.due_at]
    return TicketId(ticket), any(at is not None and now <= at <= until for at in due)


def is_done(desk: Desk, send: UUID) -> bool:
    """Whether an order was carried out."""
    with desk.database.snapshot() as db:
        return db.execute("SELECT FROM desk.command_receipts WHERE command_id = %s", (send,)).fetchone() is not None
