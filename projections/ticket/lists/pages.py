"""The question that a specialist asks of the tickets most: a page of the list; the viewer first."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.values.people import Viewer
from projections.kit import guests, page_cursor, visibility
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, number, statement
from projections.ticket.lists import clocks
from projections.ticket.lists.filters import TicketFilter, narrowed
from projections.ticket.lists.lines import TicketLine, line, line_of
from projections.ticket_type import remembered
from sla_engine.instants import micros

Sort = Literal["due", "priority", "number", "changed", "registered"]

_KEYS: dict[str, tuple[str, str]] = {
    "due": ("c.due_us", "bigint"),
    "priority": ("t.priority", "smallint"),
    "number": ("t.number", "bigint"),
    "changed": ("t.changed_at", "timestamptz"),
    "registered": ("t.registered_at", "timestamptz"),
}

_KEPT = 512
"""So many pages are kept put together: by who sees what, what is narrowed, the order and the length."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list and the cursor of the next one, if there is one."""

    tickets: tuple[TicketLine, ...]
    next_cursor: str | None


class _Share(NamedTuple):
    """Tickets whose lines are read alike: ``line`` is what is read, ``key`` what they are ordered by."""

    line: Fragment
    key: Fragment
    conditions: tuple[Fragment, ...] = ()


@reads("ticket_list", "sla_clocks", "directory", "services", "org_tree", "ticket_types", also=(guests.masked,))
def visible_to(  # noqa: PLR0913 - a page is all of these
    cursor: Cursor[Any],
    viewer: Viewer,
    wanted: TicketFilter,
    *,
    now: datetime,
    sort: Sort = "due",
    descending: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """A page of the tickets that the viewer may see, in a stable order that writes do not shuffle.

    Raises ``CursorIsForeign`` for a cursor of another order or a broken one.
    """
    where, params = narrowed(cursor, viewer, wanted, now)
    if after is not None:
        params["key"], params["last"] = page_cursor.opened(after, sort, _KEYS[sort][1], descending=descending)
    shares, more = _shares(viewer, sort)
    params |= more
    page = _asked(shares, tuple(where), sort, descending, after is not None, limit + 1)
    cursor.execute(page, params, binary=True)
    # Tuples, whose order ``line`` tells: rows by name cost a page of fifty a tenth more of 1.5 ms.
    rows = cursor.fetchall()
    at = micros(now)
    shown = remembered.statuses_shown(cursor, {(row[2], row[4], row[-4], row[-3]) for row in rows})  # by number: above
    named = [(row[0], row[6], row[-2] or row[7]) for row in rows]  # by number: as above
    masked = guests.masked(cursor, viewer, named)
    # A row ends with what it is ordered by.
    last = rows[limit - 1] if len(rows) > limit > 0 else None
    return Page(
        tickets=tuple(line(row, at, shown, masked) for row in rows[:limit]),
        next_cursor=page_cursor.closed(sort, last[-1], last[0], descending=descending) if last else None,
    )


@reads(also=(clocks.of_tickets,))
def with_clocks(cursor: Cursor[Any], page: Page, now: datetime) -> Page:
    """The page with what is left on the clocks of each of its tickets."""
    found = clocks.of_tickets(cursor, [line.ticket_id for line in page.tickets], now)
    told = (replace(line, clocks=found.get(line.ticket_id, {})) for line in page.tickets)
    return replace(page, tickets=tuple(told))


@lru_cache(_KEPT)
def _asked(
    shares: tuple[_Share, ...],
    where: tuple[Fragment, ...],
    sort: Sort,
    descending: bool,  # noqa: FBT001 - as above
    goes_on: bool,  # noqa: FBT001 - as above
    limit: int,
) -> Fragment:
    """The names are looked up for the page alone, in the same round trip.

    The limit is no parameter: a plan that is made for any limit walks no index.
    """
    column, kind = _KEYS[sort]
    way = statement("DESC") if descending else statement("ASC")
    # Of the table that the key is a column of: one index leads the order and the place to go on at.
    tie = name("c.ticket_id") if sort == "due" else name("t.ticket_id")
    behind = statement("<") if descending else statement(">")
    parts = []
    for share in shares:
        conditions = [*where, *share.conditions]
        if goes_on:
            conditions.append(
                statement(
                    "({key}, {tie}) {behind} (%(key)s::{kind}, %(last)s::uuid)",
                    key=share.key,
                    tie=tie,
                    behind=behind,
                    kind=name(kind),
                )
            )
        parts.append(
            statement(
                "(SELECT {line} FROM sla_clocks c JOIN ticket_list t USING (ticket_id) WHERE {held}"
                " ORDER BY {key} {way}, {tie} {way} LIMIT {limit})",
                line=share.line,
                held=joined(" AND ", conditions),
                key=share.key,
                way=way,
                tie=tie,
                limit=number(limit),
            )
        )
    return statement(
        "SELECT p.*, team.name_ru, team.name_en, person.name, kind.tableoid, kind.version, asker.name,"
        " {shown_as} FROM ({parts}) p"
        " LEFT JOIN teams team USING (team_id) LEFT JOIN persons person ON person.person_id = p.responsible_id"
        " LEFT JOIN persons asker ON asker.person_id = p.requester_id"
        " LEFT JOIN ticket_types kind ON kind.code = p.type"
        " ORDER BY {shown_as} {way}, p.ticket_id {way} LIMIT {limit}",
        shown_as=name(f"p.{column.partition('.')[2]}"),
        parts=joined(" UNION ALL ", parts),
        way=way,
        limit=number(limit),
    )


def _shares(viewer: Viewer, sort: Sort) -> tuple[tuple[_Share, ...], dict[str, Any]]:
    """The tickets by what the viewer reads of them, with parameters; mostly all are one share.

    Ordered by the last change, those on which the viewer reads no private words stand where public ones put them:
    two shares, so that an index leads each.
    """
    inner, params = visibility.inner(viewer, "t")
    if sort == "changed" and params:
        own, more = visibility.own_words(viewer, "t")
        return (_Share(*_WHOLE, (inner,)), _Share(*_PUBLIC, (own,))), params | more
    changed_at, params = visibility.shown(viewer, "t", "changed_at", "shown_at")
    line = line_of(
        changed_at,
        visibility.shown(viewer, "t", "changed_version", "shown_version")[0],
        visibility.shown(viewer, "t", "comments", "public_comments")[0],
    )
    return (_Share(line, changed_at if sort == "changed" else name(_KEYS[sort][0])),), params


_WHOLE = (line_of(name("t.changed_at"), name("t.changed_version"), name("t.comments")), name("t.changed_at"))
_PUBLIC = (line_of(name("t.shown_at"), name("t.shown_version"), name("t.public_comments")), name("t.shown_at"))
