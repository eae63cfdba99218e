"""Tickets that something is linked to, those that the viewer may see; read by cards of tickets, problems, changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, statement
from projections.ticket_type import rows as ticket_types


class LinkedTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket by its number, with what it is about and where it stands."""

    ticket_id: UUID
    number: int
    subject: str
    status: str
    status_name: Text
    is_open: bool


@reads("ticket_list", also=(ticket_types.statuses_shown,))
def linked(
    cursor: Cursor[Any],
    viewer: Viewer,
    table: Literal["problem_incidents", "change_incidents"],
    column: Literal["problem_id", "change_id"],
    owner: UUID,
) -> tuple[LinkedTicket, ...]:
    """In the order of their numbers; a second line sees its own and its teams' (row 82)."""
    which = statement(
        "ticket_id IN (SELECT ticket_id FROM {table} WHERE {column} = %(owner)s)",
        table=name(table),
        column=name(column),
    )
    return _seen(cursor, viewer, which, owner)


@reads("ticket_list", also=(ticket_types.statuses_shown,))
def followed(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID) -> LinkedTicket | None:
    """The ticket that a ticket goes on from."""
    which = statement("ticket_id = (SELECT follows FROM ticket_list WHERE ticket_id = %(owner)s)")
    return next(iter(_seen(cursor, viewer, which, ticket_id)), None)


@reads("ticket_list", also=(ticket_types.statuses_shown,))
def following(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID) -> tuple[LinkedTicket, ...]:
    """The tickets that go on from a ticket, or from one that was merged into it: late replies open them (row 166)."""
    which = statement(
        "(follows = %(owner)s OR follows IN (SELECT ticket_id FROM merged_tickets WHERE into_id = %(owner)s))"
    )
    return _seen(cursor, viewer, which, ticket_id)


@reads("ticket_list", also=(ticket_types.statuses_shown,))
def seen(cursor: Cursor[Any], viewer: Viewer, tickets: Sequence[UUID]) -> tuple[LinkedTicket, ...]:
    """Those of these tickets that the viewer may see, in the order of their numbers."""
    if not tickets:
        return ()
    return _seen(cursor, viewer, statement("ticket_id = ANY(%(owner)s)"), list(tickets))


@reads("ticket_list", also=(ticket_types.statuses_shown,))
def unfinished_below(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID) -> tuple[LinkedTicket, ...]:
    """The tickets that stand below a ticket, however far, and are not over."""
    which = statement(
        "is_unfinished AND ticket_id IN (WITH RECURSIVE below AS ("
        "SELECT to_id FROM ticket_links WHERE ticket_id = %(owner)s AND kind = 'parent_of'"
        " UNION SELECT l.to_id FROM ticket_links l JOIN below b ON l.ticket_id = b.to_id WHERE l.kind = 'parent_of')"
        " SELECT to_id FROM below)"
    )
    return _seen(cursor, viewer, which, ticket_id)


class _Row(NamedTuple):
    ticket_id: UUID
    number: int
    subject: str
    status: str
    is_open: bool
    type: str


_COLUMNS = selected(_Row)


def _seen(cursor: Cursor[Any], viewer: Viewer, which: Fragment, owner: UUID | list[UUID]) -> tuple[LinkedTicket, ...]:
    predicate, params = visibility.tickets(viewer, "t")
    cursor.execute(
        statement(
            "SELECT {columns} FROM ticket_list t WHERE {which} AND {predicate} ORDER BY number",
            columns=_COLUMNS,
            which=which,
            predicate=predicate,
        ),
        {**params, "owner": owner},
    )
    rows = rows_of(_Row, cursor)
    shown = ticket_types.statuses_shown(cursor, [(row.type, row.status) for row in rows])
    return tuple(
        LinkedTicket(
            ticket_id=row.ticket_id,
            number=row.number,
            subject=row.subject,
            status=row.status,
            status_name=shown[row.type, row.status].name,
            is_open=row.is_open,
        )
        for row in rows
    )
