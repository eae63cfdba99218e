"""Every filter and every order of the list in a million tickets beside the same in 10,000; run by ``make bench``.

``DESK_BENCH_ROWS`` sets how many the many are. The peer of each figure is the same question asked of the few: a page
may take one and a half times as long. What would read through everything is stopped, and told as the bound that it has.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import Any, get_args

from psycopg import Cursor

from api.questions.ticket.patience import COUNTED_MS, LONGEST_MS
from benchmarks.clocks import AT
from benchmarks.report import Figure, show
from benchmarks.spent import Question, spent
from benchmarks.ticket_lists import FEW, filled
from benchmarks.ticket_page import NOW, OURS, ROWS, SECOND_LINE, SEES_ALL
from connectors.storage.server.database import Database
from events.values.people import Viewer
from events.values.ticket_condition import AllOf, Condition, Is, OneOf, Within
from projections.sla_clocks import counts
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.groups import counted
from projections.ticket.lists.orders import Sort
from projections.ticket.lists.pages import visible_to

RUNS = 3
_TEAM = str(min(OURS))
_SOMEBODY = "c4ca4238-a0b9-2382-0dcc-509a6f75849b"
"""``md5`` of 1, as the filled tables name people, units and services."""
FILTERS: dict[str, tuple[Condition, ...]] = {
    "everything": (),
    "open": (Is(field="open"),),
    "overdue": (Is(field="overdue"),),
    "missed": (Is(field="missed"),),
    "status": (OneOf(field="status", values=("in_progress",)),),
    "closed": (OneOf(field="status", values=("closed",)),),
    "status_of_none": (OneOf(field="status", values=("resolved",)),),
    "type": (OneOf(field="type", values=("inquiry",)),),
    "priority": (OneOf(field="priority", values=("critical",)),),
    "impact": (OneOf(field="impact", values=("critical",)),),
    "channel": (OneOf(field="channel", values=("email",)),),
    "channel_of_none": (OneOf(field="channel", values=("walk_in",)),),
    "last_word": (OneOf(field="last_word", values=("requester",)),),
    "team": (OneOf(field="team", values=(_TEAM,)),),
    "nobodys": (OneOf(field="responsible", values=("none",)), Is(field="open")),
    "responsible": (OneOf(field="responsible", values=(_SOMEBODY,)),),
    "requester": (OneOf(field="requester", values=(_SOMEBODY,)),),
    "company": (OneOf(field="company", values=(_SOMEBODY,)),),
    "unit": (OneOf(field="unit", values=(_SOMEBODY,)),),
    "service": (OneOf(field="service", values=(_SOMEBODY,)),),
    "registered_lately": (Within(field="registered", since=(AT + timedelta(hours=2)).isoformat()),),
    "changed_lately": (Within(field="changed", since=(AT + timedelta(hours=2)).isoformat()),),
    "closed_lately": (Within(field="closed", since=(AT + timedelta(hours=2)).isoformat()),),
    "due_soon": (Within(field="due", since=NOW.isoformat(), before=(NOW + timedelta(days=1)).isoformat()),),
}
VIEWERS: dict[str, Viewer] = {"all": SEES_ALL, "second_line": SECOND_LINE}


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    with ExitStack() as stack:
        desks = [filled(rows, stack) for rows in (ROWS, FEW)]
        asked: Question
        for by, viewer in VIEWERS.items():
            for name, condition in FILTERS.items():
                for sort in get_args(Sort):
                    asked = partial(page, viewer=viewer, condition=condition, sort=sort)
                    yield _figure(f"page_{name}_by_{sort}_{by}", desks, asked, LONGEST_MS)
                asked = partial(count, viewer=viewer, condition=condition)
                yield _figure(f"count_{name}_{by}", desks, asked, COUNTED_MS)
            asked = partial(counts.seen_by, viewer=viewer, now=NOW)
            yield _figure(f"counts_above_the_list_{by}", desks, asked, LONGEST_MS)


def page(cursor: Cursor[Any], viewer: Viewer, condition: Sequence[Condition], sort: Sort) -> object:
    """Fifty lines."""
    return visible_to(cursor, viewer, TicketFilter(more=tuple(condition)), now=NOW, sort=sort)


def count(cursor: Cursor[Any], viewer: Viewer, condition: Sequence[Condition]) -> object:
    """Up to 10,000."""
    return counted(cursor, Asking(viewer, NOW), AllOf(of=tuple(condition)))


def _figure(name: str, desks: Sequence[Database], asked: Question, most_ms: int) -> Figure:
    rounds = [[spent(desk, asked, most_ms=most_ms) for desk in desks] for _ in range(RUNS)]
    many, few = (statistics.median(told.cpu_ms for told in column) for column in zip(*rounds, strict=True))
    clocks = [statistics.median(told.clock_ms for told in column) for column in zip(*rounds, strict=True)]
    bounded = f"; stopped after {most_ms} ms and refused in words" if rounds[0][0].is_stopped else ""
    by_clock = f"by the clock {clocks[0]:.3g} and {clocks[1]:.3g} ms"
    told = f"CPU of {ROWS} against of {FEW}, median of {RUNS}; {by_clock}{bounded}"
    return Figure.duration(name, ours=many, peer=few, unit="ms", conditions=told)


if __name__ == "__main__":
    show(run())
