"""The list of tasks over all tickets, the viewer first: what is due first stands first (row 162)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from projections.kit import page_cursor, visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, statement
from projections.person import directory


class TaskLine(msgspec.Struct, frozen=True, kw_only=True):
    """A task with the ticket that it is of."""

    task_id: UUID
    title: str
    ticket_id: UUID
    number: int
    subject: str
    team_id: UUID | None
    team: Text | None
    responsible_id: UUID | None
    responsible: Text | None
    due_at: datetime | None
    is_overdue: bool
    stands: Literal["open", "done", "given_up"]


class TaskPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of tasks and the cursor of the next one, if there is one."""

    tasks: tuple[TaskLine, ...]
    next_cursor: str | None


class TaskFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to; what is not named does not narrow."""

    is_open: bool = True
    overdue: bool = False
    teams: tuple[UUID, ...] = ()
    responsible: UUID | None = None
    nobody: bool = False
    due_before: datetime | None = None


class _Row(NamedTuple):
    task_id: UUID
    title: str
    ticket_id: UUID
    number: int
    subject: str
    team_id: UUID | None
    responsible_id: UUID | None
    due_at: datetime | None
    stands: Literal["open", "done", "given_up"]
    key: datetime


_COLUMNS = selected(
    _Row,
    "k",
    number=statement("t.number"),
    subject=statement("t.subject"),
    key=statement("coalesce(k.due_at, '9999-12-31T00:00:00Z'::timestamptz)"),
)
_BEHIND = statement("(coalesce(k.due_at, '9999-12-31T00:00:00Z'::timestamptz), k.task_id) > (%(key)s, %(last)s)")


@reads("ticket_list", also=(directory.names,))
def visible_to(
    cursor: Cursor[Any],
    viewer: Viewer,
    wanted: TaskFilter,
    *,
    now: datetime,
    after: str | None = None,
    limit: int = 50,
) -> TaskPage:
    """A page of the tasks on tickets on which the viewer reads what is for staff; raises ``CursorIsForeign``."""
    conditions, params = _narrowed(viewer, wanted, now)
    if after is not None:
        params["key"], params["last"] = page_cursor.opened(after, "due", "timestamptz")
        conditions.append(_BEHIND)
    cursor.execute(
        statement(
            "SELECT {columns} FROM ticket_tasks k JOIN ticket_list t USING (ticket_id) WHERE {conditions}"
            " ORDER BY key, k.task_id LIMIT %(limit)s",
            columns=_COLUMNS,
            conditions=joined(" AND ", conditions),
        ),
        {**params, "limit": limit + 1},
    )
    rows = rows_of(_Row, cursor)
    shown, last = rows[:limit], rows[limit - 1] if len(rows) > limit else None
    who = {one for row in shown for one in (row.team_id, row.responsible_id) if one is not None}
    names = directory.names(cursor, who) if who else {}
    return TaskPage(
        tasks=tuple(_line(row, names, now) for row in shown),
        next_cursor=None if last is None else page_cursor.closed("due", last.key, last.task_id),
    )


def _narrowed(viewer: Viewer, wanted: TaskFilter, now: datetime) -> tuple[list[Fragment], dict[str, Any]]:
    sees, params = visibility.tickets(viewer, "t")
    inner, more = visibility.inner(viewer, "t")
    conditions = [sees, inner, statement("k.stands = 'open'") if wanted.is_open else statement("k.stands <> 'open'")]
    params = {**params, **more}
    for is_asked, condition, values in (
        (bool(wanted.teams), statement("k.team_id = ANY(%(teams)s)"), {"teams": list(wanted.teams)}),
        (wanted.responsible is not None, statement("k.responsible_id = %(who)s"), {"who": wanted.responsible}),
        (wanted.nobody, statement("k.responsible_id IS NULL"), {}),
        (wanted.overdue, statement("k.due_at < %(now)s"), {"now": now}),
        (wanted.due_before is not None, statement("k.due_at < %(due_before)s"), {"due_before": wanted.due_before}),
    ):
        if is_asked:
            conditions.append(condition)
            params |= values
    return conditions, params


def _line(row: _Row, names: dict[UUID, Text], now: datetime) -> TaskLine:
    return TaskLine(
        task_id=row.task_id,
        title=row.title,
        ticket_id=row.ticket_id,
        number=row.number,
        subject=row.subject,
        team_id=row.team_id,
        team=None if row.team_id is None else names.get(row.team_id),
        responsible_id=row.responsible_id,
        responsible=None if row.responsible_id is None else names.get(row.responsible_id),
        due_at=row.due_at,
        is_overdue=row.stands == "open" and row.due_at is not None and row.due_at < now,
        stands=row.stands,
    )
