"""Teams as rows, folded in memory and written set by set; the part of ``directory`` that is about teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.folds.team import TEAM, TeamState
from events.values.dealing import Dealing
from events.values.identity import PersonId, TeamId
from events.values.people import Responsible
from events.values.text import Text
from projections.kit.columns import SetOfRows, as_json, rows_of, selected
from projections.kit.kept import KeptRows, as_folded, begun_before, follow
from projections.kit.statement import statement


class _TeamRow(NamedTuple):
    team_id: TeamId
    name_ru: str
    name_en: str
    lead_id: PersonId | None
    is_disbanded: bool
    to_team_id: TeamId | None
    to_person_id: PersonId | None
    dealing: str | None
    members: list[PersonId]


class _LeaverRow(NamedTuple):
    team_id: TeamId
    person_id: PersonId
    to_team_id: TeamId
    to_person_id: PersonId | None


_LOAD = statement(
    "SELECT {columns} FROM teams t WHERE t.team_id = ANY(%s)",
    columns=selected(
        _TeamRow, "t", members=statement("ARRAY(SELECT m.person_id FROM team_members m WHERE m.team_id = t.team_id)")
    ),
)
_LEFT = statement("SELECT {columns} FROM team_leavers WHERE team_id = ANY(%s)", columns=selected(_LeaverRow))
_MEMBERS = SetOfRows("team_members", {"team_id": "uuid", "person_id": "uuid"})
_LEAVERS_BACK = (
    "DELETE FROM team_leavers m USING unnest(%s::uuid[], %s::uuid[]) AS gone (team_id, person_id)"
    " WHERE m.team_id = gone.team_id AND m.person_id = gone.person_id"
)
_LEAVERS = (
    "INSERT INTO team_leavers SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[])"
    " ON CONFLICT (team_id, person_id)"
    " DO UPDATE SET to_team_id = excluded.to_team_id, to_person_id = excluded.to_person_id"
)


class Teams:
    """The teams that facts told of last, whole: for their only writer."""

    def __init__(self) -> None:
        self._kept = KeptRows("teams", "team_id", load=load, columns=_columns)

    def forget(self) -> None:
        """Read them from the tables again."""
        self._kept.forget()

    def take_in(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the facts about teams of a batch, and write what they changed."""
        told = [recorded for recorded in batch if type(recorded.fact) in TEAM.facts]
        if not told:
            return
        before = self._kept.take(cursor, begun_before(told))
        now: dict[UUID, TeamState] = dict(before)
        follow(TEAM, TeamState, now, told, as_folded)
        self._kept.write(cursor, now)
        _write_people(cursor, before, now)


def load(cursor: Cursor[Any], teams: Collection[UUID]) -> dict[UUID, TeamState]:
    """Teams as their rows tell of them."""
    asked, left = (list(teams),), defaultdict[UUID, dict[PersonId, Responsible]](dict)
    cursor.execute(_LEFT, asked)
    for one in rows_of(_LeaverRow, cursor):
        left[one.team_id][one.person_id] = Responsible(one.to_team_id, one.to_person_id)
    cursor.execute(_LOAD, asked)
    return {
        row.team_id: TeamState(
            team_id=row.team_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            members=frozenset(row.members),
            lead=row.lead_id,
            left=left[row.team_id],
            is_disbanded=row.is_disbanded,
            hand_over_to=None if row.to_team_id is None else Responsible(row.to_team_id, row.to_person_id),
            dealing=None if row.dealing is None else msgspec.json.decode(row.dealing, type=Dealing),
        )
        for row in rows_of(_TeamRow, cursor)
    }


def _write_people(cursor: Cursor[Any], before: Mapping[UUID, TeamState], now: Mapping[UUID, TeamState]) -> None:
    come, gone = set[tuple[UUID, PersonId]](), set[tuple[UUID, PersonId]]()
    left: list[tuple[UUID, PersonId, UUID, UUID | None]] = []
    back: list[tuple[UUID, PersonId]] = []
    for team_id, team in now.items():
        was = before.get(team_id)
        members, leavers = (frozenset[PersonId](), {}) if was is None else (was.members, was.left)
        if team.members is not members:
            come |= {(team_id, who) for who in team.members - members}
            gone |= {(team_id, who) for who in members - team.members}
        if team.left is not leavers:
            left += [(team_id, who, *_heir(heir)) for who, heir in team.left.items() if leavers.get(who) != heir]
            back += [(team_id, who) for who in leavers.keys() - team.left.keys()]
    _MEMBERS.write(cursor, gone, come)
    if back:
        cursor.execute(_LEAVERS_BACK, [list(column) for column in zip(*back, strict=True)])
    if left:
        cursor.execute(_LEAVERS, [list(column) for column in zip(*left, strict=True)])


def _heir(heir: Responsible) -> tuple[UUID, UUID | None]:
    return heir.team_id, heir.person_id


def _columns(team: TeamState) -> dict[str, Any]:
    heir = team.hand_over_to
    return {
        "team_id": team.team_id,
        "name_ru": team.name.ru,
        "name_en": team.name.en,
        "lead_id": team.lead,
        "is_disbanded": team.is_disbanded,
        "to_team_id": heir and heir.team_id,
        "to_person_id": heir and heir.person_id,
        "dealing": as_json(team.dealing),
    }
