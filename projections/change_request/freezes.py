"""Change freezes: written as they come, asked by the calendar of changes, their own list and the preview of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.change_freeze import FreezeDeclared, FreezeLifted
from events.fact import Recorded
from events.values.change_freeze import Freeze
from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.columns import as_json, rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement

MOST = 500
_FREEZE = msgspec.json.Decoder(Freeze)


def take_in(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Write what a batch says of freezes; part of ``changes``."""
    for recorded in batch:
        fact = recorded.fact
        if isinstance(fact, FreezeDeclared):
            freeze = fact.freeze
            cursor.execute(
                "INSERT INTO change_freezes VALUES (%s, %s, %s, %s, %s)",
                (
                    freeze.freeze_id,
                    freeze.window.begins_at,
                    freeze.window.ends_at,
                    list(freeze.services),
                    as_json(freeze),
                ),
            )
        elif isinstance(fact, FreezeLifted):
            cursor.execute("DELETE FROM change_freezes WHERE freeze_id = %s", (fact.freeze_id,))


@reads("changes")
def between(
    cursor: Cursor[Any],
    since: datetime | None,
    until: datetime | None,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = MOST,
) -> list[Freeze]:
    """The freezes that meet a span, the first to begin in front; ``after`` is the beginning and the id of one."""
    begins, last = after or (None, None)
    cursor.execute(
        "SELECT told FROM change_freezes WHERE (%(since)s::timestamptz IS NULL OR ends_at > %(since)s)"
        " AND (%(until)s::timestamptz IS NULL OR begins_at < %(until)s)"
        " AND (%(begins)s::timestamptz IS NULL OR (begins_at, freeze_id) > (%(begins)s, %(last)s::uuid))"
        " ORDER BY begins_at, freeze_id LIMIT %(most)s",
        {"since": since, "until": until, "begins": begins, "last": last, "most": limit},
    )
    return [_FREEZE.decode(told) for (told,) in cursor]


class HeldUp(NamedTuple):
    """A change that is scheduled into a time that is to be frozen: it stays, unless somebody moves it."""

    change_id: UUID
    number: int
    subject: str
    risk: str
    begins_at: datetime
    ends_at: datetime


@reads("changes", "services", "approvals", "ticket_list")
def scheduled_into(
    cursor: Cursor[Any],
    viewer: Viewer,
    freeze: Freeze,
    now: datetime,
    *,
    after: tuple[datetime, int] | None = None,
    limit: int = MOST,
) -> list[HeldUp]:
    """The changes that hold a window in it by now, as far as the viewer may see them; behind a window and a number."""
    since, last = after or (None, None)
    seen, params = visibility.changes(viewer, "c", now)
    cursor.execute(
        statement(
            "SELECT {columns} FROM changes c WHERE c.is_held AND c.begins_at < %(ends)s AND c.ends_at > %(begins)s"
            " AND (%(risks)s::text[] = '{{}}' OR c.risk = ANY(%(risks)s))"
            " AND (%(services)s::uuid[] = '{{}}' OR EXISTS (SELECT FROM services s WHERE s.service_id = ANY(c.services)"
            " AND s.path && %(services)s::uuid[])) AND {seen}"
            " AND (%(since)s::timestamptz IS NULL OR (c.begins_at, c.number) > (%(since)s, %(last)s::bigint))"
            " ORDER BY c.begins_at, c.number LIMIT %(most)s",
            columns=selected(HeldUp, "c"),
            seen=seen,
        ),
        {
            **params,
            "begins": freeze.window.begins_at,
            "ends": freeze.window.ends_at,
            "risks": list(freeze.risks),
            "services": list(freeze.services),
            "since": since,
            "last": last,
            "most": limit,
        },
    )
    return rows_of(HeldUp, cursor)
