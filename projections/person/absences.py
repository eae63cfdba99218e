"""Who is away, and who stands in for them: asked by cards, lists, the directory, ``me`` and the list of absences."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.text import Text
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement

UNTOLD = datetime.max.replace(tzinfo=UTC)
"""The end of a span that has none."""


class Away(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is away now, until when, and who stands in for them, if anybody does."""

    until_at: datetime
    substitute_id: UUID | None = None
    substitute: Text | None = None


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """When somebody is away. ``note`` is for them, for their head and for who sees every card."""

    absence_id: UUID
    person_id: UUID
    person: Text
    from_at: datetime
    until_at: datetime
    substitute_id: UUID | None
    substitute: Text | None
    note: str = ""


class _Row(NamedTuple):
    absence_id: UUID
    person_id: UUID
    person: str
    from_at: datetime
    until_at: datetime
    substitute_id: UUID | None
    substitute: str | None
    note: str


_COLUMNS = selected(_Row, "a", person=name("p.name"), substitute=name("s.name"))
_FROM = statement(
    "SELECT {columns} FROM absences a JOIN persons p ON p.person_id = a.person_id"
    " LEFT JOIN persons s ON s.person_id = a.substitute_id WHERE a.from_at < a.until_at AND ",
    columns=_COLUMNS,
)
_NOW = statement("{rows}a.person_id = ANY(%(ids)s) AND a.from_at <= %(at)s AND %(at)s < a.until_at", rows=_FROM)
_SPAN = statement(
    "{rows}p.merged_into IS NULL AND a.from_at < %(before)s AND a.until_at > %(since)s"
    " AND (%(people)s::uuid[] IS NULL OR a.person_id = ANY(%(people)s))"
    " AND (%(team)s::uuid IS NULL OR a.person_id IN (SELECT m.person_id FROM team_members m"
    " WHERE m.team_id = %(team)s))"
    " AND (%(from)s::timestamptz IS NULL OR (a.from_at, p.name, a.absence_id) > (%(from)s, %(name)s, %(last)s::uuid))"
    " ORDER BY a.from_at, p.name, a.absence_id LIMIT %(most)s",
    rows=_FROM,
)


@reads("directory")
def away(cursor: Cursor[Any], people: Collection[UUID], at: datetime) -> dict[UUID, Away]:
    """Those of these people who are away at an instant."""
    if not people:
        return {}
    cursor.execute(_NOW, {"ids": list(people), "at": at})
    return {
        row.person_id: Away(
            until_at=row.until_at,
            substitute_id=row.substitute_id,
            substitute=None if row.substitute is None else Text.same(row.substitute),
        )
        for row in rows_of(_Row, cursor)
    }


@reads("directory")
def gone_until(cursor: Cursor[Any], people: Collection[UUID], at: datetime) -> dict[UUID, datetime]:
    """As ``away``, until when alone: for lists."""
    if not people:
        return {}
    cursor.execute(
        "SELECT person_id, until_at FROM absences WHERE person_id = ANY(%s) AND from_at <= %s AND until_at > %s",
        (list(people), at, at),
    )
    return dict(cursor.fetchall())


@reads("directory")
def between(
    cursor: Cursor[Any],
    since: datetime,
    before: datetime,
    *,
    people: Collection[UUID] | None = None,
    team: UUID | None = None,
    after: tuple[datetime, str, UUID] | None = None,
    limit: int,
) -> list[Absence]:
    """Who is away at some instant of a span, in the order in which they go; behind one that ``after`` tells."""
    begin, called, last = after or (None, None, None)
    narrowed = None if people is None else list(people)
    asked = {"since": since, "before": before, "people": narrowed, "team": team, "most": limit}
    cursor.execute(_SPAN, {**asked, "from": begin, "name": called, "last": last})
    return [_absence(row) for row in rows_of(_Row, cursor)]


def _absence(row: _Row) -> Absence:
    return Absence(
        absence_id=row.absence_id,
        person_id=row.person_id,
        person=Text.same(row.person),
        from_at=row.from_at,
        until_at=row.until_at,
        substitute_id=row.substitute_id,
        substitute=None if row.substitute is None else Text.same(row.substitute),
        note=row.note,
    )
