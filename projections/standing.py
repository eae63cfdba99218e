"""Who answers today instead of somebody who was named earlier; asked by the cards that name a responsible.

As ``commands.ticket.access.standing`` routes: to the heir of a disbanded team, to the team for who is gone, to nobody
where a disbanded team has no heir.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from psycopg import Cursor

from events.values.identity import PersonId, TeamId
from events.values.people import Responsible

VIEWS = ("directory", "org_tree")
"""The read models that this is asked of."""

_TEAM = """
SELECT d.is_disbanded, d.to_team_id, d.to_person_id, EXISTS (
    SELECT FROM team_members m JOIN persons p USING (person_id) LEFT JOIN org_units u USING (unit_id)
    WHERE m.team_id = d.team_id AND m.person_id = %(person)s AND p.is_active AND NOT coalesce(u.is_barred, false)
)
FROM teams d WHERE d.team_id = %(team)s
"""

Card = TypeVar("Card", bound=msgspec.Struct)


def today(cursor: Cursor[Any], named: Responsible) -> Responsible | None:
    """Who stands instead of them; somebody who stands is their own heir."""
    seen: set[TeamId] = set()
    while named.team_id not in seen:
        seen.add(named.team_id)
        cursor.execute(_TEAM.encode(), {"team": named.team_id, "person": named.person_id})
        row = cursor.fetchone()
        if row is None:
            return named  # the read model has yet to hear of the team
        is_disbanded, to_team, to_person, is_able = row
        if is_disbanded and to_team is None:
            return None
        if not is_disbanded:
            return named if is_able else Responsible(named.team_id)
        named = Responsible(TeamId(to_team), None if to_person is None else PersonId(to_person))
    return None


def of_today(cursor: Cursor[Any], cards: Iterable[Card], field: str = "responsible") -> list[Card]:
    """Cards with who answers now in ``field``; ``named_responsible`` is who was named, where that is not the same."""
    known: dict[Responsible, Responsible | None] = {}
    found = []
    for card in cards:
        named: Responsible | None = getattr(card, field)
        if named is not None:
            if named not in known:
                known[named] = today(cursor, named)
            if known[named] != named:
                card = msgspec.structs.replace(card, **{field: known[named], "named_responsible": named})  # noqa: PLW2901 - the same card, as it holds today
        found.append(card)
    return found
