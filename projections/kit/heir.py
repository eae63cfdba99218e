"""Who answers today instead of somebody who was named earlier; asked by the cards that name a responsible.

As ``commands.responsible.heir`` routes: to the heir of a disbanded team, to the team for who is gone or works on
no tickets any more, to nobody where a disbanded team has no heir.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.identity import PersonId, TeamId
from events.values.people import WORKING_GROUPS, Responsible
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, statement

WORKING = sorted(WORKING_GROUPS)
ABLE = statement("p.is_active AND NOT coalesce(u.is_barred, false) AND p.groups && %(working)s")
"""Whether a person (``p``) of a unit (``u``) can work on tickets, as ``commands.able`` has it (0061); ``working`` are
the groups that do."""
_TEAM = statement(
    "SELECT d.is_disbanded, d.to_team_id, d.to_person_id, EXISTS (SELECT FROM team_members m"
    " JOIN persons p USING (person_id) LEFT JOIN org_units u USING (unit_id)"
    " WHERE m.team_id = d.team_id AND m.person_id = %(person)s AND {able}) FROM teams d WHERE d.team_id = %(team)s",
    able=ABLE,
)

Card = TypeVar("Card", bound=msgspec.Struct)


@reads("directory", "org_tree")
def today(cursor: Cursor[Any], named: Responsible) -> Responsible | None:
    """Who stands instead of them; somebody who stands is their own heir."""
    seen: set[TeamId] = set()
    while named.team_id not in seen:
        seen.add(named.team_id)
        cursor.execute(_TEAM, {"team": named.team_id, "person": named.person_id, "working": WORKING})
        row = cursor.fetchone()
        if row is None:
            return named  # the read model has yet to hear of the team
        is_disbanded, to_team, to_person, is_able = row
        if is_disbanded and to_team is None:
            return None
        if not is_disbanded:
            return named if is_able else Responsible(named.team_id)
        named = _responsible(to_team, to_person)
    return None


@reads(also=(today,))
def answering(cursor: Cursor[Any], named: Iterable[Responsible | None]) -> dict[Responsible, Responsible | None]:
    """Who was named -> who stands instead of them today; each is asked for once."""
    return {one: today(cursor, one) for one in dict.fromkeys(named) if one is not None}


@reads(also=(answering,))
def of_today(cursor: Cursor[Any], cards: Iterable[Card], field: str = "responsible") -> list[Card]:
    """Cards with who answers now in ``field``; ``named_responsible`` is who was named, where that is not the same."""
    shown = [*cards]
    known = answering(cursor, (getattr(card, field) for card in shown))
    return [_of_today(card, field, getattr(card, field), known) for card in shown]


def _of_today(
    card: Card, field: str, named: Responsible | None, known: Mapping[Responsible, Responsible | None]
) -> Card:
    if named is None or known[named] == named:
        return card
    return msgspec.structs.replace(card, **{field: known[named], "named_responsible": named})


@reads(also=(today,))
def named_for(cursor: Cursor[Any], table: str, team: UUID | None, person: UUID | None) -> dict[str, Any]:
    """Parameters of ``answers``: whom the rows of a table name for whom this team or person answers today."""
    if team is None and person is None:
        return {"named_teams": None, "named_persons": None}
    cursor.execute(
        statement("SELECT DISTINCT team_id, responsible_id FROM {table} WHERE team_id IS NOT NULL", table=name(table))
    )
    told = []
    for named in cursor.fetchall():
        now = today(cursor, _responsible(*named))
        if now is not None and team in {None, now.team_id} and person in {None, now.person_id}:
            told.append(named)
    return {"named_teams": [one[0] for one in told], "named_persons": [one[1] for one in told]}


def answers(alias: str) -> Fragment:
    """Whether who is asked for answers for a row of this alias, by the parameters of ``named_for``."""
    return statement(
        "(%(named_teams)s::uuid[] IS NULL OR EXISTS (SELECT FROM"
        " unnest(%(named_teams)s::uuid[], %(named_persons)s::uuid[]) AS named (team_id, person_id)"
        " WHERE named.team_id = {of}.team_id AND named.person_id IS NOT DISTINCT FROM {of}.responsible_id))",
        of=name(alias),
    )


def _responsible(team_id: UUID, person_id: UUID | None) -> Responsible:
    return Responsible(TeamId(team_id), None if person_id is None else PersonId(person_id))


# Until then whoever is kept stands in for who was merged: ``events.person_merge.FOR_GOOD``.
_HANDS_ON = statement("s.absence_id IS NOT NULL OR s.until_at = timestamptz '9000-01-01 00:00+00'")


def stood_in_for(by: str, at: str) -> Fragment:
    """The people whom ``%(by)s`` stands in for at ``%(at)s``: named for a while, or while those are away.

    Whoever stands in for somebody who is away, or who was merged and so is stood in for for good, stands in for whom
    they stand in for, too, as ``commands.answering.standing_in`` has it; ``UNION`` comes to nobody twice, so there is
    no circle.
    """
    return statement(
        "WITH RECURSIVE stood (person_id, hands_on) AS ("
        "SELECT s.person_id, {hands_on} FROM substitutes s"
        " WHERE s.substitute_id = %({by})s AND s.from_at <= %({at})s AND %({at})s < s.until_at"
        " UNION SELECT s.person_id, {hands_on} FROM stood JOIN substitutes s"
        " ON s.substitute_id = stood.person_id WHERE stood.hands_on AND s.from_at <= %({at})s AND %({at})s < s.until_at"
        ") SELECT person_id FROM stood",
        hands_on=_HANDS_ON,
        by=name(by),
        at=name(at),
    )
