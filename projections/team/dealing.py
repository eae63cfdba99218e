"""Tickets that lie with a team which deals them, who takes part, and the turns; read by the loop that deals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.team_turn import TurnTaken
from events.values.dealing import WEIGHTS, Dealing
from events.values.identity import PersonId, TeamId
from events.values.ticket import LEVELS
from projections.kit.columns import rows_of, selected
from projections.kit.heir import ABLE, WORKING
from projections.kit.reads import reads
from projections.kit.statement import name, statement
from sla_engine.instants import micros

_WEIGHTS = [WEIGHTS[level] for level in LEVELS]
_TURN = (
    "INSERT INTO team_turns VALUES (%s, 1, %s)"
    " ON CONFLICT (team_id) DO UPDATE SET taken = team_turns.taken + 1, person_id = excluded.person_id"
)


def take_in(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Write what a batch says of turns; part of ``directory``."""
    for recorded in batch:
        if isinstance(recorded.fact, TurnTaken):
            cursor.execute(_TURN, (recorded.fact.team_id, recorded.fact.person_id))


class Dealer(NamedTuple):
    """A team that deals, and how many turns were taken in it."""

    team_id: TeamId
    dealing: Dealing
    taken: int


class Hands(NamedTuple):
    """Somebody of a team: whether they can take a ticket now, and how many open ones they have, also by weight."""

    team_id: TeamId
    person_id: PersonId
    is_at_hand: bool
    tickets: int
    weight: int


class Lying(NamedTuple):
    """An open ticket that a team as a whole has."""

    ticket_id: UUID
    version: int
    team_id: TeamId
    priority: int


@reads("directory")
def dealers(cursor: Cursor[Any]) -> list[Dealer]:
    """The teams that deal."""
    cursor.execute(
        "SELECT t.team_id, t.dealing, coalesce(n.taken, 0) FROM teams t LEFT JOIN team_turns n USING (team_id)"
        " WHERE t.dealing IS NOT NULL AND NOT t.is_disbanded"
    )
    return [Dealer(team_id, msgspec.json.decode(told, type=Dealing), taken) for team_id, told, taken in cursor]


_HANDS = statement(
    """
SELECT {columns} FROM team_members m JOIN persons p USING (person_id) LEFT JOIN org_units u USING (unit_id)
CROSS JOIN LATERAL (
    SELECT count(*) AS tickets, coalesce(sum((%(weights)s::int[])[t.priority + 1]), 0) AS weight
    FROM team_members own JOIN ticket_list t ON t.team_id = own.team_id AND t.responsible_id = own.person_id
    WHERE own.person_id = m.person_id AND t.is_unfinished AND t.is_open
) AS open
WHERE m.team_id = ANY(%(teams)s) ORDER BY p.name, p.person_id
""",
    columns=selected(
        Hands,
        team_id=name("m.team_id"),
        person_id=name("m.person_id"),
        is_at_hand=statement(
            "{able} AND NOT EXISTS (SELECT FROM absences a WHERE a.person_id = p.person_id"
            " AND a.from_at <= %(at)s AND %(at)s < a.until_at)",
            able=ABLE,
        ),
        tickets=name("open.tickets"),
        weight=name("open.weight"),
    ),
)
"""In hand is what lies with them in any of their teams; who was linked to a team and left, left it there."""


@reads("directory", "org_tree", "ticket_list")
def hands(cursor: Cursor[Any], teams: Collection[UUID], at: datetime) -> dict[TeamId, list[Hands]]:
    """The members of teams by name, each with what they have in hand."""
    cursor.execute(_HANDS, {"teams": list(teams), "at": at, "working": WORKING, "weights": _WEIGHTS})
    found = defaultdict[TeamId, list[Hands]](list)
    for row in rows_of(Hands, cursor):
        found[row.team_id].append(row)
    return found


_LYING = statement(
    "SELECT {columns} FROM ticket_list t WHERE t.team_id = ANY(%(teams)s) AND t.responsible_id IS NULL"
    " AND t.is_unfinished AND t.is_open AND t.ticket_id <> ALL(%(without)s) AND NOT EXISTS (SELECT FROM sla_clocks k"
    " WHERE k.ticket_id = t.ticket_id AND k.held_us > 0 AND k.held_us > %(at)s)"
    " ORDER BY t.number LIMIT %(limit)s",
    columns=selected(Lying, "t", version=name("t.changed_version")),
)


@reads("ticket_list", "sla_clocks")
def lying(
    cursor: Cursor[Any], teams: Collection[UUID], now: datetime, limit: int, *, without: Collection[UUID] = ()
) -> list[Lying]:
    """Open tickets that teams as a whole have, the oldest first; not those whose history is being told."""
    cursor.execute(_LYING, {"teams": list(teams), "without": list(without), "at": micros(now), "limit": limit})
    return rows_of(Lying, cursor)


def in_order(dealing: Dealing, members: Sequence[Hands]) -> list[Hands]:
    """Those who take part, in the order of their turns; whoever left the team takes part no longer."""
    if not dealing.people:
        return [*members]
    known: Mapping[PersonId, Hands] = {one.person_id: one for one in members}
    return [known[person_id] for person_id in dealing.people if person_id in known]
