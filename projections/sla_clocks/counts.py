"""How many tickets are open and how many of them overdue: whoever may see them, for the meters, or as somebody sees."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, number, statement
from projections.ticket_type import rows as ticket_types
from sla_engine.instants import Micros, micros

COUNT_LIMIT = 10_000
"""Counts stop here: "10000+" tells a person as much as an exact million, and costs nothing."""

OVERDUE = statement(
    "((c.due_us < %(now)s AND c.alarm_us < %(now)s) OR (c.due_us > c.alarm_us AND c.alarm_us < %(now)s))"
)
"""What the alarm of has passed, in words that indexes know: due lies before it, unless what was missed is on hold."""
OPEN = statement("c.is_open AND NOT c.is_resolved")
"""What is neither over nor resolved; what is only not over is unfinished."""


LOOKED_AT = 50_000
"""Tickets that are read at most to count all at once; where somebody sees more, ten thousand of each are soon found."""
_KEPT = 64
"""So many ways of seeing are kept put together; there are a handful."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many open tickets the viewer sees, neither resolved nor over; each number stops at ``COUNT_LIMIT``."""

    by_status: dict[str, int]
    open: int
    overdue: int
    mine: int
    nobodys: int


@lru_cache(_KEPT)
def _counted(predicate: Fragment, statuses: int) -> Fragment:
    """The numbers of so many statuses; then what is overdue, the viewer's own, and nobody's."""
    counted = (
        statement(
            "(SELECT count(*) FROM (SELECT FROM sla_clocks c WHERE {open} AND {predicate} AND {extra}"
            " LIMIT %(limit)s) AS x)",
            open=OPEN,
            predicate=predicate,
            extra=extra,
        )
        for extra in _narrowed(statuses)
    )
    return statement("SELECT {counted}", counted=joined(", ", counted))


@lru_cache(_KEPT)
def _counted_at_once(predicate: Fragment, statuses: int) -> Fragment:
    """The same numbers, and how many tickets were looked at: all that are open and that the viewer sees, or so many."""
    counted = (statement("count(*) FILTER (WHERE {extra})", extra=extra) for extra in _narrowed(statuses))
    return statement(
        "SELECT {counted}, count(*) FROM (SELECT c.status, c.due_us, c.alarm_us, c.responsible_id FROM sla_clocks c"
        " WHERE {open} AND {predicate} LIMIT {most}) AS c",
        counted=joined(", ", counted),
        open=OPEN,
        predicate=predicate,
        most=number(LOOKED_AT + 1),
    )


@cache
def _narrowed(statuses: int) -> tuple[Fragment, ...]:
    by_status = (statement("c.status = %({status})s", status=name(f"status_{nth}")) for nth in range(statuses))
    return (*by_status, OVERDUE, statement("c.responsible_id = %(me)s"), statement("c.responsible_id IS NULL"))


@reads("sla_clocks")
def open_and_overdue(cursor: Cursor[Any], now: Micros) -> tuple[int, int]:
    """Both numbers at an instant."""
    # Due lies before the alarm, and an index is led by it.
    cursor.execute(
        "SELECT (SELECT count(*) FROM sla_clocks WHERE is_open),"
        " (SELECT count(*) FROM sla_clocks WHERE is_open AND due_us < %(now)s AND alarm_us < %(now)s)",
        {"now": now},
    )
    row = cursor.fetchone() or (0, 0)
    return int(row[0]), int(row[1])


@reads("sla_clocks", "ticket_list", also=(ticket_types.open_codes,))
def seen_by(cursor: Cursor[Any], viewer: Viewer, *, now: datetime) -> Counts:
    """The numbers above the list, each bounded in cost."""
    predicate, params = visibility.tickets(viewer, "c")
    params |= {"now": micros(now), "me": viewer.actor.id, "limit": COUNT_LIMIT}
    codes = ticket_types.open_codes(cursor)
    params |= {f"status_{nth}": code for nth, code in enumerate(codes)}
    counts_found = _found(cursor, viewer, predicate, len(codes), params)
    by_status, (overdue, mine, nobodys) = counts_found[:-3], counts_found[-3:]
    return Counts(
        by_status={code: number for code, number in zip(codes, by_status, strict=True) if number},
        open=min(COUNT_LIMIT, sum(by_status)),
        overdue=overdue,
        mine=mine,
        nobodys=nobodys,
    )


def _found(
    cursor: Cursor[Any], viewer: Viewer, predicate: Fragment, statuses: int, params: dict[str, Any]
) -> list[int]:
    """Whoever sees but a part sees few tickets: these are read once, not once for each number."""
    if not visibility.sees_everything(viewer):
        cursor.execute(_counted_at_once(predicate, statuses), params)
        *counted, looked_at = cursor.fetchone() or [0] * (statuses + 4)
        if looked_at <= LOOKED_AT:
            return [min(COUNT_LIMIT, found) for found in counted]
    cursor.execute(_counted(predicate, statuses), params)
    return list(cursor.fetchone() or [0] * (statuses + 3))
