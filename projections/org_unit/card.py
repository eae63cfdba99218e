"""A unit's card: where it stands, what is in it and who heads it; the viewer first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.reads import reads
from projections.org_unit import tree as org_tree
from projections.org_unit.tree import Branches, UnitLine
from projections.person import directory
from projections.person.directory import PersonView


class UnitCard(msgspec.Struct, frozen=True, kw_only=True):
    """A unit, the way up to the root, its head and its first units and people; counts with everything below.

    ``people`` are whoever stands right in it or belongs to it beside; ``all_further`` counts whoever belongs to it or
    to one below, and stands elsewhere.
    A card as of a date has the same form; what is below and the counts are told of today alone.
    """

    unit: UnitLine
    path: tuple[UnitLine, ...]
    head: PersonView | None
    below: Branches | None
    people: tuple[PersonView, ...] | None
    all_units: int | None
    all_people: int | None
    all_further: int | None = None


@reads(
    also=(
        *(org_tree.path, org_tree.counts_below, org_tree.below),
        *(directory.person, directory.people_of, directory.further_below),
    )
)
def card(cursor: Cursor[Any], viewer: Viewer, unit_id: UUID, at: datetime, *, limit: int = 50) -> UnitCard | None:
    """A unit's card; ``None`` when there is none or cards are not for the viewer: they look the same."""
    if not visibility.sees_cards(viewer):
        return None
    path = org_tree.path(cursor, unit_id)
    if not path:
        return None
    unit = path[0]
    units, people = org_tree.counts_below(cursor, unit_id)
    return UnitCard(
        unit=unit,
        path=tuple(path),
        head=None if unit.head_id is None else directory.person(cursor, unit.head_id),
        below=org_tree.below(cursor, unit_id, limit=limit),
        people=tuple(directory.people_of(cursor, unit_id, at, limit=limit)),
        all_units=units,
        all_people=people,
        all_further=directory.further_below(cursor, unit_id, at),
    )
