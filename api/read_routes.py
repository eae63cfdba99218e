"""Questions over HTTP: lists, cards, histories, clocks; every one takes the viewer and may wait for a position."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response

from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.door import TheDesk, TheViewer, as_json, ticket_ref
from api.problems import language_of
from api.refusals import InvalidField, NoSuchThing
from api.timeline_svg import draw
from events.values.identity import StreamId
from events.values.people import Viewer
from events.values.ticket import LEVELS, STATUSES, TYPES
from projections import agreements, directory, ticket_card, ticket_timeline, tickets_query, visibility
from projections.sla_clocks import readers
from projections.ticket_card import TicketCard
from projections.ticket_history import history
from projections.tickets_query import TicketFilter

router = APIRouter()

Ref = Annotated[str, Path(description="A ticket's number or id.")]
MinPosition = Annotated[
    int | None,
    Query(ge=0, description="Wait a moment until the answer contains this position; else it is marked stale."),
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
    service: UUID | None = None,
    is_open: Annotated[bool | None, Query(alias="open")] = None,
    overdue: Annotated[bool | None, Query(description="Past due by now.")] = None,
    due_before: datetime | None = None,
    text: Annotated[str, Query(max_length=200)] = "",
    sort: Annotated[str, Query(description="due, priority, number, changed, registered; “-” turns it round.")] = "due",
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    min_position: MinPosition = None,
) -> Response:
    """A page by keyset: ``next_cursor`` leads on and stays stable while others write."""
    _known("status", status, STATUSES)
    _known("type", ticket_type, TYPES)
    _known("priority", priority, LEVELS)
    order = sort.removeprefix("-")
    _known("sort", [order], ("due", "priority", "number", "changed", "registered"))
    if due_before is not None and due_before.tzinfo is None:
        raise InvalidField(
            field="due_before",
            reason_ru="у времени нужен часовой пояс: 2026-03-02T09:00:00+03:00.",
            reason_en="the instant needs an offset: 2026-03-02T09:00:00+03:00.",
        )
    wanted = TicketFilter(
        statuses=tuple(status),
        types=tuple(ticket_type),
        priorities=tuple(priority),  # type: ignore[arg-type] # checked above
        teams=tuple(team),
        responsible=_responsible(responsible, viewer),
        nobody=responsible == "nobody",
        requester=requester,
        agreement=agreement,
        service=service,
        is_open=is_open,
        overdue=overdue,
        due_before=due_before,
        text=text,
    )
    is_fresh = fresh(desk, TICKET_VIEWS, min_position)
    with desk.database.transaction() as db:
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
    with desk.database.transaction() as db:
        return told(tickets_query.counts(db, viewer, now=desk.clock.now()), is_fresh=is_fresh)


def _card(desk: Desk, viewer: Viewer, ref: str) -> TicketCard:
    with desk.database.transaction() as db:
        card = ticket_card.card(db, viewer, ticket_ref(ref))
    if card is None:
        raise NoSuchTicket
    return card


@router.get(
    "/tickets/{ref}",
    tags=["tickets"],
    operation_id="read-ticket",
    summary="Карточка заявки · A ticket's card",
)
def read_ticket(ref: Ref, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Its ETag is what If-Match compares with."""
    is_fresh = fresh(desk, TICKET_VIEWS, min_position)
    card = _card(desk, viewer, ref)
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
    after: Annotated[int, Query(ge=0, description="Only what came behind this version.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    min_position: MinPosition = None,
) -> Response:
    """Oldest first; a requester reads no private comments."""
    is_fresh = fresh(desk, ("ticket_list", "ticket_timeline"), min_position)
    card = _card(desk, viewer, ref)
    with desk.database.transaction() as db:
        entries = ticket_timeline.timeline(db, viewer, card.ticket_id, after=after, limit=limit)
    return told({"entries": entries}, is_fresh=is_fresh)


@router.get(
    "/tickets/{ref}/history",
    tags=["tickets"],
    operation_id="read-ticket-history",
    summary="История фактов: кто, когда, почему · The history of facts: who, when, why",
)
def read_history(ref: Ref, desk: TheDesk, viewer: TheViewer) -> Response:
    """Straight from the log, so never stale."""
    card = _card(desk, viewer, ref)
    return as_json({"facts": history(viewer, desk.log.load(StreamId(card.ticket_id)))})


@router.get(
    "/tickets/{ref}/sla",
    tags=["sla"],
    operation_id="read-ticket-sla",
    summary="Сроки заявки · A ticket's clocks",
)
def read_sla(ref: Ref, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """State, due, what is left or overrun, and the rule that gave the target, at this moment."""
    is_fresh = fresh(desk, TICKET_VIEWS, min_position)
    card = _card(desk, viewer, ref)
    with desk.database.transaction() as db:
        clocks = readers.clocks_of(db, card.ticket_id, desk.clock.now())
    if clocks is None:
        raise NoSuchTicket
    return told(clocks, is_fresh=is_fresh)


@router.get(
    "/tickets/{ref}/sla/explain",
    tags=["sla"],
    operation_id="explain-ticket-sla",
    summary="Почему сроки такие: отрезки до секунды · Why the clocks show what they show, to the second",
)
def explain_sla(ref: Ref, desk: TheDesk, viewer: TheViewer) -> Response:
    """Segments that add up exactly, each with the reason that it counted or not (X1)."""
    card = _card(desk, viewer, ref)
    with desk.database.transaction() as db:
        found = readers.explained(db, desk.log.load(StreamId(card.ticket_id)), desk.clock.now())
    return as_json({"number": card.number, "clocks": [readers.explanation_view(one) for one in found]})


@router.get(
    "/tickets/{ref}/sla/timeline.svg",
    tags=["sla"],
    operation_id="draw-ticket-sla",
    summary="Сроки картинкой · The clocks as a picture",
)
def draw_sla(ref: Ref, request: Request, desk: TheDesk, viewer: TheViewer) -> Response:
    """The same segments drawn (X2), in the reader's language."""
    card = _card(desk, viewer, ref)
    now = desk.clock.now()
    with desk.database.transaction() as db:
        found = readers.explained(db, desk.log.load(StreamId(card.ticket_id)), now)
    return Response(draw(card.number, found, now, language_of(request)), media_type="image/svg+xml")


@router.get(
    "/agreements",
    tags=["agreements"],
    operation_id="list-agreements",
    summary="Соглашения, базовое первым · Agreements, the base one first",
)
def list_agreements(desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Staff and auditors see them."""
    _staff(viewer)
    is_fresh = fresh(desk, ("agreements",), min_position)
    with desk.database.transaction() as db:
        return told({"agreements": agreements.agreements(db)}, is_fresh=is_fresh)


@router.get(
    "/schedules",
    tags=["schedules"],
    operation_id="list-schedules",
    summary="Графики обслуживания · Service schedules",
)
def list_schedules(desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """With all versions of their timetables."""
    _staff(viewer)
    is_fresh = fresh(desk, ("agreements",), min_position)
    with desk.database.transaction() as db:
        return told({"schedules": agreements.schedules(db)}, is_fresh=is_fresh)


@router.get("/teams", tags=["teams"], operation_id="list-teams", summary="Команды · Teams")
def list_teams(desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """With their members."""
    _staff(viewer)
    is_fresh = fresh(desk, ("directory",), min_position)
    with desk.database.transaction() as db:
        return told({"teams": directory.teams(db)}, is_fresh=is_fresh)


@router.get("/persons", tags=["persons"], operation_id="find-persons", summary="Найти человека · Find a person")
def find_persons(
    desk: TheDesk,
    viewer: TheViewer,
    text: Annotated[str, Query(max_length=200, description="Any part of a name or an address.")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    min_position: MinPosition = None,
) -> Response:
    """In the order of names."""
    _staff(viewer)
    is_fresh = fresh(desk, ("directory",), min_position)
    with desk.database.transaction() as db:
        return told({"persons": directory.search(db, text, limit=limit)}, is_fresh=is_fresh)


@router.get("/me", tags=["persons"], operation_id="who-am-i", summary="Кто я и что могу · Who am I")
def who_am_i(viewer: TheViewer) -> Response:
    """The bearer of the token, with groups and teams as they are now."""
    return as_json(viewer)


def _staff(viewer: Viewer) -> None:
    if not viewer.is_staff and not visibility.sees_everything(viewer):
        raise NoSuchThing


def _responsible(asked: str | None, viewer: Viewer) -> UUID | None:
    if asked is None or asked == "nobody":
        return None
    if asked == "me":
        return viewer.actor.id
    try:
        return UUID(asked)
    except ValueError as error:
        raise InvalidField(
            field="responsible",
            reason_ru="укажите идентификатор, me или nobody.",
            reason_en="give an id, me or nobody.",
        ) from error


def _known(field: str, values: list[str], known: Any) -> None:
    for value in values:
        if value not in known:
            names = ", ".join(known)
            raise InvalidField(
                field=field,
                reason_ru=f"«{value}» неизвестно; есть: {names}.",
                reason_en=f"“{value}” is unknown; known: {names}.",
            )
