"""What still stands under a merged person's card, and who is kept instead; read by the caretaker and by cards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement
from sla_engine.instants import micros


class TicketToFollow(NamedTuple):
    """A ticket on which a merged person stands, at the version that this was seen at."""

    ticket_id: UUID
    version: int
    person_id: UUID


class TeamToFollow(NamedTuple):
    """A team that a merged person is a member of."""

    team_id: UUID
    person_id: UUID


# Driven by those who were merged, who are few; indexes lead to what is theirs.
_TICKETS = statement(
    """
SELECT {columns}
FROM persons p
CROSS JOIN LATERAL (
    SELECT ticket_id FROM ticket_list WHERE requester_id = p.person_id
    UNION SELECT ticket_id FROM ticket_people WHERE person_id = p.person_id
    UNION SELECT ticket_id FROM ticket_tasks WHERE stands = 'open' AND responsible_id = p.person_id
) found
JOIN ticket_list t ON t.ticket_id = found.ticket_id
WHERE p.merged_into IS NOT NULL AND t.ticket_id <> ALL(%(without)s)
    AND NOT EXISTS (SELECT FROM sla_clocks c WHERE c.ticket_id = t.ticket_id AND c.held_us > 0 AND c.held_us > %(now)s)
ORDER BY t.number, p.person_id LIMIT %(limit)s
""",
    columns=selected(TicketToFollow, "t", person_id=name("p.person_id")),
)
_TEAMS = statement(
    "SELECT {columns} FROM persons p JOIN team_members m USING (person_id) JOIN teams t USING (team_id)"
    " WHERE p.merged_into IS NOT NULL AND NOT t.is_disbanded AND m.team_id <> ALL(%(without)s)"
    " ORDER BY m.team_id, m.person_id LIMIT %(limit)s",
    columns=selected(TeamToFollow, "m"),
)


@reads("directory", "ticket_list", "sla_clocks")
def tickets(cursor: Cursor[Any], now: datetime, limit: int, *, without: Collection[UUID] = ()) -> list[TicketToFollow]:
    """Tickets that are still a merged person's, or that they go along with; not those whose history is being told."""
    cursor.execute(_TICKETS, {"limit": limit, "without": list(without), "now": micros(now)})
    return rows_of(TicketToFollow, cursor)


@reads("directory")
def teams(cursor: Cursor[Any], limit: int, *, without: Collection[UUID] = ()) -> list[TeamToFollow]:
    """Teams in which a merged person is a member."""
    cursor.execute(_TEAMS, {"limit": limit, "without": list(without)})
    return rows_of(TeamToFollow, cursor)


@reads("directory")
def known_as(cursor: Cursor[Any], person_id: UUID) -> tuple[UUID | None, list[UUID]]:
    """Who a person turned out to be, and which other cards turned out to be theirs, in the order of names."""
    cursor.execute("SELECT merged_into FROM persons WHERE person_id = %s AND merged_into IS NOT NULL", (person_id,))
    found = cursor.fetchone()
    cursor.execute("SELECT person_id FROM persons WHERE merged_into = %s ORDER BY name, person_id", (person_id,))
    return None if found is None else found[0], [one for (one,) in cursor]
