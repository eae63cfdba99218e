"""What lists of tickets are ordered by, and which of two tables that hold it leads the order; asked by the pages.

Number and priority stand with the clocks, too. Where a list is narrowed to one team, company or service, an
index of the clocks has its tickets in either order; else the list's own index has all tickets in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from projections.kit.statement import Fragment, name, statement

Sort = Literal["due", "priority", "number", "changed", "registered"]

KEYS: dict[str, tuple[str, str]] = {
    "due": ("c.due_us", "bigint"),
    "priority": ("t.priority", "smallint"),
    "number": ("t.number", "bigint"),
    "changed": ("t.changed_at", "timestamptz"),
    "registered": ("t.registered_at", "timestamptz"),
}
"""Order -> the column that it is by where nothing else leads, and its type."""
_OF_CLOCKS = {"priority": "c.priority", "number": "c.number"}
_NARROWED = re.compile(r"c\.(?:team|company|service)_id = %\(\w+\)s::uuid")
"""A condition of one value of a field that indexes of the clocks lead on by number and by priority."""


class Key(NamedTuple):
    """A column that a list is ordered by, and the ticket's id of the same table: one index leads both."""

    column: Fragment
    tie: Fragment


def key_of(sort: Sort, where: Sequence[Fragment]) -> Key:
    """The column of the table whose index has what fits these conditions in this order."""
    column, _ = KEYS[sort]
    if sort in _OF_CLOCKS and any(_NARROWED.fullmatch(one) for one in where):
        column = _OF_CLOCKS[sort]
    return Key(name(column), name(f"{column.partition('.')[0]}.ticket_id"))


def way(*, descending: bool) -> Fragment:
    """The order of a key and of the ids behind it."""
    return statement("DESC") if descending else statement("ASC")
