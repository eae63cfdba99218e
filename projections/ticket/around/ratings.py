"""How content people were with what was solved: of one ticket, and by team, person or service over a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from projections.kit import visibility
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement
from projections.person import directory
from projections.service.rows import names_of

RatedBy = Literal["team", "responsible", "service"]
"""Whose figures; as it stood when the ticket was rated."""
_COLUMNS: dict[RatedBy, str] = {"team": "team_id", "responsible": "responsible_id", "service": "service_id"}


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of one ticket."""

    score: int
    words: str
    rated_at: datetime
    rerated_at: datetime | None


class RatingSum(msgspec.Struct, frozen=True, kw_only=True):
    """The ratings of one team, person or service; ``scores``: how many of 1, 2, 3, 4, 5. ``id`` of nobody is none.

    Its tickets: the list with ``satisfaction`` and the same team, person or service.
    """

    id: UUID | None
    name: Text | None
    ratings: int
    average: float
    scores: tuple[int, int, int, int, int]


class _Sum(NamedTuple):
    id: UUID | None
    score: int
    ratings: int


_ONE = statement("SELECT {columns} FROM ticket_ratings WHERE ticket_id = %s", columns=selected(Rating))


@reads("ticket_list")
def of_ticket(cursor: Cursor[Any], ticket_id: UUID) -> Rating | None:
    """What was said of a ticket; ``None`` where nobody rated it."""
    cursor.execute(_ONE, (ticket_id,))
    return first_of(Rating, cursor)


@reads("ticket_list", also=(directory.names, names_of))
def sums(
    cursor: Cursor[Any], viewer: Viewer, *, since: datetime, before: datetime, by: RatedBy
) -> tuple[RatingSum, ...]:
    """What was rated in [since, before) of the tickets that the viewer sees, the lowest average first."""
    sees, params = visibility.tickets(viewer, "t")
    cursor.execute(
        statement(
            "SELECT {columns} FROM ticket_ratings r JOIN ticket_list t USING (ticket_id)"
            " WHERE r.rated_at >= %(since)s AND r.rated_at < %(before)s AND {sees} GROUP BY r.{by}, r.score",
            columns=selected(
                _Sum,
                id=statement("r.{by}", by=name(_COLUMNS[by])),
                score=statement("r.score"),
                ratings=statement("count(*)"),
            ),
            by=name(_COLUMNS[by]),
            sees=sees,
        ),
        {**params, "since": since, "before": before},
    )
    counted: dict[UUID | None, list[int]] = {}
    for row in rows_of(_Sum, cursor):
        counted.setdefault(row.id, [0] * 5)[row.score - 1] = row.ratings
    ids = {one for one in counted if one is not None}
    names = names_of(cursor, ids) if by == "service" else directory.names(cursor, ids)
    found = [_sum(one, scores, names) for one, scores in counted.items()]
    return tuple(sorted(found, key=lambda one: (one.average, -one.ratings, str(one.id))))


def _sum(whose: UUID | None, scores: list[int], names: dict[UUID, Text]) -> RatingSum:
    total = sum(scores)
    one, two, three, four, five = scores
    return RatingSum(
        id=whose,
        name=None if whose is None else names.get(whose),
        ratings=total,
        average=round(sum(score * count for score, count in enumerate(scores, 1)) / total, 2),
        scores=(one, two, three, four, five),
    )
