"""Questions about one ticket: its card, its conversation, its facts, what it was registered as."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.references import ticket_ref
from api.questions.table import may_ask
from connectors.storage.log.reading import LogReading
from events.fact import Recorded
from events.ticket import TicketRegistered
from events.values.identity import StreamId
from events.values.people import Viewer
from projections.kit.reads import views_of
from projections.ticket import as_registered as registered
from projections.ticket import card as ticket_card
from projections.ticket import timeline as ticket_timeline
from projections.ticket.as_registered import AsRegistered
from projections.ticket.card import TicketCard, WholeCard
from projections.ticket.timeline import Entry

_CARD = views_of(ticket_card.whole_card)
_TIMELINE = views_of(ticket_card.card, ticket_timeline.timeline)
_AS_REGISTERED = views_of(ticket_card.card, registered.as_registered)


class Timeline(msgspec.Struct, frozen=True):
    """A ticket's conversation and changes, oldest first."""

    entries: list[Entry]


class TimelineWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose conversation, and only what came behind a version of it."""

    ref: str
    after: int = 0
    limit: int = 100


def card_of(db: Cursor[Any], viewer: Viewer, ref: str, *, to_approve_at: datetime | None = None) -> TicketCard:
    """The ticket's card; raises ``NoSuchTicket`` for one that the viewer may not see.

    Whoever is asked to approve the ticket at ``to_approve_at`` sees what this opens to them: the card and the timeline.
    """
    card = ticket_card.card(db, viewer, ticket_ref(ref), asked_at=to_approve_at)
    if card is None:
        raise NoSuchTicket
    return card


def facts_of(db: Cursor[Any], log: LogReading, viewer: Viewer, ref: str) -> Sequence[Recorded]:
    """A ticket's facts for whoever sees its card; raises ``NoSuchTicket``.

    The desk itself sees what is in the log, also what a read model had to leave out.
    """
    of: UUID = ticket_ref(ref) if viewer.actor.kind == "system" else card_of(db, viewer, ref).ticket_id
    facts = log.load(StreamId(of))
    if not facts or not isinstance(facts[0].fact, TicketRegistered):
        raise NoSuchTicket
    return facts


@question("read-ticket", _CARD)
def read_ticket(desk: Desk, viewer: Viewer, ref: str) -> Answer[WholeCard]:
    """The card with its class of service and what it is linked to, without links into hidden modules."""
    with desk.database.snapshot() as db:
        hidden = desk.hidden_modules(desk.log.at(db))
        card = ticket_card.whole_card(db, viewer, ticket_ref(ref), now=desk.clock.now(), hidden=hidden)
    if card is None:
        raise NoSuchTicket
    return Answer(card, etag=str(card.version))


@question("read-ticket-timeline", _TIMELINE)
def read_timeline(desk: Desk, viewer: Viewer, wanted: TimelineWanted) -> Answer[Timeline]:
    """Conversation and changes, oldest first; a requester reads no private comments."""
    with desk.database.snapshot() as db:
        card = card_of(db, viewer, wanted.ref, to_approve_at=desk.clock.now())
        entries = ticket_timeline.timeline(db, viewer, card.ticket_id, after=wanted.after, limit=wanted.limit)
    return Answer(Timeline(entries))


@question("read-ticket-as-registered", _AS_REGISTERED)
def read_as_registered(desk: Desk, viewer: Viewer, ref: str) -> Answer[AsRegistered]:
    """Unit, company, service, agreement and versions of then, with where each version is read by those who may."""
    with desk.database.snapshot() as db:
        card = card_of(db, viewer, ref)
        found = registered.as_registered(db, viewer, desk.log.at(db).load(StreamId(card.ticket_id))[0])
    return Answer(_with_links(found, viewer))


def _with_links(found: AsRegistered, viewer: Viewer) -> AsRegistered:
    def href(operation: str, path: str) -> str | None:
        return f"/api/v1/{path}" if may_ask(viewer, operation) else None

    promise = found.promise
    if promise is not None:
        agreement = f"agreements/{promise.agreement.id}/versions/{promise.promise_version}"
        schedule = f"schedules/{promise.schedule.id}/versions/{promise.schedule_version}"
        promise = msgspec.structs.replace(
            promise,
            promise_href=href("read-agreement-version", agreement),
            schedule_href=href("read-schedule-version", schedule),
        )
    kind = f"ticket-types/{found.type}/versions/{found.type_version}"
    return msgspec.structs.replace(found, promise=promise, type_href=href("read-ticket-type-version", kind))
