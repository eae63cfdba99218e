"""Teams as rows, folded in memory and written set by set; the part of ``directory`` that is about teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import Cursor

from events.fact import Recorded
from events.folds.team import TEAM, TeamState
from events.values.identity import PersonId
from events.values.people import Responsible
from events.values.text import Text

# Of members and leavers only those whom the batch names: it changes nothing of the others, and they may be many.
_LOAD = """
SELECT t.team_id, t.name_ru, t.name_en, t.lead_id, t.is_disbanded, t.to_team_id, t.to_person_id,
       ARRAY(SELECT m.person_id FROM team_members m WHERE m.team_id = t.team_id AND m.person_id = ANY(%(people)s))
FROM teams t WHERE t.team_id = ANY(%(teams)s)
"""
_LEFT = """
SELECT team_id, person_id, to_team_id, to_person_id FROM team_leavers
WHERE team_id = ANY(%(teams)s) AND person_id = ANY(%(people)s)
"""
_TEAMS = """
INSERT INTO teams
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::boolean[], %s::uuid[], %s::uuid[])
ON CONFLICT (team_id) DO UPDATE SET name_ru = excluded.name_ru, name_en = excluded.name_en,
    lead_id = excluded.lead_id, is_disbanded = excluded.is_disbanded,
    to_team_id = excluded.to_team_id, to_person_id = excluded.to_person_id
"""
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


def take_in(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Fold the facts about teams of a batch, and write what they changed."""
    told = [recorded for recorded in batch if type(recorded.fact) in TEAM.facts]
    if not told:
        return
    people = {who for recorded in told for who in getattr(recorded.fact, "members", ())}
    before = load(cursor, {recorded.stream for recorded in told}, people)
    now: dict[UUID, TeamState] = dict(before)
    for recorded in told:
        now[recorded.stream] = TEAM.begun(TeamState, recorded) or TEAM.after(now[recorded.stream], recorded)
    _write(cursor, before, now)


def load(cursor: Cursor[Any], teams: Collection[UUID], people: Collection[UUID]) -> dict[UUID, TeamState]:
    """Teams as their rows tell of them, as far as these people are concerned."""
    asked = {"teams": list(teams), "people": list(people)}
    left: defaultdict[UUID, dict[PersonId, Responsible]] = defaultdict(dict)
    if people:
        for team_id, who, to_team, to_person in cursor.execute(_LEFT.encode(), asked):
            left[team_id][who] = Responsible(to_team, to_person)
    cursor.execute(_LOAD.encode(), asked)
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


def _write(cursor: Cursor[Any], before: Mapping[UUID, TeamState], now: Mapping[UUID, TeamState]) -> None:
    rows, come, gone = [], [], []
    left: list[tuple[UUID, PersonId, UUID, UUID | None]] = []
    back: list[tuple[UUID, PersonId]] = []
    for team_id, team in now.items():
        was = before.get(team_id)
        if was is None or _row(was) != _row(team):
            rows.append(_row(team))
        members, leavers = (frozenset[PersonId](), {}) if was is None else (was.members, was.left)
        come += [(team_id, who) for who in team.members - members]
        gone += [(team_id, who) for who in members - team.members]
        left += [
            (team_id, who, heir.team_id, heir.person_id) for who, heir in team.left.items() if leavers.get(who) != heir
        ]
        back += [(team_id, who) for who in leavers.keys() - team.left.keys()]
    for statement, written in (
        (_TEAMS, rows),
        (_COME, come),
        (_MEMBERS_GONE, gone),
        (_LEAVERS_BACK, back),
        (_LEAVERS, left),
    ):
        _each(cursor, statement, written)


def _row(team: TeamState) -> tuple[Any, ...]:
    heir = team.hand_over_to
    return (
        team.team_id,
        team.name.ru,
        team.name.en,
        team.lead,
        team.is_disbanded,
        heir and heir.team_id,
        heir and heir.person_id,
    )


def _each(cursor: Cursor[Any], statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    if columns := [list(column) for column in zip(*rows, strict=True)]:
        cursor.execute(statement.encode(), columns)
