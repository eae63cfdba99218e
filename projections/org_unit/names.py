"""What units are called; asked by cards that name many of them at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import Cursor

from events.values.text import Text
from projections.kit.reads import reads


@reads("org_tree")
def names_of(cursor: Cursor[Any], units: Collection[UUID]) -> dict[UUID, Text]:
    """The names of units by their ids, in one query."""
    cursor.execute("SELECT unit_id, name_ru, name_en FROM org_units WHERE unit_id = ANY(%s)", (list(units),))
    return {unit_id: Text(ru=ru, en=en) for unit_id, ru, en in cursor}
