"""Questions about tickets over HTTP: the list, counts, a card, its timeline and history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.params import Param

from api.http.door import TheAsker, TheDesk
from api.questions.history.cards import History
from api.questions.ticket import card, history, pages
from api.questions.ticket.card import TimelineWanted
from api.questions.ticket.history import HistoryWanted
from api.questions.ticket.pages import TicketsWanted
from api.rest.encoded import encoded
from api.rest.parameters import (
    BIGGEST,
    ITSELF,
    MinPosition,
    Ref,
    page_size,
    sought,
    wanted_of,
)
from events.values.wished_time import LONGEST

router = APIRouter()

LONGEST_CONDITION = 8_000
_FROM = "This instant or later: 2026-03-01, 2026-03-01T09:00:00+03:00, today, -7d, month-1m."
_BEFORE = "Before this instant, told in the same ways."
NARROWED: dict[str, Param] = {
    "status": Query(description="Codes of statuses, such as new; several with commas or one by one, as everywhere."),
    "ticket_type": Query(alias="type", description="Codes of types."),
    "priority": Query(description="critical, high, normal, low."),
    "channel": Query(description="portal, email, phone, api, walk_in."),
    "team": Query(description="Ids, “mine” (the teams that one is in) or “nobody”."),
    "responsible": Query(description="Ids, “me” or “nobody”."),
    "requester": Query(description="Ids, or “me”."),
    "company": Query(description="Ids of companies that requesters were of at registration, or “none”."),
    "unit": Query(description="Ids of units where requesters were at registration; with what is below, or “none”."),
    "agreement": Query(description="Ids of agreements."),
    "service": Query(description="Ids of services, each with all that is below it, or “none”."),
    "service_exactly": Query(description=ITSELF),
    "is_open": Query(alias="open", description="Neither resolved nor over."),
    "overdue": Query(description="Past due by now."),
    **{
        f"{field}_{end}": Query(max_length=LONGEST, description=told)
        for field in ("registered", "changed", "closed", "missed", "due")
        for end, told in (("from", _FROM), ("before", _BEFORE))
    },
    "attribute": Query(description="code:value, type.code:value, or the code alone for any value."),
    "numbers": Query(description="Numbers of tickets: 1001,1002."),
    "text": sought(),
    "where": Query(max_length=LONGEST_CONDITION, description="A condition in JSON, as views keep it (Condition)."),
    "zone": Query(max_length=64, description="Whose midnight days begin at, such as Europe/Moscow; else one's own."),
}
"""What a list, its groups and its export are narrowed by."""
_FILTER = wanted_of(
    TicketsWanted,
    **NARROWED,
    sort=Query(description="due, priority, number, changed, registered; “-” turns it round."),
    cursor=Query(description="“next_cursor” of the page before."),
    limit=page_size(),
    clocks=Query(description="With what is left on the clocks, in working time, and when they go on."),
)


@router.get(
    "/tickets",
    tags=["tickets"],
    operation_id="list-tickets",
    summary="Список заявок: что горит раньше, стоит выше · The list of tickets: what is due first stands first",
)
def list_tickets(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[TicketsWanted, Depends(_FILTER)],
    min_position: MinPosition = None,
) -> Response:
    """A page by keyset: ``next_cursor`` leads on and stays stable while others write."""
    return encoded(pages.list_tickets(desk, asker, wanted, min_position))


@router.get(
    "/tickets/counts",
    tags=["tickets"],
    operation_id="count-tickets",
    summary="Сколько открытых, просроченных, моих, ничьих · How many are open, overdue, mine, nobody's",
)
def count_tickets(desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """Each number stops at 10,000: more says no more to a person, and costs more."""
    return encoded(pages.count_tickets(desk, asker, None, min_position))


@router.get(
    "/tickets/{ref}",
    tags=["tickets"],
    operation_id="read-ticket",
    summary="Карточка заявки · A ticket's card",
)
def read_ticket(ref: Ref, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """With its class of service and what it is linked to; its ETag is what If-Match compares with."""
    return encoded(card.read_ticket(desk, asker, ref, min_position))


@router.get(
    "/tickets/{ref}/timeline",
    tags=["tickets"],
    operation_id="read-ticket-timeline",
    summary="Переписка и изменения · Conversation and changes",
)
def read_timeline(
    ref: Ref,
    desk: TheDesk,
    asker: TheAsker,
    after: Annotated[int, Query(ge=0, le=BIGGEST, description="Only what came behind this version.")] = 0,
    limit: Annotated[int, page_size(500)] = 100,
    min_position: MinPosition = None,
) -> Response:
    """Oldest first; a requester reads no private comments."""
    wanted = TimelineWanted(ref=ref, after=after, limit=limit)
    return encoded(card.read_timeline(desk, asker, wanted, min_position))


@router.get(
    "/tickets/{ref}/history",
    tags=["tickets"],
    operation_id="read-ticket-history",
    summary="История фактов: кто, когда, почему · The history of facts: who, when, why",
)
def read_history(ref: Ref, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """Straight from the log; only who may see it and names may be stale. Types by their names of then."""
    answer = history.read_history(desk, asker, HistoryWanted(ref=ref), min_position)
    return encoded(answer.told_as(History(answer.value.entries)))


@router.get(
    "/tickets/{ref}/as-registered",
    tags=["tickets"],
    operation_id="read-ticket-as-registered",
    summary="Что было верно при регистрации · What was true when it was registered",
)
def read_ticket_as_registered(desk: TheDesk, asker: TheAsker, ref: Ref, min_position: MinPosition = None) -> Response:
    """Unit, company, service, agreement and versions of then, whatever became of them since."""
    return encoded(card.read_as_registered(desk, asker, ref, min_position))
