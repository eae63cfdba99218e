"""Lists by conditions, their counts and groups in many tickets against the same in few; run by ``make bench``.

``DESK_BENCH_ROWS`` sets how many the many are: a million unless a trial asks for fewer; the few are 10,000. The peer of
each figure is the same question asked of the few: a page may take one and a half times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

from psycopg import Cursor

from benchmarks.report import Figure, medians, show
from benchmarks.stage import migrated
from benchmarks.ticket_page import NOW, OURS, ROWS, RUNS, SECOND_LINE, SEES_ALL, each, fill
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.values.people import Viewer
from events.values.ticket_condition import AllOf, AnyOf, Condition, Except, Is, OneOf, Within
from projections.agreement.rows import Agreements
from projections.kit.port import Projection
from projections.org_unit.tree import OrgTree
from projections.service.rows import Services
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.groups import counted, grouped
from projections.ticket.lists.pages import visible_to, with_clocks
from projections.ticket_type.rows import TicketTypes

FEW = 10_000
TEAMS = tuple(str(team) for team in sorted(OURS))
LISTS: dict[str, Condition] = {
    "open_of_two_teams": AllOf(of=(Is(field="open"), OneOf(field="team", values=TEAMS))),
    "burning_or_nobodys": AllOf(
        of=(
            Is(field="open"),
            AnyOf(of=(Is(field="overdue"), OneOf(field="responsible", values=("none",)))),
            Except(of=OneOf(field="priority", values=("low",))),
        )
    ),
    "changed_lately": AllOf(of=(Within(field="changed", since="-7d"), OneOf(field="team", values=TEAMS))),
}


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    with ExitStack() as stack:
        few, many = (stack.enter_context(filled(rows, stack).transaction()) for rows in (FEW, ROWS))
        for name, condition in LISTS.items():
            for viewer, by in ((SEES_ALL, "all"), (SECOND_LINE, "second_line")):
                for asked, ask in (("page", page), ("count", count), ("groups", groups)):
                    ours, peer = medians(
                        RUNS, *(partial(each, partial(ask, cursor, viewer, condition)) for cursor in (many, few))
                    )
                    told = f"of {ROWS} against of {FEW}, median of {RUNS}"
                    yield Figure.duration(f"{name}_{asked}_{by}", ours=ours, peer=peer, unit="ms", conditions=told)


def filled(rows: int, stack: ExitStack) -> Database:
    """A desk of so many tickets."""
    database = migrated(stack)
    models: tuple[Projection, ...] = (TicketTypes(), Services(), OrgTree(), Agreements())
    for model in models:
        positions.prepare(database, model)
    fill(database, rows)
    return database


def page(cursor: Cursor[Any], viewer: Viewer, condition: Condition) -> object:
    """Fifty lines with what is left on their clocks."""
    return with_clocks(cursor, visible_to(cursor, viewer, TicketFilter(more=(condition,)), now=NOW), NOW)


def count(cursor: Cursor[Any], viewer: Viewer, condition: Condition) -> object:
    """Up to 10,000."""
    return counted(cursor, Asking(viewer, NOW), condition)


def groups(cursor: Cursor[Any], viewer: Viewer, condition: Condition) -> object:
    """Up to 100,000, by responsible."""
    return grouped(cursor, Asking(viewer, NOW), condition, "responsible")


if __name__ == "__main__":
    show(run())
