"""Teams as rows, folded in memory and written set by set; the part of ``directory`` that is about teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import Cursor

from events.fact import Recorded
from events.folds.team import TEAM, TeamState
from events.values.identity import PersonId
from events.values.people import Responsible
from events.values.text import Text
from projections.kit.kept import KeptRows, begun_before

_LOAD = """
SELECT t.team_id, t.name_ru, t.name_en, t.lead_id, t.is_disbanded, t.to_team_id, t.to_person_id,
       ARRAY(SELECT m.person_id FROM team_members m WHERE m.team_id = t.team_id)
FROM teams t WHERE t.team_id = ANY(%s)
"""
_LEFT = "SELECT team_id, person_id, to_team_id, to_person_id FROM team_leavers WHERE team_id = ANY(%s)"
_COME = "INSERT INTO team_members SELECT * FROM unnest(%s::uuid[], %s::uuid[])"
_GONE = (
    "DELETE FROM {} m USING unnest(%s::uuid[], %s::uuid[]) AS gone (team_id, person_id)"
    " WHERE m.team_id = gone.team_id AND m.person_id = gone.person_id"
)
_MEMBERS_GONE, _LEAVERS_BACK = _GONE.format("team_members"), _GONE.format("team_leavers")
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
        for recorded in told:
            now[recorded.stream] = TEAM.begun(TeamState, recorded) or TEAM.after(now[recorded.stream], recorded)
        self._kept.write(cursor, now)
        _write_people(cursor, before, now)


def load(cursor: Cursor[Any], teams: Collection[UUID]) -> dict[UUID, TeamState]:
    """Teams as their rows tell of them."""
    asked, left = (list(teams),), defaultdict[UUID, dict[PersonId, Responsible]](dict)
    for team_id, who, to_team, to_person in cursor.execute(_LEFT, asked):
        left[team_id][who] = Responsible(to_team, to_person)
    cursor.execute(_LOAD, asked)
    return {
        team_id: TeamState(
            team_id=team_id,
            name=Text(ru=ru, en=en),
            members=frozenset(members),
            lead=lead,
            left=left[team_id],
            is_disbanded=is_disbanded,
            hand_over_to=None if to_team is None else Responsible(to_team, to_person),
        )
        for team_id, ru, en, lead, is_disbanded, to_team, to_person, members in cursor
    }


def _write_people(cursor: Cursor[Any], before: Mapping[UUID, TeamState], now: Mapping[UUID, TeamState]) -> None:
    come, gone = list[tuple[UUID, PersonId]](), list[tuple[UUID, PersonId]]()
    left: list[tuple[UUID, PersonId, UUID, UUID | None]] = []
    back: list[tuple[UUID, PersonId]] = []
    for team_id, team in now.items():
        was = before.get(team_id)
        members, leavers = (frozenset[PersonId](), {}) if was is None else (was.members, was.left)
        if team.members is not members:
            come += [(team_id, who) for who in team.members - members]
            gone += [(team_id, who) for who in members - team.members]
        if team.left is not leavers:
            left += [(team_id, who, *_heir(heir)) for who, heir in team.left.items() if leavers.get(who) != heir]
            back += [(team_id, who) for who in leavers.keys() - team.left.keys()]
    for statement, written in ((_COME, come), (_MEMBERS_GONE, gone), (_LEAVERS_BACK, back), (_LEAVERS, left)):
        if columns := [list(column) for column in zip(*written, strict=True)]:
            cursor.execute(statement.encode(), columns)


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
    }
