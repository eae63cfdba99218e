"""What stands in each other's way in a span: windows on one service, and windows within freezes; asked by the list."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement

MOST = 500


class Collision(msgspec.Struct, frozen=True, kw_only=True):
    """Two changes whose windows overlap on a service, or on one above or below it; by their numbers."""

    number: int
    other: int


class InFreeze(msgspec.Struct, frozen=True, kw_only=True):
    """A change whose window lies in a freeze that means it."""

    number: int
    freeze_id: UUID


_AHEAD = statement(
    "c.is_open AND c.status <> 'rejected' AND (%(since)s::timestamptz IS NULL OR c.ends_at > %(since)s)"
    " AND (%(until)s::timestamptz IS NULL OR c.begins_at < %(until)s)"
)
_RELATED = statement(
    "EXISTS (SELECT FROM services s JOIN services o ON s.path @> ARRAY[o.service_id] OR o.path @> ARRAY[s.service_id]"
    " WHERE s.service_id = ANY(c.services) AND o.service_id = ANY(d.services))"
)
"""Whether two changes touch one service, or one of them touches what stands above a service of the other."""


@reads("changes", "services", "approvals", "ticket_list")
def colliding(
    cursor: Cursor[Any], viewer: Viewer, since: datetime | None, until: datetime | None, *, now: datetime
) -> tuple[Collision, ...]:
    """Pairs of changes that the viewer may see, both ahead; one that is wished for collides like one that is held."""
    seen, params = visibility.changes(viewer, "c", now)
    other, more = visibility.changes(viewer, "d", now)
    cursor.execute(
        statement(
            "SELECT {columns} FROM changes c JOIN changes d ON c.number < d.number"
            " AND c.begins_at < d.ends_at AND d.begins_at < c.ends_at WHERE {ahead} AND d.is_open"
            " AND d.status <> 'rejected' AND {related} AND {seen} AND {other} ORDER BY c.number, d.number"
            " LIMIT %(most)s",
            columns=selected(Collision, "c", other=name("d.number")),
            ahead=_AHEAD,
            related=_RELATED,
            seen=seen,
            other=other,
        ),
        {**params, **more, "since": since, "until": until, "most": MOST},
    )
    return tuple(rows_of(Collision, cursor))


@reads("changes", "services", "approvals", "ticket_list")
def in_freezes(
    cursor: Cursor[Any], viewer: Viewer, since: datetime | None, until: datetime | None, *, now: datetime
) -> tuple[InFreeze, ...]:
    """Changes ahead whose windows lie in freezes of their services and of their risk."""
    seen, params = visibility.changes(viewer, "c", now)
    cursor.execute(
        statement(
            "SELECT {columns} FROM changes c JOIN change_freezes f ON c.begins_at < f.ends_at"
            " AND f.begins_at < c.ends_at WHERE {ahead} AND (f.services = '{{}}' OR EXISTS (SELECT FROM services s"
            " WHERE s.service_id = ANY(c.services) AND s.path && f.services))"
            " AND (coalesce(f.told::jsonb -> 'risks', '[]') = '[]' OR f.told::jsonb -> 'risks' ? c.risk) AND {seen}"
            " ORDER BY c.number, f.freeze_id LIMIT %(most)s",
            columns=selected(InFreeze, "c", freeze_id=name("f.freeze_id")),
            ahead=_AHEAD,
            seen=seen,
        ),
        {**params, "since": since, "until": until, "most": MOST},
    )
    return tuple(rows_of(InFreeze, cursor))
