"""Tickets of guests who are known by now, and whose they are; read by the caretaker."""

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


class Acquaintance(NamedTuple):
    """A ticket that a guest asked for or is in copy of, at the version that this was seen at, and who that guest is."""

    ticket_id: UUID
    version: int
    person_id: UUID


_RECOGNISED = statement(
    """
SELECT {columns}
FROM (
    SELECT t.ticket_id, s.person_id FROM person_senders s JOIN ticket_list t ON t.requester_id = s.sender_id
    UNION
    SELECT g.ticket_id, s.person_id FROM ticket_people g JOIN person_senders s ON s.sender_id = g.person_id
) s
JOIN persons p USING (person_id)
LEFT JOIN org_units u ON u.unit_id = p.unit_id
JOIN ticket_list t ON t.ticket_id = s.ticket_id
WHERE p.is_active AND NOT coalesce(u.is_barred, false) AND t.ticket_id <> ALL(%(without)s)
    AND NOT EXISTS (SELECT FROM sla_clocks c WHERE c.ticket_id = t.ticket_id AND c.held_us > 0 AND c.held_us > %(now)s)
ORDER BY t.number LIMIT %(limit)s
""",
    columns=selected(Acquaintance, "t", person_id=name("s.person_id")),
)


@reads("ticket_list", "sla_clocks", "directory", "org_tree")
def due(cursor: Cursor[Any], now: datetime, limit: int, *, without: Collection[UUID] = ()) -> list[Acquaintance]:
    """Tickets of an address that is somebody's by now who has access; not those whose history is being told."""
    cursor.execute(_RECOGNISED, {"limit": limit, "without": list(without), "now": micros(now)})
    return rows_of(Acquaintance, cursor)
