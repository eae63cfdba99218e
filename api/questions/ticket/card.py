"""Questions about one ticket: its card, its conversation, its facts, what it was registered as."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar

import msgspec
from psycopg import Cursor

from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import place_of, written
from api.questions.references import ticket_ref
from api.questions.table import may_ask
from connectors.storage.log.reading import LogReading
from events.fact import Recorded
from events.ticket import TicketRegistered
from events.values.identity import StreamId
from events.values.module import Module
from events.values.people import Viewer
from projections.approval.rows import ApprovalView as ApprovalView  # noqa: PLC0414 - for pages
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.kit.visibility import TicketSight
from projections.ticket import as_registered as registered
from projections.ticket import card as ticket_card
from projections.ticket import timeline as ticket_timeline
from projections.ticket.as_registered import AsRegistered
from projections.ticket.card import WholeCard as WholeCard  # noqa: PLC0414 - for pages
from projections.ticket.timeline import Entry

_CARD = views_of(ticket_card.whole_card)
_TIMELINE = views_of(ticket_card.sight, ticket_timeline.timeline)
_AS_REGISTERED = views_of(visibility.sight, registered.as_registered)


class Timeline(msgspec.Struct, frozen=True):
    """A ticket's conversation and changes, oldest first."""

    entries: list[Entry]
    next_cursor: str | None = None


class TimelineWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose conversation, and only what came behind a version of it."""

    older: ClassVar[str] = "after"
    ref: str
    after: int = 0
    cursor: str | None = None
    limit: int = 100


def seen(
    db: Cursor[Any], viewer: Viewer, ref: str, *, to_approve_at: datetime | None = None
) -> tuple[StreamId, TicketSight]:
    """The ticket's id and how the viewer sees it; raises ``NoSuchTicket`` for one that they may not see.

    Whoever is asked to approve the ticket at ``to_approve_at`` sees what this opens to them: the card and the timeline.
    """
    ticket_id = StreamId(ticket_ref(ref))
    if to_approve_at is None:
        sight = visibility.sight(db, viewer, ticket_id)
    else:
        sight = ticket_card.sight(db, viewer, ticket_id, asked_at=to_approve_at)
    if sight is None:
        raise NoSuchTicket
    return ticket_id, sight


def facts_of(db: Cursor[Any], log: LogReading, viewer: Viewer, ref: str) -> Sequence[Recorded]:
    """A ticket's facts for whoever sees its card; raises ``NoSuchTicket``.

    The desk itself sees what is in the log, also what a read model had to leave out.
    """
    return seen_facts_of(db, log, viewer, ref)[0]


def seen_facts_of(
    db: Cursor[Any], log: LogReading, viewer: Viewer, ref: str
) -> tuple[Sequence[Recorded], TicketSight | None]:
    """As ``facts_of``, with how the viewer sees the ticket; of the desk itself nobody looks."""
    if viewer.actor.kind == "system":
        ticket_id, sight = StreamId(ticket_ref(ref)), None
    else:
        ticket_id, sight = seen(db, viewer, ref)
    facts = log.load(ticket_id)
    if not facts or not isinstance(facts[0].fact, TicketRegistered):
        raise NoSuchTicket
    return facts, sight


@question("read-ticket", _CARD)
def read_ticket(desk: Desk, viewer: Viewer, ref: str) -> Answer[WholeCard]:
    """The card with its class of service and what it is linked to, without links into hidden modules."""
    with desk.database.snapshot() as db:

        def hidden() -> Collection[Module]:
            return desk.hidden_modules(desk.log.at(db))

        card = ticket_card.whole_card(db, viewer, ticket_ref(ref), now=desk.clock.now(), hidden=hidden)
    if card is None:
        raise NoSuchTicket
    return Answer(card, etag=str(card.version))


@question("read-ticket-timeline", _TIMELINE)
def read_timeline(desk: Desk, viewer: Viewer, wanted: TimelineWanted) -> Answer[Timeline]:
    """Conversation and changes, oldest first; a requester reads no private comments."""
    with desk.database.snapshot() as db:
        ticket_id, sight = seen(db, viewer, wanted.ref, to_approve_at=desk.clock.now())
        after = wanted.after if wanted.cursor is None else place_of(wanted.cursor, int)
        entries = ticket_timeline.timeline(db, viewer, ticket_id, after=after, limit=wanted.limit + 1, sight=sight)
    shown = entries[: wanted.limit]
    return Answer(Timeline(shown, written(shown[-1].version) if len(entries) > len(shown) else None))


@question("read-ticket-as-registered", _AS_REGISTERED)
def read_as_registered(desk: Desk, viewer: Viewer, ref: str) -> Answer[AsRegistered]:
    """Unit, company, service, agreement and versions of then, with where each version is read by those who may."""
    with desk.database.snapshot() as db:
        ticket_id, sight = seen(db, viewer, ref)
        found = registered.as_registered(db, viewer, desk.log.at(db).load(ticket_id)[0], sight=sight)
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
