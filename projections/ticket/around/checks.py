"""The table of checklists: a part of what ``rows`` writes and reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.folds.ticket_checks import CheckState
from events.folds.ticket_work import TicketWorkState
from events.values.identity import CheckId, PersonId, TicketId
from projections.kit.columns import SetOfRows, rows_of, selected
from projections.kit.statement import statement

TABLE = SetOfRows(
    "ticket_checks",
    {"ticket_id": "uuid", "check_id": "uuid"},
    {
        "place": "int",
        "words": "text",
        "ticked_by": "uuid",
        "ticked_at": "timestamptz",
        "is_withdrawn": "boolean",
    },
)


class _Check(NamedTuple):
    ticket_id: TicketId
    check_id: CheckId
    place: int
    words: str
    ticked_by: PersonId | None
    ticked_at: datetime | None
    is_withdrawn: bool


_OF_TICKETS = statement(
    "SELECT {columns} FROM ticket_checks WHERE ticket_id = ANY(%s) ORDER BY place", columns=selected(_Check)
)


def load(cursor: Cursor[Any], tickets: Sequence[UUID]) -> Mapping[UUID, Mapping[CheckId, CheckState]]:
    """The items of tickets in their order, withdrawn ones, too."""
    found: dict[UUID, dict[CheckId, CheckState]] = {one: {} for one in tickets}
    cursor.execute(_OF_TICKETS, (tickets,))
    for check in rows_of(_Check, cursor):
        found[check.ticket_id][check.check_id] = _check(check)
    return found


def _check(row: _Check) -> CheckState:
    return CheckState(
        check_id=row.check_id,
        words=row.words,
        ticked_by=row.ticked_by,
        ticked_at=row.ticked_at,
        is_withdrawn=row.is_withdrawn,
    )


def rows(known: Collection[TicketWorkState]) -> set[tuple[object, ...]]:
    """What stands in the table of these tickets."""
    return {
        _Check(
            ticket_id=one.ticket_id,
            check_id=check.check_id,
            place=place,
            words=check.words,
            ticked_by=check.ticked_by,
            ticked_at=check.ticked_at,
            is_withdrawn=check.is_withdrawn,
        )
        for one in known
        for place, check in enumerate(one.checks.values())
    }
