"""How many tickets are open and how many of them overdue: whoever may see them, for the meters, or as somebody sees."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, statement
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
    narrowed = [statement("c.status = %({status})s", status=name(f"status_{nth}")) for nth in range(statuses)]
    narrowed += [OVERDUE, statement("c.responsible_id = %(me)s"), statement("c.responsible_id IS NULL")]
    counted = (
        statement(
            "(SELECT count(*) FROM (SELECT FROM sla_clocks c WHERE {open} AND {predicate} AND {extra}"
            " LIMIT %(limit)s) AS x)",
            open=OPEN,
            predicate=predicate,
            extra=extra,
        )
        for extra in narrowed
    )
    return statement("SELECT {counted}", counted=joined(", ", counted))


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
    cursor.execute(_counted(predicate, len(codes)), params)
    counts_found = list(cursor.fetchone() or [0] * (len(codes) + 3))
    by_status, (overdue, mine, nobodys) = counts_found[:-3], counts_found[-3:]
    return Counts(
        by_status={code: number for code, number in zip(codes, by_status, strict=True) if number},
        open=min(COUNT_LIMIT, sum(by_status)),
        overdue=overdue,
        mine=mine,
        nobodys=nobodys,
    )
