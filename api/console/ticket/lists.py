"""The list of tickets: views with counts, a quick filter, pages by cursor, rows by their numbers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.rendering import page
from api.console.ticket import cards
from api.console.ticket.clocks import clock_of_line
from api.console.times import ShownClock
from api.questions.ticket import pages, views
from api.questions.ticket.pages import CountsWanted, TicketLine, TicketsWanted
from api.questions.ticket.views import ViewsWanted
from commands.catalogue import may_issue
from events.values.refusal import Refusal
from events.values.text import Text

A_PAGE, MOST_ROWS = 100, 200
COUNT_LIMIT = 10_000


class OwnView(msgspec.Struct, frozen=True, kw_only=True):
    """A view that everybody has: what it asks for, and which number above the list is its count."""

    code: str
    name: Text
    asks: dict[str, Any]
    counted: str = ""


OWN_VIEWS: tuple[OwnView, ...] = (
    OwnView(code="mine", name=Text("Мои", "Mine"), asks={"responsible": ["me"], "is_open": True}, counted="mine"),
    OwnView(code="team", name=Text("Моих команд", "My teams'"), asks={"team": ["mine"], "is_open": True}),
    OwnView(
        code="nobodys",
        name=Text("Ничьи", "Nobody's"),
        asks={"responsible": ["nobody"], "is_open": True},
        counted="nobodys",
    ),
    OwnView(
        code="overdue",
        name=Text("Просроченные", "Overdue"),
        asks={"overdue": True, "is_open": True},
        counted="overdue",
    ),
    OwnView(code="open", name=Text("Все открытые", "All open"), asks={"is_open": True}, counted="open"),
    OwnView(code="watched", name=Text("Наблюдаю", "Watching"), asks={"watching": "me"}),
    OwnView(code="all", name=Text("Все", "All"), asks={}),
)
USUAL = "open"


class ViewLink(msgspec.Struct, frozen=True, kw_only=True):
    """A view above the list."""

    name: str
    href: str
    is_chosen: bool
    count: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list with its clock in words."""

    line: TicketLine
    clock: ShownClock
    href: str


def tickets(asked: Asked) -> Response:
    """The whole list; ``open`` names the ticket whose card stands beside it."""
    wanted = _wanted(asked)
    refusal, found = None, None
    try:
        found = pages.list_tickets(asked.desk, asked.viewer, wanted, asked.min_position).value
    except Refusal as refused:
        # The bar stays where it is: there the way out is.
        refusal = asked.told(refused.text)
    opened = asked.wish("open")
    return page(
        asked,
        "ticket/list.html",
        views=[] if asked.part == "page" else view_links(asked),
        chosen=chosen_name(asked),
        rows=[] if found is None else [_row(asked, line) for line in found.tickets],
        more="" if found is None or found.next_cursor is None else asked.address(cursor=found.next_cursor, open=None),
        refusal=refusal,
        quick=asked.wish("q"),
        sort=wanted.sort or "due",
        opened=opened,
        may_work=may_issue(asked.viewer, "take-ticket"),
        teams=cards.teams(asked) if not asked.part and may_issue(asked.viewer, "assign-ticket") else [],
        card=cards.shown(asked, opened) if opened and not asked.part else None,
    )


def rows(asked: Asked) -> Response:
    """Some rows by their numbers, as they are now: what the stream named; ``fits`` says which are of the view still."""
    numbers = [one for one in asked.wish("numbers").split(",") if one.isdecimal()][:MOST_ROWS]
    known = TicketsWanted(numbers=numbers, clocks=True, limit=MOST_ROWS)
    inside = msgspec.structs.replace(_wanted(asked), numbers=numbers, cursor=None, limit=MOST_ROWS, clocks=False)
    seen = pages.list_tickets(asked.desk, asked.viewer, known, asked.min_position).value if numbers else None
    fits = pages.list_tickets(asked.desk, asked.viewer, inside, asked.min_position).value if numbers else None
    return page(
        asked,
        "ticket/rows.html",
        rows=[] if seen is None else [_row(asked, line) for line in seen.tickets],
        fits=[] if fits is None else [line.number for line in fits.tickets],
        views=view_links(asked),
    )


def _wanted(asked: Asked) -> TicketsWanted:
    """What the address asks for."""
    view = asked.wish("view", USUAL)
    own = next((one for one in OWN_VIEWS if one.code == view), None)
    asks: dict[str, Any] = dict(own.asks) if own is not None else {}
    for name, field in (("status", "status"), ("priority", "priority"), ("type", "ticket_type"), ("team", "team"),
                        ("responsible", "responsible"), ("requester", "requester"), ("company", "company"),
                        ("service", "service"), ("tag", "tag")):  # fmt: skip
        values = [value for value in asked.wishes(name) if value]
        if values:
            asks[field] = values
    return TicketsWanted(
        **asks,
        text=asked.wish("q"),
        sort=asked.wish("sort") or None,
        view=None if own is not None else _view_id(view),
        cursor=asked.wish("cursor") or None,
        limit=A_PAGE,
        clocks=True,
    )


def _view_id(view: str) -> UUID | None:
    try:
        return UUID(view)
    except ValueError:
        return None


def view_links(asked: Asked) -> list[ViewLink]:
    """The views above the list with their counts, each a link."""
    counts = pages.count_tickets(asked.desk, asked.viewer, CountsWanted(), asked.min_position).value
    kept = views.list_views(asked.desk, asked.viewer, ViewsWanted(counts=True), asked.min_position).value.views
    chosen = asked.wish("view", USUAL)
    own = [
        ViewLink(
            name=asked.told(one.name),
            href=f"/tickets?view={one.code}",
            is_chosen=one.code == chosen,
            count=_counted(getattr(counts, one.counted)) if one.counted else "",
        )
        for one in OWN_VIEWS
    ]
    made = [
        ViewLink(
            name=asked.told(one.name),
            href=f"/tickets?view={one.view_id}",
            is_chosen=str(one.view_id) == chosen,
            count="" if one.count is None else _counted(one.count.count, is_more=one.count.is_more),
        )
        for one in kept
    ]
    return own + made


def chosen_name(asked: Asked) -> str:
    """What the list is called, for the title."""
    chosen = asked.wish("view", USUAL)
    return next((asked.told(one.name) for one in OWN_VIEWS if one.code == chosen), asked.say("Заявки", "Tickets"))


def _counted(count: int, *, is_more: bool = False) -> str:
    return f"{count}+" if is_more or count >= COUNT_LIMIT else str(count)


def _row(asked: Asked, line: TicketLine) -> Row:
    beside = {name: values for name in ("view", "q", "sort") if (values := asked.wish(name))}
    href = f"/tickets?{urlencode({**beside, 'open': str(line.number)})}"
    return Row(line=line, clock=clock_of_line(asked, line), href=href)
