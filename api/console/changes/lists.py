"""The list of change requests, and a new one."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked, id_of
from api.console.offered import lists, narrowings
from api.console.offered.narrowings import Narrowing
from api.console.rendering import page
from api.questions.change_request.cards import ChangesWanted, list_changes
from api.questions.ticket import card as ticket_card
from events.values.change import CHANGE_CYCLE, DRAFT, SCHEDULED
from events.values.text import Text

A_PAGE = 50
KNOWN: tuple[Narrowing, ...] = (
    Narrowing(code="open", name=Text("Открытые", "Open"), asks={"is_open": True}),
    Narrowing(code="asks-me", name=Text("Ждут моего согласия", "Waiting for my consent"), asks={"asks_me": True}),
    Narrowing(code="mine", name=Text("Мои", "Mine"), asks={"is_open": True, "responsible": "me"}),
    Narrowing(code="drafts", name=Text("Черновики", "Drafts"), asks={"status": [DRAFT]}),
    Narrowing(code="scheduled", name=Text("Запланированные", "Scheduled"), asks={"status": [SCHEDULED]}),
    Narrowing(code="all", name=Text("Все", "All")),
)
COLOURS = {one.code: one.colour for one in CHANGE_CYCLE.statuses}


def changes(asked: Asked) -> Response:
    """The newest first; who does not work with changes has here those that ask or asked them."""
    wanted = ChangesWanted(
        **narrowings.chosen(asked, KNOWN).asks,
        text=asked.wish("q"),
        service=id_of(asked.wish("service")),
        ticket=asked.wish("ticket") or None,
        cursor=asked.wish("cursor") or None,
        limit=A_PAGE,
    )
    found = list_changes(asked.desk, asked.viewer, wanted, asked.min_position).value
    return page(
        asked,
        "changes/list.html",
        narrowings=narrowings.links(asked, KNOWN),
        chosen=asked.told(narrowings.chosen(asked, KNOWN).name),
        changes=found.changes,
        more="" if found.next_cursor is None else asked.address(cursor=found.next_cursor),
        text=wanted.text,
        services=lists.services(asked),
        service=asked.wish("service"),
        colours=COLOURS,
        risks=dict(lists.risks(asked)),
    )


def new(asked: Asked) -> Response:
    """A change by itself, or one that a ticket asks for."""
    ticket = asked.wish("ticket")
    seen = ticket_card.read_ticket(asked.desk, asked.viewer, ticket, asked.min_position).value if ticket else None
    return page(
        asked,
        "changes/new.html",
        ticket=seen,
        services=lists.services(asked),
        teams=lists.teams(asked),
        risks=lists.risks(asked),
    )
