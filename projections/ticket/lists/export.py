"""Tickets for a table: the lines of a list, page by page, with what stands beside them; asked by exports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from psycopg import Cursor

from events.values.people import Viewer
from projections.kit.reads import reads
from projections.ticket.lists.beside import Beside, beside
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.lines import TicketLine
from projections.ticket.lists.orders import Sort
from projections.ticket.lists.pages import visible_to, with_clocks

AT_ONCE = 1_000
"""Tickets that are read at a time."""


@reads(also=(visible_to, with_clocks, beside))
def lines(
    cursor: Cursor[Any],
    viewer: Viewer,
    wanted: TicketFilter,
    *,
    now: datetime,
    sort: Sort = "due",
    descending: bool = False,
    clocks: bool = False,
) -> Iterator[tuple[TicketLine, Beside]]:
    """Every ticket that the viewer sees of what is wanted, in its order; so many at a time are in memory."""
    after: str | None = None
    while True:
        page = visible_to(cursor, viewer, wanted, now=now, sort=sort, descending=descending, after=after, limit=AT_ONCE)
        if clocks:
            page = with_clocks(cursor, page, now)
        more = beside(cursor, viewer, [line.ticket_id for line in page.tickets])
        for line in page.tickets:
            yield line, more[line.ticket_id]
        if page.next_cursor is None:
            return
        after = page.next_cursor
