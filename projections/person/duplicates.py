"""Who may be one person under two cards, and what would follow if they were merged; asked before anybody is."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from projections.kit.columns import first_of, rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement

MOST_ALIKE = 20
"""People of one group who are told of: what more share is hardly a sign that they are one; how many is told."""


class Alike(NamedTuple):
    """People who share something that seldom two people share: by what, what it is, how many, and the first of them."""

    by: str
    told: str
    total: int
    persons: list[UUID]


class Follows(msgspec.Struct, frozen=True, kw_only=True):
    """How much follows from a person: tickets, of them the open ones, what lies with them, what waits for their answer,
    tickets that they go along with, open tasks, teams, units that they head, agreements of their own, views.
    """  # noqa: D205 - one sentence on two lines

    asked: int = 0
    asked_open: int = 0
    in_hand: int = 0
    approvals: int = 0
    copies: int = 0
    watches: int = 0
    tasks: int = 0
    teams: int = 0
    heads: int = 0
    agreements: int = 0
    views: int = 0


_FOLLOWS = statement(
    "SELECT {columns}",
    columns=selected(
        Follows,
        asked=statement("(SELECT count(*) FROM ticket_list WHERE requester_id = %(id)s)"),
        asked_open=statement("(SELECT count(*) FROM ticket_list WHERE requester_id = %(id)s AND is_open)"),
        in_hand=statement("(SELECT count(*) FROM ticket_list WHERE responsible_id = %(id)s AND is_unfinished)"),
        approvals=statement("(SELECT count(*) FROM approval_voices WHERE person_id = %(id)s)"),
        copies=statement("(SELECT count(*) FROM ticket_people WHERE person_id = %(id)s AND role = 'copy')"),
        watches=statement("(SELECT count(*) FROM ticket_people WHERE person_id = %(id)s AND role = 'watch')"),
        tasks=statement("(SELECT count(*) FROM ticket_tasks WHERE responsible_id = %(id)s AND stands = 'open')"),
        teams=statement(
            "(SELECT count(*) FROM team_members m JOIN teams t USING (team_id)"
            " WHERE m.person_id = %(id)s AND NOT t.is_disbanded)"
        ),
        heads=statement("(SELECT count(*) FROM org_units WHERE head_id = %(id)s)"),
        agreements=statement("(SELECT count(*) FROM holdings WHERE recipient_id = %(id)s)"),
        views=statement("(SELECT count(*) FROM ticket_views WHERE maker_id = %(id)s AND NOT is_removed)"),
    ),
)
_DUPLICATES = statement(
    """
WITH told AS (
    SELECT 'phone' AS by, right(regexp_replace(phone, '\\D', '', 'g'), 10) AS told, person_id
    FROM persons, unnest(phones) phone WHERE merged_into IS NULL AND kind <> 'built_in'
    UNION
    SELECT 'email', regexp_replace(lower(email), '\\+[^@]*@', '@'), person_id
    FROM persons, unnest(emails) email WHERE merged_into IS NULL AND kind <> 'built_in'
    UNION
    SELECT 'name', translate(lower(last || ' ' || first), 'ё', 'е'), person_id
    FROM persons WHERE merged_into IS NULL AND kind <> 'built_in' AND last <> '' AND first <> ''
)
SELECT {columns} FROM told WHERE told.by <> 'phone' OR length(told.told) >= 7 GROUP BY told.by, told.told
HAVING count(*) > 1 AND (%(by)s::text IS NULL OR (told.by, told.told) > (%(by)s, %(last)s))
ORDER BY told.by, told.told LIMIT %(limit)s
""",
    columns=selected(
        Alike,
        "told",
        total=statement("count(*)"),
        persons=statement("(array_agg(told.person_id ORDER BY told.person_id))[1:%(most)s]"),
    ),
)


@reads("directory", "ticket_list", "org_tree", "approvals", "holdings", "ticket_views")
def follows(cursor: Cursor[Any], person_id: UUID) -> Follows:
    """How much would follow from a person to whoever is kept."""
    cursor.execute(_FOLLOWS, {"id": person_id})
    return first_of(Follows, cursor) or Follows()


@reads("directory")
def alike(cursor: Cursor[Any], limit: int, *, after: tuple[str, str] | None = None) -> list[Alike]:
    """People who share a phone, a mailbox or a name, a group each; ``after``: by what, and what, the last one does."""
    by, last = after or (None, None)
    cursor.execute(_DUPLICATES, {"limit": limit, "most": MOST_ALIKE, "by": by, "last": last})
    return rows_of(Alike, cursor)
