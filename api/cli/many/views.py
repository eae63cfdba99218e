"""``desk views``: views of tickets that one sees, and how many tickets each finds now; part of ``desk``."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.app import opened_desk
from api.cli.shown.listing import FOR_PROGRAMS, Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import looking
from api.questions.paging.whole import EVERY_LINE
from api.questions.ticket.views import ViewCard, ViewsWanted, list_views
from events.values.text import Text


def _count(view: ViewCard) -> int | None:
    return None if view.count is None else view.count.count


COLUMNS: tuple[Column[ViewCard], ...] = (
    Column(code="name", heading=Text("Представление", "View"), value=lambda view: view.name, grows=True),
    Column(
        code="tickets",
        heading=Text("Заявок", "Tickets"),
        value=_count,
        cell=lambda view, _: "" if view.count is None else f"{view.count.count}{'+' if view.count.is_more else ''}",
    ),
    Column(code="maker", heading=Text("Чьё", "Whose"), value=lambda view: view.maker, rank=1, most=24),
    Column(code="id", heading=Text.same("id"), value=lambda view: view.view_id, rank=FOR_PROGRAMS),
)


@command()
def views(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Без счёта заявок · Without counting tickets")] = False,
    how: Listing,
) -> None:
    """Представления; список по одному: desk tickets --view · Views; a list by one: desk tickets --view."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        found = list_views(desk, someone.viewer, ViewsWanted(counts=not quick, limit=EVERY_LINE)).value.views
    show(found, COLUMNS, how, clock)
