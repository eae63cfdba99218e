"""The teams that somebody is in, whether they are away and whom they stand in for, in one statement; asked by ``me``.

Every page asks it, and each statement costs a question about as much as all else that it does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.values.identity import TeamId
from events.values.text import Text
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement
from projections.person.absences import Absence, Away
from projections.person.directory import TEAMS_OF


class Whereabouts(NamedTuple):
    """Of somebody at an instant; ``stands_in_for`` are absences of now, without the words about them.

    Of their ``teams`` some have a rota of who is on call.
    """

    teams: frozenset[TeamId]
    with_rota: frozenset[TeamId]
    away: Away | None
    stands_in_for: tuple[Absence, ...]


class _Row(NamedTuple):
    teams: list[TeamId]
    with_rota: list[TeamId]
    is_own: bool | None
    stands_in: bool | None
    absence_id: UUID | None
    person_id: UUID
    person: str
    from_at: datetime
    until_at: datetime
    substitute_id: UUID | None
    substitute: str | None


_ASKED = statement(
    "SELECT {columns} FROM (SELECT ARRAY({teams}) AS teams, ARRAY({teams}"
    " AND EXISTS (SELECT FROM on_call_rotas o WHERE o.team_id = m.team_id)) AS with_rota"
    " FROM (SELECT %(who)s::uuid) AS borne (person_id)) AS mine"
    " LEFT JOIN ((SELECT * FROM absences WHERE person_id = %(who)s AND until_at > %(at)s"
    " UNION SELECT * FROM absences WHERE substitute_id = %(who)s AND until_at > %(at)s"
    " UNION SELECT g.* FROM persons m JOIN absences g ON g.substitute_id = m.person_id"
    " WHERE m.merged_into = %(who)s AND g.until_at > %(at)s) AS a JOIN persons p ON p.person_id = a.person_id"
    " LEFT JOIN persons s ON s.person_id = a.substitute_id) ON a.from_at <= %(at)s AND a.from_at < a.until_at"
    " ORDER BY a.until_at, p.name",
    columns=selected(
        _Row,
        "a",
        teams=name("mine.teams"),
        with_rota=name("mine.with_rota"),
        is_own=statement("a.person_id = %(who)s"),
        stands_in=statement("a.substitute_id = %(who)s OR s.merged_into = %(who)s"),
        person=name("p.name"),
        substitute=name("s.name"),
    ),
    teams=TEAMS_OF,
)


@reads("directory")
def whereabouts(cursor: Cursor[Any], who: UUID, at: datetime) -> Whereabouts:
    """As ``directory.teams_of``, ``absences.away`` and the absences in which somebody stands in directly."""
    rows = rows_of(_Row, cursor.execute(_ASKED, {"who": who, "at": at}, binary=True))
    gone = next((row for row in rows if row.is_own), None)
    return Whereabouts(
        teams=frozenset(rows[0].teams),
        with_rota=frozenset(rows[0].with_rota),
        away=None
        if gone is None
        else Away(until_at=gone.until_at, substitute_id=gone.substitute_id, substitute=_called(gone.substitute)),
        stands_in_for=tuple(
            Absence(
                absence_id=row.absence_id,
                person_id=row.person_id,
                person=Text.same(row.person),
                from_at=row.from_at,
                until_at=row.until_at,
                substitute_id=row.substitute_id,
                substitute=_called(row.substitute),
            )
            for row in rows
            if row.absence_id is not None and row.stands_in
        ),
    )


def _away(row: _Row) -> Away:
    return Away(until_at=row.until_at, substitute_id=row.substitute_id, substitute=_called(row.substitute))


def _called(name: str | None) -> Text | None:
    return None if name is None else Text.same(name)
