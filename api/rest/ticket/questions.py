"""Questions about tickets over HTTP: the list, counts, a card, its timeline and history."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from psycopg import Cursor

from aggregates.ticket_refusals import NoSuchTicket
from api.http.door import TheDesk, TheViewer, ticket_ref
from api.http.refusals import InvalidField
from api.questions.answers import History, Timeline
from api.questions.reads import (
    BIGGEST,
    TICKET_VIEWS,
    MinPosition,
    PageSize,
    Ref,
    ServiceExactly,
    SoughtText,
    card_of,
    fresh,
    known_codes,
    refuse_exactly_nothing,
    someone,
    told,
)
from events.values.identity import StreamId
from events.values.ticket import LEVELS, STATUSES, TYPES
from projections.facts.history import NAMES, history_of_ticket
from projections.ticket import card as ticket_card
from projections.ticket import pages as tickets_query
from projections.ticket import timeline as ticket_timeline
from projections.ticket.pages import TicketFilter
from projections.ticket_type import rows as ticket_types

router = APIRouter()


@router.get(
    "/tickets",
    tags=["tickets"],
    operation_id="list-tickets",
    summary="Список заявок: что горит раньше, стоит выше · The list of tickets: what is due first stands first",
)
def list_tickets(  # noqa: PLR0913, PLR0917 - the questions of a list
    desk: TheDesk,
    viewer: TheViewer,
    status: Annotated[list[str], Query(description="Codes of statuses, such as new.")] = [],  # noqa: B006 - FastAPI copies it
    ticket_type: Annotated[list[str], Query(alias="type")] = [],  # noqa: B006 - as above
    priority: Annotated[list[str], Query()] = [],  # noqa: B006 - as above
    team: Annotated[list[UUID], Query()] = [],  # noqa: B006 - as above
    responsible: Annotated[str | None, Query(description="An id, “me” or “nobody”.")] = None,
    requester: UUID | None = None,
    agreement: UUID | None = None,
    service: Annotated[UUID | None, Query(description="A service, with all that is below it.")] = None,
    service_exactly: ServiceExactly = False,  # noqa: FBT002 - FastAPI's way
    is_open: Annotated[bool | None, Query(alias="open", description="Neither resolved nor over.")] = None,
    overdue: Annotated[bool | None, Query(description="Past due by now.")] = None,
    due_before: datetime | None = None,
    text: SoughtText = "",
    sort: Annotated[str, Query(description="due, priority, number, changed, registered; “-” turns it round.")] = "due",
    cursor: str | None = None,
    limit: PageSize = 50,
    min_position: MinPosition = None,
) -> Response:
    """A page by keyset: ``next_cursor`` leads on and stays stable while others write."""
    is_fresh = fresh(desk, TICKET_VIEWS, min_position)
    with desk.database.snapshot() as db:
        _known_standing(db, status, ticket_type)
        known_codes("priority", priority, LEVELS)
        order = sort.removeprefix("-")
        known_codes("sort", [order], ("due", "priority", "number", "changed", "registered"))
        if due_before is not None and due_before.tzinfo is None:
            raise InvalidField(
                field="due_before",
                reason_ru="у времени нужен часовой пояс, например 2026-03-02T09:00:00+03:00.",
                reason_en="the instant needs an offset, such as 2026-03-02T09:00:00+03:00.",
            )
        refuse_exactly_nothing(service, exactly=service_exactly)
        wanted = TicketFilter(
            statuses=tuple(status),
            types=tuple(ticket_type),
            priorities=tuple(priority),  # type: ignore[arg-type] # checked above
            teams=tuple(team),
            responsible=None if responsible == "nobody" else someone(responsible, viewer, ("me", "nobody")),
            nobody=responsible == "nobody",
            requester=requester,
            agreement=agreement,
            service=service,
            service_exactly=service_exactly,
            is_open=is_open,
            overdue=overdue,
            due_before=due_before,
            text=text,
        )
        try:
            page = tickets_query.visible_to(
                db,
                viewer,
                wanted,
                now=desk.clock.now(),
                sort=order,  # type: ignore[arg-type] # checked above
                descending=sort.startswith("-"),
                after=cursor,
                limit=limit,
            )
        except tickets_query.CursorIsForeign as error:
            raise InvalidField(
                field="cursor",
                reason_ru="курсор не от этого списка: запросите первую страницу.",
                reason_en="the cursor is not of this list: ask for the first page.",
            ) from error
    return told(page, is_fresh=is_fresh)


@router.get(
    "/tickets/counts",
    tags=["tickets"],
    operation_id="count-tickets",
    summary="Сколько открытых, просроченных, моих, ничьих · How many are open, overdue, mine, nobody's",
)
def count_tickets(desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Each number stops at 10,000: more says no more to a person, and costs more."""
    is_fresh = fresh(desk, TICKET_VIEWS, min_position)
    with desk.database.snapshot() as db:
        return told(tickets_query.counts(db, viewer, now=desk.clock.now()), is_fresh=is_fresh)


@router.get(
    "/tickets/{ref}",
    tags=["tickets"],
    operation_id="read-ticket",
    summary="Карточка заявки · A ticket's card",
)
def read_ticket(ref: Ref, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """With its class of service and what it is linked to; its ETag is what If-Match compares with."""
    is_fresh = fresh(
        desk, (*TICKET_VIEWS, "ticket_timeline", "approvals", "problems", "changes", "past_names"), min_position
    )
    with desk.database.snapshot() as db:
        hidden = desk.hidden_modules(desk.log.at(db))
        card = ticket_card.whole_card(db, viewer, ticket_ref(ref), now=desk.clock.now(), hidden=hidden)
    if card is None:
        raise NoSuchTicket
    return told(card, is_fresh=is_fresh, headers={"ETag": f'"{card.version}"'})


@router.get(
    "/tickets/{ref}/timeline",
    tags=["tickets"],
    operation_id="read-ticket-timeline",
    summary="Переписка и изменения · Conversation and changes",
)
def read_timeline(
    ref: Ref,
    desk: TheDesk,
    viewer: TheViewer,
    after: Annotated[int, Query(ge=0, le=BIGGEST, description="Only what came behind this version.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    min_position: MinPosition = None,
) -> Response:
    """Oldest first; a requester reads no private comments."""
    is_fresh = fresh(desk, ("ticket_timeline", "approvals", *NAMES), min_position)
    with desk.database.snapshot() as db:
        card = card_of(db, viewer, ref, to_approve_at=desk.clock.now())
        entries = ticket_timeline.timeline(db, viewer, card.ticket_id, after=after, limit=limit)
    return told(Timeline(entries), is_fresh=is_fresh)


@router.get(
    "/tickets/{ref}/history",
    tags=["tickets"],
    operation_id="read-ticket-history",
    summary="История фактов: кто, когда, почему · The history of facts: who, when, why",
)
def read_history(ref: Ref, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Straight from the log; only who may see it and names may be stale. Types by their names of then."""
    is_fresh = fresh(desk, (*TICKET_VIEWS, *NAMES), min_position)
    with desk.database.snapshot() as db:
        load = desk.log.at(db).load
        facts = load(StreamId(card_of(db, viewer, ref).ticket_id))
        return told(History(history_of_ticket(db, viewer, facts, load)), is_fresh=is_fresh)


def _known_standing(db: Cursor[Any], statuses: list[str], types: list[str]) -> None:
    """Statuses and types of the desk's own are asked of the read model; those that it came with are known."""
    if STATUSES.keys() >= set(statuses) and TYPES.keys() >= set(types):
        return
    found = ticket_types.types(db)
    known_codes("type", types, [view.code for view in found])
    known_codes("status", statuses, list(dict.fromkeys(code for view in found for code in (*STATUSES, *view.known))))
