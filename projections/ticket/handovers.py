"""Open tickets whose responsible no longer stands, and where they go; read by the caretaker and by who unlinks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.identity import PersonId, TeamId
from events.values.people import Responsible
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.heir import ABLE, WORKING
from projections.kit.reads import reads
from projections.kit.statement import name, statement
from sla_engine.instants import micros


class _LeftRow(NamedTuple):
    ticket_id: UUID
    number: int
    version: int
    team_id: TeamId
    responsible_id: PersonId


class _StandingRow(NamedTuple):
    is_disbanded: bool
    to_team_id: TeamId | None
    to_person_id: PersonId | None
    left_to_team: TeamId | None
    left_to_person: PersonId | None
    can_work: bool


# Driven by those who went, who are few; an index leads to what they left in hand. Of somebody who was merged the team
# hears first who is a member instead.
_LEFT = statement(
    """
WITH told AS (SELECT ticket_id FROM sla_clocks WHERE held_us > 0 AND held_us > %(now)s), gone AS (
    SELECT team_id, person_id FROM team_leavers
    UNION
    SELECT m.team_id, m.person_id FROM persons p JOIN team_members m USING (person_id)
    WHERE NOT p.is_active AND p.merged_into IS NULL
    UNION
    SELECT m.team_id, m.person_id FROM org_units u JOIN persons p USING (unit_id) JOIN team_members m USING (person_id)
    WHERE u.is_barred
    UNION
    SELECT m.team_id, m.person_id FROM team_members m JOIN persons p USING (person_id) WHERE NOT p.groups && %(working)s
        AND p.merged_into IS NULL
)
SELECT {columns} FROM ticket_list t JOIN gone g ON t.team_id = g.team_id AND t.responsible_id = g.person_id
WHERE t.is_unfinished AND t.ticket_id <> ALL(%(without)s)
    AND NOT EXISTS (SELECT FROM told WHERE told.ticket_id = t.ticket_id)
UNION
SELECT {columns} FROM ticket_list t JOIN teams d ON t.team_id = d.team_id
WHERE t.is_unfinished AND d.is_disbanded AND d.to_team_id IS NOT NULL AND t.ticket_id <> ALL(%(without)s)
    AND NOT EXISTS (SELECT FROM told WHERE told.ticket_id = t.ticket_id)
ORDER BY number LIMIT %(limit)s
""",
    columns=selected(_LeftRow, "t", version=name("t.changed_version")),
)
_STANDING = statement(
    """
SELECT {columns}
FROM teams d
LEFT JOIN team_leavers l ON l.team_id = d.team_id AND l.person_id = %(person)s
LEFT JOIN persons p ON p.person_id = %(person)s
LEFT JOIN org_units u ON u.unit_id = p.unit_id
WHERE d.team_id = %(team)s
""",
    columns=selected(
        _StandingRow,
        "d",
        left_to_team=name("l.to_team_id"),
        left_to_person=name("l.to_person_id"),
        can_work=statement("coalesce({able}, false)", able=ABLE),
    ),
)


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that must go to somebody else, at the version that this was seen at."""

    ticket_id: UUID
    number: int
    version: int
    responsible: Responsible
    goes_to: Responsible


@reads("ticket_list", "sla_clocks", "directory", "org_tree")
def due(cursor: Cursor[Any], now: datetime, limit: int, *, without: Collection[UUID] = ()) -> list[Handover]:
    """Open tickets that somebody left behind who is unlinked or cannot work on them any more, or a disbanded team.

    Not those whose history is being told: who worked on them then may have left since.
    """
    cursor.execute(_LEFT, {"limit": limit, "without": list(without), "now": micros(now), "working": WORKING})
    heirs: dict[Responsible, Responsible] = {}
    found = []
    for row in rows_of(_LeftRow, cursor):
        left = Responsible(row.team_id, row.responsible_id)
        if left not in heirs:
            heirs[left] = heir(cursor, left)
        found.append(
            Handover(
                ticket_id=row.ticket_id,
                number=row.number,
                version=row.version,
                responsible=left,
                goes_to=heirs[left],
            )
        )
    return found


@reads("directory", "org_tree")
def heir(cursor: Cursor[Any], stands: Responsible) -> Responsible:
    """Who stands today instead of somebody who was named earlier; somebody who stands is their own heir."""
    seen: set[Responsible] = set()
    while True:
        seen.add(stands)
        cursor.execute(_STANDING, {"team": stands.team_id, "person": stands.person_id, "working": WORKING})
        row = first_of(_StandingRow, cursor)
        if row is None:
            return stands
        if row.is_disbanded and row.to_team_id is not None:
            stands = Responsible(row.to_team_id, row.to_person_id)
        elif stands.person_id is not None and row.left_to_team is not None:
            stands = Responsible(row.left_to_team, row.left_to_person)
        elif stands.person_id is not None and not row.can_work:
            stands = Responsible(stands.team_id)
        else:
            return stands
        if stands in seen:
            # They named each other: the team as a whole takes it.
            stands = Responsible(stands.team_id)


class OpenTickets(msgspec.Struct, frozen=True, kw_only=True):
    """How many unfinished tickets a team has in hand: those of the team as a whole, and of each member."""

    team_id: UUID
    whole: int
    of_members: dict[UUID, int]


@reads("ticket_list")
def in_hand(cursor: Cursor[Any], team_id: UUID) -> OpenTickets:
    """What unlinking a member or disbanding the team would have to hand over."""
    cursor.execute(
        "SELECT responsible_id, count(*) FROM ticket_list WHERE is_unfinished AND team_id = %s GROUP BY responsible_id",
        (team_id,),
    )
    counted: dict[UUID | None, int] = dict(cursor.fetchall())
    whole = counted.pop(None, 0)
    return OpenTickets(team_id=team_id, whole=whole, of_members={who: n for who, n in counted.items() if who})


@reads("ticket_list")
def in_hands_of(cursor: Cursor[Any], person_id: UUID) -> dict[UUID, int]:
    """How many unfinished tickets a person has in hand, by team: what deactivating them would have to hand over."""
    cursor.execute(
        "SELECT team_id, count(*) FROM ticket_list WHERE is_unfinished AND responsible_id = %s GROUP BY team_id",
        (person_id,),
    )
    return dict(cursor.fetchall())
