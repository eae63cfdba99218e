"""Which facts changed a setting; written along with past names, read by whoever asks what was changed and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from projections.journal.kinds import KIND_OF, Kind
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.reads import reads
from projections.kit.statement import statement

TABLE = "setting_changes"
DDL = ddl("projections.journal", "rows.sql")
INTERESTS: tuple[type[Fact], ...] = tuple(KIND_OF)


class ChangesFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Changes of a kind, of one thing, by somebody, since and before an instant; nothing said: all."""

    kind: Kind | None = None
    thing_id: UUID | None = None
    by_id: UUID | None = None
    since: datetime | None = None
    before: datetime | None = None


class Change(NamedTuple):
    """Where a change stands in the log, and of what it is."""

    position: int
    kind: Kind
    thing_id: UUID


def write(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """A row for each change, in one statement."""
    told = [(one, KIND_OF[type(one.fact)]) for one in batch if type(one.fact) in KIND_OF]
    cursor.execute(
        "INSERT INTO setting_changes SELECT * FROM"
        " unnest(%s::bigint[], %s::text[], %s::uuid[], %s::uuid[], %s::timestamptz[])",
        (
            [one.position for one, _ in told],
            [kind for _, kind in told],
            [one.stream for one, _ in told],
            [one.metadata.actor.id for one, _ in told],
            [one.metadata.occurred_at for one, _ in told],
        ),
    )


_PAGE = statement(
    "SELECT {columns} FROM setting_changes WHERE position < %(behind)s"
    " AND (%(kind)s::text IS NULL OR kind = %(kind)s) AND (%(thing_id)s::uuid IS NULL OR thing_id = %(thing_id)s)"
    " AND (%(by_id)s::uuid IS NULL OR by_id = %(by_id)s) AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)"
    " AND (%(before)s::timestamptz IS NULL OR at < %(before)s) ORDER BY position DESC LIMIT %(limit)s",
    columns=selected(Change),
)
_AT = statement("SELECT {columns} FROM setting_changes WHERE position = %s", columns=selected(Change))


@reads("past_names")
def page(cursor: Cursor[Any], wanted: ChangesFilter, *, behind: int, limit: int) -> list[Change]:
    """Changes before a place in the log, the newest first."""
    cursor.execute(_PAGE, {**msgspec.structs.asdict(wanted), "behind": behind, "limit": limit})
    return rows_of(Change, cursor)


@reads("past_names")
def at(cursor: Cursor[Any], position: int) -> Change | None:
    """The change that stands at a place in the log."""
    cursor.execute(_AT, (position,))
    return first_of(Change, cursor)
