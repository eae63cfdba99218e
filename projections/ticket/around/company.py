"""Who is in copy of tickets and who watches them: a table of the list; read by cards, by sight and by filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.ticket_company import TicketCopied, TicketCopyEnded, TicketUnwatched, TicketWatched
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement

COPY, WATCH = "copy", "watch"


class GoesAlong(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who goes along with a ticket, by the name of today; who is not registered by the one that was given."""

    person_id: UUID
    name: str


def follow(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Take in who comes along and who leaves, in the order of the log; few facts say so."""
    for recorded in batch:
        fact = recorded.fact
        match fact:
            case TicketCopied():
                _add(cursor, fact.ticket_id, fact.person_id, COPY, fact.name)
            case TicketWatched():
                _add(cursor, fact.ticket_id, fact.person_id, WATCH, "")
            case TicketCopyEnded():
                _take_out(cursor, fact.ticket_id, fact.person_id, COPY)
            case TicketUnwatched():
                _take_out(cursor, fact.ticket_id, fact.person_id, WATCH)
            case _:
                continue


def _add(cursor: Cursor[Any], ticket_id: UUID, person_id: UUID, role: str, called: str) -> None:
    cursor.execute(
        "INSERT INTO ticket_people (ticket_id, person_id, role, name) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (ticket_id, person_id, role, called),
    )


def _take_out(cursor: Cursor[Any], ticket_id: UUID, person_id: UUID, role: str) -> None:
    cursor.execute(
        "DELETE FROM ticket_people WHERE ticket_id = %s AND person_id = %s AND role = %s", (ticket_id, person_id, role)
    )


class _Row(NamedTuple):
    person_id: UUID
    name: str
    role: str


_OF_TICKET = statement(
    "SELECT {columns} FROM ticket_people g LEFT JOIN persons p USING (person_id) WHERE g.ticket_id = %s"
    " ORDER BY name, g.person_id",
    columns=selected(_Row, "g", name=statement("coalesce(p.name, g.name)"), person_id=name("g.person_id")),
)


@reads("ticket_list", "directory")
def of_ticket(cursor: Cursor[Any], ticket_id: UUID) -> dict[str, tuple[GoesAlong, ...]]:
    """Who goes along with a ticket that the viewer may see, by their part: in copy, or watching."""
    cursor.execute(_OF_TICKET, (ticket_id,))
    found: dict[str, list[GoesAlong]] = {COPY: [], WATCH: []}
    for row in rows_of(_Row, cursor):
        found[row.role].append(GoesAlong(person_id=row.person_id, name=row.name))
    return {role: tuple(people) for role, people in found.items()}
