"""Which tags there are, and how much time was spent by whom and with what; over the tickets that the viewer sees."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from events.values.time_spent import ACTIVITY_NAMES, Activity
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.person import directory


class TagCount(NamedTuple):
    """A tag and how many of the tickets that the viewer sees bear it."""

    tag: str
    tickets: int


class TimeSum(msgspec.Struct, frozen=True, kw_only=True):
    """The time that one person spent with one activity."""

    person_id: UUID
    person: Text | None
    activity: Activity
    activity_name: Text
    seconds: int
    entries: int
    tickets: int


class _Row(NamedTuple):
    person_id: UUID
    activity: Activity
    seconds: int
    entries: int
    tickets: int


_SUMS = selected(
    _Row,
    "s",
    seconds=statement("sum(s.seconds)::bigint"),
    entries=statement("count(*)"),
    tickets=statement("count(DISTINCT s.ticket_id)"),
)


@reads("ticket_list")
def tags(
    cursor: Cursor[Any],
    viewer: Viewer,
    *,
    beginning: str = "",
    after: tuple[int, str] | None = None,
    limit: int = 200,
) -> tuple[TagCount, ...]:
    """The tags that begin so, those of most tickets first; ``after`` is the number of tickets and the tag of one."""
    of_last, last = after or (None, None)
    sees, params = visibility.tickets(viewer, "t")
    inner, more = visibility.inner(viewer, "t")
    cursor.execute(
        statement(
            "SELECT {columns} FROM ticket_tags g JOIN ticket_list t USING (ticket_id)"
            " WHERE starts_with(g.tag, %(beginning)s) AND {sees} AND {inner}"
            " GROUP BY g.tag HAVING %(of_last)s::bigint IS NULL OR count(*) < %(of_last)s"
            " OR (count(*) = %(of_last)s AND g.tag > %(last)s::text) ORDER BY count(*) DESC, g.tag LIMIT %(limit)s",
            columns=selected(TagCount, "g", tickets=statement("count(*)")),
            sees=sees,
            inner=inner,
        ),
        {**params, **more, "beginning": beginning, "of_last": of_last, "last": last, "limit": limit},
    )
    return tuple(rows_of(TagCount, cursor))


@reads("ticket_list", also=(directory.names,))
def time_spent(
    cursor: Cursor[Any], viewer: Viewer, *, since: datetime, before: datetime, person: UUID | None = None
) -> tuple[TimeSum, ...]:
    """What ended in [since, before), by person and activity: the most first."""
    sees, params = visibility.tickets(viewer, "t")
    inner, more = visibility.inner(viewer, "t")
    cursor.execute(
        statement(
            "SELECT {columns} FROM ticket_times s JOIN ticket_list t USING (ticket_id)"
            " WHERE s.until_at >= %(since)s AND s.until_at < %(before)s"
            " AND (%(person)s::uuid IS NULL OR s.person_id = %(person)s) AND {sees} AND {inner}"
            " GROUP BY s.person_id, s.activity ORDER BY sum(s.seconds) DESC, s.person_id, s.activity",
            columns=_SUMS,
            sees=sees,
            inner=inner,
        ),
        {**params, **more, "since": since, "before": before, "person": person},
    )
    rows = rows_of(_Row, cursor)
    names = directory.names(cursor, {row.person_id for row in rows}) if rows else {}
    return tuple(
        TimeSum(
            person_id=row.person_id,
            person=names.get(row.person_id),
            activity=row.activity,
            activity_name=ACTIVITY_NAMES[row.activity],
            seconds=row.seconds,
            entries=row.entries,
            tickets=row.tickets,
        )
        for row in rows
    )
