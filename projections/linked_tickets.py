"""Tickets that a problem or a change request is linked to, those that the viewer may see; read by their cards."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from projections import visibility


class LinkedTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket by its number, with what it is about and where it stands."""

    ticket_id: UUID
    number: int
    subject: str
    status: str
    is_open: bool


def linked(
    cursor: Cursor[Any],
    viewer: Viewer,
    table: Literal["problem_incidents", "change_incidents"],
    column: Literal["problem_id", "change_id"],
    owner: UUID,
) -> tuple[LinkedTicket, ...]:
    """In the order of their numbers; a second line sees its own and its teams' (row 82)."""
    predicate, params = visibility.tickets(viewer, "t")
    cursor.execute(
        "SELECT t.ticket_id, t.number, t.subject, t.status, t.is_open"  # noqa: S608 - fragments of our own
        f" FROM {table} i JOIN ticket_list t USING (ticket_id)"
        f" WHERE i.{column} = %(owner)s AND {predicate} ORDER BY t.number".encode(),
        {**params, "owner": owner},
    )
    return tuple(
        LinkedTicket(ticket_id=row[0], number=row[1], subject=row[2], status=row[3], is_open=row[4]) for row in cursor
    )
