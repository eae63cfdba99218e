"""What a ticket and those merged into it are linked to, as far as the viewer may see it; for the ticket's card."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.change import CHANGE_CYCLE
from events.values.module import Module
from events.values.people import Viewer
from events.values.problem import PROBLEM_CYCLE
from events.values.text import Text
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.ticket import merged as merged_tickets
from projections.ticket.linked import LinkedTicket, followed, following


class LinkedProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem that a ticket is a sign of; ``workaround`` is empty until one is found. For staff (rows 82, 84)."""

    problem_id: UUID
    number: int
    subject: str
    status: str
    status_name: Text
    workaround: str


class LinkedChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change request that is asked for a ticket, with the window that it holds, else the one that it wishes for."""

    change_id: UUID
    number: int
    subject: str
    status: str
    status_name: Text
    begins_at: datetime | None
    ends_at: datetime | None
    is_held: bool


class _ProblemRow(NamedTuple):
    problem_id: UUID
    number: int
    subject: str
    status: str
    workaround: str


class _ChangeRow(NamedTuple):
    change_id: UUID
    number: int
    subject: str
    status: str
    begins_at: datetime | None
    ends_at: datetime | None
    is_held: bool


_PROBLEM, _CHANGE = selected(_ProblemRow, "p"), selected(_ChangeRow, "c")


class Has(NamedTuple):
    """What a ticket, or one that was merged into it, may be linked to: whoever knows of none does not ask for it."""

    former: bool = True
    later: bool = True
    problems: bool = True
    changes: bool = True


_MAY_HAVE_ALL = Has()


class TicketLinks(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a ticket goes on from, which go on from it, and the problems and changes that it is part of."""

    follows: LinkedTicket | None = None
    followed_by: tuple[LinkedTicket, ...] = ()
    problems: tuple[LinkedProblem, ...] = ()
    changes: tuple[LinkedChange, ...] = ()


@reads("problems", "changes", "approvals", "ticket_list", also=(followed, following))
def links(
    cursor: Cursor[Any],
    viewer: Viewer,
    ticket_id: UUID,
    *,
    now: datetime,
    hidden: Callable[[], Collection[Module]] = frozenset,
    has: Has = _MAY_HAVE_ALL,
) -> TicketLinks:
    """Each link by the predicate of what it leads to; nothing of a hidden module (row 159)."""
    out_of_sight = hidden() if has.problems or has.changes else ()
    return TicketLinks(
        follows=followed(cursor, viewer, ticket_id) if has.former else None,
        followed_by=following(cursor, viewer, ticket_id) if has.later else (),
        problems=_problems(cursor, viewer, ticket_id) if has.problems and "problems" not in out_of_sight else (),
        changes=(
            _changes(cursor, viewer, ticket_id, now) if has.changes and "change_requests" not in out_of_sight else ()
        ),
    )


def _problems(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID) -> tuple[LinkedProblem, ...]:
    predicate, params = visibility.problems(viewer, "p")
    cursor.execute(
        statement(
            "SELECT {columns} FROM problems p WHERE p.problem_id IN (SELECT i.problem_id FROM problem_incidents i"
            " WHERE i.ticket_id = %(id)s OR i.ticket_id IN ({merged})) AND {predicate} ORDER BY p.number",
            columns=_PROBLEM,
            merged=merged_tickets.IDS,
            predicate=predicate,
        ),
        {**params, "id": ticket_id},
    )
    return tuple(
        LinkedProblem(
            problem_id=row.problem_id,
            number=row.number,
            subject=row.subject,
            status=row.status,
            status_name=PROBLEM_CYCLE.name_of(row.status),
            workaround=row.workaround,
        )
        for row in rows_of(_ProblemRow, cursor)
    )


def _changes(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, now: datetime) -> tuple[LinkedChange, ...]:
    predicate, params = visibility.changes(viewer, "c", now)
    cursor.execute(
        statement(
            "SELECT {columns} FROM changes c WHERE c.change_id IN (SELECT i.change_id FROM change_incidents i"
            " WHERE i.ticket_id = %(id)s OR i.ticket_id IN ({merged})) AND {predicate} ORDER BY c.number",
            columns=_CHANGE,
            merged=merged_tickets.IDS,
            predicate=predicate,
        ),
        {**params, "id": ticket_id},
    )
    return tuple(
        LinkedChange(
            change_id=row.change_id,
            number=row.number,
            subject=row.subject,
            status=row.status,
            status_name=CHANGE_CYCLE.name_of(row.status),
            begins_at=row.begins_at,
            ends_at=row.ends_at,
            is_held=row.is_held,
        )
        for row in rows_of(_ChangeRow, cursor)
    )
