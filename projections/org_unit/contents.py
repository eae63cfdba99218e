"""What is in a unit with everything below it: what archiving it would touch; read before that is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from projections.kit.columns import first_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.person.directory import BELONGS


class UnitContents(msgspec.Struct, frozen=True, kw_only=True):
    """What archiving a unit would touch. ``units`` stand below it; ``people`` have access and would lose it.

    ``leads`` counts the teams that these lead, ``agreements`` those that serve them or a unit in it, ``asked`` the open
    tickets that they asked for, ``in_hand`` the unfinished ones that lie with them and would go to their teams.
    ``further`` belong to a unit in it beside their own, which they would no longer; their access stays.
    """

    units: int
    people: int
    leads: int
    agreements: int
    asked: int
    in_hand: int
    further: int = 0


_INSIDE = statement(
    """
WITH inside AS (
    SELECT unit_id, is_barred FROM org_units WHERE path @> ARRAY[%(unit)s]::uuid[]
), people AS (
    SELECT p.person_id FROM persons p JOIN inside USING (unit_id) WHERE p.is_active AND NOT inside.is_barred
)
SELECT {columns}
""",
    columns=selected(
        UnitContents,
        units=statement("(SELECT count(*) FROM inside WHERE unit_id <> %(unit)s)"),
        people=statement("(SELECT count(*) FROM people)"),
        leads=statement(
            "(SELECT count(*) FROM teams t WHERE NOT t.is_disbanded AND t.lead_id IN (SELECT person_id FROM people))"
        ),
        agreements=statement(
            "(SELECT count(DISTINCT h.agreement_id) FROM holdings h WHERE h.recipient_id IN"
            " (SELECT unit_id FROM inside UNION ALL SELECT person_id FROM people))"
        ),
        asked=statement(
            "(SELECT count(*) FROM ticket_list t WHERE t.is_open AND t.requester_id IN (SELECT person_id FROM people))"
        ),
        in_hand=statement(
            "(SELECT count(*) FROM ticket_list t"
            " WHERE t.is_unfinished AND t.responsible_id IN (SELECT person_id FROM people))"
        ),
        further=statement(
            "(SELECT count(DISTINCT f.person_id) FROM inside JOIN person_units f USING (unit_id)"
            " JOIN persons p ON p.person_id = f.person_id WHERE p.is_active AND NOT inside.is_barred AND {holds}"
            " AND p.unit_id <> ALL(ARRAY(SELECT unit_id FROM inside)))",
            holds=BELONGS,
        ),
    ),
)


@reads("org_tree", "directory", "holdings", "ticket_list")
def inside(cursor: Cursor[Any], unit_id: UUID, at: datetime) -> UnitContents:
    """What is in a unit and below it; nothing of one that is not there, or whose people have no access already."""
    cursor.execute(_INSIDE, {"unit": unit_id, "at": at})
    return first_of(UnitContents, cursor) or UnitContents(units=0, people=0, leads=0, agreements=0, asked=0, in_hand=0)
