"""Outages and who has them: written as they come, part of ``problems``; asked by the portal and a problem's card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.outage import AFFECTED, OUTAGE
from events.outage import OutageAnnounced, OutageEnded, OutageJoined, OutageLeft
from events.values.outage import Affected
from events.values.people import Viewer
from events.values.text import Text
from projections.kit import visibility
from projections.kit.columns import as_json, rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, statement

FACTS: tuple[type[Fact], ...] = (*OUTAGE.facts, *AFFECTED.facts)
_TITLE = msgspec.json.Decoder(Text)


def take_in(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Write what a batch says of outages."""
    for recorded in batch:
        fact, at = recorded.fact, recorded.metadata.occurred_at
        if isinstance(fact, OutageAnnounced):
            cursor.execute(
                "INSERT INTO outages VALUES (%s, %s, %s, %s, %s) ON CONFLICT (problem_id) DO UPDATE SET nth ="
                " excluded.nth, title = excluded.title, affects = excluded.affects, over_at = NULL, announced_at ="
                " CASE WHEN outages.nth = excluded.nth THEN outages.announced_at ELSE excluded.announced_at END",
                (fact.problem_id, fact.nth, as_json(fact.title), fact.affects, at),
            )
        elif isinstance(fact, OutageEnded):
            cursor.execute("UPDATE outages SET over_at = %s WHERE problem_id = %s", (at, fact.problem_id))
        elif isinstance(fact, OutageJoined):
            cursor.execute(
                "INSERT INTO outage_people VALUES (%s, %s, %s)"
                " ON CONFLICT (problem_id, person_id) DO UPDATE SET nth = excluded.nth",
                (fact.problem_id, fact.person_id, fact.nth),
            )
        elif isinstance(fact, OutageLeft):
            cursor.execute(
                "DELETE FROM outage_people WHERE problem_id = %s AND person_id = %s", (fact.problem_id, fact.person_id)
            )


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not work, as people are told; ``over_at``: since when it works again.

    ``people``: how many have it, too; for those who see the problem.
    """

    problem_id: UUID
    number: int
    title: Text
    affects: Affected
    announced_at: datetime
    over_at: datetime | None
    has_joined: bool
    people: int | None


class _Row(NamedTuple):
    problem_id: UUID
    number: int
    title: str
    affects: Affected
    announced_at: datetime
    over_at: datetime | None
    has_joined: bool
    people: int


_JOINED = statement(
    "EXISTS (SELECT FROM outage_people j WHERE j.problem_id = o.problem_id AND j.person_id = %(me)s AND j.nth = o.nth)"
)
_PEOPLE = statement("(SELECT count(*) FROM outage_people j WHERE j.problem_id = o.problem_id AND j.nth = o.nth)")
_SEEN = statement(
    "(o.affects = 'everyone' OR (o.affects = 'clients') = EXISTS (SELECT FROM persons me"
    " WHERE me.person_id = %(me)s AND me.kind = 'contact'))"
)
_ALL = statement("TRUE")
_SELECT = statement(
    "SELECT {columns} FROM outages o JOIN problems p USING (problem_id)",
    columns=selected(
        _Row,
        "o",
        number=statement("p.number"),
        title=statement("o.title::text"),
        has_joined=_JOINED,
        people=_PEOPLE,
    ),
)


@reads("problems", "directory")
def told_to(cursor: Cursor[Any], viewer: Viewer, since: datetime, *, limit: int) -> list[Outage]:
    """Those that the viewer is told of, the newest first; that it works again, who had it hears until ``since``."""
    counts = visibility.sees_every_problem(viewer)
    seen: Fragment = _ALL if viewer.is_staff or counts else _SEEN
    cursor.execute(
        statement(
            "{select} WHERE {seen} AND (o.over_at IS NULL OR (o.over_at > %(since)s AND {joined}))"
            " ORDER BY o.announced_at DESC, p.number DESC LIMIT %(limit)s",
            select=_SELECT,
            seen=seen,
            joined=_JOINED,
        ),
        {"me": viewer.actor.id, "since": since, "limit": limit},
    )
    return [_told(row, counts=counts) for row in rows_of(_Row, cursor)]


@reads("problems")
def of_problem(cursor: Cursor[Any], viewer: Viewer, problem_id: UUID) -> Outage | None:
    """What people were told of a problem last; ``None``: nothing yet."""
    cursor.execute(
        statement("{select} WHERE o.problem_id = %(id)s", select=_SELECT), {"id": problem_id, "me": viewer.actor.id}
    )
    return next((_told(row, counts=True) for row in rows_of(_Row, cursor)), None)


def _told(row: _Row, *, counts: bool) -> Outage:
    return Outage(
        problem_id=row.problem_id,
        number=row.number,
        title=_TITLE.decode(row.title),
        affects=row.affects,
        announced_at=row.announced_at,
        over_at=row.over_at,
        has_joined=row.has_joined,
        people=row.people if counts else None,
    )
