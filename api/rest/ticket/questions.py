"""Questions about tickets over HTTP: the list, counts, a card, its timeline and history."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.history.cards import History
from api.questions.live import looked as marks
from api.questions.ticket import card, history, pages
from api.questions.ticket.card import TimelineWanted
from api.questions.ticket.history import ChangesWanted, HistoryWanted
from api.questions.ticket.pages import CountsWanted, TicketsWanted
from api.rest.encoded import encoded
from api.rest.parameters import BIGGEST, MinPosition, Ref, ThePage, goes_on, page_size, wanted_of
from api.rest.ticket.narrowed import NARROWED

router = Routes()

_FILTER = wanted_of(
    TicketsWanted,
    **NARROWED,
    sort=Query(description="due, priority, number, changed, registered; “-” turns it round."),
    cursor=goes_on(),
    limit=page_size(),
    view=Query(description="A view: what it asks for narrows, too, and its order is taken unless another is named."),
    clocks=Query(description="With what is left on the clocks, in working time, and when they go on."),
    news=Query(description="With what others did on those that are unread, since one looked."),
    beside=Query(description="With what tables tell: service, company, unit, agreement, channel, tags, attributes."),
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
def count_tickets(
    desk: TheDesk,
    asker: TheAsker,
    *,
    unread: Annotated[bool, Query(description="With how many of the open ones are unread, too.")] = False,
    min_position: MinPosition = None,
) -> Response:
    """Each number stops at 10,000: more says no more to a person, and costs more."""
    return encoded(pages.count_tickets(desk, asker, CountsWanted(unread=unread), min_position))


@router.get(
    "/tickets/{ref}",
    tags=["tickets"],
    operation_id="read-ticket",
    summary="Карточка заявки · A ticket's card",
)
def read_ticket(
    ref: Ref,
    desk: TheDesk,
    asker: TheAsker,
    *,
    looked: Annotated[bool, Query(description="And mark it as seen, as POST /tickets/{ref}/looked does.")] = False,
    min_position: MinPosition = None,
) -> Response:
    """With its class of service and what it is linked to; its ETag is what If-Match compares with."""
    answer = card.read_ticket(desk, asker, ref, min_position)
    if looked:
        marks.keep(desk, asker.viewer, marks.looked_at(desk, asker.viewer, ref, answer.value.version))
    return encoded(answer)


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
    cursor: Annotated[str | None, goes_on()] = None,
    limit: Annotated[int, page_size(500)] = 100,
    min_position: MinPosition = None,
) -> Response:
    """Oldest first; a requester reads no private comments."""
    wanted = TimelineWanted(ref=ref, after=after, cursor=cursor, limit=limit)
    return encoded(card.read_timeline(desk, asker, wanted, min_position))


@router.get(
    "/tickets/{ref}/history",
    tags=["tickets"],
    operation_id="read-ticket-history",
    summary="История фактов: кто, когда, почему · The history of facts: who, when, why",
)
def read_history(ref: Ref, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None) -> Response:
    """Straight from the log; only who may see it and names may be stale. Types by their names of then."""
    wanted = HistoryWanted(ref=ref, cursor=page.cursor, limit=page.limit)
    answer = history.read_history(desk, asker, wanted, min_position)
    return encoded(answer.told_as(History(answer.value.entries, answer.value.next_cursor)))


@router.get(
    "/tickets/{ref}/changes",
    tags=["tickets"],
    operation_id="read-ticket-changes",
    summary="Кто что изменил с версии · Who changed what since a version",
)
def read_changes(
    ref: Ref,
    desk: TheDesk,
    asker: TheAsker,
    since_version: Annotated[
        int | None, Query(ge=0, le=BIGGEST, description="The version that was seen: that of an ETag.")
    ] = None,
    since: Annotated[
        Literal["looked"] | None, Query(description="“looked”: what others did since one looked at the ticket.")
    ] = None,
    min_position: MinPosition = None,
) -> Response:
    """What a save is shown that came too late (412): each change with the fields of the card that it touches.

    Or what is new since one looked at the ticket, by others alone: ``since=looked``.
    """
    wanted = ChangesWanted(ref=ref, since_version=since_version, since=since)
    return encoded(history.read_changes(desk, asker, wanted, min_position))


@router.get(
    "/tickets/{ref}/as-registered",
    tags=["tickets"],
    operation_id="read-ticket-as-registered",
    summary="Что было верно при регистрации · What was true when it was registered",
)
def read_ticket_as_registered(desk: TheDesk, asker: TheAsker, ref: Ref, min_position: MinPosition = None) -> Response:
    """Unit, company, service, agreement and versions of then, whatever became of them since."""
    return encoded(card.read_as_registered(desk, asker, ref, min_position))
