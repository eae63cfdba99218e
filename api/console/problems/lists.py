"""The list of problems, and a new one."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked, id_of
from api.console.offered import lists, narrowings
from api.console.offered.narrowings import Narrowing
from api.console.rendering import page
from api.questions.problem.cards import ProblemsWanted, list_problems
from api.questions.ticket import card as ticket_card
from events.values.problem import KNOWN_ERROR, PROBLEM_CYCLE
from events.values.text import Text

A_PAGE = 50
KNOWN: tuple[Narrowing, ...] = (
    Narrowing(code="open", name=Text("Открытые", "Open"), asks={"is_open": True}),
    Narrowing(code="mine", name=Text("Мои", "Mine"), asks={"is_open": True, "responsible": "me"}),
    Narrowing(code="known", name=Text("Известные ошибки", "Known errors"), asks={"status": [KNOWN_ERROR]}),
    Narrowing(code="over", name=Text("Решённые", "Solved"), asks={"is_open": False}),
    Narrowing(code="all", name=Text("Все", "All")),
)
COLOURS = {one.code: one.colour for one in PROBLEM_CYCLE.statuses}


def problems(asked: Asked) -> Response:
    """The newest first."""
    wanted = ProblemsWanted(
        **narrowings.chosen(asked, KNOWN).asks,
        text=asked.wish("q"),
        service=id_of(asked.wish("service")),
        ticket=asked.wish("ticket") or None,
        cursor=asked.wish("cursor") or None,
        limit=A_PAGE,
    )
    found = list_problems(asked.desk, asked.viewer, wanted, asked.min_position).value
    return page(
        asked,
        "problems/list.html",
        narrowings=narrowings.links(asked, KNOWN),
        chosen=asked.told(narrowings.chosen(asked, KNOWN).name),
        problems=found.problems,
        more="" if found.next_cursor is None else asked.address(cursor=found.next_cursor),
        text=wanted.text,
        services=lists.services(asked),
        service=asked.wish("service"),
        colours=COLOURS,
    )


def new(asked: Asked) -> Response:
    """A problem by itself, or out of a ticket, whose subject it begins with."""
    ticket = asked.wish("ticket")
    seen = ticket_card.read_ticket(asked.desk, asked.viewer, ticket, asked.min_position).value if ticket else None
    return page(
        asked,
        "problems/new.html",
        ticket=seen,
        services=lists.services(asked),
        teams=lists.teams(asked),
        levels=lists.levels(asked),
    )
