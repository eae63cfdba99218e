"""Who of many viewers sees which of some tickets, and saw them before they were handed on; asked for open streams.

The predicates are those of ``visibility``, asked for all viewers in one statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, of_rows, statement

_COLUMNS = ("viewer_id", "viewer_teams", "viewer_company", "viewer_companies", "viewer_shares")
"""What the predicates ask of a viewer."""
_BEFORE = "before"
_WHO = name("v")


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a ticket stood: what the predicates ask of it."""

    ticket_id: UUID
    requester_id: UUID
    team_id: UUID | None = None
    responsible_id: UUID | None = None
    company_id: UUID | None = None


class Sights(msgspec.Struct, frozen=True):
    """What one viewer sees of some tickets: which at all, on which also private words, and which they saw before."""

    seen: frozenset[UUID] = frozenset()
    inner: frozenset[UUID] = frozenset()
    before: frozenset[UUID] = frozenset()


_NOTHING = Sights()


class _NumberRow(NamedTuple):
    ticket_id: UUID
    number: int


class _MergedRow(NamedTuple):
    ticket_id: UUID
    into_id: UUID


class _SightRow(NamedTuple):
    kind: str
    nth: int
    ticket_id: UUID
    inner_read: bool


_NUMBERS = statement(
    "SELECT {columns} FROM ticket_list WHERE ticket_id = ANY(%s)",
    columns=selected(_NumberRow),
)
_GOES_ON = statement(
    "SELECT {columns} FROM merged_tickets WHERE ticket_id = ANY(%s)",
    columns=selected(_MergedRow),
)
_BEFORE_ROWS = statement(
    "jsonb_to_recordset(%(stood)s::jsonb) AS b (ticket_id uuid, requester_id uuid, team_id uuid, responsible_id uuid,"
    " company_id uuid)"
)


@reads("ticket_list")
def numbers_of(cursor: Cursor[Any], streams: Collection[UUID]) -> dict[UUID, int]:
    """Of some streams those that are tickets, each with its number."""
    return {row.ticket_id: row.number for row in rows_of(_NumberRow, cursor.execute(_NUMBERS, (sorted(streams),)))}


@reads("ticket_list")
def goes_on_as(cursor: Cursor[Any], tickets: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """As which others some tickets go on that were merged, however many merges ago."""
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for row in rows_of(_MergedRow, cursor.execute(_GOES_ON, (sorted(tickets),))):
        found[row.ticket_id].append(row.into_id)
    return found


class Crowd:
    """Many viewers at once, as the predicates ask of them; who asks often about the same ones keeps it."""

    def __init__(self, viewers: Sequence[Viewer]) -> None:
        self.viewers = tuple(viewers)
        self.params: dict[str, Any] = {}
        now: list[Fragment] = []
        before: list[Fragment] = []
        groups: defaultdict[tuple[Fragment, Fragment, Fragment], list[dict[str, Any]]] = defaultdict(list)
        for nth, viewer in enumerate(self.viewers):
            seen, of_seen = visibility.tickets(viewer, "t")
            inner, of_inner = visibility.inner(viewer, "t")
            stood, of_stood = visibility.tickets(viewer, "b")
            asked = {**of_seen, **of_inner, **of_stood}
            self.params.update({key: value for key, value in asked.items() if key not in _COLUMNS})
            own = {key: value for key, value in asked.items() if key in _COLUMNS}
            groups[seen, inner, stood].append({"nth": nth, **own})
        for number, ((seen, inner, stood), rows) in enumerate(groups.items()):
            self.params[f"viewers_{number}"] = msgspec.json.encode(rows).decode()
            now.append(_branch(_viewers(f"viewers_{number}"), seen, inner))
            if not _is_all(seen):
                before.append(_branch_before(_viewers(f"viewers_{number}"), stood))
        self.all_seeing = frozenset(row["nth"] for (seen, *_), rows in groups.items() if _is_all(seen) for row in rows)
        self._now = joined(" UNION ALL ", now)
        self._with_before = joined(" UNION ALL ", [*now, *before])

    def asked(self, *, with_before: bool) -> Fragment:
        """What tells how they see some tickets, and saw them before."""
        return self._with_before if with_before else self._now


@reads("ticket_list")
def sights(
    cursor: Cursor[Any], viewers: Sequence[Viewer] | Crowd, tickets: Collection[UUID], stood: Sequence[Standing] = ()
) -> list[Sights]:
    """How each viewer sees each of the tickets, in the order of the viewers; who see alike have the same one."""
    crowd = viewers if isinstance(viewers, Crowd) else Crowd(viewers)
    if not tickets or not crowd.viewers:
        return [_NOTHING] * len(crowd.viewers)
    params = {**crowd.params, "tickets": sorted(tickets), "stood": msgspec.json.encode(stood).decode()}
    rows = rows_of(_SightRow, cursor.execute(crowd.asked(with_before=bool(stood)), params))
    return _sights(crowd, frozenset(tickets), rows)


def _is_all(seen: Fragment) -> bool:
    return seen == visibility.ALL


def _viewers(parameter: str) -> Fragment:
    columns = joined(
        ", ", (statement("{it} {kind}", it=name(column), kind=_KINDS[column]) for column in ("nth", *_COLUMNS))
    )
    return statement("jsonb_to_recordset(%({rows})s::jsonb) AS v ({columns})", rows=name(parameter), columns=columns)


_KINDS = {
    "nth": statement("int"),
    "viewer_id": statement("uuid"),
    "viewer_teams": statement("uuid[]"),
    "viewer_company": statement("uuid"),
    "viewer_companies": statement("uuid[]"),
    "viewer_shares": statement("uuid[]"),
}


def _branch(viewers: Fragment, seen: Fragment, inner: Fragment) -> Fragment:
    """What they see; of those who see every ticket only where they read no private words: all else is known."""
    read = of_rows(inner, _WHO, *_COLUMNS)
    condition = statement("({read}) IS NOT TRUE", read=read) if _is_all(seen) else of_rows(seen, _WHO, *_COLUMNS)
    return statement(
        "SELECT {columns} FROM {viewers} JOIN ticket_list t ON t.ticket_id = ANY(%(tickets)s) AND {condition}",
        columns=selected(
            _SightRow,
            kind=statement("'now'"),
            nth=name("v.nth"),
            ticket_id=name("t.ticket_id"),
            inner_read=statement("({read}) IS TRUE", read=read),
        ),
        viewers=viewers,
        condition=condition,
    )


def _branch_before(viewers: Fragment, seen: Fragment) -> Fragment:
    return statement(
        "SELECT {columns} FROM {viewers} JOIN {stood} ON {seen}",
        columns=selected(
            _SightRow,
            kind=statement("'before'"),
            nth=name("v.nth"),
            ticket_id=name("b.ticket_id"),
            inner_read=statement("false"),
        ),
        viewers=viewers,
        stood=_BEFORE_ROWS,
        seen=of_rows(seen, _WHO, *_COLUMNS),
    )


def _sights(crowd: Crowd, tickets: frozenset[UUID], rows: Sequence[_SightRow]) -> list[Sights]:
    now, inner, before = (defaultdict[int, set[UUID]](set) for _ in range(3))
    for row in rows:
        if row.kind == _BEFORE:
            before[row.nth].add(row.ticket_id)
            continue
        now[row.nth].add(row.ticket_id)
        if row.inner_read:
            inner[row.nth].add(row.ticket_id)
    # Most of them see all, or nothing: only of the others there are rows.
    everything = Sights(tickets, tickets)
    found = [everything if nth in crowd.all_seeing else _NOTHING for nth in range(len(crowd.viewers))]
    alike: dict[Sights, Sights] = {}
    for nth in {*now, *before}:
        if nth in crowd.all_seeing:
            one = Sights(tickets, tickets - now[nth])
        else:
            one = Sights(frozenset(now[nth]), frozenset(inner[nth]), frozenset(before[nth] - now[nth]))
        found[nth] = alike.setdefault(one, one)
    return found
