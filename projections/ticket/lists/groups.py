"""How many tickets a condition finds, in all and by what they have in common; each number is bounded, and says so."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.text import Text
from events.values.ticket import LEVELS
from events.values.ticket_condition import Condition
from events.values.ticket_view import GroupField
from projections.facts.describe import LEVEL_NAMES
from projections.kit import visibility
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, number, statement
from projections.sla_clocks.counts import COUNT_LIMIT
from projections.ticket.lists.conditions import COLUMNS, Asking, compiled
from projections.ticket.lists.filters import planned, seen_of
from projections.ticket_type import rows as ticket_types

GROUPED_LIMIT = 100_000
"""Tickets that are looked at to tell groups: behind them the numbers are those of so many."""
_KEPT = 256
"""So many questions are kept put together."""
_OF_LIST = re.compile(r"\bt\.")
"""Whether a condition asks the list beside the clocks: most do not, and a join of 10,000 rows is most of a count."""


class Count(msgspec.Struct, frozen=True):
    """How many; ``is_more``: there are more than that, and nobody counted on."""

    count: int
    is_more: bool = False


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What some tickets have in common: its ``key`` is the value that a filter by it takes, none for what has none."""

    key: str | None
    name: Text | None
    count: int


class Groups(msgspec.Struct, frozen=True, kw_only=True):
    """Tickets by what they have in common, the most first. ``is_more``: only so many were looked at, any of them."""

    by: GroupField
    total: int
    is_more: bool
    groups: tuple[Group, ...]
    next_cursor: str | None = None


@reads("ticket_list", "sla_clocks", "directory", "services", "org_tree", also=(compiled,))
def counted(cursor: Cursor[Any], asking: Asking, condition: Condition, limit: int = COUNT_LIMIT) -> Count:
    """How many tickets that the viewer sees fit a condition: so many at most."""
    conditions, params = compiled(cursor, condition, asking)
    seen, more = seen_of(asking.viewer, condition)
    cursor.execute(_count((seen, *conditions), limit + 1), params | more, prepare=planned(params))
    (found,) = cursor.fetchone() or (0,)
    return Count(min(int(found), limit), int(found) > limit)


@lru_cache(_KEPT)
def _count(where: tuple[Fragment, ...], limit: int) -> Fragment:
    held = joined(" AND ", where)
    return statement(
        "SELECT count(*) FROM (SELECT FROM {tables} WHERE {held} LIMIT {limit}) x",
        tables=_tables(held),
        held=held,
        limit=number(limit),
    )


def _tables(held: Fragment) -> Fragment:
    if _OF_LIST.search(held):
        return statement("sla_clocks c JOIN ticket_list t USING (ticket_id)")
    return statement("sla_clocks c")


@reads("ticket_list", "sla_clocks", "directory", "services", "org_tree", "agreements", "ticket_types", also=(compiled,))
def grouped(
    cursor: Cursor[Any], asking: Asking, condition: Condition, by: GroupField, limit: int = GROUPED_LIMIT
) -> Groups:
    """Tickets that the viewer sees by one of their fields."""
    conditions, params = compiled(cursor, condition, asking)
    seen, more = seen_of(asking.viewer, condition)
    cursor.execute(_groups(by, (seen, *conditions), limit + 1), params | more, prepare=planned(params))
    rows = cursor.fetchall()
    total = sum(count for _, count in rows)
    keys = [key for key, _ in rows if key is not None]
    # What units are called is told to those who see their cards (rows 81, 85).
    is_told = by not in {"company", "unit"} or visibility.sees_cards(asking.viewer)
    names = _NAMES[by](cursor, keys) if is_told else {}
    return Groups(
        by=by,
        total=min(total, limit),
        is_more=total > limit,
        groups=tuple(_group(by, key, count, names) for key, count in rows),
    )


def _group(by: GroupField, key: Any, count: int, names: dict[Any, Text]) -> Group:
    told = None if key is None else LEVELS[key] if by == "priority" else str(key)
    return Group(key=told, name=None if key is None else names.get(key), count=count)


@lru_cache(_KEPT)
def _groups(by: GroupField, where: tuple[Fragment, ...], limit: int) -> Fragment:
    column, _ = COLUMNS[by]
    held = joined(" AND ", where)
    return statement(
        "SELECT key, count(*) FROM (SELECT {column} AS key FROM {tables} WHERE {held} LIMIT {limit}) x"
        " GROUP BY key ORDER BY count(*) DESC, key",
        column=name(column),
        tables=_tables(joined(" ", (held, name(column)))),
        held=held,
        limit=number(limit),
    )


def _levels(_: Cursor[Any], keys: Collection[int]) -> dict[Any, Text]:
    return {key: LEVEL_NAMES[LEVELS[key]] for key in keys}


def _types(cursor: Cursor[Any], keys: Collection[str]) -> dict[Any, Text]:
    return {view.code: view.definition.name for view in ticket_types.types(cursor, keys)}


def _statuses(cursor: Cursor[Any], keys: Collection[str]) -> dict[Any, Text]:
    """A code that several types use bears the name that the first of them gives it."""
    found: dict[Any, Text] = {}
    for view in ticket_types.types(cursor):
        for code, status in view.known.items():
            if code in keys:
                found.setdefault(code, status.name)
    return found


def _as_they_are(_: Cursor[Any], keys: Collection[str]) -> dict[Any, Text]:
    return {key: Text.same(key) for key in keys}


def _people(cursor: Cursor[Any], keys: Collection[UUID]) -> dict[Any, Text]:
    cursor.execute("SELECT person_id, name FROM persons WHERE person_id = ANY(%s)", (list(keys),))
    return {person: Text.same(called) for person, called in cursor}


def _of(table: str, key: str) -> Any:
    asked = statement(
        "SELECT {key}, name_ru, name_en FROM {table} WHERE {key} = ANY(%s)", key=name(key), table=name(table)
    )

    def names(cursor: Cursor[Any], keys: Collection[UUID]) -> dict[Any, Text]:
        cursor.execute(asked, (list(keys),))
        return {found: Text(ru=ru, en=en) for found, ru, en in cursor}

    return names


_NAMES: dict[str, Any] = {
    "status": _statuses,
    "type": _types,
    "priority": _levels,
    "channel": _as_they_are,
    "team": _of("teams", "team_id"),
    "responsible": _people,
    "company": _of("org_units", "unit_id"),
    "unit": _of("org_units", "unit_id"),
    "service": _of("services", "service_id"),
    "agreement": _of("agreements", "agreement_id"),
}
"""What calls the keys of a field by their names of today."""


@reads("ticket_list", "sla_clocks", also=(compiled,))
def ids(cursor: Cursor[Any], asking: Asking, condition: Condition, limit: int) -> list[UUID]:
    """The tickets that the viewer sees and a condition finds: so many at most, any of them."""
    conditions, params = compiled(cursor, condition, asking)
    seen, more = seen_of(asking.viewer, condition)
    held = joined(" AND ", (seen, *conditions))
    cursor.execute(
        statement(
            "SELECT c.ticket_id FROM {tables} WHERE {held} LIMIT {limit}",
            tables=_tables(held),
            held=held,
            limit=number(limit),
        ),
        params | more,
    )
    return [ticket for (ticket,) in cursor]
