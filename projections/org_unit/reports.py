"""Who reports to whom: the head of one's unit, or of the next unit up; read by cards and by its own question."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import Cursor

from projections.kit.reads import reads
from projections.kit.statement import statement

_BOSS = statement(
    "(SELECT h.head_id FROM org_units o, unnest(o.path) WITH ORDINALITY AS way (unit_id, nth)"
    " JOIN org_units h ON h.unit_id = way.unit_id"
    " WHERE o.unit_id = p.unit_id AND h.head_id <> p.person_id ORDER BY way.nth LIMIT 1)"
)
"""The nearest head above a person ``p`` who is not the person."""

# Whoever stands in a unit with a head of its own reports to that head, unless they are it: so below the units that
# somebody heads only the units without a head are walked, and of the others only the heads are asked.
_REPORTS = statement(
    """
WITH RECURSIVE mine AS (
    SELECT unit_id FROM org_units WHERE head_id = %(id)s
    UNION
    SELECT u.unit_id FROM org_units u JOIN mine m ON u.parent_id = m.unit_id WHERE u.head_id IS NULL
), theirs AS (
    SELECT u.head_id FROM org_units u JOIN org_units m ON u.path @> ARRAY[m.unit_id]
    WHERE m.head_id = %(id)s AND u.head_id <> %(id)s
)
SELECT p.person_id FROM persons p WHERE p.person_id <> %(id)s AND p.is_active
  AND (p.unit_id IN (SELECT unit_id FROM mine) OR p.person_id IN (SELECT head_id FROM theirs))
  AND {boss} = %(id)s AND (p.name, p.person_id) > (%(name)s, %(last)s)
ORDER BY p.name, p.person_id LIMIT %(limit)s
""",
    boss=_BOSS,
)
_REPORTS_TO = statement("SELECT {boss} FROM persons p WHERE p.person_id = %s", boss=_BOSS)


@reads("org_tree", "directory")
def reports_to(cursor: Cursor[Any], person_id: UUID) -> UUID | None:
    """The person whom somebody reports to; ``None``: nobody stands above them."""
    cursor.execute(_REPORTS_TO, (person_id,))
    row = cursor.fetchone()
    return None if row is None else row[0]


@reads("org_tree", "directory")
def reports_of(
    cursor: Cursor[Any], person_id: UUID, *, after: tuple[str, UUID] | None = None, limit: int = 50
) -> list[UUID]:
    """The active people who report to a person, in the order of names."""
    name, last = after or ("", UUID(int=0))
    cursor.execute(_REPORTS, {"id": person_id, "name": name, "last": last, "limit": limit})
    return [row[0] for row in cursor]
