"""Who of a team is on call as a row a team, the part of ``directory`` that is about it; few, so each fact is folded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.folds.on_call import ON_CALL, OnCallState
from events.values.identity import TeamId
from projections.kit.columns import as_json, rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement

_WRITE = (
    "INSERT INTO on_call_rotas (team_id, version, told) VALUES (%s, %s, %s)"
    " ON CONFLICT (team_id) DO UPDATE SET version = excluded.version, told = excluded.told"
)


class Rotas(NamedTuple):
    """What a team's stream of rotas says, up to which of its facts."""

    version: int
    state: OnCallState


class _Row(NamedTuple):
    team_id: UUID
    version: int
    told: str


_ROWS = statement("SELECT {columns} FROM on_call_rotas WHERE team_id = ANY(%s)", columns=selected(_Row))


def take_in(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Write what the facts of a batch say of who is on call."""
    for recorded in batch:
        if type(recorded.fact) in ON_CALL.facts:
            team_id: TeamId = recorded.fact.team_id  # type: ignore[attr-defined] # each of them has it
            known = rotas(cursor, [team_id]).get(team_id)
            state = ON_CALL.after(OnCallState() if known is None else known.state, recorded)
            cursor.execute(_WRITE, (team_id, recorded.version, as_json(state)))


@reads("directory")
def rotas(cursor: Cursor[Any], teams: Collection[UUID]) -> dict[UUID, Rotas]:
    """Of those teams that were ever on call."""
    cursor.execute(_ROWS, (list(teams),))
    return {
        row.team_id: Rotas(row.version, msgspec.json.decode(row.told, type=OnCallState))
        for row in rows_of(_Row, cursor)
    }
